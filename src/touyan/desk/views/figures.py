"""The town's numbers: all of a place, one with its records, and the few for a wall."""

from uuid import uuid4

from django.http import Http404, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from touyan.desk.figures import grouped, shown, tabs
from touyan.desk.forms.figures import Asked, address
from touyan.desk.gate import StaffRequest, figure_readers
from touyan.desk.page import page
from touyan.figures.reads.board import board
from touyan.figures.reads.places import places
from touyan.figures.rules import may_declare
from touyan.kernel import replicas
from touyan.kernel.figures import FIGURES, Figure


def named(key: str) -> Figure:
    if key not in FIGURES:
        raise Http404
    return FIGURES[key]


def asked(request: StaffRequest, data: QueryDict, figure: str = "") -> Asked:
    """Whose numbers, of which days; a place out of reach is not there."""
    return Asked(data, places(request.user, figure))


def unclear(request: StaffRequest, form: Asked) -> HttpResponse:
    """What was asked for could not be understood."""
    empty = {"groups": [], "unknown": [], "query": ""}
    return page(request, "figures.html", "figures", 422, form=form, **empty)


@figure_readers
@require_GET
@replicas.reads
def figures(request: StaffRequest) -> HttpResponse:
    form = asked(request, request.GET)
    if not form.is_valid():
        return unclear(request, form)
    told = board(form.scope)
    return page(
        request, "figures.html", "figures", form=form, query=address(form.scope),
        groups=grouped(one for one in told if one.is_known),
        unknown=[one for one in told if not one.is_known],
    )  # fmt: skip


@figure_readers
@require_GET
@replicas.reads
def figure(request: StaffRequest, key: str) -> HttpResponse:
    found, form = named(key), asked(request, request.GET, key)
    if not form.is_valid():
        return unclear(request, form)
    scope, show = form.scope, tabs(found, form.scope, request.GET)
    beside = form.declares and show.name in {"records", "months"}
    return page(
        request, "figure.html", "figures", form=form, query=address(scope), key=uuid4(),
        told=board(scope, [found], beside=beside)[0], tabs=show.links, show=show.name, place=form.place,
        may_declare=may_declare(request.user, scope.organisation),
        **shown(request.user, found, scope, show.name, request.GET),
    )  # fmt: skip


@figure_readers
@require_GET
@replicas.reads
def wall(request: StaffRequest) -> HttpResponse:
    form = asked(request, request.GET)
    if not form.is_valid():
        return unclear(request, form)
    few = [FIGURES[key] for key in ON_THE_WALL if key in FIGURES]
    template = "parts/wall.html" if request.headers.get("HX-Request") else "wall.html"
    return page(
        request, template, "figures", form=form, told=board(form.scope, few, beside=False), place=form.place,
        query=address(form.scope), still="still" in request.GET,
    )  # fmt: skip


ON_THE_WALL = (
    "orders.placed", "orders.closed_by_branch", "orders.escalated", "orders.accepted_on_time",
    "orders.delivered_on_time", "orders.solved", "orders.satisfied", "programmes.children",
    "programmes.outreach_events",
)  # fmt: skip
"""What is large enough for a wall: no names, and nobody compared with anybody."""
