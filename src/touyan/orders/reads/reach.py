"""How far somebody sees orders: by which towns, counties, branches and units."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from touyan.orders.models import Order
from touyan.town.models import Organisation, RoleHolder
from touyan.town.states import COUNTY, TOWN, RoleCode

SEE_ORDERS = frozenset(
    {RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.LEAD, RoleCode.LEADER}
)


@dataclass(frozen=True)
class Reach:
    """The numbers of organisations by which somebody sees orders."""

    towns: tuple[int, ...]
    counties: tuple[int, ...]
    here: tuple[int, ...]
    """Branches and units in whose name they work: what is theirs, and what they help with."""

    def __bool__(self) -> bool:
        return bool(self.numbers)

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.towns + self.counties + self.here

    @property
    def shape(self) -> tuple[int, int, int]:
        """What is the same in the SQL of all whose reach has as many of each."""
        return len(self.towns), len(self.counties), len(self.here)

    @classmethod
    def shaped(cls, shape: tuple[int, int, int], numbers: Sequence[int]) -> "Reach":
        towns, counties, _here = shape
        told = tuple(numbers)
        return cls(told[:towns], told[towns : towns + counties], told[towns + counties :])

    def orders(self) -> QuerySet[Order]:
        scope = Q(pk__in=[])
        for town in self.towns:
            scope |= Q(town=town)
        for county in self.counties:
            scope |= in_towns_of(county)
        if self.here:
            of_it = Order.helpers.through.objects.filter(order_id=OuterRef("pk"))
            helped = of_it.filter(organisation_id__in=self.here)
            scope |= Q(branch_id__in=self.here) | Q(agency_id__in=self.here) | Q(Exists(helped))
        return Order.objects.filter(scope)


def reach_of(person: RoleHolder) -> Reach:
    found: dict[str, set[int]] = {TOWN: set(), COUNTY: set(), "": set()}
    for role in person.roles_today:
        if role.role not in SEE_ORDERS:
            continue
        kind = role.organisation.kind
        if kind in {TOWN, COUNTY}:
            found[kind].add(role.organisation_id)
        else:
            found[""].update(role.works_at)
    return Reach(*(tuple(sorted(numbers)) for numbers in found.values()))


def in_towns_of(county_id: int) -> Q:
    """As a list rather than a join: SQLite, without statistics, would walk through all of every town's."""
    return Q(town__in=Organisation.objects.filter(parent=county_id))
