"""A canteen in 百花社区: its clerk, its elders, what is on the menu."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Enrolment, Programme, Session
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import Purpose

MONDAY_MORNING = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
MONDAY = MONDAY_MORNING.date()
EVERY_DAY = "1234567"
PHONE = "13955128876"


@pytest.fixture
def monday_morning() -> Iterator[datetime]:
    """Monday, nine o'clock: today's lunch is not begun, its bookings have closed."""
    with clock.at(MONDAY_MORNING):
        yield MONDAY_MORNING


@pytest.fixture
def clerk(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("clerk", "clerk", baihua, name="登记员葛秀")


@pytest.fixture
def other_clerk(somebody: Callable[..., Person], paibei: Organisation) -> Person:
    return somebody("other_clerk", "clerk", paibei, name="牌碑登记员")


@pytest.fixture
def serving(town: Organisation) -> Callable[..., Programme]:
    """Opens a canteen: `serving(baihua, capacity=3)`, lunch at half past eleven, planned ahead."""

    def make(host: Organisation, **more: Any) -> Programme:
        kind = more.pop("kind", "canteen")
        fields: dict[str, Any] = {
            "kind": kind, "name": f"{host.name}助餐点", "name_en": f"{host.name_en} Canteen",
            "starts_on": date(2020, 1, 1), "weekdays": EVERY_DAY, "at": time(11, 30),
            "minutes": 120, "capacity": 40, "cutoff_at": time(17), "eligibility": "elders",
            "village": host, "where": f"{host.name}助餐点", "public": True,
        }  # fmt: skip
        made = acts.keep_programme(by=FOUNDER, host=host, **(fields | more)).about
        acts.open_programme(by=FOUNDER, programme=made)
        acts.keep_tariff(
            by=FOUNDER, programme=made, starts_on=date(2020, 1, 1), price=1000, subsidy=600
        )
        made.refresh_from_db()
        acts.plan_sessions(by=FOUNDER, programme=made)
        return made

    return make


@pytest.fixture
def canteen(serving: Callable[..., Programme], baihua: Organisation) -> Programme:
    return serving(baihua)


@pytest.fixture
def eats(town: Organisation) -> Callable[..., Enrolment]:
    """Puts somebody on a list: `eats(canteen, "王秀英", PHONE, diet=["soft"])`; only when they telephone."""

    def make(
        canteen: Programme, name: str, phone: str = "", deliver_to: str = "", **more: Any
    ) -> Enrolment:
        person = more.pop("person", None) or _person(canteen, name, phone)
        enrolling = {
            key: more.pop(key) for key in ("weekdays", "group", "starts_on") if key in more
        }
        options = {"way": "deliver" if deliver_to else "eat_in", "on_call": True} | more
        if options.get("diet") or options.get("allergies"):
            town_acts.give_consent(
                by=FOUNDER, subject=person, purpose=Purpose.DIET, given_by=person
            )
        enrolling.setdefault("starts_on", date(2020, 1, 1))
        return acts.enrol(
            by=FOUNDER, programme=canteen, person=person, options=options, deliver_to=deliver_to,
            **enrolling,
        ).about  # fmt: skip

    return make


def _person(canteen: Programme, name: str, phone: str) -> Person:
    return town_acts.add_person(
        by=FOUNDER, town=canteen.town, name=name, phone=phone, village=canteen.village
    ).about


@pytest.fixture
def granny(eats: Callable[..., Enrolment], canteen: Programme) -> Enrolment:
    """Soft food, no peanuts, brought to her door."""
    return eats(
        canteen,
        "王秀英",
        PHONE,
        "百花小区3栋",
        called="王奶奶",
        diet=["soft"],
        allergies=["peanut"],
    )


def session_on(canteen: Programme, day: date) -> Session:
    return Session.objects.select_related("programme").get(programme=canteen, day=day)


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)
