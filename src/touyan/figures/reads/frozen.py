"""A figure and its records as of one moment: what a snapshot is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from touyan.figures.models import Snapshot
from touyan.kernel.figures import FIGURES, Count, Distinct, Figure, Scope, parts, records, values
from touyan.kernel.packed import packed
from touyan.kernel.refused import Refused

TRIES = 3


@dataclass(frozen=True)
class Rows:
    """The ids of a figure's records, rising, and what of each is added up or told apart."""

    ids: list[int]
    measures: list[int] | None = None

    def value(self, figure: Figure) -> int:
        if self.measures is None:
            return len(self.ids)
        if isinstance(figure.total, Distinct):
            return len(set(self.measures))
        return sum(self.measures)


def rows_of(figure: Figure, scope: Scope) -> Rows:
    """The records behind a figure: one statement."""
    found = records(figure, scope).select_related(None).order_by("pk")
    if isinstance(figure.total, Count):
        return Rows(list(found.values_list("pk", flat=True)))
    # What a record does not say counts in no sum and is nobody.
    told = found.exclude(**{f"{figure.total.column}__isnull": True})
    pairs = list(told.values_list("pk", figure.total.column))
    return Rows([pk for pk, _measure in pairs], [int(measure) for _pk, measure in pairs])


def frozen(figures: Sequence[Figure], scope: Scope) -> list[Snapshot]:
    """Snapshots of these figures, not saved yet: every number and record of one moment."""
    keys = list(dict.fromkeys(key for figure in figures for key in _beside(figure)))
    for _attempt in range(TRIES):
        counted = values(keys, scope)
        rows = [rows_of(figure, scope) for figure in figures]
        same = (
            row.value(figure) == counted[figure.key]
            for figure, row in zip(figures, rows, strict=True)
        )
        if all(same):
            return [
                _snapshot(figure, scope, counted, row)
                for figure, row in zip(figures, rows, strict=True)
            ]
    # Somebody changed a record between two statements, three times in a row.
    raise Refused(_("The records are changing at this moment. Please try again."))


def _beside(figure: Figure) -> Iterable[str]:
    """The figure, what it is out of, and its parts."""
    yield figure.key
    if figure.out_of:
        yield figure.out_of
    yield from (part.key for part in parts(figure.key))


def _snapshot(figure: Figure, scope: Scope, counted: dict[str, int], rows: Rows) -> Snapshot:
    return Snapshot(
        figure=figure.key,
        version=figure.version,
        told={code: _told(figure, code) for code, _name in settings.LANGUAGES},
        organisation_id=scope.organisation.pk,
        since=scope.since,
        until=scope.until,
        value=counted[figure.key],
        parts={part.key: counted[part.key] for part in parts(figure.key)},
        out_of=figure.out_of,
        whole=counted[figure.out_of] if figure.out_of else None,
        kind=figure.source.model.__name__.lower(),
        count=len(rows.ids),
        packed_ids=packed(rows.ids),
        packed_measures=None if rows.measures is None else packed(rows.measures),
    )


def _told(figure: Figure, language: str) -> dict[str, Any]:
    """The figure's words as they are today, since a definition may be put differently tomorrow."""
    with translation.override(language):
        told: dict[str, Any] = {
            name: str(getattr(figure, name)) for name in ("label", "definition", "unit", "left_out")
        }
        told["parts"] = {part.key: str(part.label) for part in parts(figure.key)}
        told["out_of"] = str(FIGURES[figure.out_of].label) if figure.out_of else ""
    return told
