"""Who stands at the door: a signed-in person, an address; and how fast an address may ask."""

from datetime import timedelta

from django.contrib.auth.middleware import get_user
from django.http import Http404, HttpRequest

from touyan.kernel import tries
from touyan.kernel.numbers import heard
from touyan.orders import reads
from touyan.orders.models import Requester
from touyan.town.models import Person

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
ORDERS_AN_HOUR, PHOTOS_AN_HOUR, LOOKS_AN_HOUR = 30, 240, 300
MISSES, PIN_MISSES = 20, 6


def person_of(request: HttpRequest) -> Person | None:
    """The signed-in person, where `request.user` is only their proxy: the journal names things by their type.

    The session is only opened by a page that asks this.
    """
    user = get_user(request)
    return user if isinstance(user, Person) else None


def signed_in(request: HttpRequest) -> Person:
    """The signed-in person; 404 for an account that is nobody's."""
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def line(request: HttpRequest) -> str:
    """By which an address is slowed down."""
    return tries.line(address(request))


def slow_down(request: HttpRequest, what: str, limit: int) -> None:
    """TooMany once an address has done this more often within an hour than a household does."""
    tries.refuse_after(limit, f"{what}:{line(request)}", window=HOUR)


def may_look(request: HttpRequest) -> bool:
    """Whether this address may still ask what is similar; beyond that the form simply shows nothing."""
    key = f"similar:{line(request)}"
    return tries.count(key, window=HOUR) <= LOOKS_AN_HOUR


def requester_of(request: HttpRequest, receipt: str) -> Requester:
    """Whose receipt this is. Only misses are counted: a village may share one address."""
    requester = reads.by_receipt(receipt)
    if requester is None:
        miss(request)
        raise Http404
    return requester


def miss(request: HttpRequest) -> None:
    """Note that an address guessed wrong; TooMany once it has done so often."""
    tries.refuse_after(MISSES, f"receipt:{line(request)}", window=QUARTER)


def requester_by_pin(request: HttpRequest, number: str, pin: str) -> Requester | None:
    """Whose number and PIN these are; six digits can be guessed, so each number bears few misses."""
    counters = {f"receipt:{line(request)}": MISSES}
    if (order := heard(number)) is not None:
        # By the order itself: the same number with a space in it is not another number.
        counters[f"pin:{order}"] = PIN_MISSES
    for key, limit in counters.items():
        if tries.spent(limit, key):
            raise tries.too_many(key)
    requester = reads.by_number_and_pin(number, pin)
    if requester is None:
        for key in counters:
            tries.count(key, window=QUARTER)
    return requester
