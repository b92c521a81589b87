"""What people wrote and left of themselves, erased for good; what happened, and when, remains."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import evidence, journal
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.clock import Clock
from touyan.kernel.refused import Refused
from touyan.orders.models import ERASED, GUEST_TO_FORGET, Order, Requester
from touyan.orders.reads import locked


def forgotten(order: Order) -> dict[str, Any]:
    """Erase all that anybody left on a locked order; what is to be written into its row and the journal."""
    order.requesters.update(name="", phone="", phone_blind="")
    return {**_unsaid(order), "reachable": False}


def _unsaid(order: Order) -> dict[str, Any]:
    """Words, photos, and every reason given; the same for all who take words away."""
    journal.shed_all([about(order)])
    order.extensions.update(reason="")
    told = {"photos_erased": evidence.erase(about(order)), "was_public": order.is_public}
    return {
        "data": told, "words": _("(erased)"),
        "where": "", "public_words": "", "published_at": None, "latitude": None, "longitude": None,
    }  # fmt: skip


@act()
def forget_requester(*, by: Actor, requester: Requester) -> Event[Order]:
    """Somebody who asked wants to be erased: who they are and what they said go, and nobody else's number.

    The words of an order are those of whoever placed it.
    """
    order = locked(requester.order)
    _must_be_over(order, by)
    changes = _unsaid(order) if requester.first else _own_words(order, requester)
    told = {"requester": requester.pk, **changes.pop("data"), "set": {}}
    order.requesters.filter(pk=requester.pk).update(name="", phone="", phone_blind="", person=None)
    changes["reachable"] = order.requesters.exclude(phone_blind="").exists()
    return Event(_saved(order, changes), by, told)


def _own_words(order: Order, requester: Requester) -> dict[str, Any]:
    """What somebody added who joined; the rest is others'."""
    journal.shed_all([about(order)], by=requester.signed)
    photos = evidence.erase(about(order), by=requester.signed)
    return {"data": {"photos_erased": photos, "was_public": False}}


@act()
def expire(*, by: Actor, order: Order) -> Event[Order]:
    """It was over so long ago that nobody needs to know who asked, or in which words."""
    order = locked(order)
    _must_be_over(order, by)
    if order.words in ERASED:
        return Event(order, by, repeated=True)
    changes = forgotten(order)
    told = {**changes.pop("data"), "set": {}}
    order.requesters.update(person=None)
    return Event(_saved(order, changes), by, told)


@act()
def forget_contacts(*, by: Actor, order: Order) -> Event[Order]:
    """Whoever asked without an account is called and written to no more: their name and number go."""
    order = locked(order)
    _must_be_over(order, by)
    guests = order.requesters.filter(GUEST_TO_FORGET)
    gone = guests.update(name="", phone="", phone_blind="")
    reachable = order.requesters.exclude(phone_blind="").exists()
    told = {"contacts": gone, "set": {}}
    return Event(_saved(order, {"reachable": reachable}), by, told, repeated=not gone)


def _must_be_over(order: Order, by: Actor) -> None:
    if not isinstance(by, Clock) or order.is_open:
        raise Refused(_("Only the town itself does this."))


def _saved(order: Order, changes: dict[str, Any]) -> Order:
    for name, value in changes.items():
        setattr(order, name, value)
    order.save(update_fields=[*changes])
    return order
