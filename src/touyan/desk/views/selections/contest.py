"""A contest's judges, and where its winners go to speak."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.desk.forms.selections import Invite, TourForm
from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.reads import selections as reads
from touyan.desk.selections import run_contest, selecting
from touyan.desk.sent import refuse, status_of, typed
from touyan.desk.told import tell
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.acts import Stop
from touyan.selections.models import Selection


@selecting
@require_http_methods(["GET", "POST"])
def judges(request: StaffRequest, number: int) -> HttpResponse:
    found = run_contest(request, number)
    if "seat" in request.POST:
        return _excused(request, found)
    form = Invite(typed(request), selection=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.invite_judge(by=request.user, selection=found, **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
        else:
            return _back("judges", found, _("The judge is invited."))
    return page(
        request, "selections/judges.html", "selections", status_of(form), selection=found, form=form,
        seats=reads.seats(found),
    )  # fmt: skip


def _excused(request: StaffRequest, found: Selection) -> HttpResponse:
    seat = next((one for one in reads.seats(found) if str(one.pk) == request.POST["seat"]), None)
    if seat is None:
        raise Http404
    try:
        acts.excuse_judge(by=request.user, selection=found, juror=seat)
    except Refused as no:
        return tell(see_other(reverse("desk:judges", args=[found.pk])), ("alarm", str(no)))
    return _back(
        "judges", found, _("It is noted that {name} steps back.").format(name=seat.person.name)
    )


def _back(route: str, found: Selection, said: str) -> HttpResponse:
    return tell(see_other(reverse(f"desk:{route}", args=[found.pk])), ("good", said))


@selecting
@require_http_methods(["GET", "POST"])
def tour(request: StaffRequest, number: int) -> HttpResponse:
    found = run_contest(request, number)
    form = TourForm(typed(request), selection=found)
    if request.method == "POST" and form.is_valid():
        try:
            _planned(request, found, form)
        except Refused as no:
            refuse(form, no)
        else:
            return _back("tour", found, _("The date is set."))
    stops = reads.stops_of(found)
    return page(request, "selections/tour.html", "selections", status_of(form), selection=found, form=form, stops=stops)  # fmt: skip


def _planned(request: StaffRequest, found: Selection, form: Form) -> Any:
    return acts.plan_tour(by=request.user, selection=found, stops=[Stop(**form.cleaned_data)])
