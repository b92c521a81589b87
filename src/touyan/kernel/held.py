"""What is held about one person: each room says what of its own, in plain words, and erases it by its own acts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils.functional import Promise

from touyan.kernel.acts import Actor
from touyan.kernel.models import Evidence

M = TypeVar("M", bound=models.Model)
Value = str | int | date | bool | Promise | None
Words = str | Promise


@dataclass(frozen=True)
class Column(Generic[M]):
    key: str
    """As machines read it."""
    label: Words
    value: Callable[[M], Value]


@dataclass(frozen=True)
class Holding(Generic[M]):
    """One kind of thing that a room holds about a person."""

    key: str
    title: Words
    why: Words
    """What for, and for how long."""
    rows: Callable[[Any], models.QuerySet[M]]
    """Those about this person and nobody else, with what the columns need at hand."""
    columns: tuple[Column[M], ...]
    after: Words
    """What becomes of it once the person has asked for erasure."""
    erase: Callable[[Actor, Any], object] | None = None
    """Erase of it what can be erased today; run again, it does only what is left."""
    waits: Callable[[Any], models.QuerySet[Any]] | None = None
    """What cannot be erased yet."""
    waits_why: Words = ""
    files: Callable[[Any], models.QuerySet[Evidence]] | None = None
    keeps_name: Callable[[Any], bool] | None = None

    def lines(self, rows: list[M]) -> list[list[Value]]:
        return [[column.value(row) for column in self.columns] for row in rows]


HOLDINGS: list[Holding[Any]] = []
"""Every room's, in the order in which people read them. Filled by conf/wiring.py."""


@dataclass(frozen=True)
class Found:
    """How much of one kind there is about somebody, and how much of it cannot be erased yet."""

    holding: Holding[Any]
    count: int
    waiting: int


def found(person: Any) -> list[Found]:
    """All kinds, in one statement."""
    counted = _counted(person)
    return [
        Found(one, counted.get((one.key, "rows"), 0), counted.get((one.key, "waits"), 0))
        for one in HOLDINGS
    ]


def _counted(person: Any) -> dict[tuple[str, str], int]:
    parts, params = [], list[Any]()
    for number, what, rows in _asked(person):
        try:
            sql, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, '{what}', COUNT(*) FROM ({sql}) AS held_{what}_{number}")  # noqa: S608 (ours)
        params += given
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {(HOLDINGS[number].key, what): count for number, what, count in cursor.fetchall()}


def _asked(person: Any) -> Iterator[tuple[int, str, models.QuerySet[Any]]]:
    for number, one in enumerate(HOLDINGS):
        yield number, "rows", one.rows(person)
        if one.waits is not None:
            yield number, "waits", one.waits(person)


def erase(by: Actor, person: Any) -> list[Found]:
    """Let every room erase what it can; what has to wait is told. Within the caller's transaction."""
    for one in HOLDINGS:
        if one.erase is not None:
            one.erase(by, person)
    return [one for one in found(person) if one.waiting]


def keeps_name(person: Any) -> bool:
    """Whether the name stands in a record that has to stay: of an office held, of an honour."""
    return any(one.keeps_name(person) for one in HOLDINGS if one.keeps_name is not None)
