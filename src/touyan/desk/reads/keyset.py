"""Pages of a list that begin after the last row seen: no OFFSET and no COUNT, whatever the size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, OrderBy, Q, QuerySet

M = TypeVar("M", bound=Model)
SIZE = 25
EMPTY = "-"
"""How a mark writes the place of a row that has no date."""


@dataclass(frozen=True)
class Sort:
    """`("due_at", "id")`, `("id",)` or `("-id",)`."""

    columns: tuple[str, ...]
    dated: Q | None = None
    """Which rows have a date, where some have none: those come last, by the last column."""
    days: bool = False
    """Whether the first column holds days rather than moments: `("-placed_on", "-id")`."""

    def order(self, rows: QuerySet[M], *, backwards: bool = False) -> QuerySet[M]:
        return rows.order_by(*(self._ordering(name, backwards) for name in self.columns))

    def _ordering(self, name: str, backwards: bool) -> OrderBy:
        column = F(name.removeprefix("-"))
        empty = (self.dated is not None and name != self.columns[-1]) or None
        if name.startswith("-") != backwards:
            return column.desc(nulls_first=empty)
        return column.asc(nulls_last=empty)

    def parts(
        self, rows: QuerySet[M], mark: tuple[Any, ...] | None, *, backwards: bool
    ) -> Iterator[QuerySet[M]]:
        """What follows the row that the mark names, in order: one statement, or the dated and then the others.

        Each of the two finds its place in an index, which has no order for rows with and without a date.
        """
        if self.dated is None:
            yield self.beyond(rows, mark, backwards=backwards)
            return
        dated, others = Sort(self.columns, days=self.days), Sort(self.columns[-1:])
        halves = [(dated, rows.filter(self.dated)), (others, rows.exclude(self.dated))]
        if mark and mark[0] is None:
            halves, mark = halves[::-1] if backwards else halves[1:], mark[-1:]
        elif mark and backwards:
            halves = halves[:1]
        for sort, half in halves:
            yield sort.beyond(half, mark, backwards=backwards)
            mark = None

    def beyond(
        self, rows: QuerySet[M], mark: tuple[Any, ...] | None, *, backwards: bool
    ) -> QuerySet[M]:
        """The rows in order after the one that the mark names; all of them where it names none."""
        ordered = self.order(rows, backwards=backwards)
        if mark is None:
            return ordered
        number = Q(**{f"id__{_side(self.columns[-1], backwards)}": mark[-1]})
        if len(self.columns) == 1:
            return ordered.filter(number)
        name, at = self.columns[0].removeprefix("-"), mark[0]
        side = _side(self.columns[0], backwards)
        # The first condition says what the others imply, so that an index is entered at the right place.
        return ordered.filter(Q(**{f"{name}__{side}e": at}), Q(**{f"{name}__{side}": at}) | number)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows, and the marks that the pages before and after them begin from."""

    rows: list[M]
    before: str = ""
    after: str = ""


def paged(rows: QuerySet[M], sort: Sort, marks: Mapping[str, str], size: int = SIZE) -> Page[M]:
    """The page `after` or `before` a mark, else the first one. A mark that cannot be read is none."""
    before = marks.get("before", "")
    mark, backwards = _read(before or marks.get("after", ""), sort), bool(before)
    found: list[M] = []
    for part in sort.parts(rows, mark, backwards=backwards):
        found += part[: size + 1 - len(found)]
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        found,
        before=_mark(found[0], sort) if found and (more if backwards else mark) else "",
        after=_mark(found[-1], sort) if found and (backwards or more) else "",
    )


def _side(name: str, backwards: bool) -> str:
    return "lt" if name.startswith("-") != backwards else "gt"


def _mark(row: Model, sort: Sort) -> str:
    if len(sort.columns) == 1:
        return str(row.pk)
    at: date | None = getattr(row, sort.columns[0].removeprefix("-"))
    return f"{at.isoformat() if at else EMPTY}_{row.pk}"


def _read(mark: str, sort: Sort) -> tuple[Any, ...] | None:
    at, _, number = mark.rpartition("_")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    if len(sort.columns) == 1:
        return (int(number),)
    try:
        read = date.fromisoformat if sort.days else datetime.fromisoformat
        moment = None if at == EMPTY else read(at)
    except ValueError:
        return None
    if moment is None and sort.dated is None:
        return None
    return None if moment is not None and not _can_be(moment) else (moment, int(number))


def day_of(mark: str) -> date | None:
    """The day that a mark over days names; a mark that cannot be read names none."""
    read = _read(mark, Sort(("day", "id"), days=True))
    return read[0] if read else None


def _can_be(moment: date) -> bool:
    """Whether a row could have this date; at the ends of time a moment has no other zone's name."""
    zoned = not isinstance(moment, datetime) or moment.tzinfo is not None
    return zoned and 1900 < moment.year < 2200
