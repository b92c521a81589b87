"""A selection drafted and changed; a name put in."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.desk.forms.selections import KeptSelection, Nominate, initial_of
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.selections import (
    puts_names,
    run_selection,
    running,
    seen_selection,
    selecting,
)
from touyan.desk.sent import refuse, status_of, typed
from touyan.desk.told import tell
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Selection
from touyan.selections.states import State


@selecting
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if not running(request.user):
        raise Http404
    return _kept(request, KeptSelection(typed(request), by=request.user), None)


@selecting
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    found = run_selection(request, number)
    if found.state != State.DRAFT:
        raise Http404
    form = KeptSelection(typed(request), by=request.user, kept=found, initial=initial_of(found))
    return _kept(request, form, found)


def _kept(request: StaffRequest, form: KeptSelection, kept: Selection | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = {**({"host": kept.host} if kept else {}), **form.cleaned_data}
        try:
            event = acts.keep_selection(by=request.user, selection=kept, **data)
        except Refused as no:
            refuse(form, no)
        else:
            return _there(event.about, _("Saved."))
    return page(request, "selections/edit.html", "selections", status_of(form), form=form, selection=kept)  # fmt: skip


def _there(selection: Selection, said: str) -> HttpResponse:
    return tell(see_other(reverse("desk:selection", args=[selection.pk])), ("good", said))


@selecting
@require_http_methods(["GET", "POST"])
def nominate(request: StaffRequest, number: int) -> HttpResponse:
    found = seen_selection(request, number)
    if not puts_names(request.user, found):
        raise Http404
    form = Nominate(typed(request), by=request.user, selection=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.nominate(by=request.user, selection=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return _there(found, _("The name is in."))
    return page(request, "selections/nominate.html", "selections", status_of(form), form=form, selection=found)  # fmt: skip
