"""A judge's own pages, for a telephone: the entries that are theirs, a mark, sealed, and what proves it later."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.front import honours
from touyan.front.answers import private, see_other
from touyan.front.honour_forms import MarkForm
from touyan.front.visitors import person_of
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Candidate, Juror
from touyan.selections.reads import judging
from touyan.selections.states import State
from touyan.town.acts import see_own_notices
from touyan.town.models import Person
from touyan.town.states import RoleCode

SHOWN = 3
"""Contests that somebody judges at once."""


def _judge(request: HttpRequest) -> Person:
    """Somebody on the town's list of judges; nobody else finds these pages."""
    person = person_of(request)
    if person is None or not any(role.role == RoleCode.JUDGE for role in person.roles_today):
        raise Http404
    return person


@require_safe
@login_required
@private
def mine(request: HttpRequest) -> HttpResponse:
    person = _judge(request)
    contests = judging.contests_of(list(judging.seats_of(person)[:SHOWN]))
    page = {"contests": contests, "heard": honours.heard_by(person)}
    return render(request, "front/honours/judging.html", page)


@require_POST
@login_required
@private
def seen(request: HttpRequest) -> HttpResponse:
    """What a judge heard is not shown again."""
    see_own_notices(by=_judge(request), about=honours.SELECTION)
    return see_other("front:judging")


def _own(request: HttpRequest, number: int) -> tuple[Person, Juror, Candidate]:
    person = _judge(request)
    found = judging.seat_for(person, number)
    if found is None:
        raise Http404
    return person, *found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def ballot(request: HttpRequest, number: int) -> HttpResponse:
    person, juror, entry = _own(request, number)
    form = MarkForm(request.POST if request.method == "POST" else None, selection=juror.selection)
    if request.method == "POST" and form.is_valid():
        try:
            acts.give_ballot(by=person, candidate=entry, juror=juror, **form.cleaned_data)
        except Refused as no:
            form.add_error(no.field, str(no))
        else:
            return see_other("front:ballot", number)
    return _page(request, juror, entry, form)


def _page(request: HttpRequest, juror: Juror, entry: Candidate, form: MarkForm) -> HttpResponse:
    entries = list(judging.entries_for(juror))
    left = [one for one in entries if not one.marked and one.pk != entry.pk]
    page = {
        "juror": juror, "selection": juror.selection, "entry": entry, "form": form,
        "slip": judging.slip_of(juror, entry), "next": left[0] if left else None,
        "open": juror.selection.state == State.JUDGING,
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "front/honours/ballot.html", page, status=status)


@require_POST
@login_required
@private
def recuse(request: HttpRequest, number: int) -> HttpResponse:
    """Step back from an entry: it is gone from one's pages from then on."""
    person, juror, entry = _own(request, number)
    acts.recuse(by=person, candidate=entry, juror=juror)
    return see_other("front:judging")
