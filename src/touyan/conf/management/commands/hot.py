"""`touyan hot FILE.csv` or `touyan hot --org CODE`: what many tell of, hottest first, as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from touyan.conf.commands import no_organisation, unreadable
from touyan.conf.reader import find_matters
from touyan.conf.readings import NoColumn, of_place, stream
from touyan.reading.hot import Message, hot
from touyan.town.models import Organisation


class Command(BaseCommand):
    help = "Find the matters that many people write of, in a file or among a place's own orders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--org", metavar="CODE", help="a village or a town, e.g. 340121103")
        parser.add_argument("--most", type=int, default=50)
        parser.add_argument(
            "--keep",
            action="store_true",
            help="of every town's last half year, for the desk's page",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"]:
            self.stdout.write(str(find_matters()))
            return
        if (options["file"] is None) == (options["org"] is None):
            raise CommandError(_("Name a file, or a place by --org."))
        heard = self._file(options["file"]) if options["file"] else self._place(options["org"])
        found = hot(heard, options["most"])
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))

    def _file(self, path: Path) -> list[Message]:
        try:
            return [Message(*row) for row in stream(path)]
        except NoColumn as no:
            why = _("{file}: needs the columns “id”, “user”, “time” and “text” or “title”.")
            raise CommandError(why.format(file=path)) from no
        except (OSError, ValueError, TypeError) as no:
            raise CommandError(unreadable(path, no)) from no

    def _place(self, code: str) -> list[Message]:
        if not Organisation.objects.filter(code=code).exists():
            raise CommandError(no_organisation(code))
        return [Message(*row) for row in of_place(code)]
