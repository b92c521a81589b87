"""A figure is a set of records with a definition: its value is their number, their sum, or who they are of.

Rooms declare theirs in `figures.py`; `conf/wiring.py` enters them in FIGURES. Whoever shows a number
asks `values`, and whoever doubts it asks `records`: both read the same condition over the same rows.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Protocol, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncMonth

from touyan.kernel.lifecycle import Words

Rows: TypeAlias = QuerySet[Any]


class Node(Protocol):
    """An organisation, as far as a figure must know it."""

    @property
    def pk(self) -> int: ...
    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Scope:
    """Whose numbers, and of which days: both ends belong to it."""

    organisation: Node
    since: date
    until: date

    def within(self, child: Node) -> "Scope":
        """The same days of an organisation below; one that is elsewhere is a mistake of the caller's."""
        if not child.path.startswith(self.organisation.path):
            raise ValueError(f"{child.path} is not within {self.organisation.path}")
        return replace(self, organisation=child)


@dataclass(frozen=True)
class Count:
    """How many records there are."""

    def over(self, where: Q) -> models.Aggregate:
        return models.Count("pk", filter=where)


@dataclass(frozen=True)
class Sum:
    """What a column of theirs adds up to: minutes, parking spaces."""

    column: str

    def over(self, where: Q) -> models.Func:
        return Coalesce(models.Sum(self.column, filter=where), Value(0))


@dataclass(frozen=True)
class Distinct:
    """How many different ones a column names: people, villages."""

    column: str

    def over(self, where: Q) -> models.Aggregate:
        return models.Count(self.column, distinct=True, filter=where)


@dataclass(frozen=True)
class Column:
    """One column of a list of records, on the screen and in Excel."""

    label: Words
    value: Callable[[Any], Any]
    office: bool = False
    """Only for whoever may open the records themselves: what people wrote, who is named."""


@dataclass(frozen=True)
class Part:
    """One piece of a figure that was split: an organisation, a category."""

    key: str
    """The code of the piece; empty for records that belong to none."""
    label: str
    value: int


@dataclass(frozen=True)
class Split:
    """How records are told apart: by which column of theirs, among which pieces (each has a code and a label)."""

    column: str
    among: Rows


@dataclass(frozen=True)
class Statement:
    """One row of numbers as SQL, so that many can be had in one."""

    sql: str
    params: tuple[Any, ...]


class Source(ABC):
    """Where the records of some figures stand, and how they are scoped. A room's own says the rest.

    What is here counts the rows whenever it is asked. A source that keeps sums answers `totals`,
    `by_month` and `by_column` from them.
    """

    model: type[models.Model]
    day: str
    """The date by which a record falls into a period."""
    columns: tuple[Column, ...] = ()
    related: tuple[str, ...] = ()
    """What the columns look at beyond the row."""

    @abstractmethod
    def inside(self, organisation: Node) -> Q:
        """Which records are an organisation's own or of its subtree."""

    @abstractmethod
    def splits(self, scope: Scope) -> dict[str, Split]:
        """By what the records of a scope can be told apart: `organisation`, `category`."""

    def about(self, row: Any) -> str:
        """How the journal names a record, by which a door finds its page: `order:69`."""
        return f"{self.model._meta.model_name}:{row.pk}"  # noqa: SLF001 - Django documents _meta as its API

    def everything(self) -> Rows:
        return QuerySet(self.model)

    def rows(self, scope: Scope) -> Rows:
        """The records of a scope, whichever figure counts them."""
        days = {f"{self.day}__gte": scope.since, f"{self.day}__lte": scope.until}
        return self.everything().filter(self.inside(scope.organisation), **days)

    def totals(self, figures: Sequence["Figure"], scope: Scope) -> Statement:
        """The value of each, in this order, as one row."""
        counted = {
            f"figure_{n}": figure.total.over(figure.where) for n, figure in enumerate(figures)
        }
        # A constant to group by: all rows are one group, so the sums can stand within another statement.
        one = self.rows(scope).order_by().annotate(all_of_them=Value(1)).values("all_of_them")
        try:
            return Statement(*one.annotate(**counted).values(*counted).query.sql_with_params())
        except EmptyResultSet:
            return Statement(f"SELECT {', '.join(f'0 AS {name}' for name in counted)}", ())

    def by_month(self, figure: "Figure", scope: Scope) -> dict[date, int]:
        """Value by the first day of each month that has any."""
        months = self.rows(scope).order_by().annotate(month=TruncMonth(self.day)).values("month")
        counted = months.annotate(value=figure.total.over(figure.where))
        return {row["month"]: row["value"] for row in counted}

    def by_column(
        self, figure: "Figure", scope: Scope, column: str, among: Sequence[int]
    ) -> dict[int | None, int]:
        """Value by the key that a column holds; under None what is of none of these."""
        counted = self.rows(scope).order_by().values(column)
        found: dict[int | None, int] = {}
        for row in counted.annotate(value=figure.total.over(figure.where)):
            key = row[column] if row[column] in among else None
            found[key] = found.get(key, 0) + row["value"]
        return found

    def narrowed(
        self,
        figure: "Figure",
        scope: Scope,
        rows: Rows,
        enough: int,
        *,
        skipping: date | None = None,
        categories: Sequence[int] | None = None,
    ) -> Rows:
        """Rows among which so many of the figure's newest are, whatever the day `skipping` has besides.

        All of them, where nobody kept on which days there is something to find.
        """
        return rows


