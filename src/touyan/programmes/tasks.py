"""What the clock does for programmes by itself. Each is safe to run twice."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.programmes.acts import book_by_rule, close_session, plan_sessions, promote_waiting
from touyan.programmes.models import Programme, Session
from touyan.programmes.reads.scope import SESSION_NAMES, WITH_NAMES
from touyan.programmes.states import ENROLLED, BookingState, SessionState, State

BOOK_AHEAD = timedelta(days=7)
CLOSE_FOR = timedelta(days=7)
"""A child who is still on the list a week later was looked for by people, not by the clock."""


def plan_ahead() -> int:
    """Make the sessions of the next two weeks, wherever a weekly rule says that there are any."""
    today = timezone.localdate(clock.now())
    rows = (
        Programme.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), state=State.OPEN)
        .exclude(weekdays="")
        .select_related(*WITH_NAMES)
        .order_by("id")
    )
    return sum(len(plan_sessions(by=CLOCK, programme=row).made) for row in rows)


def book_ahead() -> int:
    """Book those who are enrolled, for the sessions of the next week."""
    now = clock.now()
    rows = _sessions().filter(
        state=SessionState.PLANNED, starts_at__gt=now, starts_at__lte=now + BOOK_AHEAD,
        programme__state=State.OPEN, programme__kind__in=ENROLLED,
    )  # fmt: skip
    return sum(len(book_by_rule(by=CLOCK, session=row).made) for row in rows)


def flow_back() -> int:
    """Let whoever waits have the seats that were held for an organisation and not filled in time."""
    rows = (
        _sessions()
        .filter(
            state=SessionState.PLANNED, starts_at__gt=clock.now(),
            seats__until__lte=clock.now(), bookings__state=BookingState.WAITLISTED,
        )
        .distinct()
    )  # fmt: skip
    return _done(promote_waiting(by=CLOCK, session=row) for row in rows)


def close_ended() -> int:
    """End the check-outs that were forgotten, with the session."""
    now = clock.now()
    rows = _sessions().filter(ends_at__lte=now, ends_at__gt=now - CLOSE_FOR, closed_at__isnull=True)
    closed = 0
    for row in rows.exclude(state=SessionState.CANCELLED)[:500]:
        try:
            event = close_session(by=CLOCK, session=row)
        except Refused:  # it was moved to a later hour meanwhile
            continue
        closed += not event.repeated and event.about.closed_at is not None
    return closed


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related(*SESSION_NAMES).order_by("id")


def _done(events: Iterable[Event[Session]]) -> int:
    return sum(not event.repeated for event in events)
