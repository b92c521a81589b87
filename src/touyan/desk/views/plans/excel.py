"""A plan out to Excel and in again: all of a ledger or nothing, every bad row by its number."""

from functools import partial

from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from touyan.desk.forms.plans import Ledger
from touyan.desk.gate import StaffRequest
from touyan.desk.ledger import of_columns
from touyan.desk.page import page
from touyan.desk.plans import planning, run_plan
from touyan.desk.sent import done, refuse, status_of, typed
from touyan.desk.views.plans.keeping import there
from touyan.kernel.acts import batch
from touyan.kernel.ledgers import understood
from touyan.kernel.refused import Refused
from touyan.kernel.sheets import Problems, read
from touyan.plans.acts import take_sheet
from touyan.plans.imports import DUMPS, kind
from touyan.plans.models import Plan


@planning
@require_http_methods(["GET", "POST"])
def excel(request: StaffRequest, number: int) -> HttpResponse:
    found = run_plan(request, number)
    form = Ledger(typed(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = _taken_in(request, found, form)
        except Refused as no:
            refuse(form, no)
        else:
            said = ngettext("%(num)s row was new or changed.", "%(num)s rows were new or changed.", changed)  # fmt: skip
            return done(there(found)[0], said % {"num": changed})
    return page(request, "plans/excel.html", "plans", status_of(form), plan=found, form=form)


def _taken_in(request: StaffRequest, found: Plan, form: Form) -> int:
    said = form.cleaned_data
    ledger, options = kind(said["kind"]), {"by": request.user, "plan": found}
    lines = understood(read(said["file"].read(), said["file"].name), ledger, {})
    if problems := list(ledger.after(lines, options)):
        raise Problems(problems)
    with batch():
        return ledger.load(lines, options, lambda _done, _all: None)


@planning
@require_POST
def sheet(request: StaffRequest, number: int, name: str) -> HttpResponseBase:
    found = run_plan(request, number)
    if name not in DUMPS:
        raise Http404
    ledger = kind(name, Plan.objects.filter(pk=found.pk))
    take = partial(take_sheet, plan=found, what=name)
    return of_columns(request.user, take, f"{found.code}-{name}", ledger)
