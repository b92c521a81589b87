"""Whose a project is to approve, to lead and to open, and why not now."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.projects.models import Milestone, Project
from touyan.projects.reads.scope import LEADS, RUNS
from touyan.projects.states import LIVE, MilestoneState, State
from touyan.town.models import Organisation, Person
from touyan.town.rules import Founder


def runs_for(town: Organisation, by: Any) -> bool:
    """The town's office: it approves, opens, closes and gives up."""
    return isinstance(by, Founder) or (isinstance(by, Person) and by.works_in(town.path, *RUNS))


def runs(project: Project, by: Any) -> bool:
    return runs_for(project.town, by)


def leads(project: Project, by: Any) -> bool:
    """The department that leads it, and the town's office."""
    if runs(project, by):
        return True
    return isinstance(by, Person) and by.works_in(project.lead.path, *LEADS)


def leads_step(milestone: Milestone, by: Any) -> bool:
    return leads(milestone.project, by)


def runs_step(milestone: Milestone, by: Any) -> bool:
    return runs(milestone.project, by)


def proposes(lead: Organisation, by: Any) -> bool:
    """A department for itself, the town's office for every one."""
    if isinstance(by, Founder):
        return True
    return isinstance(by, Person) and (
        by.works_in(lead.path, *RUNS) or by.works_in(lead.path, *LEADS)
    )


def is_over(project: Project) -> bool:
    return project.state not in LIVE


def open_refused(project: Project, by: Any) -> str | None:
    waits = project.milestones.filter(state=MilestoneState.PLANNED).exists()
    return why_not_open(project, waits=waits)


def why_not_open(project: Project, *, waits: bool) -> str | None:
    """For a page that has the milestones: `waits` where one of them is not met."""
    if waits:
        return _("A milestone is not met yet.")
    if project.place_kind and project.village_id is None:
        return _("Say in which village it lies: it becomes a place there.")
    return None


def step_refused(milestone: Milestone, by: Any) -> str | None:
    if is_over(milestone.project):
        return _("This project is over: its days stay as they are.")
    return None


def move_refused(milestone: Milestone, by: Any) -> str | None:
    if milestone.baseline_on is None:
        return _("Nothing is promised before it is approved: change the milestone itself.")
    return step_refused(milestone, by)


def meet_refused(milestone: Milestone, by: Any) -> str | None:
    if milestone.project.state == State.PAUSED:
        return _("The project is paused. Go on with it first.")
    if milestone.baseline_on is None:
        return _("The project is not approved yet.")
    return step_refused(milestone, by)
