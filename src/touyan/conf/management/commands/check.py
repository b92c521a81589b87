"""`touyan check`: Django's own checks, then the journal replayed against the tables."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangoCheck
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.conf.commands import on_the_database
from touyan.kernel import journal, replicas, runs
from touyan.kernel.models import Entry


class Command(DjangoCheck):
    help = "Check the installation; replay the journal against the tables and name what differs (exit 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--code-only", action="store_true", help="Leave the journal alone.")

    def handle(self, *app_labels: Any, **options: Any) -> None:
        super().handle(*app_labels, **options)
        if not options["code_only"]:
            with on_the_database():
                self._records()

    def _records(self) -> None:
        with runs.noted("check"):
            self._replay()
        for one in replicas.looks():
            self.stdout.write(_replica(one))
        told = ngettext(
            "The journal's {n} entry and the tables agree.",
            "The journal's {n} entries and the tables agree.",
            entries := Entry.objects.count(),
        )
        self.stdout.write(told.format(n=entries))

    def _replay(self) -> None:
        wrong = 0
        for fault in journal.faults():
            wrong += 1
            self.stderr.write(fault)
        if wrong:
            told = ngettext("{n} fault", "{n} faults", wrong).format(n=wrong)
            raise CommandError(told, returncode=1)


def _replica(one: replicas.Look) -> str:
    told = _("The replica {name} has everything, and pages are read there.")
    if not one.answers:
        told = _("The replica {name} is not read: {why}.")
    said = told.format(name=one.name, why=_(one.why) if one.why else "")
    if one.changed_at is None:
        return said
    return f"{said} " + _("Its last change: {moment} UTC.").format(
        moment=f"{one.changed_at:%Y-%m-%d %H:%M:%S}"
    )
