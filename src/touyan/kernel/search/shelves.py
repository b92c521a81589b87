"""What each room lets be found: which rows, by which text, within which marks; and filling the index anew."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection, models, transaction

from touyan.kernel import search

M = TypeVar("M", bound=models.Model)
PORTION = 500


@dataclass(frozen=True)
class Shelf(Generic[M]):
    kind: str
    things: Callable[[], models.QuerySet[M]]
    """All that can be found at all."""
    text: Callable[[M], str]
    marks: Callable[[M], Iterable[str]]

    def keep(self, thing: M) -> None:
        """In the act's own transaction: findable as it is now."""
        search.put(self.kind, thing.pk, self.text(thing), self.marks(thing))

    def keep_many(self, things: Iterable[M]) -> None:
        search.put_many(self.kind, ((it.pk, self.text(it), self.marks(it)) for it in things))

    def forget(self, thing: M) -> None:
        search.remove(self.kind, thing.pk)

    def fill(self) -> int:
        """All of them anew; nobody erases a portion's words between its reading and its writing."""
        search.clear(self.kind)
        return sum(self._portions())

    def fill_where_empty(self) -> int:
        """After an update that brought this shelf: nothing where there is anything already."""
        return 0 if search.holds_any(self.kind) else self.fill()

    def _portions(self) -> Iterator[int]:
        last, count = 0, PORTION
        while count == PORTION:
            with transaction.atomic():
                some = list(self._locked(self.things().filter(pk__gt=last).order_by("pk")))
                self.keep_many(some)
            count = len(some)
            last = some[-1].pk if some else last
            yield count

    def _locked(self, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return rows[:PORTION]


SHELVES: list[Shelf] = []  # type: ignore[type-arg]
"""Every room's, filled by conf/wiring.py."""


def fill_where_empty() -> int:
    """How many things are found now that were not: safe to run twice."""
    return sum(shelf.fill_where_empty() for shelf in SHELVES)
