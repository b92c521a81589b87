"""The cast: a small town with two villages, its units, and the people who work and live there."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache as kept
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import deactivate, override

from touyan.kernel.working_time import seed_days
from touyan.orders import acts
from touyan.orders.acts import VISITOR, Leaves
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.orders.models import Category, Order, Requester
from touyan.orders.states import DEFAULT_CLOCKS
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

PASSWORD = "correct horse battery"
BEGINNING = date(2020, 1, 1)


@pytest.fixture
def change_secret(settings: Any) -> Callable[[], None]:
    """The moment between the two keys: the new one is in force, the old one still opens what it sealed."""

    def change() -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY = (
            "a new secret of more than fifty characters, for which somebody threw dice"
        )

    return change


def _organisation(
    parent: Organisation | None, code: str, kind: str, name: str, name_en: str = ""
) -> Organisation:
    return town_acts.add_organisation(
        by=FOUNDER, parent=parent, code=code, kind=kind, name=name, name_en=name_en
    ).about


@pytest.fixture
def english() -> Iterator[None]:
    """What is said in the words of the source, whichever catalogues are compiled."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_memory_between_tests() -> None:
    """Neither of what was kept, nor of the language in which the last page was read."""
    cache.clear()
    deactivate()


@kept
def _seeds() -> list[tuple[date, bool, str]]:
    """Of two years, once: the library takes a twentieth of a second to tell, and thousands of tests have a town."""
    return [tuple(day) for day in seed_days() if day.day.year in {2021, 2026}]


@pytest.fixture
def town(db: None) -> Organisation:
    """吴山镇 with its calendar and clocks; its villages and units are fixtures of their own."""
    county = _organisation(None, "340121", "county", "长丰县", "Changfeng County")
    town = _organisation(county, "340121103", "town", "吴山镇", "Wushan Town")
    town_acts.seed_calendar(by=FOUNDER, town=town, days=_seeds())
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=FOUNDER, town=town, **profile)
    return town


def _village(town: Organisation, code: str, kind: str, name: str, name_en: str) -> Organisation:
    village = _organisation(town, code, kind, name, name_en)
    _organisation(village, f"{code}-B1", "branch", f"{name}党支部", f"{name_en} Branch")
    return village


@pytest.fixture
def baihua(town: Organisation) -> Organisation:
    return _village(town, "340121103003", "community", "百花社区", "Baihua Community")


@pytest.fixture
def paibei(town: Organisation) -> Organisation:
    return _village(town, "340121103008", "community", "牌碑社区", "Paibei Community")


@pytest.fixture
def roads(town: Organisation) -> Organisation:
    return _organisation(town, "340121103-ROADS", "department", "村镇建设办", "Roads Office")


@pytest.fixture
def leads(town: Organisation) -> Organisation:
    return _organisation(town, "340121103-LEADS", "social", "头雁服务队", "Lead Service Team")


@pytest.fixture
def street_light(town: Organisation, roads: Organisation) -> Category:
    return keep_category(
        by=FOUNDER, town=town, code="street_light", name="路灯", name_en="Street light",
        urgency="small", unit=roads, keywords="路灯；不亮",
    ).about  # fmt: skip


@pytest.fixture
def somebody(town: Organisation) -> Callable[..., Person]:
    """Makes a person with a login and a role: `somebody("li", "secretary", baihua)`."""

    def make(
        login: str, role: str = "", organisation: Organisation | None = None, **more: Any
    ) -> Person:
        person = town_acts.add_person(
            by=FOUNDER,
            town=town,
            name=more.pop("name", login),
            login=login,
            password=PASSWORD,
            **more,
        ).about
        if organisation is not None:
            town_acts.grant_role(
                by=FOUNDER, person=person, organisation=organisation, role=role, starts_on=BEGINNING
            )
        return person

    return make


@pytest.fixture
def secretary(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("baihua", "secretary", baihua, name="百花书记")


@pytest.fixture
def other_secretary(somebody: Callable[..., Person], paibei: Organisation) -> Person:
    return somebody("paibei", "secretary", paibei, name="牌碑书记")


@pytest.fixture
def dispatcher(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("dispatcher", "dispatcher", town, name="镇派单员")


@pytest.fixture
def officer(somebody: Callable[..., Person], roads: Organisation) -> Person:
    return somebody("roads", "officer", roads, name="建设办干部")


@pytest.fixture
def lead(somebody: Callable[..., Person], leads: Organisation) -> Person:
    return somebody("lead", "lead", leads, name="头雁老陈")


@pytest.fixture
def admin(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("admin", "admin", town, name="管理员")


@pytest.fixture
def resident(somebody: Callable[..., Person]) -> Person:
    return somebody("resident", name="居民小周")


@pytest.fixture
def placed(baihua: Organisation) -> Callable[..., tuple[Order, Requester]]:
    """Places an order in 百花社区 and gives it with its requester: `placed("路灯坏了", phone=…)`."""

    def make(words: str = "村口的路灯坏了，晚上看不见路。", **more: Any) -> tuple[Order, Requester]:
        leaves = Leaves(
            name=more.pop("name", "周桂英"),
            phone=more.pop("phone", "13900001234"),
            anonymous=more.pop("anonymous", False),
            person=more.pop("person", None),
        )
        event = acts.place(
            by=more.pop("by", VISITOR),
            village=more.pop("village", baihua),
            words=words,
            leaves=leaves,
            **more,
        )
        return event.about, event.made

    return make
