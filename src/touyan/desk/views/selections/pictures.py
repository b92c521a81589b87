"""Pictures in a story: added by the office that runs the selection, and taken down for good."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from touyan.desk.forms.photos import ShownPhotos, with_photos
from touyan.desk.gate import StaffRequest
from touyan.desk.photos import keep_photos
from touyan.desk.selections import run_candidate, selecting
from touyan.desk.sent import done, form_page, sent
from touyan.selections import acts
from touyan.selections.models import Candidate


def _there(candidate: Candidate) -> tuple[str, str]:
    return reverse("desk:candidate", args=[candidate.pk]), candidate.label


@selecting
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest, number: int) -> HttpResponse:
    found = run_candidate(request, number)
    form = with_photos(ShownPhotos, request)
    if request.method == "POST":
        keep_photos(form, request.user, found.town_code)
        if gone := sent(form, acts.add_picture, request, "candidate", found.pk, candidate=found):
            return gone
    words = _("Everybody sees it. Nobody should be recognisable who was not asked.")
    return form_page(request, "selections", form, _("Add a picture"), _there(found), words)


@selecting
@require_POST
def down(request: StaffRequest, number: int, picture: int) -> HttpResponse:
    found = run_candidate(request, number)
    there = found.pictures.filter(pk=picture).first()
    if there is None:
        raise Http404
    acts.take_picture_down(by=request.user, picture=there)
    return done(_there(found)[0])
