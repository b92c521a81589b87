"""Which projects somebody may see, and the rows as they stand under a lock."""

from django.db.models import Q, QuerySet

from touyan.projects.models import Milestone, Project
from touyan.projects.states import State
from touyan.town.models import Person, Place
from touyan.town.states import RoleCode

RUNS = (RoleCode.DISPATCHER,)
"""The town's office."""
LEADS = (RoleCode.OFFICER,)
"""Of a department that leads a project."""
SEES = frozenset({*RUNS, *LEADS, RoleCode.SECRETARY, RoleCode.LEADER})

WITH_NAMES = ("town", "lead", "village", "place", "responsible")
MILESTONE_NAMES = tuple(f"project__{name}" for name in WITH_NAMES)


def visible_to(person: Person) -> QuerySet[Project]:
    """Projects of the town that somebody works in."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in SEES:
            scope |= Q(town__path__startswith=role.organisation.path)
            if own := role.organisation.town_id_of:
                scope |= Q(town=own)
    return Project.objects.filter(scope)


def public(town: int | None = None) -> QuerySet[Project]:
    """What everybody reads: every project that was approved."""
    rows = Project.objects.filter(approved_on__isnull=False)
    return rows if town is None else rows.filter(town=town)


def about_place(place: Place) -> QuerySet[Project]:
    """The projects that made a place, or are about it."""
    return public().filter(place=place).order_by("-id")


def here(village: int, place: int | None) -> QuerySet[Project]:
    """To which projects something in a village may belong: its place's first, then those that go on there."""
    going_on = Q(village=village) & ~Q(state__in=[State.PROPOSED, State.CLOSED, State.DROPPED])
    its_own = Q(place=place) if place else Q(pk__in=[])
    return Project.objects.filter(its_own | going_on).order_by("-id")


def locked(project: Project) -> Project:
    """The project as it stands now; one writer at a time until the act is over."""
    rows = Project.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*WITH_NAMES).get(pk=project.pk)


def locked_milestone(milestone: Milestone) -> Milestone:
    """The milestone with its project, the project first, so that nobody deadlocks."""
    project = locked(Project(pk=milestone.project_id))
    rows = Milestone.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("town").get(pk=milestone.pk)
    found.project = project
    return found
