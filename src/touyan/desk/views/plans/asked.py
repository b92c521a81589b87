"""One requirement: how each of whom it is asked stands, the facts behind it, what is taken on or waived."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.forms.plans import Subject
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page
from touyan.desk.plans import planning, seen_requirement
from touyan.desk.reads import plans as reads
from touyan.desk.sent import done, refuse, status_of
from touyan.kernel.refused import Refused
from touyan.plans import acts, rules
from touyan.plans.models import Requirement
from touyan.plans.reads.overview import facts_behind, standings
from touyan.plans.reads.progress import asked_in
from touyan.plans.states import Audience

FACTS_SHOWN = 30
MOVES: dict[str, Callable[..., Any]] = {
    "take-on": acts.take_on,
    "give-back": acts.give_back,
    "waive": acts.waive,
}


@planning
@require_GET
def requirement(request: StaffRequest, number: int) -> HttpResponse:
    return _shown(request, number, None)


def _shown(request: StaffRequest, number: int, form: Subject | None) -> HttpResponse:
    found = asked_in(reads.requirements(request.user).filter(pk=number))
    if not found:
        raise Http404
    asked, by = found[0], request.user
    row, plan = asked.row, asked.row.activity.plan
    lines = [
        (one, rules.speaks_for(plan, one.organisation, by)) for one in standings(asked, plan.town)
    ]
    facts = facts_behind(row).select_related("organisation")[: FACTS_SHOWN + 1]
    return page(
        request, "plans/requirement.html", "plans", status_of(form) if form else 200, asked=row,
        activity=row.activity, plan=plan, lines=lines, facts=list(facts), shown=FACTS_SHOWN,
        runs=rules.runs(plan, by), form=form, of_people=row.audience == Audience.MEMBER,
    )  # fmt: skip


@planning
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found: Requirement = seen_requirement(request, number)
    if name not in MOVES:
        raise Http404
    form = Subject(request.POST, path=found.activity.plan.town.path)
    if form.is_valid():
        try:
            _make(request, name, found, form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(reverse("desk:requirement", args=[found.pk]))
    return _shown(request, number, form)


def _make(request: StaffRequest, name: str, found: Requirement, said: dict[str, Any]) -> None:
    more = {"reason": said["reason"]} if name == "waive" else {}
    MOVES[name](by=request.user, requirement=found, subject=said["organisation"], **more)
