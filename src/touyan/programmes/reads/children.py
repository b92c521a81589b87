"""Children in their classes: whose they are, when they come, who collects them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from touyan.kernel import clock
from touyan.programmes.models import Attendance, Booking, Enrolment, Programme, Session
from touyan.programmes.reads.coming import comes_on, day_of
from touyan.programmes.states import CHILDREN, STANDING, BookingState, SessionState, State
from touyan.town.models import Authority, Consent, Person
from touyan.town.rules import same_person
from touyan.town.states import CONSENT_VERSIONS, AuthorityKind

DAYS_AHEAD = 7
COMING = "expected"
"""Not a booking's state: nobody has come or said anything yet."""


@dataclass(frozen=True)
class Visit:
    """One child and one session: what was intended, and what happened."""

    session: Session
    person: Person
    booking: Booking | None
    attendance: Attendance | None
    enrolment: Enrolment | None = None

    @property
    def day(self) -> date:
        return day_of(self.session)

    @property
    def state(self) -> str:
        """here, left, excused, waiting, or expected."""
        if self.attendance is not None:
            return "left" if self.attendance.left_at else "here"
        if self.booking is not None and self.booking.state == BookingState.EXCUSED:
            return "excused"
        waits = self.booking is not None and self.booking.state == BookingState.WAITLISTED
        return "waiting" if waits else COMING

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


# Whose they are --------------------------------------------------------------------------------


def in_force(day: date | None = None) -> Q:
    """Authorities that hold on a day, bars among them."""
    day = day or timezone.localdate(clock.now())
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return open_ended & Q(revoked_at__isnull=True, valid_from__lte=day)


def guarded(guardian: Person) -> QuerySet[Person]:
    """The children whose guardian somebody is today."""
    held = Authority.objects.filter(
        in_force(), holder=guardian, kind=AuthorityKind.GUARDIAN, barred=False
    )
    return Person.objects.filter(pk__in=held.values("subject")).order_by("id")


def guardians(child: Person) -> list[Person]:
    """Those with an account or a number of their own who are the child's guardians today."""
    held = Authority.objects.filter(
        in_force(), subject=child, kind=AuthorityKind.GUARDIAN, barred=False, holder__isnull=False
    ).select_related("holder")
    return [row.holder for row in held.order_by("id") if row.holder is not None]


def trusted(child: Person) -> list[Authority]:
    """Everybody who may collect the child, or must not, today: bars first, then guardians."""
    rows = Authority.objects.filter(
        in_force(), subject=child, kind__in=[AuthorityKind.GUARDIAN, AuthorityKind.COLLECT]
    ).select_related("holder", "subject", "granted_by")
    return sorted(
        rows, key=lambda row: (not row.barred, row.kind != AuthorityKind.GUARDIAN, row.pk)
    )


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
    return f"{authority.name.replace(' ', '')} {authority.holder_phone_blind}"


def agreed(child: Person) -> dict[str, Consent]:
    """Purpose → what a guardian agreed to in today's wording and has not taken back."""
    rows = Consent.objects.filter(subject=child, withdrawn_at__isnull=True)
    return {row.purpose: row for row in rows if row.version == CONSENT_VERSIONS[row.purpose]}


# When they come --------------------------------------------------------------------------------


def enrolments(child: Person) -> QuerySet[Enrolment]:
    """The classes that a child is, or will be, in."""
    today = timezone.localdate(clock.now())
    return (
        Enrolment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            person=child, cancelled_at__isnull=True, programme__kind__in=CHILDREN,
        )
        .select_related("programme", "programme__host", "programme__town")
        .prefetch_related("pauses")
        .order_by("starts_on", "id")
    )  # fmt: skip


def classes() -> QuerySet[Programme]:
    """The classes that a guardian can choose from, in order of their beginning."""
    today = timezone.localdate(clock.now())
    return (
        Programme.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            kind__in=CHILDREN, state=State.OPEN, public=True,
        )
        .select_related("host", "town")
        .order_by("starts_on", "id")
    )  # fmt: skip


def visits(children: Iterable[Person], days: int = DAYS_AHEAD) -> dict[int, list[Visit]]:
    """Child → today's and the next days' sessions, in order of time: four statements for any number."""
    people = {child.pk: child for child in children}
    today = timezone.localdate(clock.now())
    rows = Enrolment.objects.filter(
        person__in=people, cancelled_at__isnull=True, programme__kind__in=CHILDREN
    ).prefetch_related("pauses")
    by_class: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_class.setdefault(row.programme_id, []).append(row)
    found: dict[int, list[Visit]] = {pk: [] for pk in people}
    for session in _sessions(by_class, people, midnight(today), days):
        for visit in _visits_of(session, by_class[session.programme_id], people):
            found[visit.person.pk].append(visit)
    return found


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _sessions(
    programmes: Iterable[int], people: Iterable[int], start: datetime, days: int
) -> QuerySet[Session]:
    bookings = Booking.objects.filter(person__in=list(people)).exclude(state=BookingState.CANCELLED)
    attendances = Attendance.objects.filter(person__in=list(people), standing=True)
    return (
        Session.objects.filter(
            programme__in=list(programmes), starts_at__gte=start,
            starts_at__lt=start + timedelta(days=days),
        )
        .exclude(state=SessionState.CANCELLED)
        .select_related("programme", "host")
        .prefetch_related(
            Prefetch("bookings", bookings.order_by("id"), to_attr="booked"),
            Prefetch(
                "attendances", attendances.select_related("collector", "collector__holder"),
                to_attr="came",
            ),
        )
        .order_by("starts_at", "id")
    )  # fmt: skip


def _visits_of(
    session: Session, rows: Iterable[Enrolment], people: dict[int, Person]
) -> Iterator[Visit]:
    booked: dict[int, Booking] = {row.person_id: row for row in session.__dict__["booked"]}
    came: dict[int, Attendance] = {row.person_id: row for row in session.__dict__["came"]}
    day = day_of(session)
    enrolled = {row.person_id: row for row in rows if holds_on(row, day)}
    for pk in people:
        if pk in enrolled or pk in booked or pk in came:
            yield Visit(session, people[pk], booked.get(pk), came.get(pk), enrolled.get(pk))


def holds_on(enrolment: Enrolment, day: date) -> bool:
    """Whether the child comes on this day by its enrolment. Asks no database where pauses are at hand."""
    if day < enrolment.starts_on or (enrolment.ends_on is not None and day > enrolment.ends_on):
        return False
    paused = any(
        pause.starts_on <= day and (pause.ends_on is None or day <= pause.ends_on)
        for pause in enrolment.pauses.all()
    )
    return comes_on(enrolment, day) and not paused


# A session's children --------------------------------------------------------------------------


def roster(session: Session) -> list[Visit]:
    """Everybody expected, excused or there, by their names' initials: four statements."""
    day = day_of(session)
    rows = Enrolment.objects.filter(programme=session.programme, cancelled_at__isnull=True)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
    by_rule = {
        row.person_id: row
        for row in rows.select_related("person").prefetch_related("pauses")
        if holds_on(row, day)
    }
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
    found = [
        Visit(session, person, booked.get(pk), came.get(pk), by_rule.get(pk))
        for pk, person in people.items()
    ]
    return sorted(found, key=lambda visit: (visit.person.initials, visit.person.pk))
