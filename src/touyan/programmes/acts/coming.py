"""What happened: somebody came, left, was noted wrongly and put right; and hours that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.models import Attendance, Booking, Charge, Session
from touyan.programmes.reads.coming import noted_before, open_booking, still_here
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import SESSION_NAMES, locked
from touyan.programmes.states import (
    STANDING,
    BookingRole,
    Method,
    SessionState,
)
from touyan.town.models import Authority, Person


@act()
def arrive(
    *,
    by: Actor,
    session: Session,
    person: Person,
    method: str,
    nonce: UUID | None = None,
    at: datetime | None = None,
    role: str = "",
) -> Event[Attendance]:
    """Note that somebody came. Sent twice, by one device or by two, it is one row."""
    session = locked(session)
    if again := noted_before(session, person, nonce):
        return Event(_same(again, session, person), by, repeated=True)
    row = arrived(session, person, by, method, nonce, at, role)
    data = {"session": session.pk, "person": person.pk, "method": method, "set": facts(row)}
    return Event(row, by, data, first=True, beside=closed_again(session))


def _same(again: Attendance, session: Session, person: Person) -> Attendance:
    if (again.session_id, again.person_id) != (session.pk, person.pk):
        raise Refused(_("This check-in was used for somebody else."))
    return again


def arrived(
    session: Session,
    person: Person,
    by: Actor,
    method: str,
    nonce: UUID | None,
    at: datetime | None,
    role: str = "",
) -> Attendance:
    """The row of somebody who came; the caller holds the session's lock."""
    at = at or _noted_at(session, method)
    if why := rules.why_not_arrive(session, person, by, method, at):
        raise Refused(why)
    booking = open_booking(session, person)
    return Attendance.objects.create(
        town=session.town, session=session, person=person, booking=booking, method=method,
        role=role or (booking.role if booking else BookingRole.PARTICIPANT),
        day=session.day, arrived_at=at,
        nonce=nonce, noted_by=by if isinstance(by, Person) else None,
    )  # fmt: skip


def _noted_at(session: Session, method: str) -> datetime:
    """Now. On a list that is written up after the end, when it began: a sheet of paper says no more."""
    now = clock.now()
    late = now > session.ends_at and method == Method.ROSTER
    return session.starts_at if late and not session.programme.is_for_children else now


@act()
def leave(
    *,
    by: Actor,
    attendance: Attendance,
    at: datetime | None = None,
    collector: Authority | None = None,
    code: str = "",
    known: bool = False,
) -> Event[Attendance]:
    """Note that somebody left. A child leaves only with somebody named and not barred, who brings the
    code of today or is known to have collected before."""
    attendance = _locked(attendance)
    if attendance.left_at is not None:
        return Event(attendance, by, repeated=True)
    _must_stand(attendance)
    at = at or max(clock.now(), attendance.arrived_at)
    collector = _authority(collector)
    if why := rules.why_not_leave(attendance, by, at, collector, code=code, known=known):
        raise Refused(why)
    _end(attendance, at)
    attendance.collector = collector
    attendance.save(update_fields=["left_at", "minutes", "collector"])
    data = {"collector": collector.pk if collector else None, "set": facts(attendance)}
    return Event(attendance, by, data, beside=_used(collector, attendance))


def _authority(collector: Authority | None) -> Authority | None:
    """As it stands now: revoked a minute ago is revoked."""
    if collector is None:
        return None
    rows = Authority.objects.select_for_update(of=("self",)).select_related("holder", "town")
    return rows.get(pk=collector.pk)


def _used(collector: Authority | None, attendance: Attendance) -> list[Beside]:
    """Each use is kept with the authority, and its code is spent."""
    if collector is None:
        return []
    collector.last_used_at, collector.code, collector.code_until = clock.now(), "", None
    collector.save(update_fields=["last_used_at", "code", "code_until"])
    return [Beside(collector, {"used_for": attendance.pk})]


def _end(attendance: Attendance, at: datetime) -> None:
    attendance.left_at = at
    attendance.minutes = rules.minutes_within(attendance.session, attendance.arrived_at, at)


