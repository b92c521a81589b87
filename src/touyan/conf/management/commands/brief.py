"""`touyan brief --template NAME --org CODE --from DATE --to DATE --out FILE.docx`: a brief, drafted and written out."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from touyan.conf.commands import TownCommand, no_organisation, the_day
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
            raise CommandError(no_organisation(options["org"]))
        template = template_named(options["template"], organisation)
        if template is None:
            why = _("{place} has no template {name}.")
            raise CommandError(why.format(place=organisation.label, name=options["template"]))
        brief = self._drafted(
            template, organisation, the_day(options["since"]), the_day(options["until"])
        )
        try:
            options["out"].write_bytes(bytes(brief.document))
        except OSError as error:
            why = _("{file} cannot be written: {why}.")
            raise CommandError(why.format(file=options["out"], why=error.strerror)) from error
        told = _("Written: {file} (brief {number}, {title})")
        self.stdout.write(told.format(file=options["out"], number=brief.pk, title=brief.title))
        for mark in brief.marks.order_by("id"):
            told = _("To settle: {words} ({figure})")
            self.stdout.write(told.format(words=mark.words, figure=mark.figure))

    def _drafted(
        self, template: BriefTemplate, organisation: Organisation, since: date, until: date
    ) -> Brief:
        try:
            return draft_brief(
                by=FOUNDER, template=template, organisation=organisation, since=since, until=until
            ).about
        except Refused as error:
            raise CommandError(str(error)) from error
