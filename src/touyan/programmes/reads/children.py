"""Children in their classes: whose they are, when they come, who collects them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import pgettext

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.programmes.models import (
    Attendance,
    Booking,
    Enrolment,
    Pause,
    Programme,
    Session,
    Waiting,
)
from touyan.programmes.reads.coming import comes_on, day_of, in_line, places_since, waiting_for
from touyan.programmes.reads.scope import SESSION_NAMES
from touyan.programmes.states import CHILDREN, STANDING, Allergen, BookingState, SessionState, State
from touyan.town.models import Authority, Consent, Person
from touyan.town.rules import in_force, in_one_form, same_person
from touyan.town.states import CONSENT_VERSIONS, AuthorityKind, Purpose

DAYS_AHEAD = 7
COMING = "expected"
"""Not a booking's state: nobody has come or said anything yet."""
LOOK_HOLDS = timedelta(hours=2)
"""How long an opened roster stays open to whoever opened it: an afternoon's class."""


@dataclass(frozen=True)
class Visit:
    """One child and one session: what was intended, and what happened."""

    session: Session
    person: Person
    booking: Booking | None
    attendance: Attendance | None
    enrolment: Enrolment | None = None
    paused: bool = False

    @property
    def day(self) -> date:
        return day_of(self.session)

    @property
    def state(self) -> str:
        """here, left, excused, waiting, or expected."""
        if self.attendance is not None:
            return "left" if self.attendance.left_at else "here"
        if self.paused or (self.booking and self.booking.state == BookingState.EXCUSED):
            return "excused"
        waits = self.booking is not None and self.booking.state == BookingState.WAITLISTED
        return "waiting" if waits else COMING

    @property
    def is_today(self) -> bool:
        return self.day == clock.today()

    @property
    def is_over(self) -> bool:
        return clock.now() >= self.session.ends_at

    @property
    def has_begun(self) -> bool:
        return clock.now() >= self.session.starts_at

    @property
    def allergies(self) -> list[str]:
        """Codes only: prose about a child is kept nowhere."""
        options = self.booking.options if self.booking else {}
        options = self.enrolment.options if self.enrolment else options
        return [str(code) for code in options.get("allergies", [])]

    @property
    def allergy_words(self) -> str:
        """As they are called in the reader's language."""
        return allergy_words(self.allergies)


def allergy_words(codes: Iterable[str]) -> str:
    """What must not be eaten, as it is called in the reader's language."""
    names = [str(Allergen(code).label) for code in codes if code in Allergen.values]
    return pgettext("between things in a list", ", ").join(names)


# Whose they are --------------------------------------------------------------------------------


def guarded(guardian: Person) -> list[Person]:
    """The children whose guardian somebody is today, and from whom nobody keeps them: one statement."""
    held = Authority.objects.filter(
        in_force(), holder=guardian, kind=AuthorityKind.GUARDIAN, barred=False
    )
    rows = Authority.objects.filter(in_force(), subject__in=held.values("subject")).filter(
        Q(barred=True) | Q(holder=guardian, kind=AuthorityKind.GUARDIAN)
    )
    found: dict[int, list[Authority]] = {}
    for row in rows.select_related("subject", "subject__town", "holder").order_by("subject", "id"):
        found.setdefault(row.subject_id, []).append(row)
    return [rows[0].subject for rows in found.values() if is_guardian(guardian, rows)]


def is_guardian(person: Person, rows: Iterable[Authority]) -> bool:
    """Whether these authorities of one child make somebody its guardian: barred beats granted."""
    rows = list(rows)
    mine = [
        row
        for row in rows
        if row.holder_id == person.pk and row.kind == AuthorityKind.GUARDIAN and not row.barred
    ]
    return bool(mine) and not any(row.barred and same_person(row, mine[0]) for row in rows)


def guardians(child: Person) -> list[Person]:
    """Those with an account or a number of their own who are the child's guardians today."""
    held = Authority.objects.filter(
        in_force(), subject=child, kind=AuthorityKind.GUARDIAN, barred=False, holder__isnull=False
    ).select_related("holder")
    return [row.holder for row in held.order_by("id") if row.holder is not None]


def trusted(child: int) -> list[Authority]:
    """Everybody who may collect the child, or must not, today: bars first, then guardians. Each row
    knows whether its care, and what must not be eaten, were agreed to (`care`, `health`)."""
    rows = (
        Authority.objects.filter(
            in_force(), subject=child, kind__in=[AuthorityKind.GUARDIAN, AuthorityKind.COLLECT]
        )
        .annotate(care=_consents(Purpose.CHILD_CARE), health=_consents(Purpose.DIET))
        .select_related("holder", "subject", "subject__town", "subject__village", "town")
    )
    return sorted(
        rows, key=lambda row: (not row.barred, row.kind != AuthorityKind.GUARDIAN, row.pk)
    )


