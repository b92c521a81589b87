"""When something opens, in the first line that anybody reads of it."""

from django.utils.translation import gettext as _

from touyan.projects.models import Project
from touyan.projects.reads.lateness import Standing, day_said
from touyan.projects.states import IN_USE, MilestoneState, State


def when_open(project: Project, opening: Standing | None) -> str:
    """One sentence; it names no day that nobody promised."""
    if project.state in IN_USE and project.opened_on:
        return _("It opened on {day}.").format(day=day_said(project.opened_on))
    if project.state == State.DROPPED:
        return _("It was given up: {why}").format(why=project.reason)
    if project.state == State.PAUSED:
        return _("Work is paused: {why}").format(why=project.reason)
    return _promised(opening)


def _promised(opening: Standing | None) -> str:
    if opening is None or opening.milestone.state == MilestoneState.DROPPED:
        return _("No day has been named for its opening yet.")
    one = opening.milestone
    if one.state == MilestoneState.MET and one.met_on:
        return _("All is ready since {day}; it opens next.").format(day=day_said(one.met_on))
    if opening.is_late:
        return _("It was to open on {day}, and has not.").format(day=day_said(one.due_on))
    return _("It is to open on {day}.").format(day=day_said(one.due_on))
