"""A booked lunch that nobody fetched becomes an order to knock on the door: a story of two rooms."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.kernel import clock
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.orders.acts import place
from touyan.orders.models import Order
from touyan.orders.states import Channel, Urgency
from touyan.programmes.models import Booking, Session
from touyan.programmes.reads.canteen import KNOCKS, knock_ref, noted_in, unclaimed
from touyan.programmes.rules.canteen import knock_at
from touyan.town.models import Organisation
from touyan.town.states import PLACES_PEOPLE_LIVE

FEW = 5
"""So many may all have stayed away; more, with nothing noted at all, is a list that nobody kept."""


def knock_on_doors() -> int:
    """Once a meal, however often it runs. Where nobody kept the list at all, the canteen is asked first."""
    waiting: dict[Session, list[Booking]] = defaultdict(list)
    for booking in unclaimed(clock.now()):
        if knock_at(booking.session) <= clock.now():
            waiting[booking.session].append(booking)
    noted, sent = noted_in(waiting), 0
    for session, bookings in waiting.items():
        if session.pk in noted or len(bookings) <= FEW:
            sent += sum(_knock(booking) for booking in bookings)
        else:
            sent += _ask(session, len(bookings))
    return sent


def _knock(booking: Booking) -> bool:
    """Nothing of what somebody eats is told, or why: only that nobody has seen them."""
    programme = booking.session.programme
    words = _(
        "{name} had booked lunch at {canteen} today. Nobody has fetched it, and nothing says that it "
        "was brought. Please knock on the door and see whether all is well."
    ).format(name=booking.person.name, canteen=programme.name)
    homes = (booking.person.village, programme.village, programme.host)
    return _placed(homes, words, booking.deliver_to, knock_ref(booking.pk))


def _ask(session: Session, meals: int) -> bool:
    programme = session.programme
    words = ngettext(
        "{canteen}: {n} lunch was booked for today, and nobody has noted that it was handed over. "
        "Please ask there who has had theirs, and knock where nobody knows.",
        "{canteen}: {n} lunches were booked for today, and nobody has noted that they were handed over. "
        "Please ask there who has had theirs, and knock where nobody knows.",
        meals,
    ).format(canteen=programme.name, n=meals)
    return _placed((programme.village, programme.host), words, session.where, f"s{session.pk}")


def _placed(homes: Iterable[Organisation | None], words: str, where: str, ref: str) -> bool:
    """Whether this run sent it; what was sent before is not sent again."""
    home = next((one for one in homes if one is not None and one.kind in PLACES_PEOPLE_LIVE), None)
    if home is None or Order.objects.filter(source=KNOCKS, source_ref=ref).exists():
        return False
    try:
        event = place(
            by=CLOCK, village=home, words=words, where=where, urgency=Urgency.URGENT,
            channel=Channel.DESK, source=KNOCKS, source_ref=ref,
        )  # fmt: skip
    except Refused:  # a village without a branch: nobody there to send
        return False
    return not event.repeated
