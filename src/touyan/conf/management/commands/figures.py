"""`touyan figures`: the numbers of a place and its days, for people to read or as JSON."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from touyan.conf.commands import TownCommand
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
        raise CommandError(f"There is no organisation with the code “{code}”.")
    first, last = _day(since), _day(until)
    if last < first:
        raise CommandError(f"{until} lies before {since}.")
    return Scope(place, first, last)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no date such as 2021-08-03.") from error


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
