"""A lifecycle is a table of moves. Buttons, doors, the API, the diagram and the tests read it."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from touyan.kernel.refused import Refused

Words: TypeAlias = str | Promise
Rule: TypeAlias = Callable[[Any, Any], Words | None]
Who: TypeAlias = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    `who` says whose move it is: others are not shown it. `unless` answers None, or the reason why
    those whose move it is may not make it now: they are shown the button, disabled, with the reason.
    `ends` lists every state the move can lead to; where there are several, the act chooses. Without
    any, the thing stays where it is and something is added to it.
    """

    name: str
    starts: Set[str]
    ends: Sequence[str]
    label: Words
    who: Who
    unless: Rule = field(default=lambda _thing, _by: None)
    quiet: bool = False
    """True for a move that stands behind a fold rather than as a button of its own."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A move as one person sees it on one thing."""

    move: Move
    why_not: Words | None

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def label(self) -> Words:
        return self.move.label


class Lifecycle:
    def __init__(self, labels: dict[str, Words], *moves: Move) -> None:
        self.labels = labels
        self.moves = {move.name: move for move in moves}

    def offers(self, thing: Any, by: Any) -> Iterator[Offer]:
        """The moves that are this person's to make from here, each with the reason why not."""
        for move in self.moves.values():
            if thing.state in move.starts and move.who(thing, by):
                yield Offer(move, move.unless(thing, by))

    def take(self, name: str, thing: Any, by: Any, to: str | None = None) -> str:
        """The state that the move leads to; Refused, with the reason, where it may not be made."""
        move = self.moves[name]
        if not move.who(thing, by):
            raise Refused(_("“{move}” is not yours to do here.").format(move=move.label))
        if thing.state not in move.starts:
            raise Refused(
                _(
                    "“{move}” is not possible now: this is “{state}”. Open the page again to see what is."
                ).format(move=move.label, state=self.labels[thing.state])
            )
        if why := move.unless(thing, by):
            raise Refused(why)
        if not move.ends:
            state: str = thing.state
            return state
        end = to or move.ends[0]
        if end not in move.ends:
            raise ValueError(f"{name} does not lead to {end}")
        return end

    def as_mermaid(self) -> str:
        """The table as a state diagram; docs/loop.md carries it and `make check` compares."""
        rows = [
            f"    {start} --> {end}: {move.name}"
            for move in self.moves.values()
            for start in sorted(move.starts)
            for end in move.ends
        ]
        return "\n".join(["stateDiagram-v2", *rows])
