"""A figure's condition as plain SQL about one row, as a check constraint's is made."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.db import connection, models
from django.db.models.sql import Query

from touyan.kernel.figures import Count, Figure, Sum

COLUMN = re.compile(r'"(\w+)"')


def amount(figure: Figure) -> str:
    """What a row adds to the figure: 1, or what stands in the column that is summed; else 0."""
    if not isinstance(figure.total, Count | Sum):
        raise TypeError(f"{figure.key}: different ones cannot be kept as a sum")
    column = figure.total.column if isinstance(figure.total, Sum) else ""
    worth = _quoted(_column(figure.source.model, column)) if column else "1"
    return f"CASE WHEN {_condition(figure)} THEN {worth} ELSE 0 END" if figure.where else worth


def columns(model: type[models.Model], told: Sequence[str]) -> list[str]:
    """The columns of the table that these conditions look at."""
    known = {field.column for field in model._meta.local_concrete_fields}  # noqa: SLF001
    return sorted({name for sql in told for name in COLUMN.findall(sql)} & known)


def _condition(figure: Figure) -> str:
    query = Query(figure.source.model, alias_cols=False)
    where = query.build_where(figure.where)
    sql, params = query.get_compiler(connection=connection).compile(where)
    editor = connection.SchemaEditorClass(connection)
    return str(sql % tuple(editor.quote_value(_plain(param)) for param in params))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _column(model: type[models.Model], name: str) -> str:
    field: models.Field[Any, Any] = {f.name: f for f in model._meta.local_concrete_fields}[name]  # noqa: SLF001
    return str(field.column)


def _quoted(name: str) -> str:
    return f'"{name}"'
