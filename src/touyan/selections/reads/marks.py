"""The sheet of a contest: every mark with what proves it, and the ranking that anybody can recompute."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from touyan.selections.models import Ballot, Candidate, Juror, Selection
from touyan.selections.reads.ranking import (
    Marked,
    digest_of,
    digest_of_all,
    dropped,
    ranked,
    sentence,
    shown,
)
from touyan.selections.states import State


@dataclass(frozen=True)
class Mark:
    seat: int
    mark: Decimal
    line: str
    """What was hashed; its digest stands beside."""
    digest: str
    out: str = ""
    """`highest` or `lowest` where it does not count."""


@dataclass(frozen=True)
class Line:
    """One entry with its marks in the order of the seats."""

    place: int
    candidate: Candidate
    marks: tuple[Mark, ...]
    score: Fraction

    @property
    def shown(self) -> Decimal:
        return shown(self.score)

    def by_seat(self, seat: int) -> Mark | None:
        return next((mark for mark in self.marks if mark.seat == seat), None)


def entries(selection: Selection) -> list[Candidate]:
    """In the order of their turns."""
    rows = selection.candidates.filter(lot__isnull=False)
    return list(rows.select_related("person", "organisation", "unit").order_by("lot"))


def ballots(selection: Selection) -> list[Ballot]:
    rows = Ballot.objects.filter(candidate__selection=selection, candidate__lot__isnull=False)
    return list(rows.select_related("juror").order_by("juror__seat"))


def seats(selection: Selection) -> list[int]:
    return list(
        Juror.objects.filter(selection=selection).order_by("seat").values_list("seat", flat=True)
    )


def sheet(selection: Selection) -> list[Line]:
    """The ranking. Nobody asks for it before the reveal: then there is none."""
    if not selection.is_revealed:
        return []
    return lines_of(selection)


def lines_of(selection: Selection) -> list[Line]:
    there = {candidate.pk: candidate for candidate in entries(selection)}
    given: dict[int, list[Ballot]] = {pk: [] for pk in there}
    for ballot in ballots(selection):
        given[ballot.candidate_id].append(ballot)
    rows = [
        Marked(pk, there[pk].lot or 0, tuple(Decimal(one.mark) for one in given[pk]))
        for pk in there
    ]
    return [
        Line(place, there[row.entry], tuple(_marks(selection, row, given[row.entry])), row.score)
        for place, row in enumerate(ranked(rows, selection.tie_rule), start=1)
    ]


def _marks(selection: Selection, row: Marked, given: Sequence[Ballot]) -> Iterator[Mark]:
    low, high = dropped(row.marks)
    for at, (ballot, mark) in enumerate(zip(given, row.marks, strict=True)):
        seat = ballot.juror.seat
        line = sentence(selection.pk, row.entry, seat, mark, ballot.salt)
        out = {low: "lowest", high: "highest"}.get(at, "")
        yield Mark(seat, mark, line, ballot.digest, out)


# What `touyan check` asks -----------------------------------------------------------------------


def faults() -> Iterator[str]:
    """Ballots that were changed, locks that do not fit, winners that the marks do not make."""
    for ballot in Ballot.objects.select_related("juror", "candidate").order_by("pk").iterator():
        yield from _changed(ballot)
    locked = Selection.objects.exclude(lock_digest="").order_by("pk")
    for selection in locked:
        yield from _unlocked(selection)
    for selection in locked.filter(state=State.CLOSED, revealed_at__isnull=False):
        yield from _misplaced(selection)


def _changed(ballot: Ballot) -> Iterator[str]:
    seat, candidate = ballot.juror.seat, ballot.candidate
    line = sentence(candidate.selection_id, candidate.pk, seat, Decimal(ballot.mark), ballot.salt)
    if digest_of(line) != ballot.digest:
        yield f"ballot:{ballot.pk}: is not the mark whose digest was kept"


def _unlocked(selection: Selection) -> Iterator[str]:
    if digest_of_all(_digests(ballots(selection))) != selection.lock_digest:
        yield f"selection:{selection.pk}: its ballots are not those that were locked"


def _digests(rows: Iterable[Ballot]) -> list[str]:
    return [row.digest for row in rows]


def _misplaced(selection: Selection) -> Iterator[str]:
    for line in lines_of(selection):
        if line.candidate.place != line.place:
            yield f"candidate:{line.candidate.pk}: stands in place {line.candidate.place}, its marks say {line.place}"


def lock_of(selection: Selection) -> str:
    """The one digest that is published when the ballots are locked."""
    return digest_of_all(_digests(ballots(selection)))
