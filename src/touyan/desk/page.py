"""A page of the desk: its links on top, what was just done, then what the view found."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from touyan.desk.gate import StaffRequest, administered
from touyan.desk.told import forget, told
from touyan.figures.reads.whose import reads_figures
from touyan.figures.rules import writes_briefs
from touyan.newsroom.rules import may_write
from touyan.orders.reads.reading import sees_matters
from touyan.plans.reads.scope import SEES as PLANS
from touyan.programmes.reads.scope import FOR_CHILDREN, SEES
from touyan.projects.reads.scope import SEES as PROJECTS
from touyan.selections.reads.scope import SEES as SELECTIONS
from touyan.town.models import Person
from touyan.town.states import RoleCode

Link = tuple[str, str, int | str | None, bool]


def page(
    request: StaffRequest, template: str, here: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a template under desk/; `here` is the route that its link in the menu leads to."""
    sentences = told(request)
    full = {**context, "nav": links(request.user, here), "notices": sentences}
    response = render(request, f"desk/{template}", full, status=status)
    if sentences:
        forget(response)
    return response


def links(person: Person, here: str) -> list[Link]:
    """The menu, by the roles that the door has loaded already."""
    roles = {role.role for role in person.roles_today}
    entries = [
        ("home", _("My desk")),
        ("orders", _("Orders")),
        ("new", _("Type in an order")),
        ("notices", _("Notices")),
    ]
    if RoleCode.CLERK in roles:
        entries.insert(1, ("canteens", _("Meals")))
    if roles & set(FOR_CHILDREN):
        entries.insert(1, ("classes", _("Classes")))
    if RoleCode.DISPATCHER in roles:
        entries.insert(3, ("call_backs", _("Call-backs")))
    for name, label, may in (
        ("hot", _("Hot matters"), sees_matters(person)),
        ("plans", _("Plans"), bool(roles & PLANS)),
        ("projects", _("Projects"), bool(roles & PROJECTS)),
        ("programmes", _("Programmes"), bool(roles & SEES)),
        ("selections", _("Honours"), bool(roles & SELECTIONS)),
        ("figures", _("Figures"), reads_figures(person)),
        ("briefs", _("Briefs"), writes_briefs(person)),
        ("newsroom", _("The newsroom"), may_write(person)),
        ("town", _("The town"), administered(person) is not None),
    ):
        if may:
            entries.append((name, label))
    return [(label, reverse(f"desk:{name}"), None, name == here) for name, label in entries]


def see_other(url: str) -> HttpResponse:
    """After a POST: look there, so that going back or reloading sends nothing again."""
    return HttpResponse(status=303, headers={"Location": url})


def way_back(request: StaffRequest, otherwise: str) -> str:
    """The desk's own page that a form came from, if it said so."""
    asked = request.POST.get("next", "")
    safe = asked.startswith("/desk/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe else otherwise


def is_part(request: StaffRequest) -> bool:
    """Whether a page asked for a piece of itself only."""
    return request.headers.get("HX-Request") == "true"
