"""`touyan recount`: the kept sums of figures anew, from the records."""

from typing import Any

from touyan.conf.commands import TownCommand
from touyan.kernel import kept


class Command(TownCommand):
    help = "Count the kept sums of figures anew from the records; needed only where `touyan check` names one."

    def handle(self, *args: Any, **options: Any) -> None:
        kept.put_away()
        kept.put_up()
        self.stdout.write("All sums were counted anew.")