@act(personal=("reason",))
def correct(
    *,
    by: Actor,
    attendance: Attendance,
    reason: str,
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
    annul: bool = False,
) -> Event[Attendance]:
    """Put right what was noted wrongly: a row of its own, and the old one stays as it was."""
    old = _locked(attendance)
    _check_correction(old, by, reason)
    old.standing = False
    old.save(update_fields=["standing"])
    row = Attendance(
        town=old.town, session=old.session, person=old.person, booking=old.booking, role=old.role,
        method=old.method, noted_by=by if isinstance(by, Person) else None, corrects=old,
        day=old.day, arrived_at=arrived_at or old.arrived_at, standing=not annul, collector=old.collector,
    )  # fmt: skip
    # A child does not leave by a correction: only the time of what was noted can change.
    ends = left_at or old.left_at
    if ends is not None and not (old.left_at is None and old.session.programme.is_for_children):
        _end(row, ends)
    _check_times(row)
    row.save(force_insert=True)
    data = {"corrects": old.pk, "annul": annul, "reason": reason.strip(), "set": facts(row)}
    return Event(row, by, data, first=True, beside=[Beside(old, {"set": {"standing": False}})])


def _check_correction(old: Attendance, by: Actor, reason: str) -> None:
    if not rules.keeps_roster(old.session, by):
        raise Refused(_("Only whoever keeps the list can correct it."))
    _must_stand(old)
    if not reason.strip():
        raise Refused(_("Say why it is corrected."), field="reason")
    charges = Charge.objects.filter(attendance=old, reversal_of__isnull=True)
    if charges.filter(reversed_by__isnull=True).exists():
        raise Refused(_("A meal was charged for this. Reverse the charge first."))


def _check_times(row: Attendance) -> None:
    if row.left_at is not None and row.left_at < row.arrived_at:
        raise Refused(_("Nobody leaves before they come."), field="left_at")
    if max(row.arrived_at, row.left_at or row.arrived_at) > clock.now():
        raise Refused(_("That lies in the future."), field="arrived_at")
    if row.arrived_at > row.session.ends_at:
        raise Refused(_("That is not when this takes place."), field="arrived_at")


def _must_stand(attendance: Attendance) -> None:
    if not attendance.standing:
        raise Refused(_("This was corrected meanwhile. Open the list again."))


@dataclass(frozen=True)
class Came:
    """One line of a list: who came and, unless they are children in care, when they left."""

    person: Person
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    role: str = BookingRole.PARTICIPANT
    nonce: UUID | None = None


@act()
def record(
    *, by: Actor, session: Session, people: Sequence[Came], method: str = Method.ROSTER
) -> Event[Session]:
    """Note a whole list at once (“all here”); whoever was noted before stays as they are."""
    session = locked(session)
    if not rules.keeps_roster(session, by):
        raise Refused(_("You cannot check people in here."))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This does not take place."))
    there = set(session.attendances.filter(standing=True).values_list("person", flat=True))
    booked = {row.person_id: row for row in session.bookings.filter(state__in=STANDING)}
    wanted = {one.person.pk: one for one in people if one.person.pk not in there}
    rows = [_row(session, one, by, method, booked) for one in wanted.values()]
    if not rows:
        return Event(session, by, repeated=True, made=[])
    made = Attendance.objects.bulk_create(rows, batch_size=200)
    beside = [
        Beside(row, {"session": session.pk, "person": row.person_id, "set": facts(row)}, first=True)
        for row in made
    ]
    beside += closed_again(session)
    return Event(session, by, {"came": len(made), "method": method}, beside=beside, made=made)


def _row(
    session: Session, one: Came, by: Actor, method: str, booked: dict[int, Booking]
) -> Attendance:
    at = one.arrived_at or _noted_at(session, method)
    booking = booked.get(one.person.pk)
    if session.programme.is_guarded and booking is None:
        raise Refused(_("{name} is not on the list.").format(name=one.person.name))
    if one.left_at is not None and session.programme.is_for_children:
        raise Refused(_("A child leaves only with somebody whom the guardian has named."))
    if not rules.is_near(session, at):
        raise Refused(_("It has not begun yet: note who is here when they are."))
    row = Attendance(
        town=session.town, session=session, person=one.person, booking=booking, role=one.role,
        method=method, nonce=one.nonce, day=session.day, arrived_at=at,
        noted_by=by if isinstance(by, Person) else None,
    )  # fmt: skip
    if one.left_at is not None:
        _end(row, one.left_at)
    _check_times(row)
    return row


