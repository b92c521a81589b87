"""`touyan recount`: the kept sums of figures anew, from the records."""

from typing import Any

from django.core.management.base import BaseCommand

from touyan.kernel import kept


class Command(BaseCommand):
    help = "Count the kept sums of figures anew from the records; needed only where `touyan check` names one."

    def handle(self, *args: Any, **options: Any) -> None:
        kept.put_away()
        kept.put_up()
        self.stdout.write("All sums were counted anew.")
