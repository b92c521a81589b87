"""What the months of a figure must be, whatever it counts and wherever a period begins and ends."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from touyan.kernel.figures import (
    FIGURES,
    Count,
    Scope,
    Stock,
    Sum,
    last_day,
    months,
    trend,
    values,
)
from touyan.town.models import Organisation


def the_months_are_the_values_of_their_days(
    place: Organisation, periods: Iterable[tuple[date, date]]
) -> None:
    """A flow's month is the value of its own days, a stock's the value until its end; so one adds up, the other ends there."""
    for since, until in periods:
        scope = Scope(place, since, until)
        wholes, each = (
            values(FIGURES, scope),
            {month: _values(scope, month) for month in months(scope)},
        )
        for figure in FIGURES.values():
            told = trend(figure, scope)
            stock = isinstance(figure.source, Stock)
            assert told == [(month, found[stock][figure.key]) for month, found in each.items()], (
                figure.key, since, until,
            )  # fmt: skip
            if stock:
                assert told[-1][1] == wholes[figure.key]
            elif isinstance(figure.total, Count | Sum):
                assert sum(value for _month, value in told) == wholes[figure.key]


def _values(scope: Scope, month: date) -> tuple[dict[str, int], dict[str, int]]:
    """Of the days of that month that are in the period, and of all days of the period until its end."""
    until = min(scope.until, last_day(month))
    own = replace(scope, since=max(scope.since, month), until=until)
    return values(FIGURES, own), values(FIGURES, replace(scope, until=until))
