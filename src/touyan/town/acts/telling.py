"""What somebody should hear: written down, and handed to whatever carries it out of the house."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from touyan.kernel.prepared import insert
from touyan.town.models import Notice, Person

CARRIERS: list[Callable[[Sequence[Notice]], object]] = []
"""What carries a notice further, in the same transaction. Filled by conf/wiring.py and nobody else."""
STOPPERS: list[Callable[[Person, str], object]] = []
"""What stops carrying to one person what is about one thing. Filled likewise."""


def tell(notices: Iterable[Notice]) -> int:
    """Write notices, how many; those with the same `once` are one, however often they are told."""
    rows = list(notices)
    if not rows:
        return 0
    # Within an act this is the act's own transaction, and costs no statement.
    with transaction.atomic(savepoint=False):
        fresh = [row for row in rows if row.once is None]
        written = (
            [insert(row) for row in fresh] if len(fresh) == 1 else Notice.objects.bulk_create(fresh)
        )
        written += _once([row for row in rows if row.once is not None])
        for carry in CARRIERS:
            carry(written)
    return len(rows)


def untell(person: Person, about: str) -> None:
    """Take back what one person has not seen yet of a thing that is not theirs any more."""
    Notice.objects.filter(person=person, about=about, seen_at__isnull=True).delete()
    for stop in STOPPERS:
        stop(person, about)


def _once(rows: list[Notice]) -> list[Notice]:
    """As they stand in the table: a row that somebody else wrote first has another number."""
    if not rows:
        return []
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    kept = {str(row.once): row for row in rows}
    numbers = Notice.objects.filter(once__in=list(kept)).values_list("once", "pk")
    for once, pk in numbers:
        kept[str(once)].pk = pk
    return list(kept.values())
