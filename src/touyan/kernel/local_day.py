"""The date on the town's calendar of a moment, as the database itself can say it."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Func
from django.db.models.sql.compiler import SQLCompiler


class LocalDay(Func):
    """All of China keeps one time, eight hours ahead of UTC, without summer time since 1992.

    For generated columns and triggers: plain SQL, so it also holds for whoever writes past Django.
    """

    arity = 1
    output_field = DateField()
    template = "((%(expressions)s AT TIME ZONE 'UTC' + interval '8 hours')::date)"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(
            compiler, connection, template="date(%(expressions)s, '+8 hours')", **more
        )


class Eve(Func):
    """The day before a date, likewise in plain SQL."""

    arity = 1
    output_field = DateField()
    template = "(%(expressions)s - 1)"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '-1 day')", **more)
