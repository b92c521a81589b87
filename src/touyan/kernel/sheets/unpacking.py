"""An .xlsx made harmless before a spreadsheet reader sees it.

An .xlsx is a zip of XML. A few kilobytes can unpack to gigabytes, sizes may be lied about, and one
cell at XFD1048576 makes readers reserve half a terabyte, which ends the whole process. So the parts
are unpacked here under caps, looked through, and packed anew: the reader gets what was measured.
"""

import re
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from touyan.kernel.refused import Refused
from touyan.kernel.sheets.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    ROWS_ABOVE,
    too_many_columns,
    too_many_rows,
)

MOST_ENTRIES = 1_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024
"""Parts up to this size may be packed as tightly as they like: empty tables are."""

_CENTRAL_HEADER = b"PK\x01\x02"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,6})\$?([0-9]{1,10})")


def unpacked(data: bytes) -> BytesIO:
    """The same workbook with only its XML parts, none of them packed; or Refused."""
    if not zipfile.is_zipfile(BytesIO(data)):
        raise _not_a_workbook(data)
    if data.count(_CENTRAL_HEADER) > MOST_ENTRIES:
        raise _too_much()
    try:
        return _repacked(data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise damaged() from error
    except (expat.ExpatError, UnicodeDecodeError, OSError, RuntimeError) as error:
        raise damaged() from error


def damaged() -> Refused:
    return Refused(_("This .xlsx file is damaged. Open it, save it again and send it once more."))


def _not_a_workbook(data: bytes) -> Refused:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Refused(
            _("This file has a password or an old format. Save it as .xlsx without a password.")
        )
    return Refused(_("This is not an .xlsx file, whatever its name says. Save it as .xlsx."))


def _too_much() -> Refused:
    return Refused(
        _("This file would unpack to far more than a ledger needs. Save only the table as .xlsx.")
    )


def _repacked(data: bytes) -> BytesIO:
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(whole, "w") as target:
        entries = source.infolist()
        _refuse_bombs(entries)
        for entry in entries:
            if entry.filename.endswith((".xml", ".rels")):
                # Read to the declared size and no further: a lie ends in a wrong checksum.
                part = source.read(entry)
                _look_through(part)
                target.writestr(entry.filename, part)
    whole.seek(0)
    return whole


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    if len({entry.filename for entry in entries}) != len(entries):
        raise damaged()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(
        entry.file_size > max(SMALL, MOST_RATIO * entry.compress_size) for entry in entries
    ):
        raise _too_much()


def _look_through(part: bytes) -> None:
    """Refuse a part that holds cells beyond the caps. NUL bytes mean an encoding to be looked into."""
    if b"sheetData" in part or b"\0" in part[:200]:
        _Extent().measure(part)


class _Extent:
    """How far the cells of one worksheet reach: readers reserve that whole rectangle."""

    def __init__(self) -> None:
        self.row = self.column = 0

    def measure(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(part, True)

    def _doctype(self, *_declaration: object) -> None:
        raise damaged()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes.get("r"))
        elif local in {"v", "is"}:
            self._content()
        elif local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise damaged()
        self.column = _column_number(found[1])
        self.row = max(self.row, int(found[2]))

    def _content(self) -> None:
        if self.row > MOST_ROWS + ROWS_ABOVE:
            raise too_many_rows()
        if self.column > MOST_COLUMNS:
            raise too_many_columns()


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
