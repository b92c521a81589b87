"""What one judge sees: the entries that are theirs to mark and their own marks, and nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from touyan.selections.models import Ballot, Candidate, Juror, Recusal
from touyan.selections.reads.ranking import sentence
from touyan.selections.states import State
from touyan.town.models import Person

TO_JUDGE = (State.OPEN, State.JUDGING, State.LOCKED)


@dataclass(frozen=True)
class Slip:
    """One's own ballot, with what proves later that it was counted as given."""

    mark: Decimal
    line: str
    digest: str


def seats_of(person: Person) -> QuerySet[Juror]:
    """The contests that somebody judges and that are not revealed yet."""
    rows = Juror.objects.filter(person=person, selection__state__in=TO_JUDGE)
    return rows.select_related("selection__town", "selection__host").order_by("-selection")


def entries_for(juror: Juror) -> QuerySet[Candidate]:
    """The entries with a turn, but for those from which the judge is recused; `is_marked` beside each."""
    mine = {"juror": juror, "candidate": OuterRef("pk")}
    return _marked(mine).filter(selection=juror.selection_id)


def _marked(mine: dict[str, Any]) -> QuerySet[Candidate]:
    return (
        Candidate.objects.filter(lot__isnull=False)
        .exclude(Exists(Recusal.objects.filter(**mine)))
        .annotate(is_marked=Exists(Ballot.objects.filter(**mine)))
        .select_related("person", "organisation", "unit")
        .order_by("lot")
    )


def contests_of(jurors: Sequence[Juror]) -> list[tuple[Juror, list[Candidate]]]:
    """Each seat with its entries, in one statement; nobody has two seats in one contest."""
    mine = {"juror__in": jurors, "candidate": OuterRef("pk")}
    rows = _marked(mine).filter(selection__in=[juror.selection_id for juror in jurors])
    found: dict[int, list[Candidate]] = defaultdict(list)
    for entry in rows:
        found[entry.selection_id].append(entry)
    return [(juror, found[juror.selection_id]) for juror in jurors]


def seat_for(person: Person, number: int) -> tuple[Juror, Candidate] | None:
    """An entry that is this person's to mark: None where it is not, or where they are recused."""
    rows = seats_of(person).filter(selection__candidates=number)
    juror = rows.first()
    entry = entries_for(juror).filter(pk=number).first() if juror else None
    return (juror, entry) if juror and entry else None


def slip_of(juror: Juror, entry: Candidate) -> Slip | None:
    ballot = Ballot.objects.filter(juror=juror, candidate=entry).first()
    if ballot is None:
        return None
    mark = Decimal(ballot.mark)
    line = sentence(juror.selection_id, entry.pk, juror.seat, mark, ballot.salt)
    return Slip(mark, line, ballot.digest)


def hidden_from(person: Person | None, selection: int) -> list[int]:
    """Entries of which a recused judge sees nothing before the reveal."""
    if person is None:
        return []
    rows = Recusal.objects.filter(juror__person=person, juror__selection=selection)
    return list(rows.values_list("candidate", flat=True))
