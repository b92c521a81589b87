"""`touyan learn [FILE.csv]`: how people's words were sorted, so that the next ones get a suggestion."""

import csv
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from touyan.conf import reader
from touyan.conf.commands import unreadable
from touyan.conf.readings import MODEL, NoColumn, beginning, labelled
from touyan.orders.reads.reading import history
from touyan.reading import start
from touyan.reading.learning import MOST, TooFew, learn


class Command(BaseCommand):
    help = "Learn categories from the town's own history, or from a file with the columns text and label."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument(
            "--if-better",
            action="store_true",
            help="keep it only where it reads unseen texts better than the keywords do",
        )
        parser.add_argument(
            "--model", type=Path, default=MODEL, help="where to keep what was learnt"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_better"] and options["file"] is None:
            if said := reader.learn_if_better(options["model"]):
                self.stdout.write(said)
            return
        began = time.monotonic()
        pairs = history() if options["file"] is None else self._rows(options["file"])[-MOST:]
        beside = start.Beside(beginning() if options["if_better"] else {})
        try:
            model = learn(beside.hearing(pairs))
        except TooFew as no:
            raise CommandError(
                _("Too little to learn from: two labels with eight texts each are the least.")
            ) from no
        if options["if_better"] and not beside.is_outdone(model.learnt):
            self.stdout.write(_("Keywords still read better."))
            return
        model.save(options["model"])
        if options["file"] is None:
            reader.learnt_well(model.learnt)
        known = ", ".join(f"{name} {value}" for name, value in model.learnt.items())
        told = _("Learnt {n} labels in {seconds} s. Unseen texts: {known}")
        seconds = f"{time.monotonic() - began:.0f}"
        self.stdout.write(told.format(n=len(model.labels), seconds=seconds, known=known))

    def _rows(self, path: Path) -> list[tuple[str, str]]:
        try:
            return list(labelled(path))
        except NoColumn as no:
            why = _("{file}: needs a column “label” and a column “text”.").format(file=path)
            raise CommandError(why) from no
        except (OSError, UnicodeDecodeError, csv.Error) as no:
            raise CommandError(unreadable(path, no)) from no
