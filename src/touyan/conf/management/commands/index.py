"""`touyan index`: what people look for by words, anew from the records."""

from typing import Any

from django.core.management.base import BaseCommand

from touyan.kernel.search.shelves import SHELVES


class Command(BaseCommand):
    help = "Fill the index of words anew; needed only where something is not found that should be."

    def handle(self, *args: Any, **options: Any) -> None:
        for shelf in SHELVES:
            self.stdout.write(f"{shelf.kind}: {shelf.fill()}")
