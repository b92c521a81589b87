"""Who is expected, who is there, who is on which list."""

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from touyan.kernel.models import Entry
from touyan.programmes.models import (
    Attendance,
    Booking,
    Certificate,
    Enrolment,
    Pause,
    Programme,
    Session,
    Tariff,
    Waiting,
)
from touyan.programmes.states import (
    STANDING,
    WEEKDAYS,
    BookingState,
    Group,
    Kind,
    SessionState,
    State,
)
from touyan.town.models import Person, Role


def day_of(session: Session) -> date:
    """The day on which it begins, as the town's clock has it."""
    return timezone.localdate(session.starts_at)


def enrolled_on(programme: Programme, day: date) -> QuerySet[Enrolment]:
    """Whose enrolment holds on a day and is not paused; which weekdays they come is `comes_on`."""
    paused = Pause.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), enrolment=OuterRef("pk"), starts_on__lte=day
    )
    return (
        Enrolment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            programme=programme, starts_on__lte=day, cancelled_at__isnull=True,
        )
        .exclude(Exists(paused))
        .select_related("person")
        .order_by("id")
    )  # fmt: skip


def comes_on(enrolment: Enrolment, day: date) -> bool:
    """Whether they come on this weekday; whoever comes all five comes on make-up days too.

    Somebody `on_call` is on the list, and comes only when they book.
    """
    if enrolment.options.get("on_call"):
        return False
    days = enrolment.weekdays
    if not days or str(day.isoweekday()) in days:
        return True
    return day.isoweekday() > 5 and set(WEEKDAYS) <= set(days)


def peak(rows: Iterable[Enrolment], first: date, last: date | None) -> int:
    """The most of these that are enrolled on one and the same day of a range."""
    spans = [(max(row.starts_on, first), row.ends_on) for row in rows]
    spans = [(a, b) for a, b in spans if (last is None or a <= last) and (b is None or b >= a)]
    return max(
        (sum(a <= day and (b is None or day <= b) for a, b in spans) for day, _end in spans),
        default=0,
    )


def overlapping(programme: Programme, first: date, last: date | None) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), programme=programme,
        cancelled_at__isnull=True,
    )  # fmt: skip
    return rows if last is None else rows.filter(starts_on__lte=last)


def waiting_for(programme: Programme) -> QuerySet[Waiting]:
    """Who waits for a place, in order."""
    return Waiting.objects.filter(programme=programme, settled_at__isnull=True).order_by("id")


def in_line(day: date) -> QuerySet[Waiting]:
    """Whoever waits for a place that can still come: what is over on a day has no line any more."""
    return Waiting.objects.filter(
        Q(programme__ends_on__isnull=True) | Q(programme__ends_on__gte=day),
        settled_at__isnull=True, programme__state=State.OPEN,
    )  # fmt: skip


def places_since(day: date) -> QuerySet[Enrolment]:
    """Enrolments that reach a day: not those in what had ended before it, though their own end was never said."""
    midnight = timezone.make_aware(datetime.combine(day, time()))
    planned = Session.objects.filter(
        programme=OuterRef("programme"), starts_at__gte=midnight
    ).exclude(state=SessionState.CANCELLED)
    return Enrolment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        Q(programme__state__in=[State.DRAFT, State.OPEN]) | Exists(planned),
        cancelled_at__isnull=True,
    )


def open_booking(session: Session, person: Person) -> Booking | None:
    return (
        Booking.objects.filter(session=session, person=person, state__in=STANDING)
        .select_related("town", "person", "organisation")
        .first()
    )


def booked_or_there(session: Session) -> QuerySet[Booking]:
    """The roster: everybody who has a seat or was excused, each once, newest word first."""
    return (
        Booking.objects.filter(
            session=session, state__in=[BookingState.CONFIRMED, BookingState.EXCUSED]
        )
        .select_related("person", "organisation")
        .order_by("organisation__path", "person__initials", "id")
    )


def arrivals(session: Session) -> QuerySet[Attendance]:
    """Who came, as it stands after corrections."""
    return (
        Attendance.objects.filter(session=session, standing=True)
        .select_related("person", "collector", "collector__holder")
        .order_by("id")
    )


def still_here(session: Session) -> QuerySet[Attendance]:
    return arrivals(session).filter(left_at__isnull=True)


def noted_before(session: Session, person: Person, nonce: UUID | None) -> Attendance | None:
    """The row of the same check-in, or the one that says they are there already."""
    same = Q(session=session, person=person, standing=True)
    if nonce is not None:
        same |= Q(nonce=nonce)
    return (
        Attendance.objects.filter(same)
        .select_related("town", "session", "person", "booking")
        .order_by(F("standing").desc(), "id")
        .first()
    )


def enrolment_on(programme: Programme, person: Person, day: date) -> Enrolment | None:
    """Whose term this day is in, also where they stay away just then: they may come after all."""
    return overlapping(programme, day, day).filter(person=person).select_related("person").first()


def last_enrolment(programme: Programme, person: Person, day: date) -> Enrolment | None:
    """By which group somebody pays, and what is wanted: a pause, or a term that is over, changes neither."""
    rows = Enrolment.objects.filter(
        programme=programme, person=person, starts_on__lte=day, cancelled_at__isnull=True
    )
    return rows.order_by("-starts_on", "-id").first()


def tariff_for(programme: Programme, group: str, day: date) -> Tariff | None:
    """The newest tariff of a group on a day; where the group has none, everybody's."""
    rows = Tariff.objects.filter(
        programme=programme, group__in={group, Group.ORDINARY}, starts_on__lte=day
    ).order_by("-starts_on")
    found = {row.group: row for row in reversed(rows)}
    return found.get(group) or found.get(Group.ORDINARY)


def price_for(session: Session, group: str) -> int | None:
    """What a meal of that day costs its eater, as things stand."""
    tariff = tariff_for(session.programme, group, day_of(session))
    return tariff.price - tariff.subsidy if tariff else None


def portraits_of(person: Person) -> QuerySet[Session]:
    """The portrait days that somebody came to."""
    came = Attendance.objects.filter(person=person, standing=True).values("session")
    rows = Session.objects.filter(pk__in=came, programme__kind=Kind.PORTRAIT)
    return rows.select_related("town", "host", "programme").order_by("pk")


def guests_until(before: datetime) -> QuerySet[Person]:
    """Whoever made themselves known for an event with a name and a number alone, and has been nothing else since."""
    mine = OuterRef("pk")
    introduced = Entry.objects.filter(
        about=Concat(Value("person:"), Cast(mine, CharField())), seq=1, name="town.introduce"
    )
    later = Booking.objects.filter(person=mine, session__ends_at__gte=before)
    came = Attendance.objects.filter(person=mine, arrived_at__gte=before)
    return Person.objects.filter(
        Exists(introduced), ~Exists(later), ~Exists(came),
        ~Exists(Enrolment.objects.filter(person=mine)),
        ~Exists(Waiting.objects.filter(person=mine)),
        ~Exists(Certificate.objects.filter(person=mine)),
        ~Exists(Role.objects.filter(person=mine)),
        login__isnull=True, is_active=True, joined_at__lt=before,
    ).order_by("pk")  # fmt: skip
