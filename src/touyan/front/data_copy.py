"""All that is held about somebody, as a file to take away: for machines, for reading, for a spreadsheet; and photos."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.held import HOLDINGS, Holding, Value
from touyan.kernel.models import Evidence
from touyan.kernel.sheets.origin import Origin
from touyan.kernel.sheets.writing import Sheet, write_several
from touyan.kernel.written import day, moment
from touyan.town.models import Person

MOST = 2000
"""Lines of one kind, newest first."""
MOST_PHOTOS, MOST_BYTES = 200, 100 * 1024 * 1024
IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One kind of thing, with its lines at hand."""

    holding: Holding[Any]
    lines: list[list[Value]]
    more: bool

    @property
    def told(self) -> list[list[str]]:
        """As a page writes it."""
        return [[shown(value) for value in line] for line in self.lines]


def parts(subject: Person) -> Iterator[Part]:
    for one in HOLDINGS:
        rows = list(one.rows(subject).order_by("-pk")[: MOST + 1])
        if rows:
            yield Part(one, one.lines(rows[:MOST]), len(rows) > MOST)


def archive(subject: Person, where_from: Origin | None) -> IO[bytes]:
    """The whole of it; beyond a megabyte it lies in a file without a name, which is gone once it was sent."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    every = list(parts(subject))
    photos, left_out = _photos(every, subject)
    page = {
        "subject": subject, "parts": every, "at": clock.now(), "most": MOST, "language": get_language(),
        "left_out": left_out, "origin": where_from,
    }  # fmt: skip
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("data.json", _as_json(subject, every, left_out, where_from))
        packed.writestr("data.html", render_to_string("front/data/copy.html", page))
        with packed.open("data.xlsx", "w", force_zip64=True) as sheet:
            _as_sheets(sheet, every, where_from)
        _put(packed, photos)
    file.seek(0)
    return file


def _as_json(subject: Person, every: list[Part], left_out: int, where_from: Origin | None) -> str:
    held_of = {
        part.holding.key: [
            dict(zip([c.key for c in part.holding.columns], line, strict=True))
            for line in part.lines
        ]
        for part in every
    }
    told = {"person": subject.pk, "at": clock.now(), "held": held_of}
    told["shortened"] = [part.holding.key for part in every if part.more]
    told["photos_left_out"] = left_out
    told["journal"] = where_from.reference if where_from else None
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _as_sheets(file: IO[bytes], every: list[Part], where_from: Origin | None) -> None:
    sheets = (
        Sheet(str(part.holding.title), [str(c.label) for c in part.holding.columns], part.lines)
        for part in every
    )
    with SpooledTemporaryFile(max_size=IN_MEMORY) as book:
        write_several(book, _("My data"), sheets, where_from)  # type: ignore[arg-type]  # a file in all but name
        book.seek(0)
        while piece := book.read(IN_MEMORY):
            file.write(piece)


def _photos(every: list[Part], subject: Person) -> tuple[list[Evidence], int]:
    """The newest that fit, and how many do not."""
    fitting, total, room = list[Evidence](), 0, MOST_BYTES
    for part in every:
        if part.holding.files is not None:
            rows = part.holding.files(subject)
            total += rows.count()
            fitting += rows.order_by("-pk")[:MOST_PHOTOS]
    for number, row in enumerate(fitting):
        room -= row.size
        if room < 0:
            return fitting[:number], total - number
    return fitting, total - len(fitting)


def _put(packed: ZipFile, photos: list[Evidence]) -> None:
    """As they are kept: without what a camera writes beside them."""
    for row in photos:
        with row.file.open("rb") as file:
            ending = PurePath(str(row.file.name)).suffix
            packed.writestr(f"photos/{row.pk}{ending}", file.read(), ZIP_STORED)


def name() -> str:
    """Of the file, in letters that every system saves."""
    return f"my-data-{clock.today():%Y-%m-%d}.zip"


def shown(value: Value) -> str:
    """A value as a page writes it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return "" if value is None else str(value)
