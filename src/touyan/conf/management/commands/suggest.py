"""`touyan suggest`: a text a line in, a suggestion a line out, as JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from touyan.conf.reader import suggest_waiting
from touyan.conf.readings import MODEL, beginning
from touyan.reading import start
from touyan.reading.model import Model, Unreadable

BATCH = 512
Reader = Callable[[list[str]], list[dict[str, Any]]]


class Command(BaseCommand):
    help = (
        "Read texts from the standard input, a line each; write what they are about as JSON lines."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--model", type=Path, default=MODEL)
        parser.add_argument(
            "--waiting", action="store_true", help="the orders that wait for one, into the database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["waiting"]:
            self.stdout.write(str(suggest_waiting(options["model"])))
            return
        read = self._reader(options["model"])
        lines = (line.rstrip("\r\n") for line in sys.stdin)
        while batch := self._batch(lines):
            for told in read(batch):
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            self.stdout.flush()

    def _batch(self, lines: Iterator[str]) -> list[str]:
        """A whole batch from a pipe; one by one for a person who types."""
        return list(islice(lines, 1 if sys.stdin.isatty() else BATCH))

    def _reader(self, path: Path) -> Reader:
        if path.exists():
            try:
                return Model.load(path).suggest
            except Unreadable as no:
                why = _("{file} is not a model; run: touyan learn").format(file=path)
                raise CommandError(why) from no
        labels = beginning()
        return lambda texts: [start.suggest(text, labels) for text in texts]
