"""Plans at the desk: who finds these pages, and what a page of one is called with."""

from functools import wraps
from typing import ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase

from touyan.desk.gate import StaffRequest, StaffView, View, staff
from touyan.desk.reads import plans as reads
from touyan.plans import rules
from touyan.plans.models import Activity, Plan, Requirement, Task
from touyan.plans.reads.scope import RUNS, SEES
from touyan.town.models import Person

P = ParamSpec("P")


def planning(view: StaffView[P]) -> View[P]:
    """Nobody but those who run a plan, lead or do something of it, or read how far it is, finds these pages."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not any(role.role in SEES for role in request.user.roles_today):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def running(person: Person) -> bool:
    return any(role.role in RUNS for role in person.roles_today)


def seen_plan(request: StaffRequest, number: int) -> Plan:
    found = reads.plan_for(request.user, number)
    if found is None:
        raise Http404
    return found


def run_plan(request: StaffRequest, number: int) -> Plan:
    """One that the person runs; whoever only sees it finds no form here."""
    found = seen_plan(request, number)
    if not rules.runs(found, request.user):
        raise Http404
    return found


def seen_activity(request: StaffRequest, number: int) -> Activity:
    found = reads.activity_for(request.user, number)
    if found is None:
        raise Http404
    return found


def seen_task(request: StaffRequest, number: int) -> Task:
    found = reads.task_for(request.user, number)
    if found is None:
        raise Http404
    return found


def seen_requirement(request: StaffRequest, number: int) -> Requirement:
    found = reads.requirements(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
