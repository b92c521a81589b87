"""What the town's commands have in common: they need its tables, all of them."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.db.migrations.recorder import MigrationRecorder

from touyan.conf.outage import first_line, is_outage


def refuse_unmigrated() -> None:
    """A sentence instead of a traceback, or of a worker that fails at every task, where `touyan migrate` did not run.

    :raises CommandError: where the database lacks a migration that this code has.
    """
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except Error as error:
        if is_outage(error):
            return  # told by what is asked next; the worker waits until it is there
        raise
    if lacking := _on_disk() - applied.keys():
        raise CommandError(
            f"The database is not prepared for this code: it lacks {len(lacking)} migrations."
            " Run `touyan migrate`, then this again."
        )


def _on_disk() -> set[tuple[str, str]]:
    """Every migration by its file's name: importing them all would cost each start half a second."""
    found = set()
    for app in apps.get_app_configs():
        if spec := find_spec(f"{app.name}.migrations"):
            names = pkgutil.iter_modules(spec.submodule_search_locations)
            found |= {(app.label, one.name) for one in names if one.name[0] not in "_~"}
    return found


@contextmanager
def on_the_database() -> Iterator[None]:
    """What needs the town's tables: a sentence where they, or the database, are not there."""
    try:
        refuse_unmigrated()
        yield
    except Error as error:
        if is_outage(error):
            raise CommandError(f"The database does not answer: {first_line(error)}") from error
        raise


class TownCommand(BaseCommand):
    """A command that reads or writes the town's tables."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with on_the_database():
            return super().execute(*args, **options)
