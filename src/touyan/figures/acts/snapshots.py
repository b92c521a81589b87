"""Freezing a number."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from touyan.figures.models import Snapshot
from touyan.figures.reads.frozen import frozen
from touyan.figures.reads.snapshots import snapshot_with
from touyan.figures.rules import must_read
from touyan.kernel import clock, replicas
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.figures import Figure, Scope
from touyan.town.models import Person


@act()
def take_snapshot(
    *, by: Actor, figure: Figure, scope: Scope, key: UUID | None = None
) -> Event[Snapshot]:
    """Keep a figure as it is now, with the records behind it; the same `key` freezes once."""
    if again := snapshot_with(key):
        return Event(again, by, repeated=True)
    (row,) = taken(by, [figure], scope, key=key)
    return Event(row, by, told(row), first=True)


def taken(
    by: Actor, figures: Sequence[Figure], scope: Scope, *, key: UUID | None = None
) -> list[Snapshot]:
    """Snapshots of several figures at one moment, saved; for acts that need numbers that stay."""
    must_read(by, scope.organisation)
    rows = replicas.read_latest(lambda: frozen(figures, scope))
    for row in rows:
        row.key, row.at, row.by = key, clock.now(), by.signed
        row.person = by if isinstance(by, Person) else None
        row.save(force_insert=True)
    return rows


def told(row: Snapshot) -> dict[str, Any]:
    """What the journal keeps of it: all but the records."""
    return {
        "figure": row.figure, "version": row.version, "organisation": row.organisation.code,
        "since": row.since, "until": row.until, "value": row.value, "parts": row.parts,
        "whole": row.whole, "count": row.count,
    }  # fmt: skip
