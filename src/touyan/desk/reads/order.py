"""One order for one person: the row with what the rules ask of it, and whom to dispatch it to."""

from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404

from touyan.kernel.numbers import heard
from touyan.kernel.prepared import Prepared
from touyan.orders import reads
from touyan.orders.models import Extension, Follow, Order, Suggestion
from touyan.orders.reads.likeness import similar, told
from touyan.orders.reads.reach import Reach, reach_of
from touyan.town.models import Organisation, Person, Role
from touyan.town.reads import dispatchable
from touyan.town.states import PLACES_PEOPLE_LIVE, OrganisationKind, RoleCode


def order_for(person: Person, ref: str) -> Order:
    """The order of a number as this person may see it; 404 for all others, as if there were none."""
    number, reach = heard(ref), reach_of(person)
    if number is None or not reach:
        raise Http404
    for order in _within(reach.shape)(number, person, *reach.numbers):
        return order
    raise Http404


@cache
def _within(shape: tuple[int, int, int]) -> Prepared[Order]:
    """The statement for everybody who sees orders by as many towns, counties and branches or units."""

    def whole(number: int, person: int, *numbers: int) -> QuerySet[Order]:
        return _whole(Reach.shaped(shape, numbers).orders().filter(pk=number), person)

    like = range(7_000_003, 7_000_003 + sum(shape))
    return Prepared(whole, 7_000_001, 7_000_002, *like)


def _whole(orders: QuerySet[Order], person: int) -> QuerySet[Order]:
    of_it = OuterRef("pk")
    extensions = Extension.objects.filter(order_id=of_it)
    facts = {
        "followed": Exists(Follow.objects.filter(order_id=of_it, person=person)),
        "was_extended": Exists(extensions.filter(granted=True)),
        "asks_extension": Exists(extensions.filter(decided_at__isnull=True)),
        "leads_others": Exists(Order.objects.filter(lead_id=of_it)),
    }
    return orders.select_related(
        *reads.FOR_MOVES, "suggestion__category", "suggestion__unit"
    ).annotate(**facts)


def suggestion_for(order: Order) -> Suggestion | None:
    """What the order is probably about, where the reading is sure and nobody has said otherwise."""
    found: Suggestion | None = getattr(order, "suggestion", None)
    if found is None or found.category is None or not order.is_open:
        return None
    return found if order.category_id in {None, found.category_id} else None


def similar_for(person: Person, order: Order) -> list[Order]:
    """Open orders of the same village with words like these, as far as the person may see them."""
    close = similar(order.village_id, told(order))
    seen = set(
        reads.visible_to(person)
        .filter(pk__in=[other.pk for other in close])
        .values_list("pk", flat=True)
    )
    return [other for other in close if other.pk in seen]


@dataclass(frozen=True)
class Units:
    """The usual ones, why each, and the rest."""

    usual: dict[str, list[Organisation]]
    leads: list[Role]
    others: list[Organisation]


def units_for(order: Order) -> Units:
    """Three statements: the units, the leads, and who last delivered something of this category."""
    units = list(dispatchable(order.town).select_related("parent"))
    last, suggested = _last_deliverer(order), suggestion_for(order)
    usual = {
        "suggested": [u for u in units if suggested and u.pk == suggested.unit_id],
        "category": [u for u in units if order.category and u.pk == order.category.unit_id],
        "last": [u for u in units if u.pk == last],
        "branch": [u for u in units if u.pk == order.branch_id],
    }
    return Units(usual, _leads(order), units)


def _last_deliverer(order: Order) -> int | None:
    if order.category_id is None:
        return None
    done = Order.objects.filter(
        town_id=order.town_id, category_id=order.category_id, delivered_at__isnull=False
    )
    return done.exclude(pk=order.pk).order_by("-id").values_list("agency_id", flat=True).first()


def _leads(order: Order) -> list[Role]:
    """Each with the units in whose name they work: of a village, its branch."""
    branch = Organisation.objects.filter(
        parent=OuterRef("organisation"), kind=OrganisationKind.BRANCH
    )
    rows: list[Role] = list(
        Role.in_force()
        .filter(role=RoleCode.LEAD, organisation__town_id=order.town_id, person__is_active=True)
        .annotate(branch_below=Subquery(branch.order_by("id").values("pk")[:1]))
        .select_related("person", "organisation")
        .order_by("person__name")
    )
    for role in rows:
        if role.organisation.kind in PLACES_PEOPLE_LIVE and role.__dict__["branch_below"]:
            role.__dict__["works_at"] = [role.__dict__["branch_below"]]
    return rows