def _consents(purpose: Purpose) -> Exists:
    return Exists(
        Consent.objects.filter(
            subject=OuterRef("subject"), purpose=purpose, version=CONSENT_VERSIONS[purpose],
            withdrawn_at__isnull=True,
        )
    )  # fmt: skip


def collectors(child: Person) -> list[Authority]:
    """Who was ever let collect the child, each person once, the latest first; nobody who is barred now."""
    rows = list(
        Authority.objects.filter(subject=child, kind=AuthorityKind.COLLECT)
        .select_related("holder", "subject")
        .order_by("-pk")
    )
    barred = [row for row in rows if row.barred and row.revoked_at is None]
    found: dict[str, Authority] = {}
    for row in rows:
        if not row.barred and not any(same_person(row, bar) for bar in barred):
            found.setdefault(key_of(row), row)
    return list(found.values())


def key_of(authority: Authority) -> str:
    """One person, however often they were written down."""
    if authority.holder_id is not None:
        return f"account {authority.holder_id}"
    # The number itself: while a secret is changed, digests by the old one and the new one differ.
    return f"{in_one_form(authority.name)} {authority.holder_phone}"


def agreed(child: Person) -> dict[str, Consent]:
    """Purpose → what a guardian agreed to in today's wording and has not taken back."""
    rows = Consent.objects.filter(subject=child, withdrawn_at__isnull=True)
    return {row.purpose: row for row in rows if row.version == CONSENT_VERSIONS[row.purpose]}


# When they come --------------------------------------------------------------------------------


def enrolments(people: Iterable[int] = (), programme: Programme | None = None) -> list[Enrolment]:
    """Enrolments in classes that are not over, of children or of one class, each with its pauses at hand
    (`paused_on`): one statement."""
    today = clock.today()
    rows = Enrolment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        cancelled_at__isnull=True, programme__kind__in=CHILDREN,
    )  # fmt: skip
    rows = rows.filter(programme=programme) if programme else rows.filter(person__in=list(people))
    rows = (
        rows.annotate(rest=FilteredRelation("pauses"))
        .select_related("person", "programme", "programme__host", "programme__town", "rest")  # type: ignore[misc]  # a filtered relation
        .order_by("starts_on", "id", "rest__id")
    )
    found: dict[int, Enrolment] = {}
    for row in rows:
        first = found.setdefault(row.pk, row)
        pause: Pause | None = row.__dict__.get("rest") or getattr(row, "rest", None)
        if pause is not None:
            first.__dict__.setdefault("kept_pauses", []).append(pause)
    return list(found.values())


def paused_on(enrolment: Enrolment, day: date) -> bool:
    pauses: list[Pause] = enrolment.__dict__.get("kept_pauses", [])
    return any(pause.holds_on(day) for pause in pauses)


def holds_on(enrolment: Enrolment, day: date) -> bool:
    """Whether the child comes on this day by its enrolment, pauses aside."""
    if day < enrolment.starts_on or (enrolment.ends_on is not None and day > enrolment.ends_on):
        return False
    return comes_on(enrolment, day)


def classes(child: Person | None = None) -> QuerySet[Programme]:
    """The classes that a guardian can choose from, in order of their beginning; where the child waits
    for a place, `waiting_id`, and how many wait before it, `waiting_ahead`."""
    today = clock.today()
    line = Waiting.objects.filter(programme=OuterRef("pk"), settled_at__isnull=True).order_by()
    mine = line.filter(person=child).values("pk")[:1]
    ahead = (
        line.filter(pk__lt=OuterRef("waiting_id"))
        .values("programme")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Programme.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            kind__in=CHILDREN, state=State.OPEN, public=True,
        )
        .annotate(waiting_id=Subquery(mine))
        .annotate(waiting_ahead=Coalesce(Subquery(ahead), 0))
        .select_related("host", "town")
        .order_by("starts_on", "id")
    )  # fmt: skip


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def came_today(children: Iterable[Person]) -> dict[int, Attendance]:
    """Child → its latest attendance of today."""
    start = midnight(clock.today())
    rows = Attendance.objects.filter(
        person__in=list(children), standing=True, session__starts_at__gte=start,
        session__starts_at__lt=start + timedelta(days=1),
    ).select_related("session", "session__programme", "collector", "collector__holder")  # fmt: skip
    return {row.person_id: row for row in rows.order_by("arrived_at", "id")}


