"""Projects as a page shows them: one with its milestones in few statements, a list with the openings."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from touyan.projects.models import Milestone, Picture, Project
from touyan.projects.reads.lateness import Standing, standings
from touyan.projects.reads.scope import MILESTONE_NAMES, WITH_NAMES
from touyan.projects.reads.telling import when_open


@dataclass(frozen=True)
class Told:
    """A project, its milestones as they stand, and the answer to the first question."""

    project: Project
    steps: Sequence[Standing] = field(default=())

    @property
    def opening(self) -> Standing | None:
        return next((one for one in self.steps if one.milestone.opening), None)

    @property
    def answer(self) -> str:
        return when_open(self.project, self.opening)

    @property
    def is_late(self) -> bool:
        return any(one.is_late for one in self.steps)


def told(scope: QuerySet[Project], number: int) -> Told | None:
    """One project: one statement with its milestones where it has any, two more where a day has moved."""
    rows = Milestone.objects.filter(project__in=scope, project=number)
    found = list(
        rows.select_related("town", "proof", *MILESTONE_NAMES).order_by("due_on", "number")
    )
    if found:
        return Told(found[0].project, standings(found))
    project = scope.select_related(*WITH_NAMES).filter(pk=number).first()
    return Told(project) if project else None


def told_all(projects: Sequence[Project]) -> list[Told]:
    """Many projects, each with its opening only: three statements at most."""
    by_id = {project.pk: project for project in projects}
    openings = list(Milestone.objects.filter(project__in=by_id, opening=True))
    for one in openings:
        one.project = by_id[one.project_id]
    steps = {one.milestone.project_id: [one] for one in standings(openings)}
    return [Told(project, steps.get(project.pk, ())) for project in projects]


def pictures(project: Project) -> list[Picture]:
    """Those that are shown, before and after apart from one another by their side."""
    rows = Picture.objects.filter(project=project, shown=True)
    return list(rows.select_related("evidence").order_by("pk"))
