"""`touyan export KIND FILE`: a ledger out, under headings that `touyan import` knows."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from touyan.conf.commands import TownCommand
from touyan.conf.ledgers import KINDS
from touyan.kernel.refused import Refused
from touyan.kernel.sheets import write, write_csv
from touyan.kernel.sheets.origin import Origin, origin
from touyan.town.acts import take_ledger
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER
from touyan.town.states import COUNTY


class Command(TownCommand):
    help = "Write a ledger (.xlsx, or .csv by its name)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        name, path = options["kind"], options["file"]
        if path.suffix.lower() not in {".xlsx", ".csv"}:
            raise CommandError(_("A ledger is an .xlsx or a .csv: call the file so."))
        try:
            # What lay there stays until all is written: whether it can be is asked first, and changes nothing.
            with path.open("ab") as file, TemporaryFile() as made:
                _write(made, name, path.suffix.lower())
                made.seek(0)
                file.truncate(0)
                copyfileobj(made, file)
        except OSError as error:
            why = _("{file} cannot be written: {why}.").format(file=path, why=error.strerror)
            raise CommandError(why) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Written: {file}").format(file=path))


def _write(made: BinaryIO, name: str, ending: str) -> None:
    """Aside: nothing lies at its place before the journal tells of it."""
    kind, taken = KINDS[name], partial(_taken, name)
    if ending == ".csv":
        # A line that says where it comes from would come in again as one of its rows.
        taken(write_csv(made, kind.headings, kind.dump()))
    else:
        write(made, name, kind.headings, kind.dump(), taken)


def _taken(what: str, rows: int) -> Origin | None:
    """None where nobody has founded a town yet: then there are no people either."""
    county = Organisation.objects.filter(kind=COUNTY).order_by("id").first()
    if county is None:
        return None
    event = take_ledger(by=FOUNDER, organisation=county, what=what, rows=rows)
    return origin(_("the command line"), event.entry)
