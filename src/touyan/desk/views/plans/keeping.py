"""A plan drafted, changed, rolled over; an activity added."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.desk.forms.plans import KEPT, KeptPlan, NewActivity, RollOver
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.plans import planning, run_plan, running
from touyan.desk.sent import status_of, typed
from touyan.desk.told import tell
from touyan.desk.views.programmes.lists import refuse
from touyan.kernel.refused import Refused
from touyan.plans import acts
from touyan.plans.models import Plan, Workstream


def form_page(
    request: StaffRequest, form: Form, title: str, back: tuple[str, str], words: str = ""
) -> HttpResponse:
    """One form on a page of its own, with the way back."""
    return page(
        request, "plans/form.html", "plans", status_of(form), form=form, title=title, back=back,
        words=words,
    )  # fmt: skip


def there(plan: Plan) -> tuple[str, str]:
    return reverse("desk:plan", args=[plan.pk]), plan.label


def done(address: str, said: str = "") -> HttpResponse:
    return tell(see_other(address), ("good", said or _("Saved.")))


@planning
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    if not running(request.user):
        raise Http404
    form = KeptPlan(typed(request), by=request.user)
    return _kept(request, form, None, (reverse("desk:plans"), _("Plans")))


@planning
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    found = run_plan(request, number)
    initial = {name: getattr(found, name) for name in KEPT}
    form = KeptPlan(typed(request), by=request.user, kept=found, initial=initial)
    return _kept(request, form, found, there(found))


def _kept(
    request: StaffRequest, form: KeptPlan, kept: Plan | None, back: tuple[str, str]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        known: dict[str, Any] = {"host": kept.host, "code": kept.code} if kept else {}
        try:
            event = acts.keep_plan(by=request.user, plan=kept, **known, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(there(event.about)[0])
    return form_page(request, form, _("Change the plan") if kept else _("Draft a plan"), back)


@planning
@require_http_methods(["GET", "POST"])
def add_activity(request: StaffRequest, number: int) -> HttpResponse:
    found = run_plan(request, number)
    form = NewActivity(typed(request), plan=found, initial={"starts_on": found.starts_on, "ends_on": found.ends_on})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            stream = _stream(request, found, said.pop("stream"))
            event = acts.keep_activity(by=request.user, plan=found, workstream=stream, **said)
        except Refused as no:
            refuse(form, no)
        else:
            return done(reverse("desk:activity", args=[event.about.pk]))
    return form_page(request, form, _("Add an activity"), there(found))


def _stream(request: StaffRequest, plan: Plan, name: str) -> Workstream:
    rows = list(plan.workstreams.order_by("number"))
    for row in rows:
        if name.strip() in {row.name, row.name_en}:
            return row
    number = rows[-1].number + 1 if rows else 1
    return acts.keep_workstream(by=request.user, plan=plan, number=number, name=name).about


@planning
@require_http_methods(["GET", "POST"])
def roll_over(request: StaffRequest, number: int) -> HttpResponse:
    found = run_plan(request, number)
    year = found.starts_on.year + 1
    form = RollOver(typed(request), initial={"year": year, "code": f"plan-{year}"})
    if request.method == "POST" and form.is_valid():
        try:
            event = acts.roll_over(by=request.user, plan=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return done(there(event.about)[0])
    words = _("Workstreams, activities, tasks and requirements are drafted again with their days in that year. What was done stays with this plan.")  # fmt: skip
    return form_page(request, form, _("Roll it over into the next year"), there(found), words)
