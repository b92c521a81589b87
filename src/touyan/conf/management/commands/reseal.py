"""`touyan reseal`: after a new secret was put first, seal everything with it."""

from typing import Any

from touyan.conf.commands import TownCommand
from touyan.kernel.resealing import reseal
from touyan.kernel.sealed import fingerprints


class Command(TownCommand):
    help = "Seal names, numbers and receipts anew with the first key of TOUYAN_SECRET_KEY, while the town goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = reseal()
        self.stdout.write(
            f"{sum(counted.values())} rows are sealed with the key {fingerprints()[0]}."
        )
