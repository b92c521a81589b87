"""Somebody in a programme for a term: from a day to a day, with the days they come and the days they do not."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.rooms import freed, seated
from touyan.programmes.models import Booking, Enrolment, Pause, Programme, Session, Waiting
from touyan.programmes.reads.coming import (
    comes_on,
    day_of,
    overlapping,
    peak,
    price_for,
    waiting_for,
)
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import WITH_NAMES, locked
from touyan.programmes.states import (
    STANDING,
    BookingState,
    Group,
    SessionState,
    Source,
    State,
)
from touyan.town.models import Person
from touyan.town.rules import consented
from touyan.town.states import Purpose


@act()
def enrol(
    *,
    by: Actor,
    programme: Programme,
    person: Person,
    starts_on: date,
    ends_on: date | None = None,
    weekdays: str = "",
    options: dict[str, Any] | None = None,
    deliver_to: str = "",
    group: str = Group.ORDINARY,
) -> Event[Enrolment]:
    """Enrol somebody for a range of days; their ranges in one programme never overlap."""
    programme = locked_programme(programme)
    ends_on = ends_on or programme.ends_on
    check(programme, person, by, starts_on, ends_on, weekdays)
    check_consent(programme, person, options or {})
    same = overlapping(programme, starts_on, ends_on)
    mine = same.filter(person=person).select_related("town", "person").first()
    if mine is not None and (mine.starts_on, mine.ends_on) == (starts_on, ends_on):
        return Event(mine, by, repeated=True)
    if mine is not None:
        raise Refused(_("They are enrolled for some of these days already."), field="starts_on")
    if is_full(programme, person, starts_on, ends_on):
        raise Refused(_("There is no place left in these days."), field="starts_on")
    enrolment = Enrolment.objects.create(
        town=programme.town, programme=programme, person=person, starts_on=starts_on,
        ends_on=ends_on, weekdays="".join(sorted(set(weekdays))), options=options or {},
        deliver_to=deliver_to.strip()[:120], group=group, enrolled_at=clock.now(),
    )  # fmt: skip
    data = {"programme": programme.pk, "person": person.pk, "set": facts(enrolment)}
    return Event(enrolment, by, data, first=True, beside=settled(programme, person))


def is_full(programme: Programme, person: Person, first: date, last: date | None) -> bool:
    """Whether nobody fits any more in these days; those who wait come before whoever asks now."""
    if programme.capacity is None:
        return False
    line = list(waiting_for(programme).values_list("person", flat=True))
    ahead = line.index(person.pk) if person.pk in line else len(line)
    return peak(overlapping(programme, first, last), first, last) + ahead >= programme.capacity


def settled(programme: Programme, person: Person) -> list[Beside]:
    """Take somebody out of the line."""
    return out_of_line(waiting_for(programme).filter(person=person))


def out_of_line(waits: QuerySet[Waiting]) -> list[Beside]:
    rows = list(waits.select_for_update(of=("self",)).order_by("id"))
    for row in rows:
        row.settled_at = clock.now()
        row.save(update_fields=["settled_at"])
    return [Beside(row, {"set": {"settled_at": row.settled_at}}) for row in rows]


def check(
    programme: Programme,
    person: Person,
    by: Actor,
    starts_on: date,
    ends_on: date | None,
    weekdays: str,
) -> None:
    if not rules.enrols(programme, person, by):
        raise Refused(_("Only a guardian, or the office that keeps the list, can enrol here."))
    if programme.state != State.OPEN:
        raise Refused(_("This programme takes no enrolments."))
    if why := rules.ineligible(programme, person):
        raise Refused(why)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("It cannot end before it begins."), field="ends_on")
    if programme.ends_on is not None and starts_on > programme.ends_on:
        raise Refused(_("The term is over by then."), field="starts_on")
    if set(weekdays) - set(programme.weekdays):
        raise Refused(_("It does not take place on these days."), field="weekdays")


def check_consent(programme: Programme, person: Person, options: dict[str, Any]) -> None:
    if programme.is_for_children and not consented(person, Purpose.CHILD_CARE):
        raise Refused(_("A guardian has to agree to the care of the child first."), field="consent")
    if (options.get("diet") or options.get("allergies")) and not consented(person, Purpose.DIET):
        raise Refused(
            _("What somebody can eat is about their health: they have to agree that it is kept."),
            field="consent",
        )


@act()
def end_enrolment(*, by: Actor, enrolment: Enrolment, last_day: date) -> Event[Enrolment]:
    """Let it end on a day; ended before it began, it never was. Later bookings of the rule go."""
    programme, enrolment = both_locked(enrolment, by)
    if enrolment.ends_on is not None and last_day >= enrolment.ends_on:
        raise Refused(_("It ends before that already."), field="last_day")
    if last_day < enrolment.starts_on:
        if enrolment.starts_on <= clock.today():
            raise Refused(_("It has begun: it cannot end before that."), field="last_day")
        enrolment.cancelled_at = clock.now()
    else:
        enrolment.ends_on = last_day
    enrolment.save(update_fields=["ends_on", "cancelled_at"])
    beside = unbooked(programme, enrolment.person_id, last_day + timedelta(days=1), None)
    return Event(enrolment, by, {"set": facts(enrolment)}, beside=beside)


@act()
def pause(
    *, by: Actor, enrolment: Enrolment, starts_on: date, ends_on: date | None = None
) -> Event[Enrolment]:
    """Say on which days somebody does not come; without a last day, until they say that they do."""
    programme, enrolment = both_locked(enrolment, by)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("It cannot end before it begins."), field="ends_on")
    same = {"enrolment": enrolment, "starts_on": starts_on, "ends_on": ends_on}
    if Pause.objects.filter(**same).exists():
        return Event(enrolment, by, repeated=True)
    made = Pause.objects.create(town=enrolment.town, **same)
    beside = unbooked(programme, enrolment.person_id, starts_on, ends_on)
    data = {"paused": made.pk, "from": starts_on, "until": ends_on}
    return Event(enrolment, by, data, beside=beside, made=made)


@act()
def resume(*, by: Actor, enrolment: Enrolment, from_day: date) -> Event[Enrolment]:
    """Say that somebody comes again from a day on: pauses end the day before."""
    programme, enrolment = both_locked(enrolment, by)
    before = from_day - timedelta(days=1)
    pauses = enrolment.pauses.exclude(ends_on__lt=from_day)
    if not pauses.exists():
        return Event(enrolment, by, repeated=True)
    pauses.filter(starts_on__gte=from_day).delete()
    pauses.filter(starts_on__lt=from_day).update(ends_on=before)
    beside = booked_again(programme, enrolment, from_day)
    return Event(enrolment, by, {"resumed": from_day}, beside=beside)


def unbooked(programme: Programme, person: int, first: date, last: date | None) -> list[Beside]:
    """Give back what the rule had booked on those days; what lies past its cutoff stays booked."""
    beside: list[Beside] = []
    for booking in by_rule(programme, person, first, last, STANDING):
        session = locked(booking.session)
        if not rules.past_cutoff(session):
            moved_up = freed(session, booking, BookingState.CANCELLED, released=True)
            beside += [Beside(booking, {"set": {"state": booking.state}}), *moved_up]
    return beside


def booked_again(programme: Programme, enrolment: Enrolment, first: date) -> list[Beside]:
    """Give a seat again, as is wanted now, where a pause or other days had taken it.

    A day that they cancelled or excused themselves from stays so, and so does one past its cutoff.
    """
    beside: list[Beside] = []
    pauses = list(enrolment.pauses.all())
    gone = by_rule(
        programme, enrolment.person_id, first, enrolment.ends_on, (BookingState.CANCELLED,)
    )
    for booking in gone:
        session = locked(booking.session)
        day = day_of(session)
        there = session.bookings.filter(person=enrolment.person_id, state__in=STANDING).exists()
        wanted = comes_on(enrolment, day) and not any(pause.holds_on(day) for pause in pauses)
        if booking.released and wanted and not there and not rules.past_cutoff(session):
            served_as_enrolled(session, booking, enrolment)
            seated(session, booking)
            booking.released = False
            booking.save(update_fields=[*AS_ENROLLED, "state", "released"])
            beside.append(Beside(booking, {"set": {"state": booking.state}}))
    return beside


AS_ENROLLED = ("options", "deliver_to", "price")


def served_as_enrolled(session: Session, booking: Booking, enrolment: Enrolment) -> None:
    """Make a booking what the enrolment says is wanted each time, at what that costs; the caller saves it."""
    booking.options, booking.deliver_to = enrolment.options, enrolment.deliver_to
    if session.programme.is_for_elders:
        booking.price = price_for(session, enrolment.group)


def by_rule(
    programme: Programme,
    person: int,
    first: date,
    last: date | None,
    states: tuple[BookingState, ...],
) -> list[Booking]:
    """Bookings from the enrolment for sessions to come, on some days, in order of session."""
    rows = (
        Booking.objects.filter(
            session__programme=programme, person=person, source=Source.RULE, state__in=states,
            session__state=SessionState.PLANNED, session__starts_at__gt=clock.now(),
        )
        .select_related("session", "town")
        .order_by("session_id", "id")
    )  # fmt: skip
    days = ((row, day_of(row.session)) for row in rows)
    return [row for row, day in days if first <= day and (last is None or day <= last)]


def both_locked(enrolment: Enrolment, by: Actor) -> tuple[Programme, Enrolment]:
    programme = locked_programme(enrolment.programme)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("town", "person", "programme")
        .get(pk=enrolment.pk)
    )
    if not rules.enrols(programme, enrolment.person, by):
        raise Refused(_("Only a guardian, or the office that keeps the list, can change this."))
    if enrolment.cancelled_at is not None:
        raise Refused(_("This enrolment was taken back."))
    return programme, enrolment


def locked_programme(programme: Programme) -> Programme:
    """One writer a programme: whoever enrols sees everybody else's days."""
    return (
        Programme.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*WITH_NAMES)
        .get(pk=programme.pk)
    )
