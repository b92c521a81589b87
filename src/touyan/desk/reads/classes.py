"""Classes as their staff see them: today's sessions, a class with its children, its line and its staff."""

from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.programmes.models import Programme, Session, Waiting
from touyan.programmes.reads.children import LOOK_HOLDS, midnight
from touyan.programmes.reads.coming import waiting_for
from touyan.programmes.reads.scope import FOR_CHILDREN, WITH_NAMES, guarded_by
from touyan.programmes.states import CHILDREN, SessionState, State
from touyan.town.models import Authority, Person, Role
from touyan.town.rules import in_force
from touyan.town.states import RoleCode


def cleared_until(person: Person) -> date | None:
    """When the clearance of somebody who was a teacher ended."""
    rows = Role.objects.filter(person=person, role=RoleCode.TEACHER, ends_on__isnull=False)
    return rows.order_by("-ends_on").values_list("ends_on", flat=True).first()


def _mine(person: Person, path: str) -> Q:
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in FOR_CHILDREN:
            scope |= Q(**{f"{path}__startswith": role.organisation.path})
    return scope


def sessions(person: Person, days: int = 1) -> QuerySet[Session]:
    """Sessions of today (and the next days) whose list the person keeps, with who came and who is here."""
    start = midnight(clock.today())
    there = Q(attendances__standing=True)
    return (
        Session.objects.filter(
            _mine(person, "host__path"), programme__kind__in=CHILDREN,
            starts_at__gte=start, starts_at__lt=start + timedelta(days=days),
        )
        .exclude(state=SessionState.CANCELLED)
        .select_related("programme", "host", "place")
        .annotate(
            came=Count("attendances", filter=there),
            here=Count("attendances", filter=there & Q(attendances__left_at__isnull=True)),
        )
        .order_by("starts_at", "id")
    )  # fmt: skip


def classes(person: Person) -> QuerySet[Programme]:
    """The classes whose children the person may look up, this term's and those to come."""
    today = clock.today()
    return (
        guarded_by(person)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), kind__in=CHILDREN)
        .exclude(state=State.CANCELLED)
        .select_related(*WITH_NAMES)
        .order_by("host__path", "name", "id")
    )


def class_of(person: Person, number: int) -> Programme | None:
    """A class, which knows whether this person has its list open (`is_open_to`)."""
    looked = Entry.objects.filter(
        about=f"programme:{number}", name="programmes.look", by=person.signed,
        at__gt=clock.now() - LOOK_HOLDS,
    )  # fmt: skip
    return (
        guarded_by(person)
        .filter(pk=number, kind__in=CHILDREN)
        .select_related(*WITH_NAMES)
        .annotate(is_open_to=Exists(looked))
        .first()
    )


def line(programme: Programme) -> QuerySet[Waiting]:
    return waiting_for(programme).select_related("person", "programme", "town")


def staff_of(programme: Programme) -> list[Role]:
    """Who looks after the children here, with the day until which they are cleared."""
    path = programme.host.path
    above = [path[: end + 1] for end, sign in enumerate(path) if sign == "/"]
    return list(
        Role.in_force()
        .filter(role=RoleCode.TEACHER, organisation__path__in=above, person__is_active=True)
        .select_related("person", "organisation")
        .order_by("ends_on", "id")
    )


def carriers_of_code(person: Person, code: str) -> list[Authority]:
    """Whose code this is, among those who come for children who are here now. Codes are sealed, so each
    is opened; there are only as many as are collected tonight."""
    here = sessions(person).values("pk")
    rows = (
        Authority.objects.filter(
            in_force(), barred=False, code_until__gte=clock.now(),
            subject__attendances__session__in=here, subject__attendances__standing=True,
            subject__attendances__left_at__isnull=True,
        )
        .select_related("subject", "holder")
        .distinct()
    )  # fmt: skip
    return [row for row in rows if row.code and row.code == code]


def session_where_here(child: Person, person: Person) -> int | None:
    """The session in which a child is here now, and whose list the person keeps."""
    here = sessions(person).filter(
        Exists(
            child.attendances.filter(session=OuterRef("pk"), standing=True, left_at__isnull=True)
        )
    )
    return here.values_list("pk", flat=True).first()
