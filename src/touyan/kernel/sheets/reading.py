"""A ledger as somebody sends it: the heading row found, each row under its own number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.utils.translation import gettext as _

from touyan.kernel.refused import Refused
from touyan.kernel.sheets import delimited, workbook
from touyan.kernel.sheets.limits import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    ROWS_ABOVE,
    too_large,
    too_many_columns,
    too_many_rows,
)
from touyan.kernel.sheets.problems import Problem, Problems

Cell = str | int | float | datetime | bool | None
Row = tuple[int, dict[str, Cell]]
_Line = tuple[int, list[Cell]]

_READERS = {".xlsx": workbook.lines, ".csv": delimited.lines}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_EXACT = 10**15
"""Above this a number from a spreadsheet has lost digits, so nobody should take it for whole."""


@dataclass(frozen=True)
class Sheet:
    """A table: what stands over its columns, and its rows with the numbers that people see."""

    headings: list[str]
    rows: list[Row]


def read(source: Path | bytes, name: str) -> Sheet:
    """The first visible sheet of an .xlsx, or a .csv; `name` is what the file is called.

    Dates come without a zone; who reads them knows the town. Cells without text are None.
    """
    reader = _READERS.get(Path(name).suffix.lower())
    if reader is None:
        raise Refused(_("Only .xlsx and .csv files can be read. Save the table as .xlsx."))
    lines = [line for line in _clean(reader(_bytes(source))) if line[1]]
    if not lines:
        raise Refused(_("This file holds no table."))
    return _sheet(lines)


def _bytes(source: Path | bytes) -> bytes:
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MOST_BYTES:
        raise too_large()
    return source.read_bytes() if isinstance(source, Path) else source


def _clean(lines: Iterator[tuple[int, list[object]]]) -> Iterator[_Line]:
    """Cells as plain values, those to the right of the last filled one left out."""
    for number, values in lines:
        cells = [_cell(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise too_many_columns()
        if cells and number > MOST_ROWS + ROWS_ABOVE:
            raise too_many_rows()
        yield number, cells


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return cleaned(value) or None
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    if value is None or isinstance(value, int | float | datetime):
        return value
    return str(value)


def cleaned(text: str) -> str:
    """Text as it comes in: lines end in one way, and nothing stands around it that nobody sees."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _sheet(lines: list[_Line]) -> Sheet:
    start = _heading_line(lines)
    body = lines[start + 1 :]
    if len(body) > MOST_ROWS:
        raise too_many_rows()
    names = _names(lines[start][1], max((len(cells) for _number, cells in body), default=0))
    _refuse_long_cells(names, body)
    # A column without heading and without anything in it is the sheet's margin.
    places = {
        place for _n, cells in lines[start:] for place, c in enumerate(cells) if c is not None
    }
    kept = sorted(places)
    rows = [(number, {names[p]: _at(cells, p) for p in kept}) for number, cells in body]
    return Sheet([names[place] for place in kept], rows)


def _heading_line(lines: list[_Line]) -> int:
    """The first line with two filled cells: a line with one is the ledger's title."""
    for place, (_number, cells) in enumerate(lines[:ROWS_ABOVE]):
        if sum(cell is not None for cell in cells) > 1:
            return place
    return 0


def _names(headings: list[Cell], width: int) -> list[str]:
    """What each column is called; by its letters where nothing stands over it."""
    names = [_name(_at(headings, place), place) for place in range(max(width, len(headings)))]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refused(
            _("Two columns are called “{name}”. Give each column its own heading.").format(
                name=twice
            )
        )
    return names


def _name(heading: Cell, place: int) -> str:
    if heading is None:
        return _letters(place)
    if isinstance(heading, datetime):
        return f"{heading:%Y-%m-%d}"
    return " ".join(str(heading).split())


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _at(cells: list[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _refuse_long_cells(names: list[str], body: list[_Line]) -> None:
    why = _("longer than {n} characters").format(n=MOST_CHARACTERS)
    problems = [
        Problem(number, names[place], why)
        for number, cells in body
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and len(cell) > MOST_CHARACTERS
    ]
    if problems:
        raise Problems(problems)
