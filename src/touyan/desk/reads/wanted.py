"""The orders that somebody asked for: a queue, narrowed by filters and words; nothing out of scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from touyan.desk.lines import WITH, of_lines
from touyan.desk.reads.keyset import SIZE, Page, Sort, paged
from touyan.kernel import search
from touyan.orders import reads
from touyan.orders.models import IS_OPEN, Category, Order
from touyan.orders.reads.reach import SEE_ORDERS
from touyan.town.models import Organisation, Person
from touyan.town.states import (
    COUNTY,
    PLACES_PEOPLE_LIVE,
    TOWN,
    UNITS,
    OrganisationKind,
    RoleCode,
)

KIND = "order"
MOST_EXPORTED = 10_000
ENOUGH = 4 * (SIZE + 1)
"""Of the newest that words find, so many are looked at for a page."""
GAPS = frozenset({"all", "following"})
"""Queues in which some orders are over, so they have no date."""


def page_of(person: Person, wishes: dict[str, Any], place: Mapping[str, str]) -> Page[Order]:
    """The page of the list that an address names by the row before it, or after it."""
    few = _newest_of_all(wishes) and not place.get("before")
    orders = _found(person, wishes, place.get("after", ""), ENOUGH if few else None)
    return paged(of_lines(orders), sort_of(wishes), place)


def _newest_of_all(wishes: dict[str, Any]) -> bool:
    """Whether words alone narrow the list, so that a page needs no more of the index than its own rows."""
    plain = wishes["queue"] == "all" and wishes["sort"] == "newest"
    return plain and not any(wishes.get(name) for name in (*reads.FILTERS, "overdue"))


def found(person: Person, wishes: dict[str, Any]) -> QuerySet[Order]:
    """Exactly what the list shows, page by page, and what Excel gets."""
    return _found(person, wishes)


def _found(
    person: Person, wishes: dict[str, Any], after: str = "", limit: int | None = None
) -> QuerySet[Order]:
    orders = reads.filtered(reads.QUEUES[wishes["queue"]](person), _dated(wishes))
    if wishes.get("q"):
        before = int(after) if after.isascii() and after.isdigit() and len(after) < 14 else None
        hits = search.matching(
            KIND, wishes["q"], any_mark=marks(person), before=before, limit=limit
        )
        orders = orders.filter(pk__in=hits)
    return orders.select_related(*WITH)


def sort_of(wishes: dict[str, Any]) -> Sort:
    columns = reads.SORTS[wishes["sort"]]
    return Sort(columns, dated=IS_OPEN if wishes["queue"] in GAPS and len(columns) > 1 else None)


def marks(person: Person) -> list[str]:
    """The scopes in which this person may find orders by their words."""
    return [f"o{r.organisation_id}" for r in person.roles_today if r.role in SEE_ORDERS]


def _dated(wishes: dict[str, Any]) -> dict[str, Any]:
    """Days as moments: from the beginning of the first to the end of the last."""
    since, until = wishes.get("since"), wishes.get("until")
    moments: dict[str, datetime | None] = {"since": None, "until": None}
    if since:
        moments["since"] = timezone.make_aware(datetime.combine(since, time()))
    if until:
        moments["until"] = timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
    return {**wishes, **moments}


@dataclass(frozen=True)
class Around:
    """What a person can filter by."""

    villages: list[Organisation]
    agencies: list[Organisation]
    categories: list[Category]


def around(person: Person) -> Around:
    """The villages, units and categories within the person's reach: two statements."""
    roots = [role.organisation for role in person.roles_today if role.role in SEE_ORDERS]
    reached = Q(pk__in=[])
    for root in roots:
        reached |= _reach(root)
    organisations = list(
        Organisation.objects.filter(reached, ended_on__isnull=True)
        .order_by("kind", "code")
        .only("kind", "name", "name_en")
    )
    towns = {root.town_id_of for root in roots} - {None}
    categories = Category.objects.filter(ended_on__isnull=True).order_by("id")
    categories = categories.only("name", "name_en")
    return Around(
        villages=[o for o in organisations if o.kind in PLACES_PEOPLE_LIVE],
        agencies=[o for o in organisations if o.kind in {*UNITS, OrganisationKind.BRANCH}],
        categories=list(categories.filter(town__in=towns)) if towns else [],
    )


def _reach(root: Organisation) -> Q:
    """Below a town or a village all; a unit works in every village, and sees its own work only."""
    if root.kind in UNITS:
        return Q(pk=root.pk) | Q(town_id=root.town_id, kind__in=PLACES_PEOPLE_LIVE)
    return Q(path__startswith=root.path)


TYPISTS = frozenset(
    {
        RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.CLERK, RoleCode.LEAD,
        RoleCode.ADMIN,
    }
)  # fmt: skip
"""Roles that type in for somebody on the telephone."""


def villages_typed_for(person: Person) -> QuerySet[Organisation]:
    """Where somebody may have rung from: a branch's own village; for those of the town, any."""
    reached = Q(pk__in=[])
    for role in person.roles_today:
        root = role.organisation
        if role.role in TYPISTS:
            reached |= Q(path__startswith=root.path) if _is_above(root) else _own(root)
    return Organisation.objects.filter(
        reached, kind__in=PLACES_PEOPLE_LIVE, ended_on__isnull=True
    ).order_by("code")


def _is_above(root: Organisation) -> bool:
    return root.kind in {TOWN, COUNTY}


def _own(root: Organisation) -> Q:
    if root.kind in PLACES_PEOPLE_LIVE:
        return Q(pk=root.pk)
    if root.kind == OrganisationKind.BRANCH:
        return Q(pk=root.parent_id)
    return Q(town_id=root.town_id)
