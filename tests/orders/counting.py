"""Comparing figures with the orders themselves, counted one by one in Python."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tests.orders.figures_model import TOLD, Row, day_of, is_of, rows
from touyan.kernel import figures
from touyan.kernel.figures import FIGURES, Scope
from touyan.orders import figures as declared
from touyan.orders.models import Category
from touyan.town.models import Organisation

KEYS = [figure.key for figure in declared.ALL]
EVER = (date(2000, 1, 1), date(2099, 12, 31))


def scope(code: str, since: date = EVER[0], until: date = EVER[1]) -> Scope:
    return Scope(Organisation.objects.get(code=code), since, until)


def within(scope: Scope, every: list[Row]) -> list[Row]:
    here = scope.organisation
    return [
        row
        for row in every
        if is_of(row, here.kind, here.pk) and scope.since <= day_of(row) <= scope.until
    ]


def assert_values(scope: Scope) -> None:
    """Every figure is the number of the orders that its definition names."""
    here = within(scope, rows())
    meant = {f"orders.{name}": sum(map(told, here)) for name, told in TOLD.items()}
    assert figures.values(KEYS, scope) == meant


def assert_figure(key: str, scope: Scope) -> None:
    """One figure in full: its records, its months, its pieces, its newest page."""
    figure, told = FIGURES[key], TOLD[key.partition(".")[2]]
    here = [row for row in within(scope, rows()) if told(row)]
    newest = sorted(((day_of(row), row["id"]) for row in here), reverse=True)
    found = [(row.placed_on, row.pk) for row in figures.records(figure, scope)]
    assert found == newest
    by_month = Counter(day.replace(day=1) for day, _id in newest)
    assert {month: n for month, n in figures.trend(figure, scope) if n} == by_month
    codes = dict(_categories(scope.organisation).values_list("pk", "code"))
    by_category = Counter(codes.get(row["category_id"] or 0, "") for row in here)
    assert _parts(figure, scope, "category") == by_category
    column = "town_id" if scope.organisation.kind == "county" else "village_id"
    places = dict(_places(scope.organisation).values_list("pk", "code"))
    by_place = Counter(places.get(row[column], "") for row in here)
    assert _parts(figure, scope, "organisation") == by_place
    assert _paged(figure, scope) == newest


def _categories(here: Organisation) -> QuerySet[Category]:
    """A county's are those of all its towns; elsewhere an order may name none but the town's own."""
    if here.kind == "county":
        return Category.objects.all()
    return Category.objects.filter(town=here.town or here)


def _places(here: Organisation) -> QuerySet[Organisation]:
    """Of a unit's work, what lies in another town is of none of its own town's villages."""
    if here.kind == "county":
        return Organisation.objects.all()
    return Organisation.objects.filter(town=here.town or here)


def _parts(figure: figures.Figure, scope: Scope, by: str) -> dict[str, int]:
    return {part.key: part.value for part in figures.split(figure, scope, by) if part.value}


def _paged(figure: figures.Figure, scope: Scope) -> list[tuple[date, int]]:
    """Every page after another, three at a time, as a reader turns them."""
    seen: list[tuple[date, int]] = []
    before: tuple[date, int] | None = None
    while some := figures.page(figure, scope, before, size=3):
        shown: list[Any] = some[:3]
        seen += [(row.placed_on, row.pk) for row in shown]
        before = seen[-1]
        if len(some) <= 3:
            break
    return seen
