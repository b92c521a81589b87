"""Canteens and day care: the elders on their lists, what they booked, what was cooked and charged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from touyan.kernel import clock
from touyan.kernel.masked import masked_name
from touyan.kernel.models import Entry
from touyan.kernel.sealed import blinds
from touyan.programmes.models import (
    Attendance,
    Booking,
    Charge,
    Enrolment,
    Menu,
    Pause,
    Programme,
    Round,
    Session,
    Tariff,
)
from touyan.programmes.reads.scope import WITH_NAMES, guarded_by, public
from touyan.programmes.states import (
    ELDERS,
    STANDING,
    BookingRole,
    BookingState,
    Kind,
    SessionState,
    State,
)
from touyan.town.models import Authority, Organisation, Person, Role
from touyan.town.states import AuthorityKind, RoleCode

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
    if words and not words.isascii():
        return Q(person__name__contains=words)
    plain = NOT_A_NAME.sub("", words.lower())
    if plain.isdigit():
        tails = blinds(plain[-4:], "phone tail")
        return Q(person__phone_tail_blind__in=tails) if len(plain) >= 4 else None
    return Q(person__initials__startswith=plain) if plain else None


def coming(enrolment: Enrolment, now: datetime) -> list[Session]:
    """The next days of a canteen, each with this person's booking (`own_id`, `own_state`)."""
    mine = Q(bookings__person=enrolment.person_id, bookings__state__in=STANDING)
    rows = (
        Session.objects.filter(
            programme=enrolment.programme_id, state=SessionState.PLANNED, ends_at__gt=now,
            starts_at__lt=now + timedelta(days=AHEAD_DAYS),
        )
        .annotate(own=FilteredRelation("bookings", condition=mine))
        .annotate(own_id=F("own__id"), own_state=F("own__state"), own_options=F("own__options"),
                  own_deliver_to=F("own__deliver_to"))
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
    """Everybody for whom something is cooked, or who is expected."""
    return (
        Booking.objects.filter(
            session=session, state=BookingState.CONFIRMED, role=BookingRole.PARTICIPANT
        )
        .select_related("person")
        .order_by("person__initials", "id")
    )


def wishes(session: Session) -> list[tuple[int, dict[str, Any]]]:
    """What the kitchen needs of a day: number and options of every booking, and nobody's name."""
    rows = Booking.objects.filter(
        session=session, state=BookingState.CONFIRMED, role=BookingRole.PARTICIPANT
    )
    return list(rows.order_by("id").values_list("pk", "options"))


def unclaimed(now: datetime) -> QuerySet[Booking]:
    """Meals of today that nobody fetched and nobody brought, in canteens that have begun."""
    # One row has to say both: of this person, and standing. An annulled one is no meal.
    fetched = Attendance.objects.filter(
        session=OuterRef("session"), person=OuterRef("person"), standing=True
    )
    return (
        Booking.objects.filter(
            session__programme__kind=Kind.CANTEEN, session__starts_at__lte=now,
            session__starts_at__gt=now - timedelta(hours=12), state=BookingState.CONFIRMED,
            role=BookingRole.PARTICIPANT,
        )
        .exclude(session__state=SessionState.CANCELLED)
        .exclude(Exists(fetched))
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


def pauses(enrolment: Enrolment, day: date) -> list[Pause]:
    """Those that hold on a day or later, the next first."""
    rows = Pause.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), enrolment=enrolment)
    return list(rows.order_by("starts_on", "id"))


def session_on(programme: Programme, day: date) -> Session | None:
    """What takes place there on a day."""
    rows = Session.objects.filter(programme=programme, day=day).exclude(
        state=SessionState.CANCELLED
    )
    found = rows.select_related("host", "town", "village").order_by("starts_at", "id").first()
    if found is not None:
        found.programme = programme
    return found


def served_in(session: Session) -> int:
    """How many meals were handed over, or people came."""
    return Attendance.objects.filter(session=session, standing=True).count()


def there(session: Session) -> dict[int, Attendance]:
    """Who was noted, by person."""
    rows = Attendance.objects.filter(session=session, standing=True).select_related("person")
    return {row.person_id: row for row in rows}


def charged(session: Session) -> dict[int, Charge]:
    """What was charged and stands, by attendance."""
    rows = Charge.objects.filter(
        attendance__session=session, reversal_of__isnull=True, reversed_by__isnull=True
    )
    return {row.attendance_id: row for row in rows}


def rounds_of(session: Session) -> dict[int, Round]:
    rows = Round.objects.filter(session=session).select_related("carrier")
    return {row.number: row for row in rows}


def rounds_for(person: Person, since: datetime, until: datetime) -> list[Round]:
    """The rounds that somebody goes between two moments."""
    rows = Round.objects.filter(
        carrier=person, session__starts_at__gte=since, session__starts_at__lt=until
    ).exclude(session__state=SessionState.CANCELLED)
    return list(
        rows.select_related("session", "session__programme", "session__host").order_by("id")
    )


