"""`touyan init`: an empty town and its first administrator."""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from touyan.conf.commands import TownCommand
from touyan.figures.founding import found_figures
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.orders.founding import found_orders
from touyan.programmes.founding import found_programmes
from touyan.town import acts
from touyan.town.reads import home_town
from touyan.town.rules import FOUNDER
from touyan.town.states import RoleCode


class Command(TownCommand):
    help = "Make an empty town: its county, its calendar, clocks and categories, and the first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--county", required=True, metavar="CODE=NAME", help="e.g. 340121=长丰县"
        )
        parser.add_argument(
            "--town", required=True, metavar="CODE=NAME", help="e.g. 340121103=吴山镇"
        )
        parser.add_argument(
            "--phone", default="", help="the clerk's telephone, shown on every page"
        )
        parser.add_argument(
            "--admin",
            required=True,
            metavar="LOGIN",
            help="password: TOUYAN_ADMIN_PASSWORD, or asked for",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if home_town() is not None:
            raise CommandError(_("There is a town already: nothing was changed."))
        password = os.environ.get("TOUYAN_ADMIN_PASSWORD") or self._asked()
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with batch():
            self._found(options, password)
        self.stdout.write(
            _("The town is there. Next: touyan import organisations FILE, touyan import people FILE.")
        )  # fmt: skip

    def _asked(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError(
                _("There is no terminal to ask for the administrator's password: set TOUYAN_ADMIN_PASSWORD.")
            )  # fmt: skip
        return getpass.getpass(_("Password: "))

    def _found(self, options: dict[str, Any], password: str) -> None:
        code, _equals, name = options["county"].partition("=")
        county = acts.add_organisation(
            by=FOUNDER, parent=None, code=code, kind="county", name=name
        ).about
        code, _equals, name = options["town"].partition("=")
        town = acts.add_organisation(
            by=FOUNDER, parent=county, code=code, kind="town", name=name, phone=options["phone"]
        ).about
        found_orders(by=FOUNDER, town=town)
        found_programmes(by=FOUNDER, town=town, starts_on=clock.today())
        found_figures(by=FOUNDER, organisation=town)
        person = acts.add_person(
            by=FOUNDER, town=town, name=options["admin"], login=options["admin"], password=password
        ).about
        acts.grant_role(
            by=FOUNDER,
            person=person,
            organisation=county,
            role=RoleCode.ADMIN,
            starts_on=clock.today(),
        )
