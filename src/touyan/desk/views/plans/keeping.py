"""A plan drafted, changed, rolled over; an activity added."""

from typing import Any
from uuid import uuid4

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touyan.desk.forms.plans import KEPT, Document, KeptPlan, NewActivity, RollOver
from touyan.desk.gate import StaffRequest
from touyan.desk.photos import sent_file
from touyan.desk.plans import planning, run_plan, running, seen_plan
from touyan.desk.sent import done, form_page, refuse, typed
from touyan.kernel import evidence
from touyan.kernel.refused import Refused
from touyan.plans import acts
from touyan.plans.models import Plan, Workstream


def there(plan: Plan) -> tuple[str, str]:
    return reverse("desk:plan", args=[plan.pk]), plan.label


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
    return form_page(
        request, "plans", form, _("Change the plan") if kept else _("Draft a plan"), back
    )


@planning
@require_GET
def document(request: StaffRequest, number: int) -> FileResponse:
    found = seen_plan(request, number)
    if found.document_file is None:
        raise Http404
    return sent_file(found.document_file, found.document or found.label)


@planning
@require_http_methods(["GET", "POST"])
def add_document(request: StaffRequest, number: int) -> HttpResponse:
    found = run_plan(request, number)
    form = Document(typed(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        key = str(uuid4())
        try:
            paper = evidence.reprinted(form.cleaned_data["file"])
            evidence.keep(
                paper, owner=evidence.draft(key), by=request.user.signed, town_code=found.town.code
            )
            acts.attach_document(by=request.user, plan=found, paper=key)
        except Refused as no:
            form.add_error("file", str(no))
        else:
            return done(there(found)[0])
    return form_page(request, "plans", form, _("The document as a file"), there(found))


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
    return form_page(request, "plans", form, _("Add an activity"), there(found))


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
    return form_page(
        request, "plans", form, _("Roll it over into the next year"), there(found), words
    )
