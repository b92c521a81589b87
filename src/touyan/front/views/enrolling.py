"""A child's classes, and what its guardian agrees to: a step of its own, in a version of its own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front.answers import private, see_other
from touyan.front.child_forms import AllergiesForm, ClassForm
from touyan.front.guarding import Ward, ward_of
from touyan.front.views.children import notices
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Enrolment
from touyan.programmes.reads import children as reads
from touyan.town.acts import give_consent, withdraw_consent
from touyan.town.papers import WORDINGS
from touyan.town.states import CONSENT_VERSIONS, Purpose

ASKED = (Purpose.CHILD_CARE, Purpose.DIET)


@require_safe
@login_required
@private
def consent(request: HttpRequest, number: int) -> HttpResponse:
    return _consent(request, ward_of(request, number))


def _consent(request: HttpRequest, ward: Ward, status: int = 200, why: str = "") -> HttpResponse:
    asked = [
        (purpose, WORDINGS[purpose], CONSENT_VERSIONS[purpose], ward.agreed.get(purpose))
        for purpose in ASKED
    ]
    page = {"ward": ward, "asked": asked, "why": why, "notices": notices(request)}
    return render(request, "front/children/consent.html", page, status=status)


@require_POST
@login_required
@private
def agree(request: HttpRequest, number: int, purpose: str) -> HttpResponse:
    """Agree to one purpose, or take it back."""
    ward = ward_of(request, number)
    if purpose not in ASKED:
        raise Http404
    given = ward.agreed.get(purpose)
    try:
        if request.POST.get("step") != "withdraw":
            give_consent(by=ward.guardian, subject=ward.child, purpose=purpose)
        elif given is not None:
            withdraw_consent(by=ward.guardian, consent=given)
    except Refused as no:
        return _consent(request, ward, no.status, str(no))
    done = "withdrawn" if request.POST.get("step") == "withdraw" else "agreed"
    return see_other("front:child_consent", number, query=f"done={done}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def classes(request: HttpRequest, number: int) -> HttpResponse:
    ward = ward_of(request, number)
    if not ward.has_care:
        return see_other("front:child_consent", number)
    form = _form(ward, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return see_other("front:child_classes", number, query=f"done={_enrolled(ward, form)}")
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
            status = no.status
    return _classes(request, ward, form, status)


def _form(ward: Ward, data: Any = None) -> ClassForm:
    """The classes that the child is not in yet."""
    taken = {row.programme_id for row in ward.enrolments}
    rows = [row for row in reads.classes(ward.child) if row.pk not in taken]
    return ClassForm(data, classes=rows, health=ward.has_health)


def _classes(
    request: HttpRequest, ward: Ward, form: ClassForm, status: int = 200, why: str = ""
) -> HttpResponse:
    page = {"ward": ward, "form": form, "why": why, "notices": notices(request)}
    page["rows"] = [
        (row, AllergiesForm(initial=row.options, prefix=f"e{row.pk}"), _eats_not(row))
        for row in ward.enrolments
    ]
    page["health"] = ward.has_health
    return render(request, "front/children/classes.html", page, status=status)


def _eats_not(enrolment: Enrolment) -> str:
    return reads.allergy_words(enrolment.options.get("allergies", []))


def _enrolled(ward: Ward, form: ClassForm) -> str:
    """A place, or one in the line where the class is full."""
    data = form.cleaned_data
    programme = data["programme"]
    has_place = acts.ask_for_place(
        by=ward.guardian, programme=programme, person=ward.child, weekdays=data["weekdays"],
        allergies=data.get("allergies", []),
    )  # fmt: skip
    return "enrolled" if has_place else "waiting"


def _enrolment(ward: Ward, number: int) -> Enrolment:
    found = next((row for row in ward.enrolments if row.pk == number), None)
    if found is None:
        raise Http404
    return found


@require_POST
@login_required
@private
def allergies(request: HttpRequest, number: int, enrolment: int) -> HttpResponse:
    ward = ward_of(request, number)
    found = _enrolment(ward, enrolment)
    form = AllergiesForm(request.POST, prefix=f"e{found.pk}")
    if not form.is_valid():
        return _classes(request, ward, _form(ward), 422)
    try:
        acts.say_allergies(by=ward.guardian, enrolment=found, **form.cleaned_data)
    except Refused as no:
        return _classes(request, ward, _form(ward), no.status, str(no))
    return see_other("front:child_classes", number, query="done=saved")


@require_POST
@login_required
@private
def end(request: HttpRequest, number: int, enrolment: int) -> HttpResponse:
    """Leave a class, today being the last day; or before it began."""
    ward = ward_of(request, number)
    found = _enrolment(ward, enrolment)
    try:
        acts.end_enrolment(by=ward.guardian, enrolment=found, last_day=clock.today())
    except Refused as no:
        return _classes(request, ward, _form(ward), no.status, str(no))
    return see_other("front:child_classes", number, query="done=ended")


@require_POST
@login_required
@private
def leave_line(request: HttpRequest, number: int, waiting: int) -> HttpResponse:
    """Wait for that class no longer."""
    ward = ward_of(request, number)
    found = reads.lines_of(ward.child).filter(pk=waiting).first()
    if found is None:
        raise Http404
    acts.stop_waiting(by=ward.guardian, waiting=found)
    return see_other("front:child_classes", number, query="done=left")
