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

    def fill_where_missing(self) -> int:
        """After an update that brought this shelf, or a filling that was broken off; else nothing.

        The oldest thing tells, because it is put last: acts of today put what is new before this comes round.
        """
        oldest = self.things().order_by("pk").values_list("pk", flat=True).first()
        return 0 if oldest is None or search.holds(self.kind, oldest) else self.fill()

    def _portions(self) -> Iterator[int]:
        """From the newest to the oldest."""
        rows, count = self.things(), PORTION
        while count == PORTION:
            with transaction.atomic():
                some = list(self._locked(rows.order_by("-pk")))
                self.keep_many(some)
            count = len(some)
            rows = self.things().filter(pk__lt=some[-1].pk) if some else rows
            yield count

    def _locked(self, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return rows[:PORTION]


SHELVES: list[Shelf] = []  # type: ignore[type-arg]
"""Every room's, filled by conf/wiring.py."""


def fill_where_missing() -> int:
    """How many things were put anew: safe to run twice."""
    return sum(shelf.fill_where_missing() for shelf in SHELVES)
