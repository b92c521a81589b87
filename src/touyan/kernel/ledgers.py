"""Ledgers whose columns have a meaning: which heading is which, what a cell says, and what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from touyan.kernel.refused import Refused
from touyan.kernel.sheets import Cell, Problem, Problems, Sheet, cleaned

ZONE = ZoneInfo("Asia/Shanghai")
Parse = Callable[[Cell], Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Column:
    """One column: its name inside, the headings it may have, and how a cell of it is read."""

    name: str
    headings: tuple[str, ...]
    parse: Parse
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of ledger: its columns, how rows come in, how they go out.

    `load(rows, options, progress)` answers how many rows made something new. `dump()` gives rows in
    the order of the columns, each under its first heading: what goes out can come in again.
    """

    columns: Sequence[Column]
    load: Callable[[list["Line"], Mapping[str, Any], Progress], int]
    dump: Callable[[], Iterable[Sequence[Any]]]
    after: Callable[[list["Line"], Mapping[str, Any]], Iterator[Problem]] = (
        lambda _lines, _options: iter(())
    )
    """What a look at the town's own records finds wrong with rows that could be read."""

    @property
    def headings(self) -> list[str]:
        """As it goes out."""
        return [column.headings[0] for column in self.columns]


@dataclass(frozen=True)
class Line:
    """One row as it was understood."""

    number: int
    said: dict[str, Any]


def understood(sheet: Sheet, kind: Kind, mapping: Mapping[str, str]) -> list[Line]:
    """Every row of the sheet by the names of the columns; Problems, all of them at once, otherwise.

    `mapping` says which heading stands for which column where the ledger has headings of its own.
    """
    headings = _matched(sheet.headings, kind.columns, mapping)
    lines, problems = [], []
    for number, cells in sheet.rows:
        said: dict[str, Any] = {}
        for column in kind.columns:
            heading = headings.get(column.name)
            cell = cells.get(heading) if heading else None
            try:
                said[column.name] = _read(column, cell)
            except ValueError as error:
                problems.append(Problem(number, heading or column.headings[0], str(error)))
        lines.append(Line(number, said))
    if problems:
        raise Problems(problems)
    return lines


def _read(column: Column, cell: Cell) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column.required:
            raise ValueError(_("is empty"))
        return None
    return column.parse(cell)


def _matched(
    headings: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str]
) -> dict[str, str]:
    known = {column.name for column in columns}
    for name, heading in mapping.items():
        if name not in known:
            raise Refused(
                _("There is no column “{name}”. There are: {all}.").format(
                    name=name, all=_listed(sorted(known))
                )
            )
        if heading not in headings:
            raise Refused(
                _("The ledger has no heading “{heading}”. It has: {all}.").format(
                    heading=heading, all=_listed(headings)
                )
            )
    found = dict(mapping)
    for column in columns:
        for heading in (*column.headings, column.name):
            if column.name not in found and heading in headings:
                found[column.name] = heading
        if column.required and column.name not in found:
            raise Refused(
                _(
                    "The ledger lacks the column “{heading}”. Name yours with --map {name}=HEADING."
                ).format(heading=column.headings[0], name=column.name)
            )
    return found


def differs(row: Any, said: Mapping[str, Any]) -> bool:
    """Whether a row says something else than what is kept. Of a text, what a worksheet cannot hold does not count."""
    return any(_as_read(getattr(row, name)) != _as_read(value) for name, value in said.items())


def _as_read(value: Any) -> Any:
    return cleaned(value) if isinstance(value, str) else value


def _listed(items: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(items)


# How cells are read ----------------------------------------------------------------------------


def text(most: int = 200) -> Parse:
    def parse(cell: Cell) -> str:
        said = str(cell).strip()
        if len(said) > most:
            raise ValueError(_("is longer than {most} characters").format(most=most))
        return said

    return parse


_CODE = re.compile(r"[A-Za-z0-9_-]+")


def code(most: int) -> Parse:
    """What stands in addresses: a page that lists it could not be shown otherwise."""

    def parse(cell: Cell) -> str:
        said = text(most)(cell)
        if not _CODE.fullmatch(said):
            raise ValueError(_("may hold letters, digits, - and _ only"))
        return str(said)

    return parse


EARLIEST = 1900
"""What lies before is a slip of the hand, and moments before the year 1 cannot be counted with."""
FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y年%m月%d日 %H:%M", "%Y.%m.%d",
)  # fmt: skip


def moment(cell: Cell) -> datetime:
    """A point in time; without a zone it is the town's own."""
    if (at := _moment(cell)) is None:
        raise ValueError(_("is no date and time, such as 2021-09-17 08:12"))
    return at


def day(cell: Cell) -> date:
    if (at := _moment(cell)) is None:
        raise ValueError(_("is no date, such as 2021-09-17"))
    return at.date()


def _moment(cell: Cell) -> datetime | None:
    at = _told(cell)
    return at if at is not None and at.year >= EARLIEST else None


def _told(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=ZONE)
    for form in FORMATS:
        try:
            return datetime.strptime(str(cell).strip(), form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    return None


def number(least: float, most: float) -> Parse:
    def parse(cell: Cell) -> float:
        try:
            value = float(str(cell))
        except ValueError:
            raise ValueError(_("is no number")) from None
        if not least <= value <= most:
            raise ValueError(
                _("must lie between {least} and {most}").format(least=least, most=most)
            )
        return value

    return parse


def whole(least: int, most: int) -> Parse:
    def parse(cell: Cell) -> int:
        value = number(least, most)(cell)
        if value != int(value):
            raise ValueError(_("is no whole number"))
        return int(value)

    return parse


def yes(cell: Cell) -> bool:
    said = str(cell).strip().lower()
    if said in {"1", "true", "yes", "y", "是", "√", "工作"}:
        return True
    if said in {"0", "false", "no", "n", "否", "休息"}:
        return False
    raise ValueError(_("is neither yes nor no"))


def one_of(choices: type[TextChoices]) -> Parse:
    """A choice by its code, or by its label in either language."""

    def parse(cell: Cell) -> str:
        said = str(cell).strip()
        for choice in choices:
            if said in {choice.value, *_labels(choice)}:
                return str(choice.value)
        raise ValueError(
            _("must be one of: {all}").format(all=_listed(str(c.label) for c in choices))
        )

    return parse


def label(choice: TextChoices) -> str:
    """As a ledger that goes out says it: in the language of its headings."""
    with translation.override("zh-hans"):
        return str(choice.label)


def _labels(choice: TextChoices) -> Iterator[str]:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            yield str(choice.label)
