"""What a year asks of somebody, as their page tells it: by the plans of their town, else by what is asked everywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from touyan.front.offers import session_card
from touyan.kernel import clock
from touyan.kernel.lifecycle import Words
from touyan.plans.reads.mine import Mine, asked_of_member
from touyan.plans.states import CommitmentState, Measure
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads.offered import Wish, coming
from touyan.programmes.reads.year import asked_of
from touyan.programmes.rules.rooms import rooms
from touyan.programmes.states import Kind
from touyan.town.models import Person

SERVED_BY = {Measure.SERVICE: Kind.VOLUNTEERING, Measure.TRIP_MEMBER: Kind.STUDY_TRIP}
"""Measure → the kind of session at which somebody can do it."""
LOOKED_THROUGH = 20
"""Coming sessions in which a free seat is looked for."""


@dataclass(frozen=True)
class Line:
    """One thing that is asked."""

    key: str
    label: Words
    about: str
    done: int
    target: int
    kind: str
    """Of the sessions that count for it; empty where none does."""
    given_back: int | None = None
    """The requirement that could be given back again: it was chosen."""

    @property
    def left(self) -> int:
        return max(0, self.target - self.done)


@dataclass(frozen=True)
class Choice:
    """An action of a menu that somebody has not taken on."""

    number: int
    label: Words
    about: str
    target: int


@dataclass(frozen=True)
class Year:
    lines: Sequence[Line]
    choices: Sequence[Choice]
    pick: int
    """How many of the menu are to be taken on."""
    taken: int


def year_of(person: Person, year: int, done: Sequence[Attendance]) -> Year:
    mine = asked_of_member(person, year)
    if not mine:
        return Year([_everywhere(one) for one in asked_of(person, done)], [], 0, 0)
    chosen = [one for one in mine if one.row.menu is not None]
    return Year(
        lines=[_line(one) for one in mine if one.is_asked],
        choices=[_choice(one) for one in chosen if not one.state or one.state == CommitmentState.WITHDRAWN if one.is_open],
        pick=max((one.row.menu.pick for one in chosen if one.row.menu), default=0),
        taken=sum(one.is_asked for one in chosen),
    )  # fmt: skip


def _everywhere(one: Any) -> Line:
    asked = one.requirement
    return Line(asked.key, asked.label, "", one.done, asked.target, asked.kind)


def _line(one: Mine) -> Line:
    measure = one.row.measure
    chosen = one.row.pk if one.row.is_chosen and one.is_open else None
    return Line(
        f"plan-{one.row.pk}", one.row.get_measure_display(), one.row.activity.label, one.done,
        one.row.target, SERVED_BY.get(Measure(measure), ""), chosen,
    )  # fmt: skip


def _choice(one: Mine) -> Choice:
    return Choice(one.row.pk, one.row.get_measure_display(), one.row.activity.label, one.row.target)


def nearest(lines: Iterable[Line]) -> dict[str, object]:
    """Kind → the card of the next session with a free seat, for whatever is left to do: two queries at most."""
    kinds = sorted({line.kind for line in lines if line.kind and line.left})
    if not kinds:
        return {}
    rows = coming(Wish()).filter(programme__kind__in=kinds, starts_at__gt=clock.now())
    found: dict[str, Session] = {}
    for session in rows[: LOOKED_THROUGH * len(kinds)]:
        if not session.is_full:
            found.setdefault(session.programme.kind, session)
    seats = rooms(found.values())
    return {kind: session_card(session, seats[session.pk]) for kind, session in found.items()}
