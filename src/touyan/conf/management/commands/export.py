"""`touyan export KIND FILE`: a ledger out, under headings that `touyan import` knows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from touyan.conf.ledgers import KINDS
from touyan.kernel.sheets import write, write_csv


class Command(BaseCommand):
    help = "Write a ledger (.xlsx, or .csv by its name)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        kind, path = KINDS[options["kind"]], options["file"]
        headings = [column.headings[0] for column in kind.columns]
        with path.open("wb") as file:
            if path.suffix == ".csv":
                write_csv(file, headings, kind.dump())
            else:
                write(file, options["kind"], headings, kind.dump())
        self.stdout.write(f"Written: {path}")
