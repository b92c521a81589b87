"""A year as one member sees it: what is asked of every member where no plan says more, and what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touyan.programmes.models import Attendance
from touyan.programmes.reads.scope import SESSION_NAMES
from touyan.programmes.states import SERVICES, SERVICES_WANTED, BookingRole, Kind
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import RoleCode


@dataclass(frozen=True)
class Requirement:
    """What is asked within a year: so many times something that counts, offered by sessions of a kind."""

    key: str
    label: str | Promise
    target: int
    kind: str
    counts: Callable[[Attendance], bool]


SERVED = Q(session__programme__kind__in=SERVICES) | Q(role=BookingRole.VOLUNTEER)
"""Something done for others: at a volunteer service, or as a volunteer anywhere."""


def serves(row: Attendance) -> bool:
    """The same, of one row that is at hand."""
    return row.session.programme.kind in SERVICES or row.role == BookingRole.VOLUNTEER


TWO_SERVICES = Requirement(
    "two_services", _("Volunteer service, at least twice a year"), SERVICES_WANTED,
    Kind.VOLUNTEERING, serves,
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One requirement as it stands for somebody."""

    requirement: Requirement
    done: int


def requirements(person: Person) -> Sequence[Requirement]:
    """What is asked of this person."""
    is_member = any(role.role == RoleCode.MEMBER for role in person.roles_today)
    return [TWO_SERVICES] if is_member else []


def asked_of(person: Person, done: Sequence[Attendance]) -> list[Asked]:
    """How it stands, given what they did."""
    return [Asked(one, sum(map(one.counts, done))) for one in requirements(person)]


def attended(person: Person, year: int) -> QuerySet[Attendance]:
    """What somebody did within a year, the newest first, as it stands after corrections."""
    return (
        Attendance.objects.filter(person=person, standing=True, day__year=year)
        .select_related(*(f"session__{name}" for name in SESSION_NAMES))
        .order_by("-day", "-id")
    )


def confirmed_services(person: Person, year: int) -> tuple[int, int]:
    """How many services of a year a host has confirmed, and their minutes."""
    rows = Attendance.objects.filter(
        SERVED, person=person, standing=True, day__year=year, confirmed_at__isnull=False
    )
    found = rows.aggregate(services=Count("id"), minutes=Sum("minutes"))
    return found["services"], found["minutes"] or 0


# A branch's own --------------------------------------------------------------------------------


def members(organisation: Organisation) -> QuerySet[Person]:
    roles = Role.in_force().filter(
        role=RoleCode.MEMBER, organisation__path__startswith=organisation.path
    )
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True)


def with_services(people: QuerySet[Person], year: int) -> QuerySet[Person]:
    """Each with `services` and `service_minutes` of the year: two subqueries, no rows of anybody else."""
    rows = (
        Attendance.objects.filter(SERVED, person=OuterRef("pk"), standing=True, day__year=year)
        .order_by()
        .values("person")
    )

    def sub(total: Count | Sum) -> Coalesce:
        found = Subquery(rows.annotate(n=total).values("n"), output_field=IntegerField())
        return Coalesce(found, 0)

    return people.annotate(services=sub(Count("id")), service_minutes=sub(Sum("minutes")))


def below(people: QuerySet[Person], year: int) -> QuerySet[Person]:
    """Those who have not done what is asked of every member yet."""
    return with_services(people, year).filter(Q(services__lt=SERVICES_WANTED))
