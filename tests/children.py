"""A class after school: its children, their guardians, and the staff who look after them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.fixtures import BEGINNING
from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.states import Eligibility, Kind, Method
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Organisation, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind, Purpose, RoleCode

LONG = timedelta(days=300)


@pytest.fixture
def school(baihua: Organisation) -> Programme:
    """四点半课堂 of 百花社区: Monday to Friday at half past four, for three children."""
    return make_class(baihua, capacity=3)


def make_class(host: Organisation, capacity: int | None = None, **more: Any) -> Programme:
    today = clock.today()
    wishes: dict[str, Any] = {
        "kind": Kind.AFTER_SCHOOL, "name": "四点半课堂", "name_en": "Half Past Four Class",
        "starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=100),
        "weekdays": "12345", "at": datetime.strptime("16:30", "%H:%M").time(), "minutes": 90,  # noqa: DTZ007
        "on_working_days": True, "capacity": capacity, "eligibility": Eligibility.CHILDREN,
        "public": True,
    }  # fmt: skip
    programme = acts.keep_programme(by=FOUNDER, host=host, **{**wishes, **more}).about
    return acts.open_programme(by=FOUNDER, programme=programme).about


@pytest.fixture
def session(school: Programme) -> Session:
    """Today's, which began ten minutes ago; never past midnight."""
    return make_session(school)


def make_session(programme: Programme, *, begun: timedelta = timedelta(minutes=10)) -> Session:
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = max(clock.now() - begun, midnight)
    minutes = min(90, int((midnight + timedelta(days=1) - starts).total_seconds() // 60) - 1)
    return acts.add_session(
        by=FOUNDER, programme=programme, starts_at=starts, minutes=max(minutes, 20)
    ).about


@pytest.fixture
def guardian(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("mother", name="周妈妈", phone="13900005678", village=baihua)


@pytest.fixture
def child_of(school: Programme) -> Callable[..., Person]:
    """Makes a child of a guardian, who agreed and enrolled it: `child_of(guardian, "周小宝")`."""

    def make(
        guardian: Person, name: str = "周小宝", programme: Programme | None = None, **options: Any
    ) -> Person:
        child = town_acts.add_child(by=guardian, name=name, child_until=next_decade()).about
        for purpose in (Purpose.CHILD_CARE, Purpose.DIET):
            town_acts.give_consent(by=guardian, subject=child, purpose=purpose)
        acts.enrol(
            by=guardian, programme=programme or school, person=child,
            starts_on=clock.today(), options=options,
        )  # fmt: skip
        return child

    return make


def next_decade() -> date:
    """Somebody who is about nine turns fourteen then."""
    return date(clock.today().year + 5, 9, 1)


@pytest.fixture
def child(child_of: Callable[..., Person], guardian: Person) -> Person:
    return child_of(guardian)


@pytest.fixture
def grandmother(child: Person, guardian: Person) -> Authority:
    """Who may collect at any time, and has not done so yet."""
    return town_acts.grant_authority(
        by=guardian, subject=child, kind=AuthorityKind.COLLECT, name="王奶奶", phone="13900004321"
    ).about


def make_teacher(
    somebody: Callable[..., Person], login: str, host: Organisation, until: date
) -> Person:
    """Somebody who is cleared to look after children until a day."""
    person = somebody(login, name=f"老师{login}")
    town_acts.grant_role(
        by=FOUNDER, person=person, organisation=host, role=RoleCode.TEACHER, starts_on=BEGINNING,
        ends_on=until,
    )  # fmt: skip
    return person


@pytest.fixture
def teacher(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return make_teacher(somebody, "teacher", baihua, clock.today() + LONG)


@pytest.fixture
def past_teacher(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    """Whose clearance ended yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    return make_teacher(somebody, "past-teacher", baihua, yesterday)


@pytest.fixture
def here(session: Session, child: Person, teacher: Person) -> Attendance:
    """The child is in class."""
    return acts.arrive(by=teacher, session=session, person=child, method=Method.ROSTER).about
