"""Figures as they are told: each with its parts, what it is a share of, and what was declared beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from touyan.figures.models import Declared
from touyan.figures.reads.declared import declared
from touyan.kernel.figures import FIGURES, Figure, Scope, parts, values


@dataclass(frozen=True)
class Told:
    """One figure of one scope, with everything that stands beside its number."""

    figure: Figure
    value: int
    parts: list["Told"]
    whole: int | None
    """The denominator of a rate."""
    declared: list[Declared]
    said: Declared | None
    """Where nobody counts it here yet: the declared number of this very place that stands for it."""

    @property
    def only_declared(self) -> bool:
        """Whether nobody counts it here yet: the number is what somebody answers for."""
        return self.figure.source.model is Declared

    @property
    def is_known(self) -> bool:
        return not self.only_declared or self.said is not None

    @property
    def share(self) -> str:
        return share(self.value, self.whole)

    @property
    def out_of(self) -> Figure | None:
        return FIGURES.get(self.figure.out_of)


def share(value: int, whole: int | None) -> str:
    """A rate as people read it, one digit behind the point; all is 100 %, and nearly all is not."""
    if not whole:
        return ""
    tenths = (value * 2000 + whole) // (whole * 2)
    if value != whole:
        tenths = min(tenths, 999)
    if value:
        tenths = max(tenths, 1)
    return f"{tenths // 10}.{tenths % 10}%"


def board(
    scope: Scope, figures: Sequence[Figure] | None = None, *, beside: bool = True
) -> list[Told]:
    """The figures of a scope, a part within its whole unless it has parts of its own: two statements.

    One, where what was declared `beside` them is not wanted.
    """
    chosen = in_order(FIGURES.values()) if figures is None else list(figures)
    keys = list(dict.fromkeys(key for figure in chosen for key in _needed(figure)))
    counted, said = values(keys, scope), declared(keys, scope) if beside else {}
    known = {figure.key for figure in chosen}
    return [
        _told(figure, counted, said, scope)
        for figure in chosen
        if figures is not None or figure.part_of not in known or parts(figure.key)
    ]


ROOMS = ("orders", "programmes", "plans", "projects", "selections", "newsroom", "town")
"""In the order in which pages tell them."""


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """Room by room, each room's as it offers them; a room that is not named comes last."""
    places = {room: place for place, room in enumerate(ROOMS)}
    return sorted(figures, key=lambda figure: places.get(figure.room, len(ROOMS)))


def _needed(figure: Figure) -> Iterable[str]:
    yield figure.key
    if figure.out_of:
        yield figure.out_of
    for part in parts(figure.key):
        yield from _needed(part)


def _told(
    figure: Figure, counted: dict[str, int], said: dict[str, list[Declared]], scope: Scope
) -> Told:
    rows, place = said.get(figure.key, []), scope.organisation.pk
    here = [row for row in rows if row.organisation_id == place]
    return Told(
        figure,
        counted[figure.key],
        [_told(part, counted, said, scope) for part in parts(figure.key)],
        counted[figure.out_of] if figure.out_of else None,
        rows,
        here[0] if here and figure.source.model is Declared else None,
    )
