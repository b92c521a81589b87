"""`touyan import KIND FILE`: a ledger in, all of it or nothing."""  # noqa: N999 - the command is called import

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.conf.commands import TownCommand
from touyan.conf.ledgers import KINDS
from touyan.kernel.acts import batch
from touyan.kernel.ledgers import Kind, Line, understood
from touyan.kernel.refused import Refused
from touyan.kernel.sheets import Problems, read


class Command(TownCommand):
    help = "Take a ledger (.xlsx or .csv): all of it or nothing. Run twice, it adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Look for what is wrong; change nothing."
        )
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=HEADING",
            help="Which of the ledger's headings stands for which column; may be repeated.",
        )  # fmt: skip
        parser.add_argument(
            "--village", default="", help="orders: the village of rows that name none"
        )
        parser.add_argument(
            "--source", default="", help="orders: the ledger's name (the file's, if not given)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind, path = KINDS[options["kind"]], options["file"]
        options["source"] = (options["source"] or path.stem)[:60]
        try:
            lines = self._lines(kind, path, options)
            if options["dry_run"]:
                self.stdout.write(_nothing_wrong(len(lines)))
                return
            with batch():
                made = kind.load(lines, options, self._progress)
        except Problems as wrong:
            for problem in wrong.problems:
                self.stderr.write(str(problem))
            raise CommandError(_wrong(len(wrong.problems))) from wrong
        except OSError as error:
            why = _("{file} cannot be read: {why}. Nothing was changed.")
            raise CommandError(why.format(file=path, why=error.strerror)) from error
        except Refused as error:
            raise CommandError(_("{why} Nothing was changed.").format(why=error)) from error
        self.stdout.write(_taken_in(len(lines), made))

    def _lines(self, kind: Kind, path: Path, options: dict[str, Any]) -> list[Line]:
        mapping = dict(pair.partition("=")[::2] for pair in options["map"])
        lines = understood(read(path, path.name), kind, mapping)
        if problems := list(kind.after(lines, options)):
            raise Problems(problems)
        return lines

    def _progress(self, done: int, everything: int) -> None:
        if sys.stderr.isatty() and (done % 50 == 0 or done == everything):
            end = "\n" if done == everything else ""
            said = _("{done} of {all}").format(done=done, all=everything)
            self.stderr.write(f"\r{said}", ending=end)


def _nothing_wrong(rows: int) -> str:
    return ngettext(
        "{n} row, nothing wrong; nothing was changed (--dry-run).",
        "{n} rows, nothing wrong; nothing was changed (--dry-run).",
        rows,
    ).format(n=rows)


def _wrong(problems: int) -> str:
    return ngettext(
        "{n} problem; nothing was changed.", "{n} problems; nothing was changed.", problems
    ).format(n=problems)


def _taken_in(rows: int, changed: int) -> str:
    return ngettext(
        "{n} row, {changed} of them new or changed.",
        "{n} rows, {changed} of them new or changed.",
        rows,
    ).format(n=rows, changed=changed)
