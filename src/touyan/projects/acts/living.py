"""The stages of a project, one act each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.projects import rules
from touyan.projects.models import Project
from touyan.projects.moves import LIFE
from touyan.projects.reads.faults import facts
from touyan.projects.reads.scope import locked
from touyan.projects.states import State
from touyan.town.models import Place


def _day(on: date | None) -> date:
    """Today, or an earlier day on which it happened."""
    today = clock.today()
    if on is not None and on > today:
        raise Refused(_("That day has not come yet."), field="on")
    return on or today


def _stepped(
    project: Project, by: Actor, said: dict[str, Any] | None = None, beside: Sequence[Beside] = ()
) -> Event[Project]:
    project.save()
    return Event(project, by, {**(said or {}), "set": facts(project)}, beside=beside)


@act()
def approve(*, by: Actor, project: Project) -> Event[Project]:
    """From here on everybody reads it, and the days that are set out are the baselines."""
    project = locked(project)
    project.state, project.approved_on = LIFE.take("approve", project, by), _day(None)
    promised = list(project.milestones.filter(baseline_on__isnull=True).select_related("town"))
    for one in promised:
        one.baseline_on = one.due_on
        one.save(update_fields=["baseline_on"])
    beside = [Beside(one, {"set": facts(one)}) for one in promised]
    return _stepped(project, by, beside=beside)


@act()
def start(*, by: Actor, project: Project, on: date | None = None) -> Event[Project]:
    """The first thing was done for it."""
    project = locked(project)
    project.state, project.started_on = LIFE.take("start", project, by), _day(on)
    return _stepped(project, by)


@act()
def build(*, by: Actor, project: Project, on: date | None = None) -> Event[Project]:
    """Work goes on where it is built."""
    project = locked(project)
    project.state, project.building_on = LIFE.take("build", project, by), _day(on)
    if project.started_on is not None and project.building_on < project.started_on:
        raise Refused(_("It started after that day."), field="on")
    return _stepped(project, by)


@act(personal=("reason",))
def pause(*, by: Actor, project: Project, reason: str) -> Event[Project]:
    """Work rests, and everybody reads why."""
    project = locked(project)
    before = project.state
    project.state = LIFE.take("pause", project, by)
    project.paused_from, project.reason = before, _said(reason)
    return _stepped(project, by, {"reason": project.reason})


@act()
def resume(*, by: Actor, project: Project) -> Event[Project]:
    """It goes on from the stage in which it was paused."""
    project = locked(project)
    project.state = LIFE.take("resume", project, by, to=project.paused_from or None)
    project.paused_from = project.reason = ""
    return _stepped(project, by)


@act()
def open_project(*, by: Actor, project: Project, on: date | None = None) -> Event[Project]:
    """It is in use. What it is from now on is a place, which the town's room keeps (`conf/stories.py`)."""
    project = locked(project)
    project.state, project.opened_on = LIFE.take("open", project, by), _day(on)
    if project.building_on is not None and project.opened_on < project.building_on:
        raise Refused(_("It cannot open before it was being built."), field="on")
    return _stepped(project, by)


@act()
def tie_place(*, by: Actor, project: Project, place: Place) -> Event[Project]:
    """The place that it has become."""
    project = locked(project)
    if not rules.runs(project, by) or project.state != State.OPEN or project.place_id:
        raise Refused(_("Only a project that has opened becomes a place, and once."))
    project.place = place
    return _stepped(project, by)


@act()
def close(*, by: Actor, project: Project) -> Event[Project]:
    """All is settled; it stays to be read."""
    project = locked(project)
    project.state, project.closed_on = LIFE.take("close", project, by), _day(None)
    return _stepped(project, by)


@act(personal=("reason",))
def drop(*, by: Actor, project: Project, reason: str) -> Event[Project]:
    """It will not be built, and everybody reads why."""
    project = locked(project)
    project.state, project.dropped_on = LIFE.take("drop", project, by), _day(None)
    project.paused_from, project.reason = "", _said(reason)
    return _stepped(project, by, {"reason": project.reason})


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return reason.strip()[:500]
