"""Certificates of service: issued to oneself, and checked by anybody who holds one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from touyan.front.answers import private, see_other
from touyan.front.views.year import year_of
from touyan.front.visitors import miss, signed_in
from touyan.programmes.acts import certify
from touyan.programmes.models import Certificate
from touyan.programmes.papers.certificate import certificate_pdf
from touyan.ui.addresses import whole_address

KEPT = "attachment; filename=certificate-{code}.pdf"


@require_POST
@login_required
@private
def issue(request: HttpRequest) -> HttpResponse:
    event = certify(by=signed_in(request), year=year_of(request))
    return see_other("front:certificate_pdf", event.about.code)


@require_safe
@login_required
@private
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """One's own alone: it carries the whole name."""
    found = _found(request, code)
    if found.person_id != signed_in(request).pk:
        raise Http404
    address = whole_address(request, reverse("front:certificate", args=[found.code]))
    headers = {"Content-Disposition": KEPT.format(code=found.code)}
    return HttpResponse(certificate_pdf(found, address), "application/pdf", headers=headers)


def _found(request: HttpRequest, code: str) -> Certificate:
    found = Certificate.objects.filter(code=code).select_related("person", "town").first()
    if found is None:
        miss(request)
        raise Http404
    return found


@require_safe
@private
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper says, as the town's books have it; of the name only as much as can be compared."""
    found = _found(request, code.lower())
    name = found.person.name
    page = {"certificate": found, "name": name[:1] + "*" * (len(name) - 1) if name else _("erased")}
    return render(request, "front/programmes/certificate.html", page)
