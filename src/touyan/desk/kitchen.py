"""Everybody of a day, as the counter needs them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from touyan.programmes.models import Attendance, Booking, Charge, Menu, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.rules.canteen import Wish, clashes, round_of, told
from touyan.programmes.rules.plates import plate
from touyan.programmes.states import Way
from touyan.town.models import Person

DAY = timedelta(days=1)


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


@dataclass(frozen=True)
class Load:
    """A round as it is planned: how many doors, how many are left, and who goes it."""

    number: int
    doors: int
    left: int
    carrier: int | None


def loads(meals: Iterable[tuple[dict[str, Any], bool]], people: Iterable[Person]) -> list[Load]:
    """Nobody's name but the carriers'."""
    turns: dict[int, list[bool]] = {}
    for options, done in meals:
        if Wish.of(options).way == Way.DELIVER:
            turns.setdefault(round_of(options), []).append(done)
    named = {turn: person.pk for person in people if (turn := getattr(person, "turn", None))}
    return [
        Load(number, len(done), done.count(False), named.get(number))
        for number, done in sorted({**{n: [] for n in named}, **turns}.items())
    ]
