"""Briefs: the list, a new one, its page with what is to settle, its moves, and its files."""

from functools import wraps
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.briefs import MOVES, lines, shown
from touyan.desk.figures import key_of
from touyan.desk.forms.briefs import NewBrief
from touyan.desk.gate import P, StaffRequest, StaffView, View, staff
from touyan.desk.page import page, see_other
from touyan.desk.sent import status_of, typed
from touyan.desk.told import tell
from touyan.figures.acts import ask_for
from touyan.figures.acts.writing import draft_brief
from touyan.figures.models import Brief
from touyan.figures.papers.printing import file_name, word_of
from touyan.figures.reads import briefs as reads
from touyan.figures.rules import writes_briefs
from touyan.kernel import replicas
from touyan.kernel.refused import Refused


def briefers(view: StaffView[P]) -> View[P]:
    """Those who write briefs; of which places, each page asks."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        if not writes_briefs(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def brief_of(request: StaffRequest, number: int) -> Brief:
    found = reads.brief_of(request.user, number)
    if found is None:
        raise Http404
    return found


@briefers
@require_GET
@replicas.reads
def briefs(request: StaffRequest) -> HttpResponse:
    return page(request, "briefs.html", "briefs", **lines(request.user, request.GET))


@briefers
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = NewBrief(typed(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            event = draft_brief(by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            return see_other(reverse("desk:brief", args=[event.about.pk]))
    return page(request, "new_brief.html", "briefs", status_of(form), form=form)


@briefers
@require_GET
@replicas.reads
def brief(request: StaffRequest, number: int) -> HttpResponse:
    return page(request, "brief.html", "briefs", **shown(brief_of(request, number), request.user))


@briefers
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = brief_of(request, number)
    if name not in MOVES:
        raise Http404
    form, act, done = MOVES[name](found, request.POST, request.FILES)
    if form.is_valid():
        try:
            act(by=request.user, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
            form.refused_with = no.status  # type: ignore[attr-defined]
        else:
            return tell(see_other(reverse("desk:brief", args=[number])), ("good", str(done)))
    context = shown(brief_of(request, number), request.user, name, form)
    return page(request, "brief.html", "briefs", status_of(form), **context)


@briefers
@require_GET
def word(request: StaffRequest, number: int) -> FileResponse:
    return word_of(brief_of(request, number))


@briefers
@require_POST
def pdf(request: StaffRequest, number: int) -> HttpResponse:
    """Printed in the background: LibreOffice takes seconds."""
    found = brief_of(request, number)
    event = ask_for(
        by=request.user, kind="brief", name=file_name(found, "pdf"), wishes={"brief": found.pk},
        key=key_of(request.POST),
    )  # fmt: skip
    said = _("The PDF is being made.")
    return tell(see_other(reverse("desk:job", args=[event.about.pk])), ("calm", said))
