"""The town's public numbers: what counts, how it went month by month, and the records that are public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from touyan.figures.forms.period import Period
from touyan.figures.reads.board import board
from touyan.front.figures import public_figures, scope_of, shown
from touyan.kernel import replicas
from touyan.kernel.figures import FIGURES


@require_safe
@replicas.reads
def figures(request: HttpRequest) -> HttpResponse:
    form = Period(request.GET)
    scope = scope_of(form)
    told = board(scope, public_figures()) if scope else []
    known = [one for one in told if one.is_known]
    page = {"form": form, "told": known, "scope": scope}
    return render(request, "front/figures.html", page, status=200 if form.is_valid() else 422)


@require_safe
@replicas.reads
def figure(request: HttpRequest, key: str) -> HttpResponse:
    found = FIGURES.get(key)
    if found is None or not found.public:
        raise Http404
    form = Period(request.GET)
    scope = scope_of(form)
    page = {"form": form, "figure": found, "scope": scope, **shown(found, scope, request.GET)}
    return render(request, "front/figure.html", page, status=200 if form.is_valid() else 422)
