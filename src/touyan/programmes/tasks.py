"""What the clock does for programmes by itself. Each is safe to run twice."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from touyan.kernel import clock, journal
from touyan.kernel.acts import Event, about
from touyan.kernel.clock import CLOCK
from touyan.kernel.journal import Line
from touyan.kernel.refused import Refused
from touyan.kernel.search.shelves import Shelf
from touyan.kernel.working_time import WorkingTime
from touyan.programmes.acts import (
    book_by_rule,
    close_session,
    erase_child,
    forget_guest,
    plan_sessions,
    promote_waiting,
)
from touyan.programmes.acts.children import end_care, forget_health
from touyan.programmes.models import Attendance, Enrolment, Programme, Session
from touyan.programmes.reads.children import guardians, outgrown
from touyan.programmes.reads.coming import guests_until, portraits_of
from touyan.programmes.reads.scope import SESSION_NAMES, WITH_NAMES
from touyan.programmes.states import ENROLLED, BookingState, SessionState, State
from touyan.town.acts import tell
from touyan.town.models import Consent, Notice, Organisation, Person
from touyan.town.states import Purpose

NIGHT = WorkingTime({}, published_until=date.max)
"""Nobody is messaged between 21:00 and 08:00, but for whose child has come or gone."""
BOOK_AHEAD = timedelta(days=7)
CLOSE_FOR = timedelta(days=7)
"""A child who is still on the list a week later was looked for by people, not by the clock."""


def plan_ahead() -> int:
    """Make the sessions of the next two weeks, wherever a weekly rule says that there are any."""
    today = clock.today()
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


# Children --------------------------------------------------------------------------------------


def tell_guardians(event: Event[Attendance]) -> None:
    """A child came, or left: its guardians know within seconds, by day and by night."""
    if event.about.session.programme.is_for_children:
        _tell(event, event.about.person, clock.now())


def tell_of_place(event: Event[Enrolment]) -> None:
    """The office gave a child a place, perhaps after it had waited: its guardians hear of it."""
    if event.about.programme.is_for_children:
        _tell(event, event.about.person, NIGHT.quiet(clock.now()))


def _tell(event: Event[Any], child: Person, not_before: datetime) -> None:
    """One notice for each guardian who did not do it themselves."""
    tell(
        Notice(
            town=event.about.town, person=guardian, about=about(event.about), event=event.name,
            number=str(child.pk), at=clock.now(), not_before=not_before,
        )
        for guardian in guardians(child)
        if guardian != event.by
    )  # fmt: skip


def rest_on_consent(event: Event[Consent]) -> None:
    """What was taken back carries nothing any more: health data go at once, a child's classes end."""
    consent = event.about
    if consent.purpose == Purpose.DIET:
        forget_health(consent.subject)
    if consent.purpose == Purpose.CHILD_CARE:
        lines = [
            Line(about(thing.about), thing.data, thing.first) for thing in end_care(consent.subject)
        ]
        journal.write_many(
            lines, name="programmes.end_enrolment", by=event.by.signed, at=clock.now(),
            town_code=consent.town.code,
        )  # fmt: skip


def tell_of_photo(event: Event[Consent]) -> None:
    """Whoever took somebody's portrait hears that it is shown no more: where it hangs only they know."""
    consent, now = event.about, clock.now()
    if consent.purpose != Purpose.PHOTO:
        return
    tell(
        Notice(
            town=session.town, organisation=session.host, about=about(session), event=event.name,
            number=session.programme.name[:20], at=now, not_before=NIGHT.quiet(now),
        )
        for session in portraits_of(consent.subject)
    )  # fmt: skip


def erase_children() -> int:
    """Once the term's questions are over nobody needs to know any more who a child was."""
    erased = 0
    for child in outgrown(clock.today() - timedelta(days=settings.CHILDREN_KEPT_DAYS))[:100]:
        erased += not erase_child(by=CLOCK, person=child).repeated
    return erased


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related(*SESSION_NAMES).order_by("id")


def _done(events: Iterable[Event[Any]]) -> int:
    return sum(not event.repeated for event in events)


# The index of words ------------------------------------------------------------------------------


def _told(programme: Programme) -> str:
    """What it says of itself, and where."""
    named = [programme.name, programme.name_en, programme.about, programme.where]
    return "\n".join(
        [*named, programme.host.name, programme.village.name if programme.village else ""]
    )


def _marks(programme: Programme) -> set[str]:
    """Its host and all above it, for the desk; the town, and its village, once everybody may read it."""
    above = Organisation.objects.filter(code__in=programme.host.path.strip("/").split("/"))
    found = {f"o{pk}" for pk in above.values_list("pk", flat=True)}
    if programme.public and programme.state in {State.OPEN, State.ENDED}:
        found |= {f"t{programme.town_id}"}
        found |= {f"v{programme.village_id}"} if programme.village_id else set()
    return found


PROGRAMMES = Shelf(
    "programme", lambda: Programme.objects.select_related("host", "village"), _told, _marks
)


def index(event: Event[Programme]) -> None:
    """Found at the desk by those it answers to, and by everybody while it is public."""
    PROGRAMMES.keep(event.about)


def forget_guests() -> int:
    """At night: who only ever left a name and a number for an event, some time after it was over; how many."""
    if not clock.is_night():
        return 0
    before = clock.now() - timedelta(days=settings.CONTACTS_KEPT_DAYS)
    return _done(forget_guest(by=CLOCK, person=row) for row in guests_until(before)[:500])
