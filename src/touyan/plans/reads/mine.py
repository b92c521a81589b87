"""What a plan asks of one person within a year, and how far they are."""

from dataclasses import dataclass

from django.db.models import Q

from touyan.plans.models import Requirement
from touyan.plans.reads.progress import Asked, asked_in, sums, window
from touyan.plans.states import Audience, CommitmentState, State
from touyan.town.models import Person
from touyan.town.states import RoleCode


@dataclass(frozen=True)
class Mine:
    """One requirement as it stands for somebody."""

    asked: Asked
    done: int
    subject: int

    @property
    def row(self) -> Requirement:
        return self.asked.row

    @property
    def is_taken(self) -> bool:
        return self.asked.states.get(self.subject) == CommitmentState.TAKEN

    @property
    def is_waived(self) -> bool:
        return self.asked.states.get(self.subject) == CommitmentState.WAIVED

    @property
    def left(self) -> int:
        return max(0, self.row.target - self.done)


def asked_of(person: Person, year: int) -> list[Mine]:
    """Of a member, by the plans of the town in force or closed that year; two queries, none for others."""
    member = [role for role in person.roles_today if role.role == RoleCode.MEMBER]
    towns = {role.organisation.town_id_of for role in member} - {None}
    if not towns:
        return []
    rows = Requirement.objects.filter(
        town__in=towns, audience=Audience.MEMBER, activity__plan__starts_on__year=year
    ).exclude(activity__plan__state=State.DRAFT)
    found = asked_in(rows, own=Q(commitments__person=person))
    told = {
        town: sums(town or 0, [window(one.row) for one in found if one.row.town_id == town], Q(person=person))
        for town in towns
    }  # fmt: skip
    return [
        Mine(one, told[one.row.town_id].person.get((window(one.row), person.pk), 0), person.pk)
        for one in found
    ]
