"""How many wait in each queue: all counted in one statement, each up to a bound."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST = 1000
"""Counting further would cost more than anybody learns from it."""


def bounded(queues: Mapping[str, QuerySet[Any]]) -> dict[str, str]:
    """Queue → its count as people read it, `999+` from a thousand on."""
    names = list(queues)
    statements: list[str] = []
    params: list[Any] = []
    for number, orders in enumerate(queues.values()):
        try:
            sql, given = orders.order_by().values("pk")[:MOST].query.sql_with_params()
        except EmptyResultSet:  # nothing can ever be in it for this person
            continue
        statements.append(f"SELECT {number}, COUNT(*) FROM ({sql}) AS counted")  # noqa: S608 - Django's own SQL
        params += given
    counted = _counted(statements, params)
    return {name: _said(counted.get(number, 0)) for number, name in enumerate(names)}


def _counted(statements: list[str], params: list[Any]) -> dict[int, int]:
    if not statements:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        return dict(cursor.fetchall())


def _said(count: int) -> str:
    return f"{MOST - 1}+" if count >= MOST else str(count)
