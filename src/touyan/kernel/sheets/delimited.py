"""A .csv as Excel, WPS and databases write it: encoding and separator are found out."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from django.utils.translation import gettext as _

from touyan.kernel.refused import Refused
from touyan.kernel.sheets.formulas import unguarded

SEPARATORS = ",;\t"
_SAMPLE = 50


def lines(data: bytes) -> Iterator[tuple[int, list[object]]]:
    """Each record with its number; text stays text, so that leading zeros survive."""
    text = _decoded(data)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [unguarded(cell) for cell in cells]
    except csv.Error as error:
        raise Refused(
            _(
                "The quotation marks in row {row} do not match. Save the table again as .xlsx."
            ).format(row=number + 1)
        ) from error


def _decoded(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(_("This .csv file cannot be read as text. Save the table again as .xlsx."))


def _encodings(data: bytes) -> tuple[str, ...]:
    """A byte order mark is a promise; without one GB 18030 is what Excel in Chinese writes."""
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _separator(text: str) -> str:
    """The one that gives most rows as many cells as the first row that it divides."""
    return max(SEPARATORS, key=lambda separator: _agreement(text, separator))


def _agreement(text: str, separator: str) -> tuple[int, int]:
    try:
        rows = islice(csv.reader(StringIO(text, newline=""), delimiter=separator), _SAMPLE)
        widths = [len(row) for row in rows]
    except csv.Error:
        return 0, 0
    width = next((width for width in widths if width > 1), 0)
    return (widths.count(width) if width else 0), width
