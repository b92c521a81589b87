"""`touyan recount`: the kept sums of figures anew, from the records."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.conf.commands import TownCommand
from touyan.kernel import kept


class Command(TownCommand):
    help = "Count the kept sums of figures anew from the records; needed only where `touyan check` names one."

    def handle(self, *args: Any, **options: Any) -> None:
        kept.put_away()
        kept.put_up()
        self.stdout.write(_("All sums were counted anew."))
