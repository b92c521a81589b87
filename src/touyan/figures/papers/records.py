"""The records of a figure as a worksheet: the same rows and columns that its page shows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from touyan.figures.models import Job
from touyan.figures.reads.places import place
from touyan.figures.reads.seen import seen
from touyan.figures.reads.whose import may_read
from touyan.kernel import sheets
from touyan.kernel.acts import about
from touyan.kernel.figures import FIGURES, Figure, Scope
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.kernel.sheets.origin import Origin, Taken, origin
from touyan.kernel.sheets.writing import Value

EVERY = 500
"""Rows between two words about how far it is."""


def headings(figure: Figure) -> list[str]:
    return [str(column.label) for column in figure.source.columns]


def cells(figure: Figure, row: Any) -> list[Value]:
    return [column.value(row) for column in figure.source.columns]


def file_name(figure: Figure, scope: Scope) -> str:
    """Words for people, without what a file system or a header would stumble over."""
    label = "".join(c if c.isalnum() or c in " -_" else " " for c in str(figure.label)).strip()
    return f"{label} {scope.since:%Y%m%d}-{scope.until:%Y%m%d}.xlsx"


def write_sheet(
    file: BinaryIO, figure: Figure, rows: Iterable[Any], origin: Origin | Taken | None
) -> None:
    lines = (cells(figure, row) for row in rows)
    sheets.write(file, str(figure.label), headings(figure), lines, origin)


def wishes_of(figure: Figure, scope: Scope, category: str) -> dict[str, Any]:
    """What a job must remember to write the same sheet later."""
    return {
        "figure": figure.key,
        "organisation": scope.organisation.pk,
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "category": category,
    }


def write_records(job: Job, file: BinaryIO, progress: Callable[[int, int], None]) -> None:
    """A job's sheet, for its owner as their roles are now."""
    wishes = job.wishes
    where = place(wishes["organisation"])
    if where is None or not may_read(job.by, where):
        raise Refused(_("These are not figures of a place where you have a role."))
    figure = FIGURES[wishes["figure"]]
    days = (date.fromisoformat(wishes[name]) for name in ("since", "until"))
    rows = seen(job.by, figure, Scope(where, *days), wishes["category"])
    progress(0, job.total)
    asked = Entry.objects.filter(about=about(job), name="figures.ask_for").first()
    told = _told(rows.iterator(chunk_size=EVERY), job.total, progress)
    write_sheet(file, figure, told, origin(job.by.name, asked))


def _told(rows: Iterable[Any], total: int, progress: Callable[[int, int], None]) -> Iterator[Any]:
    number = 0
    for number, row in enumerate(rows, start=1):
        yield row
        if number % EVERY == 0:
            progress(number, max(total, number))
    progress(number, number)
