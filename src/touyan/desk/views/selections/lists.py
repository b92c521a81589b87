"""Selections, listed; one with its names and its moves."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.gate import StaffRequest
from touyan.desk.many_names import BULK, done_to, moves_for, of_names
from touyan.desk.page import page, see_other, way_back
from touyan.desk.reads import selections as reads
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.selections import puts_names, running, seen_selection, selecting, summary
from touyan.desk.told import tell
from touyan.selections import acts, rules
from touyan.selections.models import Objection, Selection
from touyan.selections.moves import LIFE
from touyan.selections.states import CandidateState, Kind, State

NEWEST, FIRST = Sort(("-id",)), Sort(("id",))


@selecting
@require_GET
def selections(request: StaffRequest) -> HttpResponse:
    words, kind = request.GET.get("q", "").strip()[:40], request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    rows = paged(reads.selections(request.user, words, kind), NEWEST, request.GET)
    kept = {name: value for name, value in (("q", words), ("kind", kind)) if value}
    return page(
        request, "selections/list.html", "selections", rows=rows.rows, q=words, kind=kind,
        kinds=Kind.choices, runs=running(request.user), pager=_pager(rows, kept),
    )  # fmt: skip


def _pager(rows: Any, kept: dict[str, str]) -> dict[str, str | None]:
    return {
        "before": f"?{urlencode({**kept, 'before': rows.before})}" if rows.before else None,
        "after": f"?{urlencode({**kept, 'after': rows.after})}" if rows.after else None,
    }


@selecting
@require_GET
def selection(request: StaffRequest, number: int) -> HttpResponse:
    found = seen_selection(request, number)
    words, state = _wish(request)
    rows = paged(reads.candidates(request.user, found, words, state), FIRST, request.GET)
    kept = {name: value for name, value in (("q", words), ("state", state)) if value}
    return page(
        request, "selections/selection.html", "selections", selection=found, rows=rows.rows, q=words,
        state=state, states=CandidateState.choices, summary=summary(found),
        offers=list(LIFE.offers(found, request.user)), runs=rules.runs(found, request.user),
        moves=moves_for(found, request.user), query=urlencode(kept), names=_names(request, found),
        seats=_seats(request, found), pager=_pager(rows, kept), objections=_objections(request, found),
    )  # fmt: skip


def _wish(request: StaffRequest) -> tuple[str, str]:
    """Which names: by words, by state."""
    words, state = request.GET.get("q", "").strip()[:40], request.GET.get("state", "")
    return words, state if state in CandidateState.values else ""


def _objections(request: StaffRequest, found: Selection) -> list[Objection]:
    on_notice = found.state == State.ON_NOTICE
    return reads.open_objections(request.user, found) if on_notice else []


def _names(request: StaffRequest, found: Selection) -> bool:
    """Whether this person can put a name in now."""
    return found.state == State.OPEN and puts_names(request.user, found)


def _seats(request: StaffRequest, found: Selection) -> list[Any] | None:
    return reads.seats(found) if rules.runs_contest(found, request.user) else None


@selecting
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = seen_selection(request, number)
    if name not in acts.MOVES:
        raise Http404
    event = acts.MOVES[name](by=request.user, selection=found)
    said = _("It is “{state}” now.").format(state=event.about.get_state_display())
    return tell(see_other(reverse("desk:selection", args=[found.pk])), ("good", said))


@selecting
@require_POST
def bulk(request: StaffRequest, number: int) -> HttpResponse:
    found, name = seen_selection(request, number), request.POST.get("move", "")
    if name not in BULK:
        raise Http404
    answers = done_to(found, request.user, name, request.POST.getlist("name"))
    back = way_back(request, reverse("desk:selection", args=[found.pk]))
    return tell(see_other(back), *answers)


@selecting
@require_POST
def export(request: StaffRequest, number: int) -> FileResponse:
    """The names as the list shows them, as Excel."""
    found, (words, state) = seen_selection(request, number), _wish(request)
    rows = reads.candidates(request.user, found, words, state).order_by("id")
    return of_names(request.user, found, rows.iterator(chunk_size=500))
