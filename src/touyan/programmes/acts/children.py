"""Children in care: days on which they stay away, places that they wait for, and what is erased afterwards."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from touyan.kernel import clock, journal
from touyan.kernel.acts import Actor, Beside, Event, about, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.enrolling import (
    check,
    check_consent,
    enrol,
    is_full,
    locked_programme,
    out_of_line,
    settled,
    unbooked,
)
from touyan.programmes.acts.rooms import freed
from touyan.programmes.models import Attendance, Booking, Enrolment, Programme, Session, Waiting
from touyan.programmes.reads.coming import day_of, enrolment_on, open_booking
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import locked
from touyan.programmes.rules.canteen import HEALTH
from touyan.programmes.rules.whose import by_itself
from touyan.programmes.states import CHILDREN, Allergen, BookingState, SessionState
from touyan.town.acts import unname
from touyan.town.models import Person
from touyan.town.states import ERASED


@act()
def stay_away(*, by: Actor, session: Session, person: Person) -> Event[Booking]:
    """Say that a child does not come this time, before it begins; whoever keeps the list, at any time."""
    session = locked(session)
    source = rules.source_of(session, person, by)
    last = session.bookings.filter(person=person).order_by("-id").first()
    if last is not None and last.state == BookingState.EXCUSED:
        return Event(last, by, repeated=True)
    _check_staying_away(session, person, by)
    booking = open_booking(session, person)
    if booking is not None:
        beside = freed(session, booking, BookingState.EXCUSED)
        return Event(booking, by, {"set": {"state": booking.state}}, beside=beside)
    booking = Booking.objects.create(
        town=session.town, session=session, person=person, source=source,
        state=BookingState.EXCUSED, booked_at=clock.now(),
    )  # fmt: skip
    data = {"session": session.pk, "person": person.pk, "source": source}
    return Event(booking, by, {**data, "set": {"state": booking.state}}, first=True)


def _check_staying_away(session: Session, person: Person, by: Actor) -> None:
    if session.state != SessionState.PLANNED or clock.now() >= session.ends_at:
        raise Refused(_("This is over, or does not take place."))
    if clock.now() >= session.starts_at and not rules.keeps_roster(session, by):
        raise Refused(_("It has begun. Please telephone the class."))
    if enrolment_on(session.programme, person, day_of(session)) is None:
        raise Refused(_("This person is not on the list."))
    if session.attendances.filter(person=person, standing=True).exists():
        raise Refused(_("They have come already. Correct the list first."))


@act()
def say_allergies(*, by: Actor, enrolment: Enrolment, allergies: Iterable[str]) -> Event[Enrolment]:
    """What a child must not eat, by code; only where a guardian agreed that it is kept."""
    enrolment = _locked(enrolment)
    if not rules.enrols(enrolment.programme, enrolment.person, by):
        raise Refused(_("Only a guardian, or the office that keeps the list, can change this."))
    codes = [code for code in Allergen.values if code in set(allergies)]
    check_consent(enrolment.programme, enrolment.person, {"allergies": codes})
    if enrolment.options.get("allergies", []) == codes:
        return Event(enrolment, by, repeated=True)
    enrolment.options = {**enrolment.options, "allergies": codes}
    enrolment.save(update_fields=["options"])
    # Which ones is not the journal's to keep: it is never erased.
    return Event(enrolment, by, {"allergies": len(codes)})


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",))
    return rows.select_related(
        "person", "town", "programme", "programme__town", "programme__host"
    ).get(pk=enrolment.pk)


# Waiting for a place ---------------------------------------------------------------------------


def ask_for_place(
    *, by: Actor, programme: Programme, person: Person, weekdays: str, allergies: Iterable[str] = ()
) -> bool:
    """A place from today on, or in the line where the class is full (False): one of two acts, so that
    every door asks in the same way."""
    starts_on = max(clock.today(), programme.starts_on)
    options = {"allergies": list(allergies)} if allergies else {}
    wish: dict[str, Any] = {"programme": programme, "person": person, "weekdays": weekdays}
    try:
        enrol(by=by, starts_on=starts_on, options=options, **wish)
    except Refused as no:
        if no.field != "starts_on":
            raise
        wait_for_place(by=by, starts_on=starts_on, options=options, **wish)
        return False
    return True


@act()
def wait_for_place(
    *,
    by: Actor,
    programme: Programme,
    person: Person,
    starts_on: date,
    weekdays: str = "",
    options: dict[str, Any] | None = None,
) -> Event[Waiting]:
    """Stand in line for a class that is full. Asked again, one keeps one's place in it."""
    programme = locked_programme(programme)
    check(programme, person, by, starts_on, programme.ends_on, weekdays)
    check_consent(programme, person, options or {})
    same = Waiting.objects.filter(programme=programme, person=person, settled_at__isnull=True)
    if again := same.select_related("town").first():
        return Event(again, by, repeated=True)
    if not is_full(programme, person, starts_on, programme.ends_on):
        raise Refused(_("There is a place: enrol instead."))
    waiting = Waiting.objects.create(
        town=programme.town, programme=programme, person=person, options=options or {},
        weekdays="".join(sorted(set(weekdays))), asked_at=clock.now(),
    )  # fmt: skip
    data = {"programme": programme.pk, "person": person.pk, "set": {"settled_at": None}}
    return Event(waiting, by, data, first=True)


