"""Programmes as the desk reads them: lists, and who is expected at a session, branch by branch."""

from collections.abc import Iterable

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from touyan.kernel import clock
from touyan.programmes.models import Attendance, Booking, Programme, Session
from touyan.programmes.reads.scope import (
    ORGANISERS,
    SESSION_NAMES,
    WITH_NAMES,
    sessions_visible_to,
    visible_to,
)
from touyan.programmes.states import STANDING, BookingState
from touyan.town.models import Organisation, Person, Place, Role
from touyan.town.states import PLACES_PEOPLE_LIVE, OrganisationKind, RoleCode

BELONGING = (RoleCode.MEMBER, RoleCode.VOLUNTEER, RoleCode.LEAD, RoleCode.SECRETARY)
"""Roles whose holders come with their organisation."""


def _below(paths: Iterable[str]) -> Q:
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(path__startswith=path)
    return scope


def hosts_for(person: Person) -> QuerySet[Organisation]:
    """The organisations that somebody can put something on for."""
    paths = {role.organisation.path for role in person.roles_today if role.role in ORGANISERS}
    return Organisation.objects.filter(_below(paths), ended_on__isnull=True).order_by("path")


def villages_around(of: Person | Organisation) -> QuerySet[Organisation]:
    """The villages of the town, or of the towns that somebody works in."""
    rows = Organisation.objects.filter(kind__in=PLACES_PEOPLE_LIVE, ended_on__isnull=True)
    if isinstance(of, Organisation):
        return rows.filter(path__startswith=of.path).order_by("path")
    towns = {role.organisation.town_id_of for role in of.roles_today}
    return rows.filter(parent__in=towns).order_by("path")


def places_for(person: Person) -> QuerySet[Place]:
    towns = {role.organisation.town_id_of for role in person.roles_today}
    return Place.objects.filter(town__in=towns).order_by("village__code", "code")


# Lists -----------------------------------------------------------------------------------------


def programmes(person: Person, words: str, kind: str) -> QuerySet[Programme]:
    rows = visible_to(person).select_related(*WITH_NAMES)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(name_en__icontains=words))
    return rows.filter(kind=kind) if kind else rows


def sessions(person: Person, words: str, kind: str, *, past: bool) -> QuerySet[Session]:
    """What is still to come, or what is over: with its number of people who came."""
    rows = sessions_visible_to(person).select_related(*SESSION_NAMES)
    now = clock.now()
    rows = rows.filter(ends_at__lte=now) if past else rows.filter(ends_at__gt=now)
    if words:
        rows = rows.filter(Q(programme__name__icontains=words) | Q(speaker__icontains=words))
    rows = rows.filter(programme__kind=kind) if kind else rows
    return with_numbers(rows)


def with_numbers(rows: QuerySet[Session]) -> QuerySet[Session]:
    """`came` and `waiting` beside each session."""
    return rows.annotate(came=_counted(_there()), waiting=_counted(_waiting()))


def _there() -> QuerySet[Attendance]:
    return Attendance.objects.filter(session=OuterRef("pk"), standing=True)


def _waiting() -> QuerySet[Booking]:
    return Booking.objects.filter(session=OuterRef("pk"), state=BookingState.WAITLISTED)


def _counted(rows: QuerySet[Attendance] | QuerySet[Booking]) -> Coalesce:
    counts = rows.order_by().values("session").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def session_for(person: Person, number: int) -> Session | None:
    rows = with_numbers(sessions_visible_to(person).select_related(*SESSION_NAMES))
    return rows.filter(pk=number).first()


def programme_for(person: Person, number: int) -> Programme | None:
    return visible_to(person).select_related(*WITH_NAMES).filter(pk=number).first()


# Who is expected -------------------------------------------------------------------------------


def units(session: Session) -> QuerySet[Organisation]:
    """The branches below the programme's host and those that come along: `people`, `booked`, `here`."""
    with_seats = Booking.objects.filter(session=session, organisation__isnull=False)
    branches = Q(
        path__startswith=session.host.path, kind=OrganisationKind.BRANCH, ended_on__isnull=True
    )
    members = Role.in_force().filter(organisation=OuterRef("pk"), role__in=BELONGING)
    there = Attendance.objects.filter(session=session, standing=True, person=OuterRef("person"))
    booked = Booking.objects.filter(
        session=session, state=BookingState.CONFIRMED, organisation=OuterRef("pk")
    )
    return (
        Organisation.objects.filter(branches | Q(pk__in=with_seats.values("organisation")))
        .annotate(
            people=_people(members),
            here=_people(members.filter(Exists(there))),
            booked=_people(booked, "organisation"),
        )
        .order_by("path")
    )


def _people(rows: QuerySet[Role] | QuerySet[Booking], by: str = "organisation") -> Coalesce:
    counts = rows.order_by().values(by).annotate(n=Count("person", distinct=True)).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def expected(session: Session, unit: Organisation | None) -> QuerySet[Person]:
    """Those of one organisation, or everybody who has booked or is here; `here` and `booking` beside each."""
    bookings = Booking.objects.filter(session=session, state__in=STANDING)
    there = Attendance.objects.filter(session=session, standing=True)
    if unit is None:
        who = Q(pk__in=bookings.values("person")) | Q(pk__in=there.values("person"))
    else:
        members = Role.in_force().filter(organisation=unit, role__in=BELONGING)
        who = Q(pk__in=members.values("person")) | Q(
            pk__in=bookings.filter(organisation=unit).values("person")
        )
    mine = bookings.filter(person=OuterRef("pk"))
    return Person.objects.filter(who, is_active=True, town=session.town).annotate(
        here=Exists(there.filter(person=OuterRef("pk"))),
        left=Exists(there.filter(person=OuterRef("pk"), left_at__isnull=False)),
        booking=Subquery(mine.values("pk")[:1]),
        with_seat=Exists(mine.filter(state=BookingState.CONFIRMED)),
        unit=Subquery(mine.values("organisation__name")[:1]),
    )
