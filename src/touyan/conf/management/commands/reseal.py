"""`touyan reseal`: after a new secret was put first, seal everything with it."""

from typing import Any

from django.utils.translation import ngettext

from touyan.conf.commands import TownCommand
from touyan.kernel.resealing import reseal
from touyan.kernel.sealed import fingerprints


class Command(TownCommand):
    help = "Seal names, numbers and receipts anew with the first key of TOUYAN_SECRET_KEY, while the town goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = reseal()
        rows = sum(counted.values())
        told = ngettext(
            "{n} row is sealed with the key {key}.", "{n} rows are sealed with the key {key}.", rows
        )
        self.stdout.write(told.format(n=rows, key=fingerprints()[0]))
