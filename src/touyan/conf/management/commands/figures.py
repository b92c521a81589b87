"""`touyan figures`: the numbers of a place and its days, for people to read or as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from touyan.conf.commands import TownCommand, no_organisation, the_day
from touyan.figures.reads.as_json import as_json
from touyan.figures.reads.board import Told, board
from touyan.kernel.figures import FIGURES, Scope
from touyan.town.models import Organisation


class Command(TownCommand):
    help = "Tell the figures of an organisation and its subtree, of the days from DATE to DATE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", required=True, metavar="CODE", help="e.g. 340121103")
        parser.add_argument("--from", required=True, metavar="DATE", dest="since")
        parser.add_argument("--to", required=True, metavar="DATE", dest="until")
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = _scope(options["org"], options["since"], options["until"])
        told = board(scope, list(FIGURES.values()))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(scope, told), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_table(told)))


def _scope(code: str, since: str, until: str) -> Scope:
    place = Organisation.objects.filter(code=code).first()
    if place is None:
        raise CommandError(no_organisation(code))
    first, last = the_day(since), the_day(until)
    if last < first:
        raise CommandError(_("{until} lies before {since}.").format(until=until, since=since))
    return Scope(place, first, last)


def _table(told: list[Told]) -> list[str]:
    """A line each: the key, the number, what it is."""
    wide = max((len(one.figure.key) for one in told), default=0)
    return [
        f"{one.figure.key:<{wide}}  {_number(one):>10}  {one.figure.label}{_share(one)}"
        for one in told
    ]


def _number(one: Told) -> str:
    if not one.is_known:
        return "—"
    if one.said is None:
        return str(one.value)
    return f"(≥{one.value})" if one.said.at_least else f"({one.value})"


def _share(one: Told) -> str:
    return f"  {one.share} = {one.value}/{one.whole}" if one.share else ""
