"""Pages that begin after the last row seen: no OFFSET and no COUNT, whatever the size."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from touyan.api.v1.problems import Problem

M = TypeVar("M", bound=Model)
LARGEST = 2**63 - 1


def by_number(rows: QuerySet[M], after: str, size: int) -> tuple[list[M], str | None]:
    """The newest first; a mark is the number of the last row."""
    if after:
        rows = rows.filter(pk__lt=_number(after))
    return _cut(rows.order_by("-pk"), size, lambda row: str(row.pk))


def by_text(rows: QuerySet[M], column: str, after: str, size: int) -> tuple[list[M], str | None]:
    """By a column that is unique: a code, a path."""
    if after:
        rows = rows.filter(**{f"{column}__gt": _plain(after)})
    return _cut(rows.order_by(column), size, lambda row: str(getattr(row, column)))


def by_moment(
    rows: QuerySet[M], column: str, after: str, size: int, *, newest: bool = False
) -> tuple[list[M], str | None]:
    """By a moment, then by the number."""
    side, sign = ("lt", "-") if newest else ("gt", "")
    if after:
        at, number = _moment(after)
        beyond = Q(**{f"{column}__{side}": at}) | Q(**{f"pk__{side}": number})
        rows = rows.filter(Q(**{f"{column}__{side}e": at}) & beyond)
    ordered = rows.order_by(f"{sign}{column}", f"{sign}pk")
    return _cut(ordered, size, lambda row: f"{getattr(row, column).isoformat()}_{row.pk}")


def _cut(rows: QuerySet[M], size: int, mark: Any) -> tuple[list[M], str | None]:
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return found, mark(found[-1]) if more else None


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST:
        return int(text)
    raise unreadable()


def _plain(text: str) -> str:
    if text.isprintable():
        return text
    raise unreadable()


def _moment(text: str) -> tuple[datetime, int]:
    at, _line, number = text.replace(" ", "+").rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise unreadable() from error
    if moment.tzinfo is None or not 1900 < moment.year < 2200:
        raise unreadable()
    return moment, _number(number)


def unreadable() -> Problem:
    why = _("This is no mark of a page: send what `next` said.")
    return Problem(400, why, errors=[{"in": "query", "name": "after", "detail": why}])
