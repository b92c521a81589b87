"""What can be done with a number: freeze it, declare one, take its records out."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.desk.figures import changed, key_of
from touyan.desk.forms.figures import DeclareForm, WithdrawForm
from touyan.desk.gate import StaffRequest, figure_readers
from touyan.desk.page import page, see_other
from touyan.desk.sent import status_of, typed
from touyan.desk.telling import title
from touyan.desk.told import tell
from touyan.desk.views.figures import asked, named, unclear
from touyan.figures.acts import declare as act_declare
from touyan.figures.acts import take_snapshot, withdraw_declared
from touyan.figures.models import Declared, Snapshot
from touyan.figures.reads.briefs import declarations
from touyan.figures.reads.declared import chain, declared_of
from touyan.figures.reads.snapshots import AT_ONCE, differences, snapshot_of
from touyan.figures.rules import may_declare
from touyan.kernel.refused import Refused


@figure_readers
@require_POST
def freeze(request: StaffRequest, key: str) -> HttpResponse:
    found, form = named(key), asked(request, request.POST)
    if not form.is_valid():
        return unclear(request, form)
    event = take_snapshot(by=request.user, figure=found, scope=form.scope, key=key_of(request.POST))
    return tell(see_other(_page_of(event.about)), ("good", _("The number is frozen.")))


def _page_of(row: Snapshot | Declared) -> str:
    name = "snapshot" if isinstance(row, Snapshot) else "declared"
    return reverse(f"desk:{name}", args=[row.pk])


@figure_readers
@require_GET
def snapshot(request: StaffRequest, number: int) -> HttpResponse:
    found = snapshot_of(request.user, number)
    if found is None:
        raise Http404
    compared = found.count <= AT_ONCE or "compare" in request.GET
    return page(
        request, "snapshot.html", "figures", snapshot=found,
        declared=declarations([found]).get(found.pk),
        **(_compared(request, found) if compared else {"differences": None}),
    )  # fmt: skip


def _compared(request: StaffRequest, found: Snapshot) -> dict[str, Any]:
    told = differences(found, request.user)
    return {
        "differences": told,
        "came": changed(told.told(told.came), title),
        "went": changed(told.told(told.went), title),
        "altered": changed(told.told(told.altered), title),
    }


@figure_readers
@require_http_methods(["GET", "POST"])
def declare(request: StaffRequest, key: str) -> HttpResponse:
    figure, place = named(key), asked(request, request.GET).place
    if not may_declare(request.user, place):
        raise Http404
    form = DeclareForm(typed(request), initial=request.GET.dict())
    known = {"figure": figure.key, "organisation": place}
    if row := _done(request, form, act_declare, **known):
        return tell(see_other(_page_of(row)), ("good", _("Declared.")))
    return page(
        request, "declare.html", "figures", status_of(form), form=form, figure=figure, place=place
    )


def _done(request: StaffRequest, form: Any, act: Any, **known: Any) -> Declared | None:
    """What the act made; None where the form has to be shown again."""
    if not form.is_valid():
        return None
    try:
        row: Declared = act(by=request.user, **known, **form.cleaned_data).about
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        form.refused_with = no.status
        return None
    return row


@figure_readers
@require_http_methods(["GET", "POST"])
def declared(request: StaffRequest, number: int) -> HttpResponse:
    row = declared_of(request.user, number)
    if row is None:
        raise Http404
    form = WithdrawForm(typed(request))
    if last := _done(request, form, withdraw_declared, declared=row):
        return tell(see_other(_page_of(last)), ("good", _("Taken back.")))
    entries = list(chain(row))
    return page(
        request, "declared.html", "figures", status_of(form), form=form, row=row, entries=entries,
        figure=named(row.figure), standing=entries[-1].value is not None,
        may_declare=may_declare(request.user, row.organisation),
    )  # fmt: skip
