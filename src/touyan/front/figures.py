"""What the public figures' pages show: the whole town's numbers, and records that anybody may read."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from touyan.figures.forms.period import Period
from touyan.figures.reads.board import board, in_order
from touyan.figures.reads.seen import seen_by_all
from touyan.front.reads import PAGE
from touyan.kernel.figures import FIGURES, Count, Figure, Scope, trend
from touyan.kernel.written import month
from touyan.orders.models import Order
from touyan.town.reads import home_town


def public_figures() -> list[Figure]:
    """Those that the rooms made public; a part stands under its whole where that is public too."""
    return [
        one
        for one in in_order(FIGURES.values())
        if one.public and not (one.part_of and FIGURES[one.part_of].public)
    ]


def scope_of(form: Period) -> Scope | None:
    """The whole town in the days that were asked for; None before there is a town, or where that is unclear."""
    town = home_town() if form.is_valid() else None
    return Scope(town, form.cleaned_data["since"], form.cleaned_data["until"]) if town else None


def query(scope: Scope) -> str:
    return urlencode({"since": scope.since.isoformat(), "until": scope.until.isoformat()})


def shown(figure: Figure, scope: Scope | None, wishes: Mapping[str, str]) -> dict[str, Any]:
    """One figure's page: its number, its months, and a page of the records that are public."""
    if scope is None:
        return {"told": None}
    (told,) = board(scope, [figure])
    months = [(month(first), value) for first, value in trend(figure, scope)]
    labels, values = zip(*months, strict=True)
    chart = {"kind": "bar", "name": str(figure.label), "labels": labels, "values": values}
    return {
        "told": told,
        "query": query(scope),
        "months": months,
        "chart": chart,
        **_records(figure, scope, told.value, wishes),
    }


def _records(figure: Figure, scope: Scope, value: int, wishes: Mapping[str, str]) -> dict[str, Any]:
    """Orders that the office published, newest first; of others only the number is told."""
    if figure.source.model is not Order or not isinstance(figure.total, Count):
        return {"rows": [], "next": "", "hidden": None, "many": False}
    rows = seen_by_all(figure, scope)
    public = rows.order_by()[: MOST_COUNTED + 1].count()
    page = list(_after(rows, wishes.get("before", ""))[: PAGE + 1])
    more = f"?{query(scope)}&before={_mark(page[PAGE - 1])}" if len(page) > PAGE else ""
    return {
        "rows": page[:PAGE],
        "next": more,
        "hidden": value - public,
        "many": public > MOST_COUNTED,
    }


MOST_COUNTED = 1000
"""Public records beyond which nobody learns from an exact number what its counting costs."""


def _mark(order: Order) -> str:
    return f"{order.placed_on:%Y%m%d}-{order.pk}"


def _after(rows: QuerySet[Order], mark: str) -> QuerySet[Order]:
    """What follows the record that a mark names; a mark that cannot be read is none."""
    found = MARK.fullmatch(mark)
    if found is None:
        return rows
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return rows
    earlier = Q(placed_on__lt=day) | Q(pk__lt=int(found[2]))
    return rows.filter(Q(placed_on__lte=day) & earlier)


MARK = re.compile(r"([0-9]{8})-([0-9]{1,18})")
