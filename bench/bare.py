"""How fast the driver alone commits what a placed order writes.

The same statements with the same kind of parameters, sent one after another in one durable
transaction by `sqlite3` or `psycopg`: no reads, no ORM, no templates, no HTTP. Beside it the
simplest durable transaction there is, one short row, as the limit of the disk and the driver.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from bench.counted import Work, together
from bench.recording import Fresh, Recording, Statement, recorded

ONE_ROW = "INSERT INTO bench_one (words) VALUES ('路灯不亮')"


@contextmanager
def on_sqlite(commit: Callable[[Any], None], _number: int) -> Iterator[Work]:
    """As the product has it: WAL, FULL, IMMEDIATE, and the queue in front of writers."""
    given = settings.DATABASES["default"]
    bare = sqlite3.connect(given["NAME"], isolation_level=None, timeout=20)
    bare.executescript(given["OPTIONS"]["init_command"])
    queue = os.open(f"{given['NAME']}-queue", os.O_RDWR | os.O_CREAT, 0o600)

    def work() -> str:
        fcntl.flock(queue, fcntl.LOCK_EX)
        try:
            bare.execute("BEGIN IMMEDIATE")
            commit(bare)
            bare.execute("COMMIT")
        finally:
            fcntl.flock(queue, fcntl.LOCK_UN)
        return "done"

    yield work
    bare.close()
    os.close(queue)


@contextmanager
def on_postgresql(commit: Callable[[Any], None], _number: int) -> Iterator[Work]:
    with psycopg.connect(os.environ["DATABASE_URL"], prepare_threshold=2) as bare:

        def work() -> str:
            commit(bare)
            bare.commit()
            return "done"

        yield work


def one_row(bare: Any) -> None:
    bare.execute(ONE_ROW)


def placed(recording: Recording, bare: Any) -> None:
    """The writes of one placed order; its number is known once its own row is there."""
    fresh, number = recording.fresh(), recording.number
    for statement in recording.statements:
        cursor = _sent(bare, statement, fresh, number)
        if statement.returns:
            returned = cursor.fetchone()[0]  # the key comes before what the database generated
            number = returned if statement.table == "orders_order" else number


def _sent(bare: Any, statement: Statement, fresh: Fresh, number: int) -> Any:
    params = fresh.params(statement, number)
    if statement.many:
        cursor = bare.cursor()
        cursor.executemany(statement.sql, params)
        return cursor
    return bare.execute(statement.sql, params)


def _marked(recording: Recording) -> Recording:
    """sqlite3 writes its placeholders another way than Django does."""
    if connection.vendor != "sqlite":
        return recording
    marked = [
        Statement(s.sql.replace("%s", "?").replace("%%", "%"), s.params, s.many)
        for s in recording.statements
    ]
    return Recording(marked, recording.number, recording.key, recording.receipt_blind)


def _orders() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM orders_order")
        return int(cursor.fetchone()[0])


def main(clients: list[int], seconds: float) -> dict[str, Any]:
    recording = _marked(recorded())
    kind = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_one (id {kind} PRIMARY KEY, words text NOT NULL)")
    before = _orders()
    connection.close()
    bare = {"sqlite": on_sqlite, "postgresql": on_postgresql}[connection.vendor]
    report: dict[str, Any] = {
        "statements": [statement.table for statement in recording.statements],
        "placed": {
            n: together(n, partial(bare, partial(placed, recording)), seconds) for n in clients
        },
        "one_row": {n: together(n, partial(bare, one_row), seconds) for n in clients},
    }
    done = sum(one["done"] for one in report["placed"].values())
    report["rows_found"] = _orders() - before
    report["rows_lost"] = done - report["rows_found"]
    return report
