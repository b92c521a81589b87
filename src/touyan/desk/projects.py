"""Projects at the desk: who finds these pages, and what can be done with one."""

from functools import wraps
from typing import ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase

from touyan.desk.gate import StaffRequest, StaffView, View, staff
from touyan.desk.reads import projects as reads
from touyan.kernel.lifecycle import Offer
from touyan.projects import rules
from touyan.projects.models import Milestone, Project
from touyan.projects.moves import LIFE
from touyan.projects.reads import Told, told, visible_to
from touyan.projects.reads.scope import LEADS, RUNS, SEES
from touyan.projects.states import MilestoneState
from touyan.town.models import Person

P = ParamSpec("P")


def building(view: StaffView[P]) -> View[P]:
    """Nobody but those who run a project, lead one, or read how far it is, finds these pages."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not any(role.role in SEES for role in request.user.roles_today):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def proposing(person: Person) -> bool:
    return any(role.role in {*RUNS, *LEADS} for role in person.roles_today)


def seen(request: StaffRequest, number: int) -> Told:
    found = told(visible_to(request.user), number)
    if found is None:
        raise Http404
    return found


def led(request: StaffRequest, number: int) -> Project:
    """One that the person leads; whoever only sees it finds no form here."""
    found = reads.project_for(request.user, number)
    if found is None or not rules.leads(found, request.user):
        raise Http404
    return found


def seen_milestone(request: StaffRequest, number: int) -> Milestone:
    found = reads.milestone_for(request.user, number)
    if found is None:
        raise Http404
    return found


def offers(found: Told, person: Person) -> list[Offer]:
    """What can be done with it now. Whether a milestone waits is known from the rows."""
    waits = any(step.milestone.state == MilestoneState.PLANNED for step in found.steps)
    return [
        Offer(move, rules.why_not_open(found.project, waits=waits) if move.name == "open" else None)
        for move in LIFE.moves.values()
        if found.project.state in move.starts and move.who(found.project, person)
    ]
