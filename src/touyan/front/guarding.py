"""A guardian at the door: whose children are theirs, and who may collect them. Others find nothing here."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest

from touyan.front.visitors import signed_in
from touyan.programmes.models import Enrolment
from touyan.programmes.reads import children as reads
from touyan.town.models import Authority, Consent, Person


@dataclass
class Ward:
    """One child as its guardian sees it. Each part costs one statement, when it is asked for."""

    guardian: Person
    child: Person
    trusted: list[Authority]

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        return reads.enrolments([self.child.pk])

    @cached_property
    def week(self) -> list[reads.Visit]:
        return reads.week_of(self.child, self.enrolments)

    @property
    def today(self) -> list[reads.Visit]:
        return [visit for visit in self.week if visit.is_today]

    @cached_property
    def agreed(self) -> dict[str, Consent]:
        return reads.agreed(self.child)

    @property
    def has_care(self) -> bool:
        """Whether the care of the child was agreed to; read together with the authorities."""
        return any(row.__dict__["care"] for row in self.trusted)

    @property
    def has_health(self) -> bool:
        return any(row.__dict__["health"] for row in self.trusted)

    @property
    def may_collect(self) -> list[Authority]:
        return [row for row in self.trusted if not row.barred]

    @property
    def barred(self) -> list[Authority]:
        return [row for row in self.trusted if row.barred]

    def authority(self, number: int) -> Authority:
        """One of this child's, and of no other's."""
        found = next((row for row in self.trusted if row.pk == number), None)
        if found is None:
            raise Http404
        return found


def ward_of(request: HttpRequest, number: int) -> Ward:
    """The child with this number, if it is theirs today and nobody keeps them from it."""
    guardian = signed_in(request)
    rows = reads.trusted(number)
    if not reads.is_guardian(guardian, rows):
        raise Http404
    return Ward(guardian, rows[0].subject, rows)
