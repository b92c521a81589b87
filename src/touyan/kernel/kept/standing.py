"""The triggers that note every change, put up after migrations; and whether the sums are what the records say.

A trigger's name carries the digest of all three. So whether they stand as the figures are declared
today is one look at the database's own list; where they do not, they are put up and all is counted anew.
"""

import hashlib
from collections.abc import Iterator

from django.db import connection, models, transaction

from touyan.kernel.kept.conditions import amount
from touyan.kernel.kept.folding import KEY, SOURCES, as_changes, rebuild, relevant, spread
from touyan.kernel.kept.source import KeptSource, column_of

SHOWN = 100
"""Faults that are named; more of them would not say more."""


def put_up() -> None:
    """After migrations: have the triggers stand and the sums be right."""
    for source in SOURCES:
        if _standing(source) != set(_named(source)):
            if not _has_columns(source):
                continue
            with transaction.atomic():
                _drop(source)
                _create(source)
                rebuild(source)
        elif not source.everything().exists():
            # A flush empties tables in any order, and the last of them may have noted the first one's end.
            _clear(source)


def put_away() -> None:
    """Before migrations: a table that a trigger names can be neither changed nor renamed."""
    for source in SOURCES:
        if source.model._meta.db_table in connection.introspection.table_names():  # noqa: SLF001
            _drop(source)


def faults() -> Iterator[str]:
    """Where kept sums are not what the records say, as sentences."""
    for source in SOURCES:
        if _standing(source) != set(_named(source)):
            yield f"{_table(source)}: the triggers that keep its figures are not those of this version: migrate"
        yield from _differences(source)


def _differences(source: KeptSource) -> Iterator[str]:
    names = [column_of(figure) for figure in source.figures]
    listed = ", ".join(names)
    sums, changes = (model._meta.db_table for model in (source.sums, source.changes))  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SELECT {KEY}, {", ".join(f"SUM({name})" for name in names)} FROM (
                SELECT {KEY}, {listed} FROM {sums}
                UNION ALL {spread(source, f"SELECT * FROM {changes}")}
                UNION ALL {spread(source, as_changes(source, sign="-"))}
            ) AS compared
            GROUP BY {KEY} HAVING {" OR ".join(f"SUM({name}) <> 0" for name in names)} LIMIT {SHOWN}
        """)  # noqa: S608 - our own names
        for place, grain, category, day, *off in cursor.fetchall():
            wrong = ", ".join(f"{n} {int(by):+d}" for n, by in zip(names, off, strict=True) if by)
            yield (
                f"organisation:{place}: kept sums of {'month' if grain else 'day'} {day}"
                f" (category {category}) differ from the records: {wrong}"
            )


# The triggers ------------------------------------------------------------------------------------


def _create(source: KeptSource) -> None:
    make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with connection.cursor() as cursor:
        for name, event in _named(source).items():
            for statement in make(source, name, event):
                cursor.execute(statement)


def _on_sqlite(source: KeptSource, name: str, event: str) -> Iterator[str]:
    when = f"WHEN {_differs(source, 'IS NOT')}" if event == "UPDATE" else ""
    yield (
        f'CREATE TRIGGER "{name}" AFTER {event} ON {_table(source)} {when}'
        f" BEGIN {_noting(source, event)}; END"
    )


def _on_postgresql(source: KeptSource, name: str, event: str) -> Iterator[str]:
    if event == "TRUNCATE":
        gone = "; ".join(f"DELETE FROM {m._meta.db_table}" for m in (source.sums, source.changes))  # noqa: S608, SLF001
        how, body = "FOR EACH STATEMENT", gone
    else:
        how, body = "FOR EACH ROW", _noting(source, event)
    if event == "UPDATE":
        how += f" WHEN ({_differs(source, 'IS DISTINCT FROM')})"
    yield (
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS'
        f" $kept$ BEGIN {body}; RETURN NULL; END $kept$"
    )
    yield f'CREATE TRIGGER "{name}" AFTER {event} ON {_table(source)} {how} EXECUTE FUNCTION "{name}"()'


def _noting(source: KeptSource, event: str) -> str:
    """Insert what the event does to each figure; nothing where it does nothing."""
    of = [*(f"{place}_id" for place in source.places), source.day, f"{source.category}_id"]
    amounts = {column_of(figure): amount(figure) for figure in source.figures}
    rows = " UNION ALL ".join(_row(source, which, sign) for which, sign in ROWS[event])
    told = [f"SUM(sign * {sql})" for sql in amounts.values()]
    return (
        f"INSERT INTO {source.changes._meta.db_table} ({', '.join([*of, *amounts])})"  # noqa: S608, SLF001
        f" SELECT {', '.join([*of, *told])} FROM ({rows}) AS told GROUP BY {', '.join(of)}"
        f" HAVING {' OR '.join(f'{sql} <> 0' for sql in told)}"
    )


ROWS = {
    "INSERT": (("NEW", 1),),
    "UPDATE": (("OLD", -1), ("NEW", 1)),
    "DELETE": (("OLD", -1),),
}


def _row(source: KeptSource, which: str, sign: int) -> str:
    """The row before or after, under the names by which the conditions know its columns."""
    told = ", ".join(f'{which}."{name}" AS "{name}"' for name in relevant(source))
    return f"SELECT {sign} AS sign, {told}"


def _differs(source: KeptSource, comparison: str) -> str:
    return " OR ".join(f'OLD."{c}" {comparison} NEW."{c}"' for c in relevant(source))


def _named(source: KeptSource) -> dict[str, str]:
    """The triggers as they should stand: name → event. The digest is of what they would say."""
    events = ["INSERT", "UPDATE", "DELETE"]
    told = "\n".join(_noting(source, event) for event in events)
    digest = hashlib.sha256(told.encode()).hexdigest()[:12]
    if connection.vendor == "postgresql":
        events.append("TRUNCATE")
    return {f"{_prefix(source)}{event.lower()}_{digest}": event for event in events}


def _standing(source: KeptSource) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(LISTED[connection.vendor], [_table(source)])
        names = {str(name) for (name,) in cursor.fetchall()}
    return {name for name in names if name.startswith(_prefix(source))}


LISTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relname = %s AND NOT tgisinternal"
    ),
}


def _drop(source: KeptSource) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With the functions go the triggers that call them.
            cursor.execute(
                "SELECT proname FROM pg_proc WHERE proname LIKE %s", [f"{_prefix(source)}%"]
            )
            gone = [f'DROP FUNCTION "{name}"() CASCADE' for (name,) in cursor.fetchall()]
        else:
            gone = [f'DROP TRIGGER "{name}"' for name in _standing(source)]
        for statement in gone:
            cursor.execute(statement)


def _clear(source: KeptSource) -> None:
    with connection.cursor() as cursor:
        for model in (source.sums, source.changes):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608, SLF001


def _has_columns(source: KeptSource) -> bool:
    """Whether the tables are as the models are: migrating back leads to a time before them."""
    tables = {*connection.introspection.table_names()}
    return all(
        model._meta.db_table in tables and _columns(model) <= _there(model)  # noqa: SLF001
        for model in (source.model, source.sums, source.changes)
    )


def _columns(model: type[models.Model]) -> set[str]:
    return {field.column for field in model._meta.local_concrete_fields if field.column}  # noqa: SLF001


def _there(model: type[models.Model]) -> set[str]:
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description(cursor, model._meta.db_table)  # noqa: SLF001
    return {column.name for column in told}


def _table(source: KeptSource) -> str:
    return source.model._meta.db_table  # noqa: SLF001


def _prefix(source: KeptSource) -> str:
    return f"{_table(source)}_kept_"
