"""The first visible sheet of an .xlsx."""

from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from touyan.kernel.refused import Refused
from touyan.kernel.sheets.unpacking import damaged, unpacked


def lines(data: bytes) -> Iterator[tuple[int, list[object]]]:
    """Each row from the first column on, with the number that the spreadsheet program shows."""
    sheet = _first_sheet(unpacked(data))
    left = [None] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [*left, *cells]


def _first_sheet(archive: BytesIO) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_filelike(archive)
        for sheet in book.sheets_metadata:
            if (sheet.typ, sheet.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible):
                return book.get_sheet_by_name(sheet.name)
    except (CalamineError, ValueError, OverflowError) as error:
        raise damaged() from error
    raise Refused(_("This workbook has no visible sheet with a table."))
