"""The seats of many sessions at once, for lists: three statements whatever their number."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef

from touyan.kernel import clock
from touyan.programmes.models import Booking, Seats, Session
from touyan.programmes.rules.booking import Room
from touyan.programmes.states import BookingState


def rooms(sessions: Iterable[Session]) -> dict[int, Room]:
    """Session → its seats as they stand; what is held and not filled yet is not free."""
    shown = list(sessions)
    live = Seats.objects.filter(session__in=shown, until__gt=clock.now())
    held: dict[int, dict[int, int]] = defaultdict(dict)
    for session, organisation, seats in live.values_list("session", "organisation", "seats"):
        held[session][organisation] = seats
    for session, organisation, filled in _filled(held) if held else ():
        left = held[session][organisation] - filled
        held[session][organisation] = max(0, left)
    return {one.pk: Room(one.capacity, one.confirmed, held.get(one.pk, {})) for one in shown}


def _filled(sessions: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    kept = Seats.objects.filter(
        session=OuterRef("session"), organisation=OuterRef("organisation"), until__gt=clock.now()
    )
    return (
        Booking.objects.filter(
            Exists(kept), session__in=list(sessions), state=BookingState.CONFIRMED
        )
        .order_by()
        .values_list("session", "organisation")
        .annotate(n=Count("id"))
    )
