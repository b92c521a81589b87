"""What a placed order writes, taken from the act itself: the bare driver replays exactly this.

Nothing is listed by hand, so the comparison stays true when an act writes something else.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from touyan.kernel.numbers import spoken
from touyan.orders import acts
from touyan.orders.acts import VISITOR, Leaves
from touyan.orders.models import Requester
from touyan.town.reads import home_town, villages

WORDS = "永兴路88号翠湖花园东门的路灯不亮，晚上出行不方便，请安排人看一下，谢谢。"
FAR = 7_000_000
"""The recorded order's number: so large that no other parameter is the same by chance."""


@dataclass(frozen=True)
class Statement:
    sql: str
    params: list[Any]
    many: bool

    @property
    def returns(self) -> bool:
        return " RETURNING " in self.sql

    @property
    def table(self) -> str:
        return re.split(r"\bINTO\s+", self.sql, maxsplit=1)[1].split()[0].strip('"')


@dataclass(frozen=True)
class Recording:
    """The writes of one placed order, in their sequence, and what in them is its alone."""

    statements: list[Statement]
    number: int
    key: UUID
    receipt_blind: str

    def fresh(self) -> "Fresh":
        return Fresh(self, uuid4(), secrets.token_hex(32))


@dataclass(frozen=True)
class Fresh:
    """The same writes for another order."""

    recording: Recording
    key: UUID
    receipt_blind: str

    def params(self, statement: Statement, number: int) -> Any:
        if statement.many:
            return [[self._one(p, number) for p in row] for row in statement.params]
        return [self._one(param, number) for param in statement.params]

    def _one(self, param: Any, number: int) -> Any:
        old = self.recording
        if isinstance(param, list):
            return [self._one(item, number) for item in param]
        if isinstance(param, UUID):
            return self.key if param == old.key else param
        if isinstance(param, int) and not isinstance(param, bool):
            return number if param == old.number else param
        if not isinstance(param, str):
            return param
        return self._text(param, number)

    def _text(self, param: str, number: int) -> str:
        old = self.recording
        if param in {old.key.hex, str(old.key)}:
            return self.key.hex
        if param == old.receipt_blind:
            return self.receipt_blind
        if param == f"order:{old.number}":
            return f"order:{number}"
        return spoken(number) if param == spoken(old.number) else param


def recorded() -> Recording:
    """Place one order as the form does, and keep what was written."""
    _begin_at(FAR)
    town = home_town()
    assert town is not None
    key, written = uuid4(), list[Statement]()
    with _written(written):
        event = acts.place(
            by=VISITOR, village=villages(town)[0], words=WORDS, where="东门第二盏",
            leaves=Leaves(name="周桂英", phone="13900001234"), key=key,
        )  # fmt: skip
    requester: Requester = event.made
    assert event.about.pk == FAR
    return Recording(written, FAR, key, requester.receipt_blind)


@contextmanager
def _written(written: list[Statement]) -> Iterator[None]:
    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith("INSERT"):
            rows = [list(row) for row in params] if many else list(params)
            written.append(Statement(sql, rows, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield


def _begin_at(number: int) -> None:
    """Let the next order have this number."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('orders_order', 'id'), %s, false)", [number]
            )
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'orders_order'")
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('orders_order', %s)", [number - 1]
        )
