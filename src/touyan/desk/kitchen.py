"""A day at a canteen, as the kitchen, the counter and the carriers need it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from touyan.desk.read_back import plate
from touyan.programmes.models import Attendance, Booking, Charge, Menu, Round, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.rules.canteen import Wish, clashes, round_of, told
from touyan.programmes.states import Way
from touyan.town.models import Person

DAY = timedelta(days=1)


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


@dataclass(frozen=True)
class Row:
    """One eater of a day: what they get, and whether they got it."""

    person: Person
    wish: Wish
    attendance: Attendance | None
    charge: Charge | None
    clashes: list[str]
    nonce: UUID
    error: str = ""

    @property
    def plate(self) -> str:
        return plate(self.wish)


def roster(session: Session, menu: Menu | None) -> list[Row]:
    """Everybody booked, and whoever came without; who still waits comes first."""
    there, charged = reads.there(session), reads.charged(session)
    bookings = list(reads.booked(session))
    rows = [row_of(one.person, one, there, charged, menu) for one in bookings]
    known = {one.person_id for one in bookings}
    rows += [
        row_of(one.person, None, there, charged, menu)
        for pk, one in there.items()
        if pk not in known
    ]
    return sorted(rows, key=lambda row: row.attendance is not None)


def row_of(
    person: Person,
    booking: Booking | None,
    there: dict[int, Attendance],
    charged: dict[int, Charge],
    menu: Menu | None,
    error: str = "",
) -> Row:
    attendance = there.get(person.pk)
    wish = Wish.of(booking.options, booking.deliver_to) if booking else Wish()
    return Row(
        person=person, wish=wish, attendance=attendance,
        charge=charged.get(attendance.pk) if attendance else None,
        clashes=[told(clash) for clash in clashes(menu, wish)], nonce=uuid4(), error=error,
    )  # fmt: skip


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