@act()
def close_session(*, by: Actor, session: Session) -> Event[Session]:
    """After its end: whoever forgot to check out left with the session, unconfirmed; it was held if
    anybody came. Children are never checked out by the clock: they stay on the list as still here."""
    session = locked(session)
    if not rules.organises_session(session, by):
        raise Refused(_("This is not yours to change."))
    if clock.now() < session.ends_at:
        raise Refused(_("It is not over yet."))
    if session.closed_at is not None or session.state == SessionState.CANCELLED:
        return Event(session, by, repeated=True)
    beside, changed = _closed(session)
    if not changed:
        return Event(session, by, repeated=True)
    data = {"forgotten": len(beside), "set": {"state": session.state}}
    return Event(session, by, data, beside=beside)


def closed_again(session: Session) -> list[Beside]:
    """What the clock had closed is closed once more where somebody was noted afterwards, from a sheet of paper."""
    if session.closed_at is None:
        return []
    beside, _changed = _closed(session)
    return [*beside, Beside(session, {"set": {"state": session.state}})]


def _closed(session: Session) -> tuple[list[Beside], bool]:
    """Who left with the session, and whether anything of the session itself is another."""
    beside = [] if session.programme.is_for_children else _forgotten(session)
    came = session.attendances.filter(standing=True).exists()
    ends = not still_here(session).exists()
    held = came and session.state == SessionState.PLANNED
    now = clock.now()
    session.closed_at = now if ends else None
    if held:
        session.state, session.held_at = SessionState.HELD, now
    session.save(update_fields=["closed_at", "state", "held_at"])
    return beside, ends or held


def _forgotten(session: Session) -> list[Beside]:
    beside = []
    for row in still_here(session).select_for_update(of=("self",)):
        row.session = session
        _end(row, max(session.ends_at, row.arrived_at))
        row.forgotten = True
        row.save(update_fields=["left_at", "minutes", "forgotten"])
        beside.append(Beside(row, {"forgotten": True, "set": facts(row)}))
    return beside


@act()
def confirm_hours(
    *, by: Actor, session: Session, attendances: Sequence[Attendance]
) -> Event[Session]:
    """The host says that these hours were served; nobody confirms their own."""
    session = locked(session)
    if not rules.organises_session(session, by) or not isinstance(by, Person):
        raise Refused(_("Only the host can confirm hours."))
    rows = list(
        Attendance.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.pk for row in attendances], session=session, standing=True)
        .filter(left_at__isnull=False, confirmed_at__isnull=True)
        .order_by("id")
    )
    if any(row.person_id == by.pk for row in rows):
        raise Refused(_("Nobody confirms their own hours. Ask a colleague."))
    if not rows:
        return Event(session, by, repeated=True, made=[])
    now = clock.now()
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).update(
        confirmed_by=by, confirmed_at=now
    )
    beside = [Beside(row, {"set": {"confirmed_at": now}}) for row in rows]
    return Event(session, by, {"confirmed": len(rows)}, beside=beside, made=rows)


@act()
def thank(*, by: Actor, attendance: Attendance) -> Event[Attendance]:
    """Whoever was served says that it was done."""
    attendance = _locked(attendance)
    _must_stand(attendance)
    if attendance.served_at is not None:
        return Event(attendance, by, repeated=True)
    if isinstance(by, Person) and by.pk == attendance.person_id:
        raise Refused(_("Nobody confirms their own hours. Ask a colleague."))
    attendance.served_by = by if isinstance(by, Person) else None
    attendance.served_at = clock.now()
    attendance.save(update_fields=["served_by", "served_at"])
    return Event(attendance, by, {"served": True})


def _locked(attendance: Attendance) -> Attendance:
    names = [f"session__{name}" for name in SESSION_NAMES]
    return (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("town", "person", "session", "collector", *names)
        .get(pk=attendance.pk)
    )
