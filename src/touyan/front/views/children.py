"""A guardian's own pages: my children, one child's days, and telling that a child stays away."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front.answers import private, see_other
from touyan.front.child_forms import AwayForm, ChildForm
from touyan.front.guarding import Ward, ward_of
from touyan.front.visitors import signed_in
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.reads import children as reads
from touyan.town.acts import add_child


def said() -> dict[str, str]:
    """What was done, said on the page that follows."""
    return {
        "away": _("Noted. The class sees it at once."),
        "back": _("Noted. The class expects the child."),
        "agreed": _("Thank you. It is written down that you agreed, to which wording and when."),
        "withdrawn": _("Taken back. From now on nobody rests on it."),
        "enrolled": _("The child has a place."),
        "waiting": _("The class is full. The child is on the waiting list; we tell you as soon as there is a place."),
        "left": _("The child does not wait for this class any more."),
        "ended": _("The child is no longer in this class."),
        "saved": _("Saved."),
        "let": _("They may collect the child from now on."),
        "revoked": _("Taken back, from this moment on."),
        "barred": _("Written down. The class is warned as soon as this person comes."),
    }  # fmt: skip


def notices(request: HttpRequest) -> list[tuple[str, str]]:
    words = said().get(request.GET.get("done", ""))
    return [("good", words)] if words else []


@require_safe
@login_required
@private
def children(request: HttpRequest) -> HttpResponse:
    mine = reads.guarded(signed_in(request))
    came = reads.came_today(mine)
    page = {"rows": [(child, came.get(child.pk)) for child in mine]}
    return render(request, "front/children/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def new_child(request: HttpRequest) -> HttpResponse:
    guardian = signed_in(request)
    form = ChildForm(request.POST if request.method == "POST" else None, guardian=guardian)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = add_child(
                by=guardian, name=data["name"], child_until=data["born"], village=data["village"]
            ).about
            return see_other("front:child_consent", made.pk)
        except Refused as no:
            form.add_error("name" if no.field == "name" else "born", str(no))
    status = 422 if form.is_bound else 200
    return render(request, "front/children/new.html", {"form": form}, status=status)


@require_safe
@login_required
@private
def child(request: HttpRequest, number: int) -> HttpResponse:
    return shown(request, ward_of(request, number))


def shown(request: HttpRequest, ward: Ward, status: int = 200, **more: Any) -> HttpResponse:
    """The child's page; for the page that asks again by itself, only what may have changed."""
    part = request.headers.get("HX-Request") == "true"
    page = {"ward": ward, "notices": notices(request), "form": AwayForm(), "why": "", **more}
    template = "front/children/parts/today.html" if part else "front/children/child.html"
    return render(request, template, page, status=status)


@require_POST
@login_required
@private
def absence(request: HttpRequest, number: int) -> HttpResponse:
    """One tap: not coming that time, or coming after all."""
    ward = ward_of(request, number)
    visit = _visit(ward, request.POST.get("session", ""))
    away = request.POST.get("step") != "back"
    act = acts.stay_away if away else acts.book
    try:
        act(by=ward.guardian, session=visit.session, person=ward.child)
    except Refused as no:
        return shown(request, ward_of(request, number), no.status, why=str(no))
    return see_other("front:child", number, query=f"done={'away' if away else 'back'}")


def _visit(ward: Ward, session: str) -> reads.Visit:
    found = next((visit for visit in ward.week if str(visit.session.pk) == session), None)
    if found is None:
        raise Http404
    return found


@require_POST
@login_required
@private
def away(request: HttpRequest, number: int) -> HttpResponse:
    """Several days at once, in every class the child is in."""
    ward, form = ward_of(request, number), AwayForm(request.POST)
    if not form.is_valid():
        return shown(request, ward, 422, form=form)
    try:
        _paused(ward, **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
        return shown(request, ward, no.status, form=form)
    return see_other("front:child", number, query="done=away")


def _paused(ward: Ward, starts_on: date, ends_on: date) -> None:
    for enrolment in ward.enrolments:
        acts.pause(by=ward.guardian, enrolment=enrolment, starts_on=starts_on, ends_on=ends_on)
