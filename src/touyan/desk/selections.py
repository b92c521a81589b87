"""Selections at the desk: who finds these pages, and what a page says of one."""

from functools import wraps
from typing import Any, ParamSpec

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from touyan.desk.gate import StaffRequest, StaffView, View, staff
from touyan.desk.reads import selections as reads
from touyan.kernel.working_time import Due, explain
from touyan.kernel.written import aside
from touyan.selections import rules
from touyan.selections.models import Candidate, Selection
from touyan.selections.reads.scope import NAMES, RUNS, SEES
from touyan.selections.states import CandidateState
from touyan.town.models import Person

P = ParamSpec("P")


def selecting(view: StaffView[P]) -> View[P]:
    """Nobody but those who name, run or decide finds these pages."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not sees_selections(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(guarded)


def sees_selections(person: Person) -> bool:
    return any(role.role in SEES for role in person.roles_today)


def running(person: Person) -> bool:
    return any(role.role in RUNS for role in person.roles_today)


def puts_names(person: Person, selection: Selection) -> bool:
    """Whether somebody names people for their own place, or runs the selection."""
    may = any(role.role in NAMES for role in person.roles_today)
    return may or rules.runs(selection, person)


def seen_selection(request: StaffRequest, number: int) -> Selection:
    found = reads.selection_for(request.user, number)
    if found is None:
        raise Http404
    return found


def run_selection(request: StaffRequest, number: int) -> Selection:
    """One that the person runs; whoever only sees it finds no form here."""
    found = seen_selection(request, number)
    if not rules.runs(found, request.user):
        raise Http404
    return found


def run_contest(request: StaffRequest, number: int) -> Selection:
    found = run_selection(request, number)
    if not found.is_contest:
        raise Http404
    return found


def seen_candidate(request: StaffRequest, number: int) -> Candidate:
    found = reads.candidate_for(request.user, number)
    if found is None:
        raise Http404
    return found


def run_candidate(request: StaffRequest, number: int) -> Candidate:
    """A name of a selection that the person runs, once it is honoured; others find no form here."""
    found = seen_candidate(request, number)
    if found.state != CandidateState.HONOURED or not rules.runs_candidate(found, request.user):
        raise Http404
    return found


def summary(selection: Selection) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Kind"), selection.get_kind_display()), (_("Run by"), selection.host.label),
        (_("How many"), _places(selection)), (_("Names until"), _day(selection.closes_on)),
    ]  # fmt: skip
    if selection.is_contest:
        rows += [
            (_("Held on"), _day(selection.held_on)),
            (_("A tie"), selection.get_tie_rule_display()),
        ]
    elif selection.notice_until:
        counted = explain(Due.from_json(selection.notice_due))
        rows.append((_("Notice until"), _moment(selection.notice_until) + aside(counted)))
    if selection.criteria:
        rows.append((_("What is asked"), selection.criteria))
    return rows


def _places(selection: Selection) -> str:
    told = [
        (selection.quota_people, selection.honoured_people, _("{taken} of {n} people")),
        (
            selection.quota_organisations, selection.honoured_organisations,
            _("{taken} of {n} organisations"),
        ),
    ]  # fmt: skip
    return " · ".join(words.format(taken=taken, n=n) for n, taken, words in told if n)


def _day(day: Any) -> str:
    return str(formatted(day, pgettext("format of a day", "j M Y")))


def _moment(at: Any) -> str:
    return str(formatted(localtime(at), pgettext("format of a moment", "j M Y H:i")))
