"""What the town's commands have in common: they need its tables, all of them, and speak its language.

What a command says goes through gettext as every page does, so a shell reads the town's own language
(LANGUAGE_CODE) beside the problems of a ledger. English stay `--help`, as what argparse and Django say
around it is, and logs, which people search for the same words everywhere.
"""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        told = ngettext(
            "The database is not prepared for this code: it lacks {n} migration."
            " Run `touyan migrate`, then this again.",
            "The database is not prepared for this code: it lacks {n} migrations."
            " Run `touyan migrate`, then this again.",
            len(lacking),
        )
        raise CommandError(told.format(n=len(lacking)))


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
            told = _("The database does not answer: {why}").format(why=first_line(error))
            raise CommandError(told) from error
        raise


def the_day(text: str) -> date:
    """A day as it is given to a command."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        why = _("“{text}” is no date such as 2021-08-03.").format(text=text)
        raise CommandError(why) from error


def no_organisation(code: str) -> str:
    return _("There is no organisation with the code “{code}”.").format(code=code)


def unreadable(path: Path, error: Exception) -> str:
    return _("{file} cannot be read: {why}").format(file=path, why=error)


class TownCommand(BaseCommand):
    """A command that reads or writes the town's tables."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        with on_the_database():
            return super().execute(*args, **options)
