"""After a test that commits, the database is again as migrations left it.

Django's own flush takes a sixth of a second, most of it for what it then makes anew; it takes away what
migrations wrote, too, and does not know of tables without a model.
"""

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

Rows = list[tuple[Any, ...]]
Given = dict[str, Rows]
"""Table → its rows where migrations wrote some, and no rows elsewhere."""

OF_ITS_OWN = {"django_migrations"}
ROUNDS = 3
"""What triggers note while records go, goes in the second; the third finds nothing."""


def given() -> Given:
    """What is there now: asked once, before the first test."""
    with connection.cursor() as cursor:
        return {name: _rows(cursor, name) for name in sorted(_tables(cursor))}


def restore(to: Given) -> None:
    """Take back whatever was committed since; who counts is told once the records are gone, and emptied then."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        for _ in range(ROUNDS):
            if not (changed := _changed(cursor, to)):
                break
            for name in changed:
                cursor.execute(f'DELETE FROM "{name}"')
            for name in changed:
                _insert(cursor, name, to[name])
        else:
            raise AssertionError(f"These do not become again what they were: {', '.join(changed)}.")
        if connection.vendor == "postgresql":
            _count_on(cursor, [name for name, rows in to.items() if rows])


def _tables(cursor: CursorWrapper) -> set[str]:
    if connection.vendor == "postgresql":
        return set(connection.introspection.table_names(cursor)) - OF_ITS_OWN
    # Those of search are virtual, and what stands behind them follows.
    cursor.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type != 'shadow'")
    return {name for (name,) in cursor if not name.startswith("sqlite_")} - OF_ITS_OWN


def _changed(cursor: CursorWrapper, to: Given) -> list[str]:
    empty = [name for name, rows in to.items() if not rows]
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT 1 FROM \"{n}\")" for n in empty)
    )
    filled = [name for (name,) in cursor]
    return filled + [name for name, rows in to.items() if rows and _rows(cursor, name) != rows]


def _rows(cursor: CursorWrapper, name: str) -> Rows:
    cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
    return list(cursor.fetchall())


def _count_on(cursor: CursorWrapper, names: list[str]) -> None:
    """A test that put another town in the place of this one left its sequences, too."""
    counted = [
        f"setval(pg_get_serial_sequence('{name}', '{column}'), (SELECT max({column}) FROM {name}))"
        for name in names
        for column in _numbered(name)
    ]
    cursor.execute(f"SELECT {', '.join(counted)}")


@cache
def _numbered(name: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_sequences(cursor, name)
    return [str(one["column"]) for one in found]


def _insert(cursor: CursorWrapper, name: str, rows: Rows) -> None:
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
