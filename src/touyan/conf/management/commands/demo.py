"""`touyan demo`: the demonstration town, once."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from touyan.figures import demo as figures_demo
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.orders import demo
from touyan.town.reads import home_town


class Command(BaseCommand):
    help = (
        "Fill an empty database with the demonstration town; one that is not empty stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demonstration has a public password; it is not for an installation that serves people."
            )
        if home_town() is not None:
            self.stdout.write("There is a town already: nothing was changed.")
            return
        with batch():
            scene = demo.tell(clock.now(), self._progress)
            figures_demo.tell(scene.people["dispatcher"])
        self.stdout.write("The demonstration town is there.")

    def _progress(self, done: int, everything: int) -> None:
        if sys.stdout.isatty() and (done % 20 == 0 or done == everything):
            self.stdout.write(
                f"\r{done} of {everything}", ending="\n" if done == everything else ""
            )
            self.stdout.flush()
