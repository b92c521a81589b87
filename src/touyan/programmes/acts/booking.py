"""Seats asked for, given, given back, and held for those who come together."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.rooms import check_seats, freed, promoted, seated
from touyan.programmes.models import Booking, Enrolment, Seats, Session
from touyan.programmes.reads.coming import (
    comes_on,
    day_of,
    enrolled_on,
    last_enrolment,
    open_booking,
    price_for,
)
from touyan.programmes.reads.scope import locked
from touyan.programmes.rules.booking import why_too_late
from touyan.programmes.states import (
    STANDING,
    BookingRole,
    BookingState,
    Group,
    SessionState,
    Source,
)
from touyan.town.models import Organisation, Person


@act(personal=("reason",))
def book(
    *,
    by: Actor,
    session: Session,
    person: Person,
    organisation: Organisation | None = None,
    role: str = BookingRole.PARTICIPANT,
    options: dict[str, Any] | None = None,
    deliver_to: str = "",
    reason: str = "",
) -> Event[Booking]:
    """Ask for a seat: it is given at once, or a place on the waiting list. Asked again, it is the same one."""
    session = locked(session)
    source = rules.source_of(session, person, by, organisation)
    if again := open_booking(session, person):
        return Event(again, by, repeated=True)
    if why := rules.why_not_book(session, person, source, reason):
        raise Refused(why)
    booking = _booking(session, person, source, role)
    booking.organisation = organisation
    if options is not None:
        booking.options, booking.deliver_to = options, deliver_to.strip()[:120]
    if why := rules.why_not_eat(session, booking.options, source):
        raise Refused(why, field="apart")
    seated(session, booking)
    booking.save(force_insert=True)
    data = {"session": session.pk, "person": person.pk, "source": source, "reason": reason.strip()}
    return Event(booking, by, {**data, "set": {"state": booking.state}}, first=True)


def _booking(session: Session, person: Person, source: str, role: str) -> Booking:
    """With what the enrolment says is wanted each time, and what it costs as things stand."""
    programme = session.programme
    enrolment = last_enrolment(programme, person, day_of(session)) if programme.is_guarded else None
    booking = Booking(
        town=session.town, session=session, person=person, source=source, role=role,
        booked_at=clock.now(),
    )  # fmt: skip
    if programme.is_for_elders:
        booking.price = price_for(session, enrolment.group if enrolment else Group.ORDINARY)
    if enrolment is not None:
        booking.options, booking.deliver_to = enrolment.options, enrolment.deliver_to
    return booking


@act(personal=("reason",))
def cancel_booking(*, by: Actor, booking: Booking, reason: str = "") -> Event[Booking]:
    """Give a seat back; whoever waits longest and fits moves up."""
    return _given_back(by, booking, BookingState.CANCELLED, reason)


@act(personal=("reason",))
def excuse(*, by: Actor, booking: Booking, reason: str = "") -> Event[Booking]:
    """Say that somebody does not come this time; the list shows them as excused."""
    return _given_back(by, booking, BookingState.EXCUSED, reason)


def _given_back(by: Actor, booking: Booking, state: BookingState, reason: str) -> Event[Booking]:
    session = locked(booking.session)
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("town", "person", "organisation")
        .get(pk=booking.pk)
    )
    source = rules.source_of(session, booking.person, by, booking.organisation)
    if booking.state not in STANDING:
        return Event(booking, by, repeated=True)
    _check_giving_back(session, booking, source, state, reason)
    beside = freed(session, booking, state)
    data = {"reason": reason.strip(), "set": {"state": booking.state}}
    return Event(booking, by, data, beside=beside)


def _check_giving_back(
    session: Session, booking: Booking, source: str, state: BookingState, reason: str
) -> None:
    if session.attendances.filter(person=booking.person, standing=True).exists():
        raise Refused(_("They have come already. Correct the list first."))
    if session.state != SessionState.PLANNED:
        raise Refused(_("This is over, or does not take place."))
    # What is cooked is cooked; a child who is ill is excused at any time.
    cooked = state == BookingState.CANCELLED and session.programme.is_for_elders
    if cooked and (why := why_too_late(session, source, reason)):
        raise Refused(why)


@act()
def book_by_rule(*, by: Actor, session: Session) -> Event[Session]:
    """Book everybody whose enrolment says that they come that day; whoever was booked before, or said
    that they do not come, stays as they are."""
    session = locked(session)
    if not rules.keeps_roster(session, by):
        raise Refused(_("This is not yours to change."))
    rows = _expected(session) if session.state == SessionState.PLANNED else []
    if not rows:
        return Event(session, by, repeated=True, made=[])
    room, made, prices = rules.Room.of(session), [], _prices(session, rows)
    for enrolment in rows:
        booking = Booking(
            town=session.town, session=session, person=enrolment.person, source=Source.RULE,
            options=enrolment.options, deliver_to=enrolment.deliver_to, booked_at=clock.now(),
            price=prices.get(enrolment.group),
        )  # fmt: skip
        seated(session, booking, room)
        made.append(booking)
    Booking.objects.bulk_create(made, batch_size=500)
    beside = [_line(booking) for booking in made]
    return Event(session, by, {"booked": len(made)}, beside=beside, made=made)


def _prices(session: Session, rows: list[Enrolment]) -> dict[str, int | None]:
    """What a meal costs each group that is among them."""
    if not session.programme.is_for_elders:
        return {}
    return {group: price_for(session, group) for group in {row.group for row in rows}}


def _expected(session: Session) -> list[Enrolment]:
    day = day_of(session)
    bookings = session.bookings.all()
    if not rules.past_cutoff(session):
        bookings = bookings.exclude(released=True)
    said = set(bookings.values_list("person", flat=True))
    return [
        row
        for row in enrolled_on(session.programme, day)
        if row.person_id not in said and comes_on(row, day)
    ]


def _line(booking: Booking) -> Beside:
    data = {
        "session": booking.session_id, "person": booking.person_id, "source": booking.source,
        "set": {"state": booking.state},
    }  # fmt: skip
    return Beside(booking, data, first=True)


@act()
def hold_seats(
    *, by: Actor, session: Session, organisation: Organisation, seats: int, until: datetime
) -> Event[Session]:
    """Hold seats for those who come together, until a moment; what is not filled then is everybody's."""
    session = locked(session)
    if not rules.organises_session(session, by):
        raise Refused(_("This is not yours to change."))
    if not clock.now() < until <= session.starts_at:
        raise Refused(_("Hold seats until a moment before it begins."), field="until")
    check_seats(session, organisation.pk, seats)
    Seats.objects.update_or_create(
        session=session, organisation=organisation,
        defaults={"town": session.town, "seats": seats, "until": until},
    )  # fmt: skip
    data = {"organisation": organisation.code, "seats": seats, "until": until}
    return Event(session, by, data, beside=promoted(session))


@act()
def release_seats(*, by: Actor, session: Session, organisation: Organisation) -> Event[Session]:
    """Give held seats back to everybody before their time."""
    session = locked(session)
    if not (rules.organises_session(session, by) or rules.brings_for(organisation, by)):
        raise Refused(_("This is not yours to change."))
    gone, _rows = Seats.objects.filter(session=session, organisation=organisation).delete()
    if not gone:
        return Event(session, by, repeated=True)
    return Event(session, by, {"organisation": organisation.code}, beside=promoted(session))


@act()
def promote_waiting(*, by: Actor, session: Session) -> Event[Session]:
    """Let those who wait move up, where seats have flowed back by the clock."""
    session = locked(session)
    beside = promoted(session)
    if not beside:
        return Event(session, by, repeated=True)
    return Event(session, by, {"promoted": len(beside)}, beside=beside)
