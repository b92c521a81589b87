"""Which of a figure's records somebody may open: a number reaches further than what people wrote."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet

from touyan.kernel.figures import Figure, Rows, Scope, records
from touyan.orders import reads as orders
from touyan.orders.models import Order
from touyan.town.models import Person

Seen = Callable[[Person], QuerySet[Any]]

VISIBLE: Mapping[type[Model], Seen] = {Order: orders.visible_to}
"""What a person may open, by kind of record; a kind that is not here is counted and not listed."""
PUBLIC: Mapping[type[Model], Callable[[], QuerySet[Any]]] = {Order: orders.public}
"""What everyone may open."""


def visible(person: Person, model: type[Model]) -> Rows:
    return VISIBLE[model](person) if model in VISIBLE else QuerySet(model).none()


NONE = "-"
"""How an address says: without a category."""


def seen(person: Person, figure: Figure, scope: Scope, category: str = "") -> Rows:
    """The figure's records that this person may open, newest first; of one category where it is named."""
    rows = records(figure, scope) & visible(person, figure.source.model)
    return rows.filter(_of_category(figure, scope, category)) if category else rows


def _of_category(figure: Figure, scope: Scope, category: str) -> Q:
    told = figure.source.splits(scope).get("category")
    if told is None:
        return Q()
    if category == NONE:
        return Q(**{f"{told.column}__isnull": True})
    return Q(**{f"{told.column}__code": category})


def seen_by_all(figure: Figure, scope: Scope) -> Rows:
    """The figure's records that everyone may open, newest first."""
    model = figure.source.model
    return records(figure, scope) & (PUBLIC[model]() if model in PUBLIC else QuerySet(model).none())


def sees_all(person: Person, figure: Figure, scope: Scope) -> bool:
    """Whether a role of theirs opens records of the whole scope."""
    if figure.source.model not in VISIBLE:
        return False
    return person.works_in(scope.organisation.path, *orders.SEE_ORDERS)
