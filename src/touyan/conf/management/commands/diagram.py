"""`touyan diagram`: the life of an order as Mermaid; --check compares docs/loop.md with it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from touyan.orders.moves import LIFE

DOC = Path("docs/loop.md")
START, END = "```{mermaid}\n", "\n```\n"


class Command(BaseCommand):
    help = "Print the life of an order as a Mermaid diagram, from the table of moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Compare docs/loop.md; exit 1 if it differs."
        )
        parser.add_argument("--write", action="store_true", help="Write it into docs/loop.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        diagram = LIFE.as_mermaid()
        if not (options["check"] or options["write"]):
            self.stdout.write(diagram)
            return
        text = DOC.read_text()
        before, _start, rest = text.partition(START)
        old, _end, after = rest.partition(END)
        if options["write"]:
            DOC.write_text(f"{before}{START}{diagram}{END}{after}")
        elif old != diagram:
            raise CommandError(
                _("docs/loop.md does not show the table of moves: run `touyan diagram --write`.")
            )
