"""What most tests of programmes begin with: a week in 2021, a canteen, a class, a lecture, and who comes."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Programme, Session
from touyan.programmes.states import Eligibility, Kind
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Organisation, Person
from touyan.town.rules import FOUNDER

ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """`2021-09-17 08:12` on the town's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals in the words of the source, whichever catalogues are compiled."""
    with override("en"):
        yield


@pytest.fixture
def monday() -> Iterator[None]:
    """08:00 on Monday 13 September 2021: a plain week, then Mid-Autumn from Sunday the 19th to Tuesday the 21st."""
    with clock.at(moment("2021-09-13 08:00")):
        yield


@pytest.fixture
def clerk(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("clerk", "clerk", baihua, name="登记员葛秀")


@pytest.fixture
def teacher(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    person = somebody("teacher", name="教师罗丽")
    town_acts.grant_role(
        by=FOUNDER, person=person, organisation=baihua, role="teacher",
        starts_on=date(2021, 1, 1), ends_on=date(2099, 12, 31),
    )  # fmt: skip
    return person


@pytest.fixture
def member(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("member", "member", baihua.children.get(), name="党员万平", village=baihua)


@pytest.fixture
def elder(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("elder", name="唐秀英", phone="13900006021", village=baihua)


@pytest.fixture
def guardian(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("guardian", name="家长汪洁", phone="13900007788", village=baihua)


@pytest.fixture
def child(guardian: Person) -> Person:
    """Nine years old in 2021, with a guardian who agreed to the care."""
    with clock.at(moment("2021-08-30 09:00")):
        person = town_acts.add_child(by=guardian, name="汪小满", child_until=date(2026, 5, 1)).about
        town_acts.give_consent(by=guardian, subject=person, purpose="child_care")
    return person


@pytest.fixture
def programme(baihua: Organisation) -> Callable[..., Programme]:
    """Puts a programme on and opens it: `programme(kind="lecture", capacity=3)`."""

    def make(**more: Any) -> Programme:
        said = {"kind": Kind.LECTURE, "name": "宣讲", "starts_on": date(2021, 9, 1), **more}
        host = said.pop("host", baihua)
        sessions = said.pop("sessions", [])
        kept = acts.keep_programme(by=FOUNDER, host=host, **said).about
        for starts_at in sessions:
            acts.add_session(by=FOUNDER, programme=kept, starts_at=moment(starts_at))
        return acts.open_programme(by=FOUNDER, programme=kept).about

    return make


@pytest.fixture
def lecture(programme: Callable[..., Programme]) -> Callable[..., Session]:
    """One session of a lecture on Friday at 15:00: `lecture(capacity=2)`."""

    def make(**more: Any) -> Session:
        made = programme(sessions=["2021-09-17 15:00"], **more)
        return made.sessions.select_related("programme__host", "host", "town").get()

    return make


@pytest.fixture
def after_school(programme: Callable[..., Programme]) -> Programme:
    """四点半课堂: Monday to Friday at 16:30, on working days."""
    return programme(
        kind=Kind.AFTER_SCHOOL, name="四点半课堂", weekdays="12345", at=time(16, 30), minutes=90,
        on_working_days=True, eligibility=Eligibility.CHILDREN, ends_on=date(2022, 1, 21),
    )  # fmt: skip


@pytest.fixture
def canteen(programme: Callable[..., Programme]) -> Programme:
    """助餐: every day at 11:30, booked until five the day before; eight yuan, two of them paid for."""
    made = programme(
        kind=Kind.CANTEEN, name="百花社区大食堂", weekdays="1234567", at=time(11, 30), minutes=90,
        eligibility=Eligibility.ELDERS, cutoff_at=time(17),
    )  # fmt: skip
    acts.keep_tariff(by=FOUNDER, programme=made, starts_on=date(2021, 1, 1), price=800, subsidy=200)
    return made


@pytest.fixture
def collector(guardian: Person, child: Person) -> Authority:
    """The grandmother, whom the guardian named; she has not been here yet."""
    with clock.at(moment("2021-09-01 09:00")):
        return town_acts.grant_authority(
            by=guardian, subject=child, kind="collect", name="汪奶奶", phone="13900005566"
        ).about
