"""Writers to SQLite stand in line: each in turn, nobody starves, and whoever fails leaves the line."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from touyan.conf import environment
from touyan.kernel.sqlite.base import DatabaseWrapper

WRITERS, EACH = 8, 15


@pytest.fixture
def database(tmp_path, monkeypatch, django_db_blocker) -> Iterator[str]:
    """An alias of a fresh file database with the settings that a town's own has."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/queue.sqlite3")
    known = connections.configure_settings({"default": {}, "queue": environment.database()})
    connections.databases["queue"] = known["queue"]
    with django_db_blocker.unblock():
        with connections["queue"].cursor() as cursor:
            cursor.execute("CREATE TABLE line (writer INTEGER, n INTEGER)")
        yield "queue"
        connections["queue"].close()
    del connections["queue"]
    del connections.databases["queue"]


@contextmanager
def another(database: str) -> Iterator[BaseDatabaseWrapper]:
    """A second connection to the same file."""
    connection = DatabaseWrapper({**connections[database].settings_dict}, database)
    connection.inc_thread_sharing()
    try:
        yield connection
    finally:
        connection.close()


def is_free(database: str) -> bool:
    """Whether nobody stands in line."""
    name = f"{connections[database].settings_dict['NAME']}-queue"
    file = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def insert(connection, writer=0, n=0):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES (%s, %s)", [writer, n])


def rows(database):
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT writer, COUNT(*) FROM line GROUP BY writer ORDER BY writer")
        return cursor.fetchall()


def test_a_transaction_holds_the_line_until_it_is_over(database):
    assert is_free(database)
    with transaction.atomic(using=database):
        assert not is_free(database)
        with transaction.atomic(using=database):
            insert(connections[database])
        assert not is_free(database)
    assert is_free(database)


def test_a_transaction_that_fails_leaves_the_line(database):
    with pytest.raises(OperationalError), transaction.atomic(using=database):  # noqa: PT012
        insert(connections[database])
        connections[database].cursor().execute("SELECT * FROM nowhere")
    assert (is_free(database), rows(database)) == (True, [])


def test_a_connection_closed_in_the_middle_leaves_the_line(database):
    with another(database) as connection:
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        insert(connection)
        assert not is_free(database)
    assert (is_free(database), rows(database)) == (True, [])


def test_a_begin_that_fails_leaves_the_line(database):
    with another(database) as blocker:
        # Somebody who does not stand in line, such as a backup tool, holds the write lock.
        blocker.ensure_connection()
        blocker.connection.execute("BEGIN IMMEDIATE")
        with connections[database].cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(OperationalError, match="locked"), transaction.atomic(using=database):
            insert(connections[database])
        blocker.connection.execute("ROLLBACK")
    assert is_free(database)
    with transaction.atomic(using=database):
        insert(connections[database])
    assert rows(database) == [(0, 1)]


def test_readers_do_not_stand_in_line(database):
    with another(database) as writer, transaction.atomic(using=database):
        insert(connections[database])
        assert not is_free(database)
        with writer.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM line")
            assert cursor.fetchone() == (0,)


def test_many_writers_each_get_their_turn(database):
    finished: list[int] = []

    def write(writer: int) -> None:
        for n in range(EACH):
            with transaction.atomic(using=database):
                insert(connections[database], writer, n)
                time.sleep(0.001)
        finished.append(writer)
        connections[database].close()

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(finished) == list(range(WRITERS))
    assert rows(database) == [(writer, EACH) for writer in range(WRITERS)]


def test_an_acknowledged_write_survives_a_power_cut(database):
    with connections[database].cursor() as cursor:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        told = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert told == ["wal", 2, 1]


def test_every_transaction_begins_immediate(database):
    with (
        CaptureQueriesContext(connections[database]) as queries,
        transaction.atomic(using=database),
    ):
        insert(connections[database])
    assert [query["sql"].partition(" INTO")[0] for query in queries] == [
        "BEGIN IMMEDIATE",
        "INSERT",
        "COMMIT",
    ]
