"""The honour roll and contests, as everybody sees them; the sheet of a contest as a page and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touyan.kernel import clock
from touyan.kernel.sheets.writing import Value
from touyan.selections.models import Candidate, Selection, StoryPicture
from touyan.selections.reads import candidates_public, marks, public
from touyan.selections.reads.judging import hidden_from
from touyan.selections.reads.scope import CANDIDATE_NAMES, WITH_NAMES
from touyan.selections.states import EVER_HONOURED, Award, CandidateState, Kind, State
from touyan.town.models import Person
from touyan.town.reads import own_notices

PAGE = 25
LIVE = (State.ON_NOTICE, State.JUDGING, State.LOCKED, State.REVEALED)
FOR: dict[str, Q] = {
    "people": Q(award__in=[Award.MEMBER, Award.WORKER]),
    "organisations": Q(award=Award.ORGANISATION),
    "winners": Q(award=Award.ENTRY),
}


def going_on() -> list[Selection]:
    """What everybody can follow now: names on notice, contests not decided yet."""
    return list(public().filter(state__in=LIVE).order_by("-id")[:20])


def decided() -> list[Selection]:
    return list(public().filter(state=State.CLOSED).order_by("-held_on", "-id")[:20])


@dataclass(frozen=True)
class Roll:
    rows: list[Candidate]
    before: str = ""


def roll(group: str, words: str, mark: str) -> Roll:
    """Who was honoured, newest first; also where the honour was taken back."""
    rows = candidates_public().filter(state__in=EVER_HONOURED).select_related(*CANDIDATE_NAMES)
    if group in FOR:
        rows = rows.filter(FOR[group])
    if words:
        called = Q(person__name__icontains=words) | Q(person__initials__istartswith=words)
        rows = rows.filter(called | Q(organisation__name__icontains=words))
    if (after := _mark(mark)) is not None:
        day, number = after
        rows = rows.filter(Q(decided_on__lt=day) | Q(decided_on=day, pk__gt=number))
    found = list(rows.order_by("-decided_on", "id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Roll(found[:PAGE], f"{last.decided_on}_{last.pk}" if last else "")


def _mark(text: str) -> tuple[date, int] | None:
    day, _line, number = text.rpartition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def shown(number: int) -> Selection:
    found = public().select_related(*WITH_NAMES).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def contest(number: int) -> Selection:
    found = shown(number)
    if found.kind != Kind.CONTEST:
        raise Http404
    return found


def revealed(number: int) -> Selection:
    """A contest whose sheet there is: before the reveal nobody finds one."""
    found = contest(number)
    if not found.is_revealed:
        raise Http404
    return found


def names_of(selection: Selection) -> QuerySet[Candidate]:
    """Of a commendation: who is on notice, or was honoured."""
    rows = candidates_public().filter(selection=selection)
    return rows.select_related("person", "organisation", "unit").order_by("award", "id")


def entries_for(selection: Selection, person: Person | None) -> list[Candidate]:
    """In the order of their turns; a recused judge sees nothing of that entry before the reveal."""
    hidden = [] if selection.is_revealed else hidden_from(person, selection.pk)
    return [entry for entry in marks.entries(selection) if entry.pk not in hidden]


def on_notice(number: int) -> Candidate:
    rows = candidates_public().filter(state=CandidateState.ON_NOTICE)
    found = rows.select_related(*CANDIDATE_NAMES).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def told(number: int) -> Candidate:
    """Somebody who was honoured, and perhaps is not any more."""
    rows = candidates_public().filter(state__in=EVER_HONOURED)
    found = rows.select_related(*CANDIDATE_NAMES).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def pictures(candidate: Candidate) -> list[StoryPicture]:
    """An honour that was taken back has none any more."""
    return list(candidate.pictures.select_related("evidence").order_by("pk"))


def picture(number: int, picture: int) -> StoryPicture:
    found = next((one for one in pictures(told(number)) if one.pk == picture), None)
    if found is None:
        raise Http404
    return found


# A judge ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """What a judge hears of one contest."""

    name: str
    sentence: str
    at: datetime


SELECTION = "selection"
HEARD = {
    "selections.invite_judge": gettext_noop("You are asked to judge."),
    "selections.judge": gettext_noop("The judging has begun: your ballots are open."),
}


def heard_by(person: Person) -> list[Heard]:
    rows = own_notices(person, clock.now(), SELECTION)[:PAGE]
    return [Heard(row.number, _(HEARD[row.event]), row.at) for row in rows if row.event in HEARD]


# The sheet --------------------------------------------------------------------------------------


def headings(seats: list[int]) -> list[str]:
    judges = [_("Judge {n}").format(n=seat) for seat in seats]
    return [
        _("Place in the ranking"), _("Turn"), _("Entrant"), _("Title of the entry"), *judges, _("Lowest, dropped"),
        _("Highest, dropped"), _("Sum of the others"), _("How many others"), _("Exact mean"),
        _("Mean as shown"), *(_("Hashed: {judge}").format(judge=judge) for judge in judges),
        *(_("SHA-256: {judge}").format(judge=judge) for judge in judges),
    ]  # fmt: skip


def rows(seats: list[int], lines: list[marks.Line]) -> Iterator[list[Value]]:
    for line in lines:
        by_seat = [line.by_seat(seat) for seat in seats]
        left = [one.mark for one in line.marks if not one.out]
        out = {one.out: one.mark for one in line.marks if one.out}
        yield [
            line.place, line.candidate.lot, line.candidate.label, line.candidate.title,
            *(one.mark if one else None for one in by_seat), out["lowest"], out["highest"],
            sum(left), len(left), exact(line.score), line.shown,
            *(one.line if one else None for one in by_seat),
            *(one.digest if one else None for one in by_seat),
        ]  # fmt: skip


def exact(score: Fraction) -> str:
    return f"{score.numerator}/{score.denominator}"


def board(selection: Selection, person: Person | None) -> dict[str, Any]:
    """What the page of a contest and the hall's screen show, before and after the reveal."""
    lines = marks.sheet(selection)
    return {
        "selection": selection,
        "lines": lines,
        "seats": marks.seats(selection) if lines else [],
        "entries": [] if lines else entries_for(selection, person),
    }
