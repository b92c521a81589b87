"""Seats under a session's lock: one taken, one given back, and who moves up."""

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Beside
from touyan.kernel.refused import Refused
from touyan.programmes.models import Booking, Session
from touyan.programmes.rules import Room
from touyan.programmes.states import BookingState, SessionState


def seated(session: Session, booking: Booking, room: Room | None = None) -> None:
    """Give a new booking a seat, or a place on the waiting list; the caller saves the booking."""
    room = room or Room.of(session)
    if room.fits(booking.organisation_id):
        booking.state = BookingState.CONFIRMED
        room.take(booking.organisation_id)
    else:
        booking.state = BookingState.WAITLISTED
    session.confirmed = room.confirmed
    session.save(update_fields=["confirmed"])


def freed(
    session: Session, booking: Booking, state: BookingState, *, released: bool = False
) -> list[Beside]:
    """Take a booking's seat back; whoever waits longest and fits moves up."""
    had_seat = booking.state == BookingState.CONFIRMED
    booking.state, booking.released = state, released
    booking.save(update_fields=["state", "released"])
    if not had_seat:
        return []
    session.confirmed -= 1
    session.save(update_fields=["confirmed"])
    return promoted(session)


def promoted(session: Session) -> list[Beside]:
    """Everybody on the waiting list who fits now, in order; the caller holds the session's lock."""
    if session.state != SessionState.PLANNED or clock.now() >= session.starts_at:
        return []
    room, beside = Room.of(session), []
    waiting = Booking.objects.select_for_update(of=("self",)).filter(
        session=session, state=BookingState.WAITLISTED
    )
    for booking in waiting.order_by("id"):
        if room.capacity is not None and room.confirmed >= room.capacity:
            break
        if room.fits(booking.organisation_id):
            room.take(booking.organisation_id)
            booking.state = BookingState.CONFIRMED
            booking.save(update_fields=["state"])
            beside.append(Beside(booking, {"promoted": True, "set": {"state": booking.state}}))
    if beside:
        session.confirmed = room.confirmed
        session.save(update_fields=["confirmed"])
    return beside


def check_seats(session: Session, organisation: int, seats: int) -> None:
    """Whether so many can be held for an organisation beside what is taken and held already."""
    room = Room.of(session)
    if room.capacity is None:
        raise Refused(_("There is room for everybody, so nothing needs to be held."))
    others = sum(n for pk, n in room.held.items() if pk != organisation)
    if seats < 1 or room.confirmed + others + seats > room.capacity + _filled(
        session, organisation
    ):
        raise Refused(_("There are not that many seats left."), field="seats")


def _filled(session: Session, organisation: int) -> int:
    rows = Booking.objects.filter(
        session=session, organisation=organisation, state=BookingState.CONFIRMED
    )
    return rows.count()
