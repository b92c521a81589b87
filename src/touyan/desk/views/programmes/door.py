"""Check-in on a telephone at the door: its list, and what it noted, sent in pieces and sent again."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.door import answers_to, listed, read_notes
from touyan.desk.gate import StaffRequest, staff
from touyan.desk.views.programmes.session import roster_of


@staff
@require_GET
def shell(request: StaffRequest) -> HttpResponse:
    """The page itself, without a word about anybody: a telephone keeps it for where there is no signal."""
    return render(request, "desk/programmes/check_in.html")


@staff
@require_GET
def list_of(request: StaffRequest, number: int) -> JsonResponse:
    found = roster_of(request, number)
    return JsonResponse(listed(found, request.GET.get("with", "")))


@staff
@require_POST
def check_ins(request: StaffRequest, number: int) -> JsonResponse:
    """Each line gets its answer; the same nonce again gets the same one."""
    found = roster_of(request, number)
    notes = read_notes(request.body) if request.content_type == "application/json" else None
    if notes is None:
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    return JsonResponse({"answers": answers_to(found, notes, request.user)})
