"""Reading kept sums: whole months from the months, the days at both ends from the days, and what is not folded yet."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from touyan.kernel.figures import Figure, Node, Rows, Scope, Source, Statement, next_month

DAY, MONTH = 0, 1
ALL_CATEGORIES, NO_CATEGORY = -1, 0
DIMENSIONS = ("organisation_id", "grain", "category", "day")
"""What one sum is of, in the order of its table's key."""


class KeptSource(Source):
    """Records whose figures are kept as sums.

    `sums` has the columns of DIMENSIONS and one for each figure, named as the figure is; `changes` has
    the same figures beside the `places`, the day and the category of the record that changed.
    """

    sums: type[models.Model]
    changes: type[models.Model]
    places: tuple[str, ...]
    """The columns that name organisations a record is counted for, the widest last."""
    tree: type[models.Model]
    """The organisations: what is above the widest place is counted too."""
    category: str
    figures: tuple[Figure, ...] = ()
    """What is kept, in no order; entered once they are declared."""

    @abstractmethod
    def keeps(self, organisation: Node) -> bool:
        """Whether sums are kept for such an organisation; others are counted when they are asked for."""

    def totals(self, figures: Sequence[Figure], scope: Scope) -> Statement:
        if not self.keeps(scope.organisation):
            return super().totals(figures, scope)
        names = [column_of(figure) for figure in figures]
        told = self._united(names, scope)
        added = ", ".join(f"COALESCE(SUM({name}), 0) AS figure_{n}" for n, name in enumerate(names))
        return Statement(f"SELECT {added} FROM ({told.sql}) AS kept", told.params)  # noqa: S608 - our own names

    def by_month(self, figure: Figure, scope: Scope) -> dict[date, int]:
        if not self.keeps(scope.organisation):
            return super().by_month(figure, scope)
        told = self._united([column_of(figure)], scope, "day", f"{self.day} AS day")
        found: dict[date, int] = {}
        for day, value in _rows(told):
            month = _date(day).replace(day=1)
            found[month] = found.get(month, 0) + value
        return found

    def by_column(
        self, figure: Figure, scope: Scope, column: str, among: Sequence[int]
    ) -> dict[int | None, int]:
        if not self.keeps(scope.organisation):
            return super().by_column(figure, scope, column, among)
        if column == self.category:
            return self._by_category(figure, scope, among)
        key = f"{column}_id"
        told = self._united(
            [column_of(figure)], scope, "organisation_id AS piece", f"{key} AS piece",
            organisations=among,
        )  # fmt: skip
        return self._pieces(figure, scope, told, among)

    def narrowed(
        self,
        figure: Figure,
        scope: Scope,
        rows: Rows,
        enough: int,
        *,
        skipping: date | None = None,
        categories: Sequence[int] | None = None,
    ) -> Rows:
        """The sums say in which places on which days there is something: no more rows are looked at than those."""
        if not self.keeps(scope.organisation):
            return rows
        place, owners = self.splits(scope)["organisation"].column, self._owners(scope)
        days = self._newest_days(figure, scope, enough, skipping, categories)
        name, changed = column_of(figure), self._changed(scope)
        table, sums = self.model._meta.db_table, self.sums._meta.db_table  # noqa: SLF001
        cells = (
            f"SELECT organisation_id, day FROM {sums} WHERE organisation_id IN ({owners.sql})"  # noqa: S608
            f" AND grain = {DAY} AND category IN ({_categories(categories)}) AND {name} <> 0"
            f" AND day IN ({days.sql})"
            f" UNION SELECT {place}_id, {self.day} FROM ({changed.sql}) AS fresh WHERE {name} <> 0"
        )
        # By number, and from the cells to their rows (a CROSS JOIN is never turned around): a database
        # without statistics would rather walk through all the days of the period.
        theirs = (
            f"SELECT {table}.id FROM ({cells}) AS cells CROSS JOIN {table}"  # noqa: S608
            f" WHERE {table}.{place}_id = cells.organisation_id AND {table}.{self.day} = cells.day"
        )
        return rows.filter(
            pk__in=RawSQL(theirs, (*owners.params, *days.params, *changed.params))  # noqa: S611 - our own names
        )

    def _owners(self, scope: Scope) -> Statement:
        among = self.splits(scope)["organisation"].among.order_by().values("pk")
        return Statement(*among.query.sql_with_params())

    def _newest_days(
        self,
        figure: Figure,
        scope: Scope,
        enough: int,
        skipping: date | None,
        categories: Sequence[int] | None,
    ) -> Statement:
        name = column_of(figure)
        told = self._united(
            [name], scope, "day", f"{self.day} AS day", categories=categories, by_days=True
        )
        return Statement(
            "SELECT day FROM (SELECT day, found, SUM(found) OVER (ORDER BY day DESC) AS so_far FROM ("  # noqa: S608
            f"SELECT day, CASE WHEN day = %s THEN 0 ELSE SUM({name}) END AS found FROM ({told.sql}) AS kept"
            f" GROUP BY day HAVING SUM({name}) > 0) AS counted) AS summed WHERE so_far - found < {enough}",
            (_adapted(skipping or date.max), *told.params),
        )

    def _by_category(
        self, figure: Figure, scope: Scope, among: Sequence[int]
    ) -> dict[int | None, int]:
        told = self._united(
            [column_of(figure)], scope, "category AS piece",
            f"COALESCE({self.category}_id, {NO_CATEGORY}) AS piece", categories=among,
        )  # fmt: skip
        return self._pieces(figure, scope, told, among)

    def _pieces(
        self, figure: Figure, scope: Scope, told: Statement, among: Sequence[int]
    ) -> dict[int | None, int]:
        """What each piece has; the rest, of none of them, under None."""
        name, whole = column_of(figure), self._united([column_of(figure)], scope)
        found: dict[int | None, int] = {
            piece: value
            for piece, value in _rows(
                Statement(
                    f"SELECT piece, SUM({name}) FROM ({told.sql}) AS kept GROUP BY piece"  # noqa: S608 - our own names
                    f" UNION ALL SELECT NULL, SUM({name}) FROM ({whole.sql}) AS whole",
                    (*told.params, *whole.params),
                )
            )
            if piece is None or piece in among
        }
        rest = (found.pop(None, 0) or 0) - sum(found.values())
        return {**found, None: rest} if rest else found

    # The statement everything reads ------------------------------------------------------------

    def _united(
        self,
        names: Sequence[str],
        scope: Scope,
        kept: str = "",
        fresh: str = "",
        *,
        organisations: Sequence[int] = (),
        categories: Sequence[int] | None = None,
        by_days: bool = False,
    ) -> Statement:
        """Folded sums and changes not folded yet, row by row; `kept` and `fresh` say by what they are told apart."""
        figures = ", ".join(names)
        wanted = ", ".join(map(str, sorted(organisations) or [scope.organisation.pk]))
        of = _categories(categories)
        table = self.sums._meta.db_table  # noqa: SLF001
        pieces: list[str] = []
        params: list[Any] = []
        ranges = [(DAY, scope.since, scope.until)] if by_days else [*stretches(scope)]
        for grain, since, until in ranges:
            pieces.append(
                f"SELECT {_listed(kept)}{figures} FROM {table} WHERE organisation_id IN ({wanted})"  # noqa: S608
                f" AND grain = {grain} AND category IN ({of}) AND day BETWEEN %s AND %s"
            )
            params += [_adapted(since), _adapted(until)]
        changed = self._changed(scope)
        pieces.append(f"SELECT {_listed(fresh)}{figures} FROM ({changed.sql}) AS fresh")  # noqa: S608
        return Statement(" UNION ALL ".join(pieces), (*params, *changed.params))

    def _changed(self, scope: Scope) -> Statement:
        days = {f"{self.day}__gte": scope.since, f"{self.day}__lte": scope.until}
        rows: models.QuerySet[Any] = models.QuerySet(self.changes).filter(
            self.inside(scope.organisation), **days
        )
        return Statement(*rows.query.sql_with_params())


def _categories(wanted: Sequence[int] | None) -> str:
    return str(ALL_CATEGORIES) if wanted is None else ", ".join(map(str, sorted(wanted))) or "NULL"


def column_of(figure: Figure) -> str:
    return figure.key.partition(".")[2]


def stretches(scope: Scope) -> Iterator[tuple[int, date, date]]:
    """The period as a run of whole months and the days before and after it."""
    first = scope.since if scope.since.day == 1 else next_month(scope.since)
    # The month after the last whole one: that in which the day after the period lies.
    end = (scope.until + timedelta(days=1)).replace(day=1)
    if first >= end:
        yield DAY, scope.since, scope.until
        return
    day = timedelta(days=1)
    if scope.since < first:
        yield DAY, scope.since, first - day
    yield MONTH, first, end - day
    if end <= scope.until:
        yield DAY, end, scope.until


def _listed(names: str) -> str:
    return f"{names}, " if names else ""


def _adapted(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _date(told: Any) -> date:
    """SQLite answers a date as it is written."""
    return told if isinstance(told, date) else date.fromisoformat(told)


def _rows(told: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(told.sql, told.params)
        return list(cursor.fetchall())
