"""A town grown to a number of orders, quickly: indexes away, rows in, indexes back.

Nothing of this is how the product writes; it only has to end in the same tables.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max

from bench import orders
from touyan.kernel import journal, kept
from touyan.kernel.models import Entry
from touyan.kernel.search.on_sqlite import MOST, SHIFT
from touyan.orders.models import Order

PORTION = 2000
TABLES = ("orders_order", "orders_custody", "orders_requester", "kernel_entry", "town_notice")
OF_ORDER = {
    "orders_order": "id",
    "orders_custody": "order_id",
    "orders_requester": "order_id",
    "kernel_entry": "CAST(substr(about, 7) AS bigint)",
    "town_notice": "CAST(substr(about, 7) AS bigint)",
}
"""How a row says which order it belongs to."""
CHANGED = {
    "orders_order.id": "id + {shift}",
    "order_id": "order_id + {shift}",
    "about": "'order:' || (CAST(substr(about, 7) AS bigint) + {shift})",
    "receipt_blind": "substr(receipt_blind, 1, 50) || '-' || (order_id + {shift})",
    "once": "NULL",
}
"""What is another's in a copy."""
GENERATED = {"placed_on"}


def grow(size: int) -> float:
    """Have so many orders; how many seconds it took."""
    begun = time.perf_counter()
    kept.put_away()
    there = Order.objects.aggregate(last=Max("pk"))["last"] or 0
    with _quickly():
        real = min(size, orders.REAL)
        if there < real:
            orders.make(there + 1, real)
            there = real
        while there < size:
            some = min(there, size - there)
            _copy(some, shift=there)
            there += some
    kept.put_up()
    return round(time.perf_counter() - begun, 1)


def chain() -> float:
    """Give every copy the digests of its own number, so that `touyan check` agrees; how many seconds it took."""
    begun = time.perf_counter()
    numbers = Order.objects.filter(pk__gt=orders.REAL).order_by("pk").values_list("pk", flat=True)
    for some in batched(numbers.iterator(), PORTION):
        entries = Entry.objects.filter(about__in=[f"order:{number}" for number in some])
        digests, previous = list[tuple[str, int]](), dict[str, str]()
        for entry in entries.order_by("about", "seq"):
            digest = journal.digest_of(entry, previous.get(entry.about, ""))
            previous[entry.about] = digest
            digests.append((digest, entry.pk))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("UPDATE kernel_entry SET digest = %s WHERE id = %s", digests)
    return round(time.perf_counter() - begun, 1)


def batched(numbers: Iterator[int], size: int) -> Iterator[list[int]]:
    while some := list(islice(numbers, size)):
        yield some


def _copy(last: int, shift: int) -> None:
    """The orders up to a number once more, further on."""
    with connection.cursor() as cursor:
        for table in TABLES:
            columns = [name for name in _columns(table) if name != "id" or table == "orders_order"]
            values = [_value(table, name).format(shift=shift) for name in columns]
            names = ", ".join(f'"{name}"' for name in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"  # noqa: S608 (our own names)
                f" FROM {_of_orders(table, columns)} AS ours WHERE {OF_ORDER[table]} <= {last}"
            )
        cursor.execute(_words(), [shift, last])


def _of_orders(table: str, columns: list[str]) -> str:
    """A table's rows that are about orders: the founding of the town is in the journal too."""
    return f"(SELECT * FROM {table} WHERE about LIKE 'order:%')" if "about" in columns else table  # noqa: S608


def _value(table: str, name: str) -> str:
    return CHANGED.get(f"{table}.{name}") or CHANGED.get(name) or f'"{name}"'


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description(cursor, table)
    # What the database works out itself can only be read.
    return [one.name for one in told if one.name not in GENERATED]


def _words() -> str:
    """Of the index of words what is about orders: the town's people and places stand in it too."""
    if connection.vendor == "postgresql":
        return (
            "INSERT INTO kernel_words (kind, thing, spelled, words)"
            " SELECT kind, thing + %s, spelled, words FROM kernel_words"
            " WHERE kind IN ('order', 'public_order') AND thing <= %s ORDER BY kind, thing"
        )
    return (
        "INSERT INTO kernel_words (rowid, words) SELECT rowid + %s, words FROM kernel_words"  # noqa: S608
        f" WHERE rowid & {MOST - 1} <= %s AND rowid >> {SHIFT} IN"
        " (SELECT id FROM kernel_words_kinds WHERE kind IN ('order', 'public_order'))"
    )


@contextmanager
def _quickly() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with _on_postgresql():
            yield
        return
    with _on_sqlite():
        yield


@contextmanager
def _on_sqlite() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-1000000")
        cursor.execute("PRAGMA journal_mode=MEMORY")
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608
            f" AND tbl_name IN {TABLES}"
        )
        indexes = dict(cursor.fetchall())
        for name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for statement in indexes.values():
            cursor.execute(statement)
    # The next connection has the product's own settings again; WAL is kept in the file.
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _on_postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes LEFT JOIN pg_constraint ON conname = indexname"
            " WHERE tablename = ANY(%s) AND conname IS NULL",
            [[*TABLES, "kernel_words"]],
        )
        indexes = dict(cursor.fetchall())
        for name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for statement in indexes.values():
            cursor.execute(statement)
        for table in (*TABLES, "kernel_words"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('orders_order', 'id'),"
            " (SELECT MAX(id) FROM orders_order))"
        )
    connection.close()
