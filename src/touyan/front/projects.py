"""The town's projects as everybody reads them: the list, one of them, a picture."""

from dataclasses import dataclass

from django.http import Http404

from touyan.projects.models import Picture, Project
from touyan.projects.reads import Told, pictures, public, told, told_all
from touyan.projects.reads.scope import WITH_NAMES
from touyan.projects.states import LIVE, Side, State
from touyan.town.models import Place

PAGE = 25
TONES = {
    State.APPROVED: "calm", State.STARTED: "wait", State.UNDER_WAY: "wait", State.PAUSED: "alarm",
    State.OPEN: "good", State.CLOSED: "good", State.DROPPED: "calm",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A project in the list."""

    told: Told

    @property
    def tone(self) -> str:
        project = self.told.project
        late = self.told.is_late and project.state in LIVE
        return "alarm" if late else TONES.get(State(project.state), "calm")


def some(town: str, before: str) -> tuple[list[Line], str]:
    """One page of a town's, the newest first, and the mark before which the next begins."""
    rows = public(int(town or 0)).select_related(*WITH_NAMES).order_by("-id")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    lines = [Line(one) for one in told_all(found[:PAGE])]
    return lines, str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def one(number: int) -> Line:
    found = told(public(), number)
    if found is None:
        raise Http404
    return Line(found)


def sides(project: Project) -> list[tuple[str, list[Picture]]]:
    """Before and after, each only where there is a picture."""
    rows = pictures(project)
    both = [(side.label, [row for row in rows if row.side == side]) for side in Side]
    return [(str(label), some) for label, some in both if some]


def picture(number: int, picture: int) -> Picture:
    rows = Picture.objects.filter(project__in=public(), project=number, shown=True)
    found = rows.select_related("evidence").filter(pk=picture).first()
    if found is None:
        raise Http404
    return found


def behind(place: Place) -> list[Project]:
    """The projects that made a place."""
    return list(public().filter(place=place).order_by("-id")[:5])
