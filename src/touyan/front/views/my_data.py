"""What is held about me, or about my child: to see, to take away, to correct, to erase."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front import data_copy
from touyan.front.answers import private, see_other
from touyan.front.data_forms import CorrectForm
from touyan.front.forms import AgainForm
from touyan.front.own_data import COPIES_A_DAY, DAY, Mine, asked_of, mine_of, page_of
from touyan.kernel import held, tries
from touyan.kernel.refused import Refused, TooMany
from touyan.kernel.sheets.origin import origin
from touyan.town.acts import (
    ask_erasure,
    correct_person,
    keep_after_all,
    take_copy,
    withdraw_consent,
)
from touyan.town.reads import agreement, agreements
from touyan.town.states import Purpose


def _said(request: HttpRequest) -> list[tuple[str, str]]:
    words = {
        "corrected": _("Saved."),
        "asked": _("We have noted that it is to be erased. Until it begins you can think again."),
        "kept": _("Nothing more is erased."),
        "diet": _("Taken back. What was kept of your health is erased."),
        "photo": _("Taken back. Your photo is shown no more, and whoever took it has been told."),
    }.get(request.GET.get("done", ""))
    return [("good", words)] if words else []


def _page(request: HttpRequest, mine: Mine, status: int = 200, **forms: Any) -> HttpResponse:
    page: dict[str, Any] = {
        "mine": mine, "found": held.found(mine.subject), "erasure": asked_of(mine.subject),
        "agreed": {} if mine.is_child else agreements(mine.subject),
        "take": AgainForm(person=mine.person, prefix="take"),
        "go": AgainForm(person=mine.person, prefix="go"), "notices": _said(request), **forms,
    }  # fmt: skip
    return render(request, "front/data/overview.html", page, status=status)


@require_safe
@login_required
@private
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request, mine_of(request))


@require_safe
@login_required
@private
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    mine = mine_of(request)
    one = next((holding for holding in held.HOLDINGS if holding.key == kind), None)
    if one is None:
        raise Http404
    lines, after = page_of(one, mine.subject, request)
    page = {"mine": mine, "holding": one, "lines": lines, "after": after}
    return render(request, "front/data/kind.html", page)


@require_POST
@login_required
@private
def copy(request: HttpRequest) -> HttpResponseBase:
    mine = mine_of(request)
    form = AgainForm(request.POST, person=mine.person, prefix="take")
    try:
        if not form.is_valid():
            return _page(request, mine, 422, take=form)
        tries.refuse_after(COPIES_A_DAY, f"copy:{mine.person.pk}", window=DAY)
    except TooMany as refused:
        form.add_error(None, str(refused))
        return _page(request, mine, refused.status, take=form)
    taken = take_copy(by=mine.person, subject=mine.subject)
    where_from = origin(mine.person.name, taken.entry)
    return FileResponse(
        data_copy.archive(mine.subject, where_from), as_attachment=True, filename=data_copy.name()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def correct(request: HttpRequest) -> HttpResponse:
    mine = mine_of(request)
    form = CorrectForm(request.POST if request.method == "POST" else None, person=mine.subject)
    if form.is_bound and form.is_valid():
        try:
            correct_person(by=mine.person, person=mine.subject, **form.cleaned_data)
            return see_other("front:my_data", query=mine.query(done="corrected"))
        except Refused as refused:
            form.add_error(refused.field, str(refused))
    page = {"mine": mine, "form": form}
    return render(request, "front/data/correct.html", page, status=422 if form.is_bound else 200)


@require_POST
@login_required
@private
def erase(request: HttpRequest) -> HttpResponse:
    mine = mine_of(request)
    form = AgainForm(request.POST, person=mine.person, prefix="go")
    try:
        if form.is_valid():
            ask_erasure(by=mine.person, subject=mine.subject)
            return see_other("front:my_data", query=mine.query(done="asked"))
    except TooMany as refused:
        form.add_error(None, str(refused))
        return _page(request, mine, refused.status, go=form)
    return _page(request, mine, 422, go=form)


@require_POST
@login_required
@private
def keep(request: HttpRequest) -> HttpResponse:
    mine = mine_of(request)
    erasure = asked_of(mine.subject)
    if erasure is None:
        raise Http404
    keep_after_all(by=mine.person, erasure=erasure)
    return see_other("front:my_data", query=mine.query(done="kept"))


@require_POST
@login_required
@private
def no_diet(request: HttpRequest) -> HttpResponse:
    """Nobody keeps any more what one must not eat."""
    return _taken_back(request, Purpose.DIET)


@require_POST
@login_required
@private
def no_photo(request: HttpRequest) -> HttpResponse:
    """Nobody shows one's photo any more."""
    return _taken_back(request, Purpose.PHOTO)


def _taken_back(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    """For a child it is a guardian's to say, on the child's own page."""
    mine = mine_of(request)
    agreed = None if mine.is_child else agreement(mine.subject, purpose)
    if agreed is None:
        raise Http404
    withdraw_consent(by=mine.person, consent=agreed)
    return see_other("front:my_data", query=mine.query(done=purpose.value))
