"""`touyan check`: Django's own checks, then the journal replayed against the tables."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangoCheck

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
            told = (
                "has everything, and pages are read there"
                if one.answers
                else f"is not read: {one.why}"
            )
            last = (
                f" (its last change: {one.changed_at:%Y-%m-%d %H:%M:%S} UTC)"
                if one.changed_at
                else ""
            )
            self.stdout.write(f"The replica {one.name} {told}{last}.")
        self.stdout.write(f"The journal's {Entry.objects.count()} entries and the tables agree.")

    def _replay(self) -> None:
        wrong = 0
        for fault in journal.faults():
            wrong += 1
            self.stderr.write(fault)
        if wrong:
            raise CommandError(f"{wrong} faults", returncode=1)
