"""What a member takes on of the year's plan, and the card with their own pledge."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from touyan.front.answers import private, see_other
from touyan.front.pledge_forms import PledgeForm
from touyan.front.visitors import signed_in
from touyan.kernel.refused import Refused
from touyan.plans import acts
from touyan.plans.models import Plan, Pledge
from touyan.plans.reads.mine import plan_of_member, requirement_of_member
from touyan.town.models import Person
from touyan.town.states import RoleCode

ACTIONS: dict[str, Callable[..., Any]] = {"take-on": acts.take_on, "give-back": acts.give_back}


@require_POST
@login_required
@private
def action(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """An action of the menu, taken on or given back for oneself."""
    person = signed_in(request)
    requirement = requirement_of_member(person, number)
    if requirement is None or name not in ACTIONS:
        raise Http404
    ACTIONS[name](by=person, requirement=requirement, subject=person)
    return see_other("front:year")


def _plan(request: HttpRequest) -> Plan:
    """The plan of the member's own town, or the one that a pledge of theirs still stands in; nobody else finds a page here."""
    person = signed_in(request)
    found = plan_of_member(person).select_related("town").order_by("-id").first()
    if found is None and (kept := _pledges(person).first()) is not None:
        return kept.plan
    if found is None:
        raise Http404
    return found


def _pledges(person: Person) -> QuerySet[Pledge]:
    rows = Pledge.objects.filter(person=person).exclude(words="")
    return rows.select_related("plan__town").order_by("-plan")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def pledge(request: HttpRequest) -> HttpResponse:
    plan, person = _plan(request), signed_in(request)
    kept = _pledges(person).filter(plan=plan).first()
    form = PledgeForm(request.POST or None, initial={"words": kept.words if kept else ""})
    if request.method == "POST" and form.is_valid():
        try:
            acts.pledge(by=person, plan=plan, words=form.cleaned_data["words"])
        except Refused as no:
            form.add_error("words", str(no))
        else:
            return see_other("front:pledge")
    page = {"plan": plan, "person": person, "kept": kept, "form": form, "branch": _branch(person)}
    return render(request, "front/programmes/pledge.html", page, status=422 if form.errors else 200)


def _branch(person: Person) -> str:
    """Where they are a member, as the card says it."""
    member = (one for one in person.roles_today if one.role == RoleCode.MEMBER)
    return next((one.organisation.label for one in member), "")


@require_POST
@login_required
@private
def take_back(request: HttpRequest) -> HttpResponse:
    acts.take_pledge_back(by=signed_in(request), plan=_plan(request))
    return see_other("front:year")