def carriers(programme: Programme, session: Session | None = None) -> QuerySet[Person]:
    """Who could go a round there: volunteers, leads and clerks of the place, and its members.

    Each with the `turn` that they go in the session, if they go one.
    """
    home = programme.village or programme.host
    roles = Role.in_force().filter(
        organisation__path__startswith=home.path,
        role__in=[RoleCode.VOLUNTEER, RoleCode.MEMBER, RoleCode.LEAD, RoleCode.CLERK],
    )
    mine = FilteredRelation("rounds", condition=Q(rounds__session=session))
    return (
        Person.objects.annotate(mine=mine, turn=F("mine__number"))
        .filter(Q(pk__in=roles.values("person"), is_active=True) | Q(mine__isnull=False))
        .exclude(child_until__gt=clock.today())
        .order_by("initials", "id")
    )


def to_bring(session: Session) -> list[tuple[dict[str, Any], bool]]:
    """What is wanted with each meal that is brought, and whether it was; nobody's name."""
    done = Attendance.objects.filter(
        session=session, standing=True, person=OuterRef("person"),
    )  # fmt: skip
    rows = (
        Booking.objects.filter(
            session=session, state=BookingState.CONFIRMED, role=BookingRole.PARTICIPANT
        )
        .annotate(done=Exists(done))
        .order_by("id")
    )
    return [(row.options, row.done) for row in rows.only("options")]


# The settlement --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """What one eater had in a month."""

    person: int
    name: str
    meals: int
    payable: int
    subsidy: int
    reversed: int
    """Meals of these that were taken back, in this month or an earlier one's."""

    @property
    def price(self) -> int:
        return self.payable + self.subsidy


def charges_in(programme: Programme, first: datetime, last: datetime) -> QuerySet[Charge]:
    """By the moment of charging: a sheet of a month that is over never changes."""
    return Charge.objects.filter(
        attendance__session__programme=programme, at__gte=first, at__lt=last
    )


def settlement(programme: Programme, first: datetime, last: datetime) -> list[Line]:
    """One line an eater; charges and their reversals summed as they were written."""
    rows = (
        charges_in(programme, first, last)
        .values("attendance__person", "attendance__person__name")
        .annotate(
            paid=Sum("payable"), helped=Sum("subsidy"), back=Count("reversal_of"), all=Count("id")
        )
        .order_by("attendance__person__initials", "attendance__person")
    )
    return [
        Line(
            person=row["attendance__person"], name=masked_name(row["attendance__person__name"]),
            meals=row["all"] - 2 * row["back"], payable=row["paid"], subsidy=row["helped"],
            reversed=row["back"],
        )
        for row in rows
    ]  # fmt: skip


def reversals(programme: Programme, first: datetime, last: datetime) -> list[Charge]:
    rows = charges_in(programme, first, last).filter(reversal_of__isnull=False)
    return list(
        rows.select_related(
            "attendance", "attendance__person", "attendance__session", "reversal_of"
        ).order_by("id")
    )


def reasons(charges: Iterable[Charge]) -> dict[int, str]:
    """Why each was taken back, as the journal keeps it."""
    told = {f"charge:{row.pk}": row.pk for row in charges}
    rows = Entry.objects.filter(about__in=told, name="programmes.reverse_charge")
    return {told[row.about]: str(row.data.get("reason", "")) for row in rows}


# For residents ---------------------------------------------------------------------------------


def open_to_all(town: Organisation) -> QuerySet[Programme]:
    """The canteens whose menu everybody may read."""
    rows = public().filter(town=town, kind=Kind.CANTEEN, state=State.OPEN)
    return rows.select_related(*WITH_NAMES).order_by("host__path", "id")


def booked_by(person: Person, day: date) -> list[Enrolment]:
    """One's own places on the lists, and those of whoever lets one book for them."""
    mine = Authority.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), holder=person, barred=False,
        kind__in=[AuthorityKind.BOOK, AuthorityKind.GUARDIAN], revoked_at__isnull=True,
        valid_from__lte=day,
    )  # fmt: skip
    rows = Enrolment.objects.filter(
        Q(person=person) | Q(person__in=mine.values("subject")),
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        programme__kind__in=ELDERS, programme__state=State.OPEN, cancelled_at__isnull=True,
    )  # fmt: skip
    names = (f"programme__{name}" for name in WITH_NAMES)
    return list(rows.select_related("person", "town", *names).order_by("id"))


def coming_to(
    enrolments: Iterable[Enrolment], now: datetime
) -> tuple[list[Session], dict[tuple[int, int], Booking]]:
    """The next days of several lists, and who is booked: by session and person."""
    enrolments = list(enrolments)
    sessions = list(
        Session.objects.filter(
            programme__in={row.programme_id for row in enrolments}, state=SessionState.PLANNED,
            starts_at__gt=now, starts_at__lt=now + timedelta(days=AHEAD_DAYS),
        )
        .select_related("programme")
        .order_by("starts_at", "id")
    )  # fmt: skip
    rows = Booking.objects.filter(
        session__in=sessions, person__in={row.person_id for row in enrolments}, state__in=STANDING
    )
    return sessions, {(row.session_id, row.person_id): row for row in rows}
