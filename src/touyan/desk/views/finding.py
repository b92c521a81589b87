"""The search at the desk; a number goes straight to its order."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from touyan.desk import finding
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page, see_other
from touyan.kernel.search.answers import asked
from touyan.orders import reads


@staff
@require_GET
def search(request: StaffRequest) -> HttpResponse:
    wanted = asked(request.GET.dict(), finding.KINDS)
    if order := reads.by_ref(reads.visible_to(request.user), wanted.words):
        return see_other(reverse("desk:order", args=[order.ref]))
    groups = finding.found(wanted, request.user) if wanted.words else []
    tabs = [(label, wanted.address(kind=kind), None, kind == wanted.kind) for kind, label in finding.TABS]  # fmt: skip
    return page(
        request, "search.html", "search", asked=wanted, groups=groups,
        tabs=tabs if wanted.words else [],
    )  # fmt: skip
