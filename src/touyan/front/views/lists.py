"""What everyone may read, and what a signed-in resident asked for."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from touyan.front import reads
from touyan.front.answers import private
from touyan.front.forms import LeavesForm
from touyan.front.sending import spot_of
from touyan.front.visitors import person_of
from touyan.kernel import replicas
from touyan.orders.reads import by_ref, public, requesters
from touyan.orders.reads import mine as asked_by
from touyan.orders.states import State


@require_safe
@replicas.public
def orders(request: HttpRequest) -> HttpResponse:
    wish = {"village": request.GET.get("village", "")[:30], "state": request.GET.get("state", "")}
    wish["state"] = wish["state"] if wish["state"] in State.values else ""
    rows = reads.public_page(before=before_of(request), **wish)
    spot = spot_of(wish["village"])
    page = {"rows": rows[: reads.PAGE], "wish": wish, "states": State.choices}
    page["villages"] = [(one.code, one.label) for one in spot.villages]
    page["next"] = _next(request, [row.pk for row in rows])
    return render(request, "front/orders.html", page)


@require_safe
@replicas.public
def order(request: HttpRequest, ref: str) -> HttpResponse:
    found = by_ref(public(), ref)
    if found is None:
        raise Http404
    page = {"order": found, "asked": requesters(found).count(), "form": LeavesForm()}
    return render(request, "front/order.html", page)


@require_safe
@login_required
@private
def mine(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if person is None:
        raise Http404
    rows = reads.mine_page(asked_by(person), before_of(request))
    page = {"rows": rows[: reads.PAGE], "next": _next(request, [row.pk for row in rows])}
    return render(request, "front/mine.html", page)


def before_of(request: HttpRequest) -> int | None:
    """Where this page of the list begins; what is no number begins at the top."""
    typed = request.GET.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def _next(request: HttpRequest, keys: list[int]) -> str:
    """The address of the next page, with the same wishes; empty where this is the last."""
    if len(keys) <= reads.PAGE:
        return ""
    wishes = request.GET.copy()
    wishes["before"] = str(keys[reads.PAGE - 1])
    return f"?{wishes.urlencode()}"
