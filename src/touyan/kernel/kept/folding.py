"""Changes become sums: by every organisation above the record, by day and month, by category and altogether."""

from django.db import connection, transaction

from touyan.kernel.kept.conditions import amount, columns
from touyan.kernel.kept.source import (
    ALL_CATEGORIES,
    DAY,
    DIMENSIONS,
    MONTH,
    NO_CATEGORY,
    KeptSource,
    column_of,
)

PORTION = 500
"""Changes folded in one transaction: writers wait for it, so it must be short."""
KEY = ", ".join(DIMENSIONS)


SOURCES: list[KeptSource] = []
"""Every room's. Filled by conf/wiring.py and nobody else."""


def fold_all() -> int:
    """What the worker does every few seconds."""
    return sum(fold(source) for source in SOURCES)


def fold(source: KeptSource, portion: int = PORTION) -> int:
    """Fold every change there is, portion by portion; safe to run twice, and beside writers and others who fold."""
    folded = 0
    while some := _fold_some(source, portion):
        folded += some
    return folded


def _fold_some(source: KeptSource, portion: int) -> int:
    changes = source.changes._meta.db_table  # noqa: SLF001 - Django documents _meta as its API
    oldest = f"SELECT id FROM {changes} ORDER BY id LIMIT {portion}"  # noqa: S608 - our own names
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement sees one moment: what it takes away is exactly what it adds up.
            taken = (
                f"DELETE FROM {changes} WHERE id IN ({oldest} FOR UPDATE SKIP LOCKED) RETURNING *"  # noqa: S608
            )
            cursor.execute(_added(source, taken, counted="taken"))
            return int(cursor.fetchone()[0])
        cursor.execute(f"SELECT MAX(id), COUNT(*) FROM ({oldest})")  # noqa: S608
        last, some = cursor.fetchone()
        if some:
            cursor.execute(_added(source, f"SELECT * FROM {changes} WHERE id <= {last}"))  # noqa: S608
            cursor.execute(f"DELETE FROM {changes} WHERE id <= {last}")  # noqa: S608
        return int(some)


def rebuild(source: KeptSource) -> None:
    """Count everything anew, from the records. The caller's transaction keeps writers out."""
    with connection.cursor() as cursor:
        for model in (source.sums, source.changes):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608, SLF001
        cursor.execute(_added(source, as_changes(source)))


def as_changes(source: KeptSource, sign: str = "") -> str:
    """Every record as if it were inserted now, those of one place, day and category as one."""
    counted = {column_of(figure): amount(figure) for figure in source.figures}
    told = ", ".join(f"{sign}SUM({sql}) AS {name}" for name, sql in counted.items())
    of = ", ".join(
        [*(f"{place}_id" for place in source.places), source.day, f"{source.category}_id"]
    )
    table = source.model._meta.db_table  # noqa: SLF001
    return f"SELECT {of}, {told} FROM {table} GROUP BY {of}"  # noqa: S608


def spread(source: KeptSource, changes: str) -> str:
    """Changes as the sums that they belong to, not added up yet: by place, day and month, category and all."""
    tree = source.tree._meta.db_table  # noqa: SLF001
    widest = f"c.{source.places[-1]}_id"
    places = ", ".join([*(f"c.{place}_id" for place in source.places), "above.parent_id"])
    figures = ", ".join(f"c.{column_of(figure)}" for figure in source.figures)
    return f"""
        SELECT o.id AS organisation_id, g.grain AS grain,
            CASE g.every WHEN 1 THEN {ALL_CATEGORIES}
                ELSE COALESCE(c.{source.category}_id, {NO_CATEGORY}) END AS category,
            CASE g.grain WHEN {MONTH} THEN {_month(f"c.{source.day}")} ELSE c.{source.day} END AS day,
            {figures}
        FROM ({changes}) AS c
        JOIN {tree} AS above ON above.id = {widest}
        JOIN {tree} AS o ON o.id IN ({places})
        CROSS JOIN (
            SELECT {DAY} AS grain, 0 AS every UNION ALL SELECT {DAY}, 1
            UNION ALL SELECT {MONTH}, 0 UNION ALL SELECT {MONTH}, 1
        ) AS g
    """  # noqa: S608 - our own names


def _added(source: KeptSource, changes: str, counted: str = "") -> str:
    """The statement that adds these changes to the sums; sorted, so that two who fold never wait for each other."""
    names = [column_of(figure) for figure in source.figures]
    table = source.sums._meta.db_table  # noqa: SLF001
    totals = ", ".join(f"SUM({name})" for name in names)
    grown = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in names)
    adding = f"""
        INSERT INTO {table} ({KEY}, {", ".join(names)})
        SELECT {KEY}, {totals} FROM ({spread(source, "SELECT * FROM taken")}) AS spread
        WHERE true GROUP BY {KEY} ORDER BY {KEY}
        ON CONFLICT ({KEY}) DO UPDATE SET {grown}
    """  # noqa: S608 - our own names
    if not counted:
        return f"WITH taken AS ({changes}) {adding}"
    return f"WITH taken AS ({changes}), added AS ({adding}) SELECT COUNT(*) FROM {counted}"  # noqa: S608


def _month(day: str) -> str:
    if connection.vendor == "postgresql":
        return f"date_trunc('month', {day})::date"
    return f"date({day}, 'start of month')"


def relevant(source: KeptSource) -> list[str]:
    """The columns whose change can change a sum."""
    of = {*(f"{place}_id" for place in source.places), source.day, f"{source.category}_id"}
    return sorted(of | {*columns(source.model, [amount(figure) for figure in source.figures])})
