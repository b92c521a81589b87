"""`touyan client`: let another system in, list those that are, shut one out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from touyan.api.acts import add_client, revoke_client
from touyan.api.models import Client
from touyan.api.states import CLIENT_ROLES, Scope
from touyan.conf.commands import TownCommand, no_organisation, the_day
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER


class Command(TownCommand):
    help = "Give another system a key (shown once), list the systems, or take a key back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        add = what.add_parser("add", help="make a key; it is shown once")
        revoke = what.add_parser("revoke", help="shut a system out at once")
        for one in (add, revoke):
            one.add_argument("name")
            one.add_argument("--org", required=True, metavar="CODE", help="e.g. 340121103")
        add.add_argument(
            "--until", metavar="DATE", default="", help="the last day, e.g. 2027-12-31"
        )
        add.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="what the key opens; Open311 if left out",
        )
        add.add_argument(
            "--role", action="append", choices=CLIENT_ROLES, default=[],
            help="what it is on the organisation and below",
        )  # fmt: skip
        what.add_parser("list", help="who has a key, until when, and when it last came")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(WHAT[options["what"]](options))
        except Refused as refused:
            raise CommandError(str(refused)) from refused


def _add(options: dict[str, Any]) -> str:
    until = the_day(options["until"]) if options["until"] else None
    place = _organisation(options["org"])
    made = add_client(
        by=FOUNDER, organisation=place, name=options["name"], expires_on=until,
        scopes=options["scope"] or [Scope.OPEN311], roles=options["role"],
    ).made  # fmt: skip
    return f"{made}\n{_('This key is not shown again.')}"


def _revoke(options: dict[str, Any]) -> str:
    place = _organisation(options["org"])
    client = Client.objects.filter(organisation=place, name=options["name"]).first()
    if client is None:
        why = _("{place} knows no system “{name}”.")
        raise CommandError(why.format(place=place.label, name=options["name"]))
    revoke_client(by=FOUNDER, client=client)
    return _("{name} is shut out.").format(name=client.name)


def _list(_options: dict[str, Any]) -> str:
    rows = Client.objects.select_related("organisation").order_by("organisation__path", "name")
    return "\n".join(map(_line, rows))


def _line(row: Client) -> str:
    in_force = _("revoked") if row.revoked_at else pgettext("a key", "in force")
    until = _("until {day}").format(day=row.expires_on or "—")
    came = _("last came {day}").format(day=row.used_on or "—")
    opens = " ".join([*row.scopes, *row.roles])
    return "  ".join([row.organisation.code, row.name, in_force, until, came, opens])


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise CommandError(no_organisation(code))
    return found


WHAT = {"add": _add, "revoke": _revoke, "list": _list}