@act()
def stop_waiting(*, by: Actor, waiting: Waiting) -> Event[Waiting]:
    """Leave the line."""
    programme = locked_programme(waiting.programme)
    if not rules.enrols(programme, waiting.person, by):
        raise Refused(_("Only a guardian, or the office that keeps the list, can change this."))
    gone = settled(programme, waiting.person)
    if not gone:
        return Event(waiting, by, repeated=True)
    return Event(waiting, by, gone[0].data)


# What does not stay ----------------------------------------------------------------------------


def end_care(person: Person) -> list[Beside]:
    """After a guardian took the consent back: no class any more, from the next one that has not begun, and no line."""
    beside: list[Beside] = []
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(
        person=person, cancelled_at__isnull=True, programme__kind__in=CHILDREN
    )
    for row in (
        rows.exclude(ends_on__lt=clock.today()).select_related("programme", "town").order_by("id")
    ):
        last = clock.today() if _came_today(row) else clock.today() - timedelta(days=1)
        row.cancelled_at = clock.now() if last < row.starts_on else None
        row.ends_on = row.ends_on if row.cancelled_at else last
        row.save(update_fields=["ends_on", "cancelled_at"])
        gone = unbooked(row.programme, person.pk, last + timedelta(days=1), None)
        beside += [Beside(row, {"set": facts(row)}), *gone]
    waits = Waiting.objects.filter(person=person, settled_at__isnull=True).select_related("town")
    return beside + out_of_line(waits)


def _came_today(enrolment: Enrolment) -> bool:
    return Attendance.objects.filter(
        session__programme=enrolment.programme, person=enrolment.person_id, standing=True,
        session__starts_at__gte=rules.moment_of(clock.today(), time()),
    ).exists()  # fmt: skip


def forget_health(person: Person) -> int:
    """Take what somebody must not eat out of every list; how many rows it was in.

    How the meal reaches them, and on which days, is no health: it stays.
    """
    changed = 0
    for model in (Enrolment, Booking, Waiting):
        for row in model.objects.filter(person=person, options__has_any_keys=HEALTH):
            row.options = {name: value for name, value in row.options.items() if name not in HEALTH}
            row.save(update_fields=["options"])
            changed += 1
    return changed


@act()
def forget_taking_part(*, by: Actor, person: Person) -> Event[Person]:
    """Somebody asked to be erased: what they eat, to which door, and every reason given go for good.

    That somebody took part, and what was charged, remains as a number without a name.
    """
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if not by_itself(by):
        raise Refused(_("Only the town itself does this."))
    changed = 0
    for kept in (Enrolment, Booking, Waiting):
        changed += kept.objects.filter(person=person).exclude(options={}).update(options={})
    for model in (Enrolment, Booking):
        changed += model.objects.filter(person=person).exclude(deliver_to="").update(deliver_to="")
    rows = [*_rows_of(person), *Enrolment.objects.filter(person=person)]
    journal.shed_all(map(about, rows))
    return Event(person, by, {"rows": changed}, repeated=not changed)


@act()
def erase_child(*, by: Actor, person: Person) -> Event[Person]:
    """Some time after the last class: the name, who collected, what was eaten, and photos go for good.

    That a child was there, and when, remains as a number without a name.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not by_itself(by):
        raise Refused(_("Only the town itself does this."))
    if person.name == ERASED:
        return Event(person, by, repeated=True)
    forget_health(person)
    journal.shed_all(map(about, _rows_of(person)))
    gone = unname(person)
    return Event(person, by, {"photos_erased": gone.photos}, beside=gone.ended)


def _rows_of(person: Person) -> Iterator[models.Model]:
    """Whatever was said with a reason about this child."""
    yield from Booking.objects.filter(person=person)
    yield from Attendance.objects.filter(person=person)
