"""`touyan brief --template NAME --org CODE --from DATE --to DATE --out FILE.docx`: a brief, drafted and written out."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from touyan.conf.commands import TownCommand
from touyan.figures.acts.writing import draft_brief
from touyan.figures.models import Brief, BriefTemplate
from touyan.figures.reads.briefs import template_named
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER


class Command(TownCommand):
    help = (
        "Draft a brief about a place and period and write it as Word; it also stands at the desk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--template", required=True, metavar="NAME", help="e.g. yearly")
        parser.add_argument("--org", required=True, metavar="CODE", help="e.g. 340121103")
        parser.add_argument("--from", required=True, dest="since", metavar="DATE")
        parser.add_argument("--to", required=True, dest="until", metavar="DATE")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE.docx")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(code=options["org"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['org']}.")
        template = template_named(options["template"], organisation)
        if template is None:
            raise CommandError(f"{organisation.name} has no template {options['template']}.")
        brief = self._drafted(
            template, organisation, _day(options["since"]), _day(options["until"])
        )
        try:
            options["out"].write_bytes(bytes(brief.document))
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written: {options['out']} (brief {brief.pk}, {brief.title})")
        for mark in brief.marks.order_by("id"):
            self.stdout.write(f"To settle: {mark.words} ({mark.figure})")

    def _drafted(
        self, template: BriefTemplate, organisation: Organisation, since: date, until: date
    ) -> Brief:
        try:
            return draft_brief(
                by=FOUNDER, template=template, organisation=organisation, since=since, until=until
            ).about
        except Refused as error:
            raise CommandError(str(error)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a date. Write it as 2021-08-03.") from error
