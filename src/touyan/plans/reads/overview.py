"""Villages × activities, and one requirement organisation by organisation."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from touyan.plans.models import Fact, Requirement
from touyan.plans.reads.progress import (
    Asked,
    Audiences,
    Sums,
    asked_in,
    audiences,
    sums,
    window,
    within,
)
from touyan.plans.states import Audience
from touyan.town.models import Organisation
from touyan.town.states import PLACES_PEOPLE_LIVE, OrganisationKind

PLACED = (Audience.BRANCH, Audience.MEMBER)
"""What can be told by village: the other audiences stand beside."""


@dataclass
class Cell:
    """How many of those in a village of whom an activity asks something have met it."""

    met: int = 0
    asked: int = 0

    @property
    def state(self) -> str:
        if not self.asked:
            return "none"
        return "good" if self.met >= self.asked else "wait"


Grid = dict[tuple[int, int], Cell]


def overview(rows: QuerySet[Requirement], town: Organisation) -> tuple[list[Organisation], Grid]:
    """(village, activity) → met of asked, in three queries."""
    asked = asked_in(rows.filter(audience__in=PLACED))
    told, there = sums(town.pk, [window(one.row) for one in asked]), audiences(town)
    grid: Grid = defaultdict(Cell)
    for pk, branch in there.organisations.items():
        if branch.kind != OrganisationKind.BRANCH or branch.parent_id is None:
            continue
        for one in asked:
            subjects = [pk] if one.row.audience == Audience.BRANCH else there.members[pk]
            _count(grid[branch.parent_id, one.row.activity_id], one, subjects, told)
    villages = [one for one in there.organisations.values() if one.kind in PLACES_PEOPLE_LIVE]
    return villages, grid


def _count(cell: Cell, one: Asked, subjects: list[int], told: Sums) -> None:
    wanted = [subject for subject in subjects if one.wants(subject)]
    cell.asked += len(wanted)
    cell.met += sum(told.of(one.row, subject) >= one.row.target for subject in wanted)


# One requirement -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How an organisation stands: its own deeds; of members, how many of its have met it."""

    organisation: Organisation
    done: int
    target: int
    state: str


def standings(asked: Asked, town: Organisation) -> list[Standing]:
    """In the order of their codes: nobody is ranked. Two queries."""
    row = asked.row
    told, there = sums(town.pk, [window(row)]), audiences(town)
    if row.audience == Audience.MEMBER:
        return [_of_members(asked, one, told, there) for one in there.organisations.values() if there.members[one.pk]]  # fmt: skip
    return [
        Standing(there.organisations[pk], told.of(row, pk), row.target, asked.states.get(pk, ""))
        for pk in there.asked(row.audience)
    ]


def _of_members(asked: Asked, branch: Organisation, told: Sums, there: Audiences) -> Standing:
    wanted = [one for one in there.members[branch.pk] if asked.wants(one)]
    met = sum(told.of(asked.row, one) >= asked.row.target for one in wanted)
    return Standing(branch, met, len(wanted), "")


def facts_behind(row: Requirement) -> QuerySet[Fact]:
    """What stands, the newest first; what was taken off again does not."""
    rows = Fact.objects.filter(within(window(row)), town=row.town_id, retracts__isnull=True)
    return rows.filter(retracted_by__isnull=True).order_by("-day", "-id")
