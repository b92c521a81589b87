"""Ledgers as the town hands them out."""

import csv
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO, Self
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.kernel.sheets import formulas
from touyan.kernel.sheets.limits import MOST_CHARACTERS
from touyan.kernel.sheets.origin import Origin, Taken

ZONE = ZoneInfo("Asia/Shanghai")
MOST_WRITTEN = 1_048_575
Value = str | int | float | Decimal | bool | date | time | None | Promise

_FIRST_YEAR = 1900
_EXACT = 10**15
_MEASURED = 200
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write(
    file: BinaryIO,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    origin: Origin | Taken | None = None,
) -> None:
    """Write an .xlsx row by row in constant memory; text stays text whatever it begins with."""
    write_several(file, title, [Sheet(title, headings, rows)], origin)


@dataclass(frozen=True)
class Sheet:
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_several(
    file: BinaryIO, title: str, sheets: Iterable[Sheet], origin: Origin | Taken | None = None
) -> None:
    """Write an .xlsx of several sheets, one after the other; with where it comes from at the foot and on the last."""
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        moment = clock.now().astimezone(ZONE).replace(tzinfo=None)
        book.set_properties({"title": title, "created": moment})
        tables = [_Table(book, sheet.title).fill(sheet) for sheet in sheets]
        told = origin(sum(table.last for table in tables)) if callable(origin) else origin
        if told is not None:
            lines = Sheet("", ["", ""], told.lines)
            tables.append(_Table(book, _("Where this comes from")).fill(lines))
            for table in tables:
                table.foot(told)


def write_csv(file: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Write a .csv that Excel opens in the right encoding, and say how many rows it has.

    Formulas are guarded by an apostrophe.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([formulas.guarded(str(heading)) for heading in headings])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        count += 1
    text.detach()
    return count


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str | Promise):
        return formulas.guarded(str(value))
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    return str(value)


def _local(moment: datetime) -> datetime:
    """On the town's clock; Excel knows no zones."""
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment


class _Table:
    """One worksheet, written downwards only."""

    def __init__(self, book: xlsxwriter.Workbook, title: str) -> None:
        self.sheet: Worksheet = book.add_worksheet(_sheet_name(title))
        self.bold: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.plain: Format = book.add_format({"quote_prefix": True})
        self.moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.widths: dict[int, int] = {}
        self.last = 0

    def fill(self, sheet: Sheet) -> Self:
        self.head(sheet.headings)
        for number, row in enumerate(sheet.rows, start=1):
            if number > MOST_WRITTEN:
                raise Refused(
                    _("An .xlsx file holds {n} rows at most. Choose fewer.").format(n=MOST_WRITTEN)
                )
            self.line(number, row)
        self.finish(len(sheet.headings))
        return self

    def foot(self, origin: Origin) -> None:
        # An ampersand begins a code there, and more than 255 signs are not taken.
        self.sheet.set_footer("&L" + origin.line[:120].replace("&", "&&"))

    def head(self, headings: Sequence[str]) -> None:
        self.sheet.freeze_panes(1, 0)
        for place, heading in enumerate(headings):
            self.sheet.write_string(0, place, str(heading), self.bold)
            self._measure(place, str(heading))

    def line(self, number: int, row: Sequence[Value]) -> None:
        self.last = number
        for place, value in enumerate(row):
            if value is not None:
                self._write(number, place, value)

    def finish(self, columns: int) -> None:
        if columns:
            self.sheet.autofilter(0, 0, self.last, columns - 1)
        for place, width in self.widths.items():
            self.sheet.set_column(place, place, min(max(width + 2, 8), 60))

    def _write(self, number: int, place: int, value: Value) -> None:
        if isinstance(value, bool):
            self.sheet.write_boolean(number, place, value)
        elif isinstance(value, int | float | Decimal) and _fits(value):
            self.sheet.write_number(number, place, value)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            self._date(number, place, value)
        else:
            self._text(number, place, str(value))

    def _date(self, number: int, place: int, value: date) -> None:
        if isinstance(value, datetime):
            self.sheet.write_datetime(number, place, _local(value), self.moment)
        else:
            self.sheet.write_datetime(number, place, value, self.day)
        self.widths[place] = max(self.widths.get(place, 0), 16)

    def _text(self, number: int, place: int, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MOST_CHARACTERS:
            text = text[: MOST_CHARACTERS - 1] + "…"
        # Without the prefix such text would turn into a formula as soon as somebody edits the cell.
        style = self.plain if formulas.looks_like_one(text) else None
        self.sheet.write_string(number, place, text, style)
        if number <= _MEASURED:
            self._measure(place, text)

    def _measure(self, place: int, text: str) -> None:
        longest = max(map(_width, text[:200].splitlines()), default=0)
        self.widths[place] = max(self.widths.get(place, 0), longest)


def _fits(value: int | float | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of a whole number, and knows the number at all."""
    return math.isfinite(value) and (not isinstance(value, int) or abs(value) < _EXACT)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def _sheet_name(title: str) -> str:
    return _NOT_IN_A_TITLE.sub(" ", title).strip(" '")[:31].strip(" '") or "1"
