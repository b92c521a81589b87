"""What residents see of canteens: menus by day, and the days that they can book."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as formatted
from django.utils.translation import pgettext

from touyan.kernel.masked import masked_name
from touyan.programmes.models import Booking, Enrolment, Menu, Programme, Session
from touyan.programmes.reads import canteen as reads
from touyan.programmes.rules import past_cutoff
from touyan.programmes.states import Allergen
from touyan.town.models import Organisation, Person


@dataclass(frozen=True)
class Dish:
    name: str
    contains: list[str]


@dataclass(frozen=True)
class OnTheMenu:
    canteen: Programme
    days: list[tuple[str, list[Dish]]]


def week_of(town: Organisation, today: date) -> list[OnTheMenu]:
    """From today to the end of the week, or on a weekend of the next."""
    last = today + timedelta(days=6 - today.weekday() + (7 if today.weekday() > 4 else 0))
    canteens = list(reads.open_to_all(town))
    found = reads.menus(canteens, today, last)
    days = [today + timedelta(days=n) for n in range((last - today).days + 1)]
    return [
        OnTheMenu(
            canteen,
            [
                (said_day(day), dishes(found[canteen.pk, day]))
                for day in days
                if (canteen.pk, day) in found and found[canteen.pk, day].dishes
            ],
        )
        for canteen in canteens
    ]


def said_day(day: date) -> str:
    return formatted(day, pgettext("format of a day in a menu", "l j F"))


def dishes(menu: Menu) -> list[Dish]:
    return [
        Dish(dish["name"], [str(Allergen(code).label) for code in dish.get("contains", [])])
        for dish in menu.dishes
    ]


@dataclass(frozen=True)
class Day:
    session: Session
    booking: Booking | None
    closed: bool


@dataclass(frozen=True)
class Place:
    """One list that somebody may book on, for themselves or for whoever lets them."""

    enrolment: Enrolment
    name: str
    days: list[Day]


def places(person: Person, enrolments: Iterable[Enrolment], now: datetime) -> list[Place]:
    enrolments = list(enrolments)
    sessions, bookings = reads.coming_to(enrolments, now)
    return [
        Place(
            enrolment,
            "" if enrolment.person_id == person.pk else masked_name(enrolment.person.name),
            [
                Day(session, bookings.get((session.pk, enrolment.person_id)), past_cutoff(session))
                for session in sessions
                if session.programme_id == enrolment.programme_id
            ],
        )
        for enrolment in enrolments
    ]
