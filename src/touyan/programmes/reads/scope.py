"""Which programmes and sessions somebody may see."""

from django.db.models import Q, QuerySet

from touyan.programmes.models import Programme, Session
from touyan.programmes.states import CHILDREN, ELDERS, SessionState, State
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import RoleCode

ORGANISERS = (
    RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.DISPATCHER, RoleCode.CLERK, RoleCode.LEAD,
    RoleCode.EDITOR,
)  # fmt: skip
"""Roles that put programmes on in their place."""
SEES = frozenset({*ORGANISERS, RoleCode.TEACHER, RoleCode.LEADER})
FOR_CHILDREN = (RoleCode.TEACHER, RoleCode.CLERK)
FOR_ELDERS = (RoleCode.CLERK,)

WITH_NAMES = ("town", "host", "village", "place")
SESSION_NAMES = (
    "town", "host", "village", "place", "programme", "programme__host", "programme__town",
    "programme__village",
)  # fmt: skip


def visible_to(person: Person) -> QuerySet[Programme]:
    """The programmes that a person's place in the tree and roles let them work with at the desk."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in SEES:
            scope |= _hosted(role, "host__path")
    return Programme.objects.filter(scope)


def sessions_visible_to(person: Person) -> QuerySet[Session]:
    """Sessions that one's place holds, and those of the programmes that it answers for."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in SEES:
            scope |= _hosted(role, "host__path") | _hosted(role, "programme__host__path")
    return Session.objects.filter(scope)


def _hosted(role: Role, path: str) -> Q:
    return Q(**{f"{path}__startswith": role.organisation.path})


def guarded_by(person: Person) -> QuerySet[Programme]:
    """Programmes whose children, or elders, this person's roles may look up."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        here = _hosted(role, "host__path")
        if role.role in FOR_CHILDREN:
            scope |= here & Q(kind__in=CHILDREN)
        if role.role in FOR_ELDERS:
            scope |= here & Q(kind__in=ELDERS)
    return Programme.objects.filter(scope)


def public() -> QuerySet[Programme]:
    """What everyone may read."""
    return Programme.objects.filter(public=True, state__in=[State.OPEN, State.ENDED])


def sessions_public() -> QuerySet[Session]:
    return Session.objects.filter(programme__public=True, programme__state=State.OPEN).exclude(
        state=SessionState.CANCELLED
    )


def programme_of_code(town: Organisation, code: str) -> Programme | None:
    return (
        Programme.objects.filter(town=town, code=code).select_related(*WITH_NAMES).first()
        if code
        else None
    )


def locked(session: Session) -> Session:
    """The session as it stands now, with what rules look at; one writer at a time until the act is over."""
    return (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*SESSION_NAMES)
        .get(pk=session.pk)
    )
