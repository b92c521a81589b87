"""Canteens and day care: the elders on their lists, what they booked, what was cooked and charged."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Subquery

from touyan.kernel.sealed import blinds
from touyan.programmes.models import (
    Attendance,
    Booking,
    Charge,
    Enrolment,
    Menu,
    Pause,
    Programme,
    Session,
    Tariff,
)
from touyan.programmes.reads.scope import WITH_NAMES, guarded_by
from touyan.programmes.states import (
    ELDERS,
    STANDING,
    BookingRole,
    BookingState,
    Kind,
    SessionState,
    State,
)
from touyan.town.models import Person

FOUND_MOST = 20
AHEAD_DAYS = 8
NOT_A_NAME = re.compile(r"[^0-9a-z]")


def kept_by(person: Person) -> QuerySet[Programme]:
    """The canteens and day cares whose lists this person keeps."""
    rows = guarded_by(person).filter(kind__in=ELDERS, state__in=[State.OPEN, State.ENDED])
    return rows.select_related(*WITH_NAMES).order_by("host__path", "kind", "id")


def on_the_list(person: Person, day: date) -> QuerySet[Enrolment]:
    """Everybody on those lists on a day or later, with the pause that holds on it."""
    paused = Pause.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day
    ).order_by("id")
    return (
        Enrolment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            programme__in=guarded_by(person).filter(kind__in=ELDERS, state=State.OPEN),
            cancelled_at__isnull=True,
        )
        .annotate(
            paused_since=Subquery(paused.filter(enrolment=OuterRef("pk")).values("starts_on")[:1]),
            paused_until=Subquery(paused.filter(enrolment=OuterRef("pk")).values("ends_on")[:1]),
        )
        .select_related(
            "person", "person__village", "town", *(f"programme__{name}" for name in WITH_NAMES)
        )
    )


def found(person: Person, words: str, day: date) -> list[Enrolment]:
    """By the last four digits of the telephone, the initials in pinyin, or the name."""
    asked = _asked(words)
    if asked is None:
        return []
    rows = on_the_list(person, day).filter(asked).order_by("person__name", "id")
    return list(rows[:FOUND_MOST])


def _asked(words: str) -> Q | None:
    words = words.strip()
    plain = NOT_A_NAME.sub("", words.lower())
    if plain.isdigit():
        tails = blinds(plain[-4:], "phone tail")
        return Q(person__phone_tail_blind__in=tails) if len(plain) >= 4 else None
    if plain and plain.isascii():
        return Q(person__initials__startswith=plain)
    return Q(person__name__contains=words) if words else None


def coming(enrolment: Enrolment, now: datetime) -> list[Session]:
    """The next days of a canteen, each with this person's booking (`own_id`, `own_state`)."""
    mine = Q(bookings__person=enrolment.person_id, bookings__state__in=STANDING)
    rows = (
        Session.objects.filter(
            programme=enrolment.programme_id, state=SessionState.PLANNED, ends_at__gt=now,
            starts_at__lt=now + timedelta(days=AHEAD_DAYS),
        )
        .annotate(own=FilteredRelation("bookings", condition=mine))
        .annotate(own_id=F("own__id"), own_state=F("own__state"), own_options=F("own__options"))
        .order_by("starts_at", "id")
    )  # fmt: skip
    found: list[Session] = list(rows)
    for session in found:
        session.programme = enrolment.programme
    return found


def days_between(
    programmes: Iterable[Programme], first: datetime, last: datetime
) -> QuerySet[Session]:
    """What these hold between two moments."""
    return (
        Session.objects.filter(
            programme__in=list(programmes), starts_at__gte=first, starts_at__lt=last
        )
        .exclude(state=SessionState.CANCELLED)
        .select_related("programme", "host", "town")
        .order_by("starts_at", "id")
    )


def menus(programmes: Iterable[Programme], first: date, last: date) -> dict[tuple[int, date], Menu]:
    rows = Menu.objects.filter(programme__in=list(programmes), day__range=(first, last))
    return {(row.programme_id, row.day): row for row in rows}


def menu_on(programme: Programme, day: date) -> Menu | None:
    return Menu.objects.filter(programme=programme, day=day).first()


def menus_known(programme: Programme) -> QuerySet[Menu]:
    """What was cooked lately, newest first: a dish keeps what was said of it."""
    return Menu.objects.filter(programme=programme).order_by("-day")[:60]


def tariffs(programme: Programme) -> list[Tariff]:
    """Every tariff, newest first."""
    return list(Tariff.objects.filter(programme=programme).order_by("-starts_on", "group"))


def booked(session: Session) -> QuerySet[Booking]:
    """Everybody for whom something is cooked, or who is expected, with what became of it."""
    there = Attendance.objects.filter(standing=True).select_related("noted_by")
    charges = Charge.objects.order_by("id")
    return (
        Booking.objects.filter(
            session=session, state=BookingState.CONFIRMED, role=BookingRole.PARTICIPANT
        )
        .select_related("person", "person__village")
        .prefetch_related(
            Prefetch("attendances", there, to_attr="there"),
            Prefetch("there__charges", charges, to_attr="charged"),
        )
        .order_by("person__initials", "id")
    )


def wishes(session: Session) -> list[tuple[int, dict[str, object]]]:
    """What the kitchen needs of a day: number and options of every booking, and nobody's name."""
    rows = Booking.objects.filter(
        session=session, state=BookingState.CONFIRMED, role=BookingRole.PARTICIPANT
    )
    return list(rows.order_by("id").values_list("pk", "options"))


def unclaimed(now: datetime) -> QuerySet[Booking]:
    """Meals of today that nobody fetched and nobody brought, in canteens that have begun."""
    return (
        Booking.objects.filter(
            session__programme__kind=Kind.CANTEEN, session__starts_at__lte=now,
            session__starts_at__gt=now - timedelta(hours=12), state=BookingState.CONFIRMED,
            role=BookingRole.PARTICIPANT,
        )
        .exclude(session__state=SessionState.CANCELLED)
        .exclude(session__attendances__person=F("person"), session__attendances__standing=True)
        .select_related(
            "person", "person__village", "session", "session__programme",
            "session__programme__village", "session__programme__host", "session__host",
        )
        .order_by("id")
    )  # fmt: skip


KNOCKS = "meal"
"""The source of orders to knock on a door."""


def knock_ref(booking: int) -> str:
    """By which an order to knock is the only one of its meal."""
    return f"b{booking}"


def noted_in(sessions: Iterable[Session]) -> set[int]:
    """Those sessions in which somebody was noted as having had a meal."""
    rows = Attendance.objects.filter(session__in=list(sessions), standing=True)
    return set(rows.values_list("session", flat=True))
