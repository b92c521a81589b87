"""Frozen numbers, and what has become of them since."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from touyan.figures.models import Snapshot
from touyan.figures.reads.frozen import rows_of
from touyan.figures.reads.seen import visible
from touyan.figures.reads.whose import may_read
from touyan.kernel.figures import FIGURES, Figure, Scope
from touyan.kernel.models import Entry
from touyan.town.models import Person

SHOWN = 100
"""More records than anybody reads; the counts stay exact."""
AT_ONCE = 20_000
"""Up to so many records a snapshot's page compares without being asked."""


def snapshot_with(key: UUID | None) -> Snapshot | None:
    return Snapshot.objects.filter(key=key).select_related("organisation").first() if key else None


def snapshot_of(person: Person, number: int) -> Snapshot | None:
    """A snapshot of a place where the person reads figures."""
    found = Snapshot.objects.select_related("organisation", "person").filter(pk=number).first()
    return found if found and may_read(person, found.organisation) else None


def scope_of(snapshot: Snapshot) -> Scope:
    return Scope(snapshot.organisation, snapshot.since, snapshot.until)


@dataclass(frozen=True)
class Change:
    """One record that counts differently now."""

    about: str
    """As the journal names it: `order:69`."""
    row: Any = None
    """The record, if it is still there."""
    seen: bool = False
    """Whether whoever asks may open it."""
    since: list[Entry] = field(default_factory=list)
    """What happened to it after the freezing."""


@dataclass(frozen=True)
class Differences:
    """What makes a number of today another than the frozen one."""

    value: int
    came: list[int]
    went: list[int]
    altered: list[int]
    """Counted then and now, with another amount."""
    changes: dict[int, Change]
    """The first of them, told."""

    @property
    def none(self) -> bool:
        return not (self.came or self.went or self.altered)

    def told(self, ids: Iterable[int]) -> list[Change]:
        return [self.changes[pk] for pk in ids if pk in self.changes]


def differences(snapshot: Snapshot, person: Person) -> Differences:
    """Record by record: which came, which went, which are another amount. Three statements."""
    figure = FIGURES[snapshot.figure]
    then, rows = (
        snapshot.measures or dict.fromkeys(snapshot.ids, 1),
        rows_of(figure, scope_of(snapshot)),
    )
    now = dict(zip(rows.ids, rows.measures or [1] * len(rows.ids), strict=True))
    came = sorted(now.keys() - then.keys())
    went = sorted(then.keys() - now.keys())
    altered = sorted(pk for pk, told in now.items() if pk in then and then[pk] != told)
    shown = [*came[:SHOWN], *went[:SHOWN], *altered[:SHOWN]]
    return Differences(
        rows.value(figure), came, went, altered, _changes(snapshot, figure, person, shown)
    )


def _changes(
    snapshot: Snapshot, figure: Figure, person: Person, ids: list[int]
) -> dict[int, Change]:
    if not ids:
        return {}
    seen = Exists(visible(person, figure.source.model).filter(pk=OuterRef("pk")))
    found = figure.source.everything().filter(pk__in=ids).select_related(*figure.source.related)
    rows = {row.pk: row for row in found.annotate(seen=seen)}
    abouts = {pk: f"{snapshot.kind}:{pk}" for pk in ids}
    since: dict[str, list[Entry]] = {}
    for entry in _entries(snapshot, abouts.values()):
        since.setdefault(entry.about, []).append(entry)
    return {
        pk: Change(about, rows.get(pk), pk in rows and rows[pk].seen, since.get(about, []))
        for pk, about in abouts.items()
    }


def _entries(snapshot: Snapshot, abouts: Iterable[str]) -> QuerySet[Entry]:
    return Entry.objects.filter(about__in=list(abouts), at__gt=snapshot.at).order_by("seq")
