"""A year as one member meets it in the plans: what is asked of them, what they may choose, and how far they are."""

from dataclasses import dataclass

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from touyan.plans.models import Fact, Plan, Requirement
from touyan.plans.states import Audience, CommitmentState, State
from touyan.town.models import Person
from touyan.town.states import RoleCode


@dataclass(frozen=True)
class Mine:
    """One requirement as it stands for somebody."""

    row: Requirement
    done: int
    state: str
    """Of what they took on, gave back, or what was waived for them; else empty."""

    @property
    def is_asked(self) -> bool:
        if self.state == CommitmentState.WAIVED:
            return False
        return not self.row.is_chosen or self.state == CommitmentState.TAKEN

    @property
    def is_open(self) -> bool:
        return self.row.activity.plan.state == State.IN_FORCE

    @property
    def left(self) -> int:
        return max(0, self.row.target - self.done)


def member_paths(person: Person) -> list[str]:
    """Where somebody is a party member today."""
    return [one.organisation.path for one in person.roles_today if one.role == RoleCode.MEMBER]


def member_towns(person: Person) -> list[int]:
    """The towns whose plans ask something of a member."""
    owns = (one for one in person.roles_today if one.role == RoleCode.MEMBER)
    return sorted({town for one in owns if (town := one.organisation.town_id_of)})


def asked_of_member(person: Person, year: int) -> list[Mine]:
    """Everything that plans of a year ask of a member, in the plans' order: one query, none for anybody else."""
    if not (towns := member_towns(person)):
        return []
    rows = (
        Requirement.objects.filter(
            ~Q(activity__plan__state=State.DRAFT), audience=Audience.MEMBER, town__in=towns,
            activity__plan__starts_on__year__lte=year, activity__plan__ends_on__year__gte=year,
        )
        .select_related("menu", "activity__plan__town")
        .annotate(
            its=FilteredRelation("commitments", condition=Q(commitments__person=person)),
            its_state=F("its__state"), done=Coalesce(_done_by(person), Value(0)),
        )
        .order_by("activity__plan", "activity__number", "number")
    )  # fmt: skip
    return [Mine(row, row.done, row.its_state or "") for row in rows]


def _done_by(person: Person) -> Subquery:
    """What counts of theirs for the requirement outside: the sum of the facts of its measure between its days."""
    facts = Fact.objects.filter(
        person=person, town=OuterRef("town"), measure=OuterRef("measure"),
        day__gte=OuterRef("starts_on"), day__lte=OuterRef("due_on"),
    )  # fmt: skip
    return Subquery(facts.order_by().values("person").annotate(n=Sum("quantity")).values("n"))


def requirement_of_member(person: Person, number: int) -> Requirement | None:
    """One that is asked of members of a town of theirs."""
    rows = Requirement.objects.filter(
        ~Q(activity__plan__state=State.DRAFT), audience=Audience.MEMBER,
        town__in=member_towns(person),
    )  # fmt: skip
    return rows.select_related("menu", "activity__plan__town").filter(pk=number).first()


def plan_of_member(person: Person) -> QuerySet[Plan]:
    """The plans in force of the towns in which somebody is a member."""
    return Plan.objects.filter(state=State.IN_FORCE, town__in=member_towns(person))
