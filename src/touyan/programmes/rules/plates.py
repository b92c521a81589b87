"""Plates as they are said and counted, and the rounds on which they are brought."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from touyan.programmes.models import Attendance, Booking, Menu, Round, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.rules.canteen import Wish, clashes, round_of, told
from touyan.programmes.states import Allergen, Diet, Way
from touyan.town.models import Person


def plate(wish: Wish) -> str:
    """One soft meal without peanuts."""
    between = pgettext("between things read out", ", ")
    noun = _("soft meal") if Diet.SOFT in wish.diet else _("meal")
    diets = [Diet(code).label.lower() for code in wish.diet if code != Diet.SOFT]
    if diets:
        said = _("one {noun}, {diets}").format(noun=noun, diets=between.join(diets))
    else:
        said = _("one {noun}").format(noun=noun)
    if wish.allergies:
        things = between.join(Allergen(code).label.lower() for code in wish.allergies)
        return between.join([said, _("without {things}").format(things=things)])
    return said


@dataclass(frozen=True)
class Plates:
    """The same plate so many times."""

    said: str
    eat_in: int
    deliver: int
    clashes: list[str]

    @property
    def all(self) -> int:
        return self.eat_in + self.deliver


def count(wishes: Iterable[dict[str, Any]], menu: Menu | None) -> list[Plates]:
    """How many of which plate, most first; nobody's name."""
    eat_in: Counter[Wish] = Counter()
    deliver: Counter[Wish] = Counter()
    for options in wishes:
        wish = Wish.of(options)
        plain = Wish(wish.diet, wish.allergies)
        (deliver if wish.way == Way.DELIVER else eat_in)[plain] += 1
    every = [
        Plates(plate(w), eat_in[w], deliver[w], [told(c) for c in clashes(menu, w)])
        for w in eat_in.keys() | deliver.keys()
    ]
    return sorted(every, key=lambda row: (-row.all, row.said))


# Rounds ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    """One door: what to hand over, and to whom."""

    number: int
    booking: Booking
    attendance: Attendance | None
    nonce: UUID

    @property
    def person(self) -> Person:
        return self.booking.person

    @property
    def plate(self) -> str:
        return plate(Wish.of(self.booking.options))


@dataclass(frozen=True)
class RoundOf:
    """One way round, with its doors in order."""

    number: int
    kept: Round | None
    stops: list[Stop]

    @property
    def left(self) -> int:
        return sum(stop.attendance is None for stop in self.stops)


def rounds(session: Session) -> list[RoundOf]:
    """Every round of a day, whether somebody goes it yet or not."""
    named, there = reads.rounds_of(session), reads.there(session)
    by_round: dict[int, list[Booking]] = {number: [] for number in named}
    for booking in reads.booked(session):
        if Wish.of(booking.options).way == Way.DELIVER:
            by_round.setdefault(round_of(booking.options), []).append(booking)
    return [
        RoundOf(number, named.get(number), _stops(bookings, there))
        for number, bookings in sorted(by_round.items())
    ]


def _stops(bookings: Sequence[Booking], there: dict[int, Attendance]) -> list[Stop]:
    ordered = sorted(bookings, key=_on_the_way)
    return [
        Stop(number, booking, there.get(booking.person_id), uuid4())
        for number, booking in enumerate(ordered, start=1)
    ]


def _on_the_way(booking: Booking) -> tuple[int, list[tuple[int, str]], int]:
    """By the number that the clerk gave the stop, else by the address as people count: 3栋 before 12栋."""
    stop = booking.options.get("stop")
    parts = re.findall(r"\d+|\D+", booking.deliver_to)
    address = [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
    return (stop if isinstance(stop, int) else 10_000, address, booking.pk)