def week_of(child: Person, rows: Iterable[Enrolment], days: int = DAYS_AHEAD) -> list[Visit]:
    """Today's and the next days' sessions of one child, given its enrolments: one statement."""
    by_class: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_class.setdefault(row.programme_id, []).append(row)
    visits = {}
    for session in _sessions_of(child, list(by_class), days):
        visit = _visit_of(session, child, by_class[session.programme_id])
        if visit is not None:
            visits[session.pk] = visit
    return list(visits.values())


def _sessions_of(child: Person, programmes: list[int], days: int) -> QuerySet[Session]:
    """Sessions with the child's own booking and attendance at hand, the latest booking last."""
    start = midnight(clock.today())
    mine = Q(bookings__person=child) & ~Q(bookings__state=BookingState.CANCELLED)
    came = Q(attendances__person=child, attendances__standing=True)
    return (
        Session.objects.filter(
            programme__in=programmes, starts_at__gte=start,
            starts_at__lt=start + timedelta(days=days),
        )
        .exclude(state=SessionState.CANCELLED)
        .annotate(
            mine=FilteredRelation("bookings", condition=mine),
            came=FilteredRelation("attendances", condition=came),
        )
        .select_related(  # type: ignore[misc]  # filtered relations
            "programme", "host", "mine", "came", "came__collector", "came__collector__holder"
        )
        .order_by("starts_at", "id", "mine__id")
    )  # fmt: skip


def _visit_of(session: Session, child: Person, rows: Iterable[Enrolment]) -> Visit | None:
    booking: Booking | None = getattr(session, "mine", None)
    attendance: Attendance | None = getattr(session, "came", None)
    day = day_of(session)
    enrolled = next((row for row in rows if holds_on(row, day)), None)
    if enrolled is None and booking is None and attendance is None:
        return None
    paused = booking is None and enrolled is not None and paused_on(enrolled, day)
    return Visit(session, child, booking, attendance, enrolled, paused)


# A session's children --------------------------------------------------------------------------


def opened(session: Session) -> QuerySet[Entry]:
    """Who has opened this session's list."""
    return Entry.objects.filter(about=f"session:{session.pk}", name="programmes.look")


def class_session(number: int, by: Person) -> Session | None:
    """A session of a class, which knows whether this person has its list open (`is_open_to`)."""
    looked = Entry.objects.filter(
        about=f"session:{number}", name="programmes.look", by=by.signed,
        at__gt=clock.now() - LOOK_HOLDS,
    )  # fmt: skip
    return (
        Session.objects.filter(pk=number, programme__kind__in=CHILDREN)
        .select_related(*SESSION_NAMES)
        .annotate(is_open_to=Exists(looked))
        .first()
    )


def roster(session: Session) -> list[Visit]:
    """Everybody expected, excused or there, by their names' initials: three statements."""
    day = day_of(session)
    rows = [row for row in enrolments(programme=session.programme) if holds_on(row, day)]
    by_rule = {row.person_id: row for row in rows}
    booked = {
        row.person_id: row
        for row in Booking.objects.filter(session=session)
        .filter(state__in=[*STANDING, BookingState.EXCUSED])
        .select_related("person")
        .order_by("id")
    }
    came = {
        row.person_id: row
        for row in Attendance.objects.filter(session=session, standing=True).select_related(
            "person", "collector", "collector__holder"
        )
    }
    people = {pk: row.person for group in (by_rule, booked, came) for pk, row in group.items()}
    found = []
    for pk, person in people.items():
        rule = by_rule.get(pk)
        paused = pk not in booked and rule is not None and paused_on(rule, day)
        found.append(Visit(session, person, booked.get(pk), came.get(pk), rule, paused))
    return sorted(found, key=lambda visit: (visit.person.initials, visit.person.pk))


def line(programme: Programme) -> list[Person]:
    """Who waits for a place in a class, in order."""
    return [row.person for row in waiting_for(programme).select_related("person")]


def lines_of(child: Person) -> QuerySet[Waiting]:
    """Where a child waits for a place."""
    rows = Waiting.objects.filter(person=child, settled_at__isnull=True)
    return rows.select_related("programme", "person", "town")


def outgrown(day: date) -> QuerySet[Person]:
    """Children who were in a class, whose last one ended before a day, and who wait for none."""
    still = places_since(day).filter(person=OuterRef("pk"))
    waits = in_line(clock.today()).filter(person=OuterRef("pk"))
    lately = Attendance.objects.filter(person=OuterRef("pk"), arrived_at__gte=midnight(day))
    was = Enrolment.objects.filter(person=OuterRef("pk"), programme__kind__in=CHILDREN)
    return Person.objects.filter(
        Exists(was),
        ~Exists(still),
        ~Exists(waits),
        ~Exists(lately),
        child_until__isnull=False,
        is_active=True,
    ).order_by("id")
