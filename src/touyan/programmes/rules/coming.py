"""Whether somebody can be noted as having come, or left, and how long they were there."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads.coming import day_of, enrolment_on, open_booking
from touyan.programmes.rules.booking import ineligible
from touyan.programmes.rules.canteen import carries
from touyan.programmes.rules.whose import keeps_roster, speaks_for
from touyan.programmes.states import (
    EARLY_HOURS,
    LATE_HOURS,
    BookingState,
    Method,
    SessionState,
    State,
)
from touyan.town.models import Authority, Person
from touyan.town.rules import may_collect

SKEW = timedelta(minutes=5)
"""How far ahead a telephone's clock may be."""


def minutes_within(session: Session, arrived: datetime, left: datetime) -> int:
    """Whole minutes between arriving and leaving, not counting what lies outside the session."""
    span = min(left, session.ends_at) - max(arrived, session.starts_at)
    return max(0, int(span.total_seconds() // 60))


def why_not_arrive(
    session: Session, person: Person, by: Any, method: str, at: datetime
) -> str | None:
    """Why this check-in is not taken; None if it is."""
    if not _notes_arrival(session, person, by, method):
        return _("You cannot check people in here.")
    if session.state == SessionState.CANCELLED or session.programme.state == State.CANCELLED:
        return _("This does not take place.")
    if why := _wrong_time(session, at, method):
        return why
    if session.programme.is_guarded:
        return None if _expected(session, person) else _("This person is not on the list.")
    return ineligible(session.programme, person)


def _notes_arrival(session: Session, person: Person, by: Any, method: str) -> bool:
    if keeps_roster(session, by) or carries(session, person, by):
        return True
    return method == Method.POSTER and not session.programme.is_guarded and speaks_for(person, by)


def _wrong_time(session: Session, at: datetime, method: str) -> str | None:
    now = clock.now()
    if at > now + SKEW:
        return _("That lies in the future. Is the clock of your telephone right?")
    if not is_near(session, at) or at > session.ends_at:
        return _("That is not when this takes place.")
    if method not in ON_PAPER and now > session.ends_at + timedelta(hours=LATE_HOURS):
        return _("This is over. Tell whoever keeps the list that you were there.")
    return None


ON_PAPER = {Method.IMPORT, Method.ROSTER}
"""Written up from a list by whoever keeps it, at any time."""


def is_near(session: Session, at: datetime) -> bool:
    """Whether people can be there already."""
    return at >= session.starts_at - timedelta(hours=EARLY_HOURS)


def _expected(session: Session, person: Person) -> bool:
    booking = open_booking(session, person)
    if booking is not None:
        return booking.state == BookingState.CONFIRMED
    return enrolment_on(session.programme, person, day_of(session)) is not None


def why_not_leave(
    attendance: Attendance,
    by: Any,
    at: datetime,
    collector: Authority | None = None,
    *,
    code: str = "",
    known: bool = False,
) -> str | None:
    """Why this person cannot be noted as having left. A child leaves only with somebody named."""
    session = attendance.session
    if not _notes_leaving(attendance, by):
        return _("You cannot check people out here.")
    if at < attendance.arrived_at or at > clock.now() + SKEW:
        return _("The time of leaving is not right.")
    if not session.programme.is_for_children:
        return None
    if collector is None:
        return _("A child leaves only with somebody whom the guardian has named.")
    return may_collect(collector, attendance.person, code=code, known=known)


def _notes_leaving(attendance: Attendance, by: Any) -> bool:
    session = attendance.session
    if keeps_roster(session, by):
        return True
    return not session.programme.is_guarded and speaks_for(attendance.person, by)
