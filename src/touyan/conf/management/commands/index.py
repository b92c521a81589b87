"""`touyan index`: what people look for by words, anew from the records."""

from typing import Any

from touyan.conf.commands import TownCommand
from touyan.kernel.search.shelves import SHELVES


class Command(TownCommand):
    help = "Fill the index of words anew; needed only where something is not found that should be."

    def handle(self, *args: Any, **options: Any) -> None:
        for shelf in SHELVES:
            self.stdout.write(f"{shelf.kind}: {shelf.fill()}")
