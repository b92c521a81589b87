"""One move on many names of a selection: each an act of its own, each with its answer; and the list as a worksheet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from touyan.desk.ledger import workbook
from touyan.desk.told import Told
from touyan.kernel.refused import Refused
from touyan.kernel.sheets.writing import Value
from touyan.selections import acts, rules
from touyan.selections.models import Candidate, Selection
from touyan.selections.moves import CANDIDATE_LIFE
from touyan.selections.reads import candidates_visible_to
from touyan.selections.states import State
from touyan.town.models import Person

MOST = 100
"""At once: what a page shows, four times over."""
BULK = ("pass_review", "honour")
"""Moves that ask nothing."""


def moves_for(selection: Selection, by: Person) -> list[tuple[str, Any]]:
    """What can be done with many at once now; each name still decides for itself."""
    may = {
        "pass_review": selection.state == State.REVIEWING and rules.runs_selection(selection, by),
        "honour": selection.state == State.ON_NOTICE and rules.decides(selection, by),
    }
    return [(name, CANDIDATE_LIFE.moves[name].label) for name in BULK if may[name]]


def done_to(selection: Selection, by: Person, move: str, numbers: Sequence[str]) -> list[Told]:
    """On how many it was made, and why not on the others."""
    wanted = [int(number) for number in dict.fromkeys(numbers) if _is_number(number)][:MOST]
    if not wanted:
        return [("wait", _("Tick the names first."))]
    rows = candidates_visible_to(by).filter(selection=selection, pk__in=wanted)
    done, why_not = 0, defaultdict(list)
    for candidate in rows.select_related("person", "organisation").order_by("id"):
        if why := _made(by, move, candidate):
            why_not[why].append(candidate.label)
        else:
            done += 1
    return [*_done(move, done), *_not_done(why_not)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _made(by: Person, move: str, candidate: Candidate) -> str:
    """Nothing if it was made, else the reason why not."""
    try:
        acts.CANDIDATE_MOVES[move](by=by, candidate=candidate)
    except Refused as no:
        return str(no)
    return ""


def _done(move: str, count: int) -> list[Told]:
    if not count:
        return []
    text = ngettext("“{move}”: {n} name done.", "“{move}”: {n} names done.", count)
    return [("good", text.format(move=CANDIDATE_LIFE.moves[move].label, n=count))]


def _not_done(why_not: dict[str, list[str]]) -> list[Told]:
    comma = pgettext("between things in a list", ", ")
    text = pgettext("names: why not", "{names}: {why}")
    return [
        ("wait", text.format(names=comma.join(names), why=why)) for why, names in why_not.items()
    ]


# As a worksheet ---------------------------------------------------------------------------------


def of_names(by: Person, selection: Selection, rows: Iterable[Candidate]) -> FileResponse:
    take = partial(acts.take_names, selection=selection)
    return workbook(by, take, selection.label, headings(), _rows(rows))


def headings() -> list[str]:
    return [
        _("Who"), _("For what"), _("Title of the entry"), _("Named by"), _("State"),
        _("Full member since"), _("Notice until"), _("Decided on"), _("Place in the ranking"),
    ]  # fmt: skip


def _rows(rows: Iterable[Candidate]) -> Iterator[list[Value]]:
    for row in rows:
        yield [
            row.label, row.get_award_display(), row.title, row.unit.label, row.get_state_display(),
            row.full_since, row.notice_until, row.decided_on, row.place,
        ]  # fmt: skip
