"""The templates of briefs: every version can be had again, a changed one sent in."""

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from touyan.desk.briefs import names
from touyan.desk.forms.briefs import SentTemplate
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page
from touyan.desk.sent import sent, status_of
from touyan.desk.views.briefs import briefers
from touyan.figures.acts.writing import keep_template
from touyan.figures.papers.printing import template_of
from touyan.figures.reads import briefs as reads


@briefers
@require_http_methods(["GET", "POST"])
def templates(request: StaffRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = SentTemplate(
        request.POST if posted else None, request.FILES if posted else None, by=request.user
    )
    if posted and (gone := sent(form, keep_template, request, "brief_templates")):
        return gone
    return page(
        request, "brief_templates.html", "briefs", status_of(form), form=form,
        rows=list(reads.templates(request.user)), names=names(),
    )  # fmt: skip


@briefers
@require_GET
def template(request: StaffRequest, number: int) -> FileResponse:
    found = reads.template_of(request.user, number)
    if found is None:
        raise Http404
    return template_of(found)
