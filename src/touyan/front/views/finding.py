"""The search over all that is public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from touyan.front import finding
from touyan.front.news import town_id
from touyan.kernel import replicas
from touyan.kernel.search.answers import asked
from touyan.town.reads import villages_here


@require_safe
@replicas.public
def search(request: HttpRequest) -> HttpResponse:
    wanted = asked(request.GET.dict(), finding.KINDS)
    here = villages_here() if wanted.words else []
    groups = finding.found(wanted, town_id(), here) if wanted.words else []
    tabs = [
        (label, wanted.address(kind=kind), None, kind == wanted.kind)
        for kind, label in finding.TABS
    ]
    page = {"asked": wanted, "groups": groups, "tabs": tabs if wanted.words else []}
    page["villages"] = [(one.code, one.label) for one in here]
    return render(request, "front/search.html", page)
