"""`touyan restore FILE`: an archive into an empty town, and is it whole?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.kernel import backups


class Command(BaseCommand):
    help = "Put an archive back, whole or not at all; then replay the journal against it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="in the place of the town that is here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.put_back(options["file"], replace=options["replace"])
        except OSError as error:
            why = f"{error.filename or options['file']}: {error.strerror}."
            raise CommandError(_("{why} Nothing was changed.").format(why=why)) from error
        except (backups.Damaged, backups.Unable) as error:
            raise CommandError(_("{why} Nothing was changed.").format(why=error)) from error
        files = len(manifest.digests)
        told = ngettext(
            "{n} file is back, each what was packed.",
            "{n} files are back, each what was packed.",
            files,
        )
        self.stdout.write(told.format(n=files))
        call_command("migrate", verbosity=0)
        if gone := backups.forget_unnamed_files():
            told = ngettext(
                "{n} file that nothing names was deleted.",
                "{n} files that nothing names were deleted.",
                gone,
            )
            self.stdout.write(told.format(n=gone))
        call_command("check", stdout=self.stdout, stderr=self.stderr)
