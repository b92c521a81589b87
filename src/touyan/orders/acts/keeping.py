"""What the town keeps for its orders: categories, and the clocks that promise times."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.orders.models import Category, Clock
from touyan.town.models import Organisation
from touyan.town.rules import must_administer

CATEGORY_FIELDS = frozenset({"name", "name_en", "urgency", "unit", "keywords", "ended_on"})
CLOCK_FIELDS = frozenset(
    {
        "name", "accept", "accept_in", "answer", "answer_in", "deliver", "deliver_in",
        "silence_days", "extension_days",
    }
)  # fmt: skip


@act()
def keep_category(*, by: Actor, town: Organisation, code: str, **fields: Any) -> Event[Category]:
    """Add a category to the town's list, or change the one with this code."""
    must_administer(town, by)
    _only(CATEGORY_FIELDS, fields)
    category, made = Category.objects.update_or_create(town=town, code=code, defaults=fields)
    unit = fields.get("unit")
    data = {**fields, "code": code, "unit": unit.code if unit else ""}
    return Event(category, by, data, first=made)


@act()
def keep_clock(
    *, by: Actor, town: Organisation, urgency: str, category: Category | None = None, **fields: Any
) -> Event[Clock]:
    """Say which times are promised in a class, or for one category in it. What runs keeps its dates."""
    must_administer(town, by)
    _only(CLOCK_FIELDS, fields)
    for name in ("accept", "answer", "deliver", "silence_days", "extension_days"):
        if not 1 <= fields.get(name, 1) <= 400:
            raise Refused(_("Give a number from 1 to 400."), field=name)
    profile, made = Clock.objects.update_or_create(
        town=town, urgency=urgency, category=category, defaults=fields
    )
    return Event(profile, by, {**fields, "urgency": urgency}, first=made)


def _only(allowed: frozenset[str], fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - allowed:
        raise ValueError(f"not kept: {sorted(unknown)}")