class Stock(Source):
    """Records as they stood at the end of a period: nothing is added up over months.

    A month's part of it is what its value would be if the period ended with that month; so the last one is the value.
    """

    def by_month(self, figure: "Figure", scope: Scope) -> dict[date, int]:
        ends = [(month, min(scope.until, last_day(month))) for month in months(scope)]
        told = [self.totals([figure], replace(scope, until=end)) for _month, end in ends]
        each = (
            f"SELECT {n} AS month, one.* FROM ({part.sql}) AS one"  # noqa: S608
            for n, part in enumerate(told)
        )
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(each), [p for part in told for p in part.params])
            return {ends[n][0]: int(value or 0) for n, value in cursor.fetchall()}


@dataclass(frozen=True, eq=False)
class Figure:
    """A number that the town tells of itself, and what it is the number of."""

    key: str
    """`orders.placed`: the room and the figure."""
    label: Words
    definition: Words
    """What counts and what does not (口径)."""
    unit: Words
    source: Source
    where: Q = field(default_factory=Q)
    """Which of the source's records. About one row alone: what other tables say goes in as Exists."""
    total: Count | Sum | Distinct = Count()
    part_of: str = ""
    """The figure that this one and its siblings add up to, record by record."""
    out_of: str = ""
    """What a rate is a share of."""
    left_out: Words = ""
    """Which records a rate says nothing about, and why."""
    version: int = 1
    """Raised when the definition changes, so that a frozen value says by which it was counted."""
    public: bool = False
    names: tuple[str, ...] = ()
    """What a Chinese text calls it: for finding numbers that were typed by hand."""

    @property
    def room(self) -> str:
        return self.key.partition(".")[0]


FIGURES: dict[str, Figure] = {}
"""Every figure by its key. Filled by conf/wiring.py and nobody else."""


def parts(whole: str) -> list[Figure]:
    """The figures that add up to this one."""
    return [figure for figure in FIGURES.values() if figure.part_of == whole]


def values(keys: Iterable[str], scope: Scope) -> dict[str, int]:
    """The value of each figure, all of one moment: one statement, however many."""
    wanted = [FIGURES[key] for key in dict.fromkeys(keys)]
    by_source: dict[Source, list[Figure]] = {}
    for figure in wanted:
        by_source.setdefault(figure.source, []).append(figure)
    if not wanted:
        return {}
    told = [source.totals(figures, scope) for source, figures in by_source.items()]
    tables = ", ".join(f"({one.sql}) AS source_{n}" for n, one in enumerate(told))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tables}", [p for one in told for p in one.params])  # noqa: S608
        row = cursor.fetchone()
    counted = [figure.key for figures in by_source.values() for figure in figures]
    found = dict(zip(counted, row, strict=True))
    return {figure.key: int(found[figure.key] or 0) for figure in wanted}


def records(figure: Figure, scope: Scope) -> Rows:
    """The very records that a value is the number, or the sum, of: newest first."""
    rows = figure.source.rows(scope).filter(figure.where)
    return rows.order_by(f"-{figure.source.day}", "-pk").select_related(*figure.source.related)


def trend(figure: Figure, scope: Scope) -> list[tuple[date, int]]:
    """Value by month, every month of the period; one that has only some of its days in it counts those."""
    found = figure.source.by_month(figure, scope)
    return [(month, found.get(month, 0)) for month in months(scope)]


def months(scope: Scope) -> Iterator[date]:
    month = scope.since.replace(day=1)
    while month <= scope.until:
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def split(figure: Figure, scope: Scope, by: str) -> list[Part]:
    """Value by `organisation` or `category`, in the order of their codes: nobody is ranked."""
    told = figure.source.splits(scope)[by]
    pieces = list(told.among.order_by("code"))
    found = figure.source.by_column(figure, scope, told.column, [piece.pk for piece in pieces])
    told_parts: dict[str, Part] = {}
    for piece in pieces:
        # Towns of a county have categories of their own; what has the same code is the same matter.
        before = told_parts.get(piece.code)
        value = found.get(piece.pk, 0) + (before.value if before else 0)
        if value or piece.ended_on is None:
            told_parts[piece.code] = Part(
                piece.code, before.label if before else piece.label, value
            )
    nowhere = found.get(None, 0)
    return [*told_parts.values(), *([Part("", "", nowhere)] if nowhere else [])]


def page(
    figure: Figure, scope: Scope, before: tuple[date, int] | None = None, size: int = 25
) -> list[Any]:
    """The newest records, or those next to the one of this day and number; one more than `size` if there are more.

    Where a figure's sums are kept they say on which days there is anything to find: a rare figure
    then costs no more than a common one.
    """
    day, rows, skipping = figure.source.day, records(figure, scope), None
    if before:
        skipping, number = before
        scope = replace(scope, until=min(scope.until, skipping))
        rows = rows.filter(Q(**{f"{day}__lt": skipping}) | Q(**{day: skipping, "pk__lt": number}))
    # The day in which the page begins may have been shown to its last record: it promises none.
    rows = figure.source.narrowed(figure, scope, rows, size + 1, skipping=skipping)
    return list(rows[: size + 1])


def faults() -> Iterator[str]:
    """Every record that a whole and its parts do not count alike, as a sentence."""
    for whole in FIGURES.values():
        if siblings := parts(whole.key):
            yield from _uneven(whole, siblings)


def _uneven(whole: Figure, siblings: Sequence[Figure]) -> Iterator[str]:
    counted = sum((_one(part) for part in siblings), start=Value(0))
    rows = whole.source.everything().annotate(in_whole=_one(whole), in_parts=counted)
    for row in rows.exclude(in_whole=models.F("in_parts")).order_by("pk")[:100]:
        yield (
            f"{whole.source.about(row)}: {whole.key} counts it {row.in_whole} times, "
            f"its parts {row.in_parts} times"
        )


def _one(figure: Figure) -> Any:
    return (
        models.Case(models.When(figure.where, then=Value(1)), default=Value(0))
        if figure.where
        else Value(1)
    )
