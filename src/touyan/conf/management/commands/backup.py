"""`touyan backup FILE`: all that the town is, while it goes on."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.conf.commands import TownCommand
from touyan.kernel import backups, clock, runs


class Command(TownCommand):
    help = "Write the database and all files into one encrypted archive, while the town goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="or a folder, where it gets the day as its name"
        )
        parser.add_argument(
            "--hurry", action="store_true",
            help="take no rests; otherwise it leaves three quarters of the time to people",
        )  # fmt: skip
        parser.add_argument(
            "--keep-days", type=int, metavar="N",
            help="then delete the folder's archives that are older; never today's",
        )  # fmt: skip

    def run_from_argv(self, argv: list[str]) -> None:
        """From a shell the whole process is the backup's, and gives way to pages."""
        os.setpriority(os.PRIO_PROCESS, 0, max(10, os.getpriority(os.PRIO_PROCESS, 0)))
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        target = options["file"]
        if target.is_dir():
            now = timezone.localtime(clock.now())
            target = target / f"{now:%Y%m%d-%H%M%S}{backups.SUFFIX}"
        try:
            with runs.noted("backup"):
                head = backups.take(target, backups.Pace(1) if options["hurry"] else backups.Pace())
        except backups.Unable as error:
            raise CommandError(str(error)) from error
        told = _(
            "{file}: {bytes} bytes, {files} files, key {key}. Keep TOUYAN_SECRET_KEY elsewhere: nothing opens it without."
        )
        size = f"{target.stat().st_size:,}"
        self.stdout.write(told.format(file=target, bytes=size, files=head.files, key=head.keys[0]))
        if options["keep_days"]:
            gone = backups.sweep(target.parent, max(1, options["keep_days"]))
            said = ngettext(
                "{n} older archive was deleted.", "{n} older archives were deleted.", gone
            )
            self.stdout.write(said.format(n=gone))
