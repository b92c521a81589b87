"""Canteens and day care in three communities: elders on their lists, and lunches that were served."""

from datetime import date, time, timedelta
from typing import Any

from touyan.kernel import clock
from touyan.kernel.clock import CLOCK
from touyan.programmes import acts
from touyan.programmes.acts import Came
from touyan.programmes.demo.cast import ELDER, Cast, moment
from touyan.programmes.demo.year import put_on
from touyan.programmes.models import Programme, Session
from touyan.programmes.states import BookingState, Diet, Eligibility, Group, Kind, Way
from touyan.town import acts as town_acts
from touyan.town.acts import Registered
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import Purpose

Told = dict[str, Any]
OPENED = date(2021, 3, 1)
DAILY = "1234567"
DAY_CARE_ELDERS = 5
WISHES: tuple[tuple[str, str, str], ...] = (
    (Group.ORDINARY, "", Way.EAT_IN), (Group.AGED, Diet.SOFT, Way.DELIVER),
    (Group.ALONE, "", Way.EAT_IN), (Group.AGED, Diet.LOW_SUGAR, Way.EAT_IN),
    (Group.ORDINARY, "", Way.DELIVER), (Group.HARDSHIP, Diet.LOW_SALT, Way.EAT_IN),
)  # fmt: skip
"""Group, diet and way of one elder after another."""


def tell_meals(cast: Cast, told: Told) -> None:
    for code in told["villages"]:
        village, clerk = cast.villages[code], cast.clerks[code]
        with clock.at(moment(OPENED - timedelta(days=7), "09:00")):
            canteen = _canteen(cast, village, told)
            elders = _elders(cast, village, told["elders"])
            for n, elder in enumerate(elders):
                _on_the_list(canteen, elder, clerk, n)
            care = _day_care(cast, village)
            for elder in elders[:DAY_CARE_ELDERS]:
                acts.enrol(by=clerk, programme=care, person=elder, starts_on=OPENED)
        for day in told["days"]:
            keep_menu(canteen, clerk, told, day)
            _lunch(canteen, clerk, day)
            _in_care(care, clerk, day)


def _canteen(cast: Cast, village: Organisation, told: Told) -> Programme:
    canteen = put_on(
        cast, village, kind=Kind.CANTEEN, name=f"{village.name}社区大食堂".replace("社区社区", "社区"),
        name_en=f"{village.name_en} canteen", starts_on=OPENED, weekdays=DAILY, at=time(11, 30),
        minutes=90, capacity=60, cutoff_at=time(17), eligibility=Eligibility.ELDERS, public=True,
    )  # fmt: skip
    for one in told["subsidies"]:
        acts.keep_tariff(
            by=FOUNDER, programme=canteen, starts_on=OPENED, price=told["price"],
            subsidy=one["fen"], group=one["group"],
        )  # fmt: skip
    return canteen


def _day_care(cast: Cast, village: Organisation) -> Programme:
    return put_on(
        cast, village, kind=Kind.DAY_CARE, name=f"{village.name}居家养老服务中心日托",
        name_en=f"{village.name_en} day care", starts_on=OPENED, weekdays="12345", at=time(8, 30),
        minutes=480, capacity=20, on_working_days=True, eligibility=Eligibility.ELDERS, public=True,
    )  # fmt: skip


def _elders(cast: Cast, village: Organisation, number: int) -> list[Person]:
    lines = [
        Registered(cast.name(ELDER), village=village, phone=f"138{cast.lot.randrange(10**8):08d}")
        for _n in range(number)
    ]
    made: list[Person] = town_acts.register(
        by=FOUNDER, town=cast.town, people=lines, since=OPENED
    ).made
    return made


def _on_the_list(canteen: Programme, elder: Person, clerk: Person, n: int) -> None:
    """With what they told the clerk; a diet only where they agreed that it is kept."""
    group, diet, way = WISHES[n % len(WISHES)]
    if diet:
        town_acts.give_consent(by=clerk, subject=elder, purpose=Purpose.DIET, given_by=elder)
    options = {"way": way, **({"diet": [diet]} if diet else {})}
    acts.enrol(
        by=clerk, programme=canteen, person=elder, starts_on=OPENED, options=options, group=group,
        deliver_to=f"{n + 1}幢{n % 4 + 1}单元{n % 6 + 1}0{n % 2 + 1}" if way == Way.DELIVER else "",
    )  # fmt: skip


def keep_menu(canteen: Programme, clerk: Person, told: Told, day: date) -> None:
    """The dishes of a weekday, the same each week."""
    listed = told["menu"][day.weekday()]["dishes"]
    dishes = [{"name": name, "contains": has, "suits": fits} for name, has, fits in listed]
    with clock.at(moment(day - timedelta(days=3), "10:00")):
        acts.keep_menu(by=clerk, programme=canteen, day=day, dishes=dishes)


def _planned(programme: Programme, day: date) -> Session:
    acts.plan_sessions(by=CLOCK, programme=programme, since=day, until=day)
    return Session.objects.select_related("programme__host", "host", "town").get(
        programme=programme, day=day
    )


def _lunch(canteen: Programme, clerk: Person, day: date) -> None:
    with clock.at(moment(day - timedelta(days=1), "12:00")):
        session = _planned(canteen, day)
        booked = acts.book_by_rule(by=CLOCK, session=session).made
    for n, booking in enumerate(booked):
        with clock.at(session.starts_at + timedelta(minutes=5 + n)):
            acts.serve_meal(by=clerk, session=session, person=booking.person)
    closed(session)


def _in_care(care: Programme, clerk: Person, day: date) -> None:
    with clock.at(moment(day, "07:00")):
        session = _planned(care, day)
        acts.book_by_rule(by=CLOCK, session=session)
    noted_in_care(session, clerk)


def noted_in_care(session: Session, clerk: Person) -> None:
    """Everybody who was booked came for the whole day."""
    booked = session.bookings.filter(state=BookingState.CONFIRMED).select_related("person")
    with clock.at(session.ends_at):
        came = [Came(one.person, session.starts_at, session.ends_at) for one in booked]
        acts.record(by=clerk, session=session, people=came)
    closed(session)


def closed(session: Session) -> None:
    with clock.at(session.ends_at + timedelta(minutes=1)):
        acts.close_session(by=CLOCK, session=session)
