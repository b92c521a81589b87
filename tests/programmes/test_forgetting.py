"""Guests of events, who left a name and a number and have no account: forgotten half a year after it was over."""

from datetime import datetime, timedelta

import pytest

from tests.conftest import CHINA
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.tasks import forget_guests
from touyan.town import acts as town_acts
from touyan.town.models import Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

TONIGHT = datetime(2026, 11, 26, 2, 30, tzinfo=CHINA)
HALF_A_YEAR = timedelta(days=183)


@pytest.fixture
def lecture(baihua):
    """Opens a lecture with one session so long before tonight."""

    def make(before: timedelta):
        with clock.at(TONIGHT - before - timedelta(days=3)):
            programme = acts.keep_programme(
                by=FOUNDER, host=baihua, kind="lecture", name="讲座", name_en="Lecture",
                starts_on=(TONIGHT - before - timedelta(days=30)).date(), public=True,
            ).about  # fmt: skip
            acts.open_programme(by=FOUNDER, programme=programme)
            starts = TONIGHT - before - timedelta(hours=3)
            return acts.add_session(
                by=FOUNDER, programme=programme, starts_at=starts, minutes=90
            ).about

    return make


@pytest.fixture
def guest(town):
    def make(name: str, session) -> Person:
        with clock.at(session.starts_at - timedelta(days=1)):
            person = town_acts.introduce(
                by=FOUNDER, town=town, name=name, phone="13900001234"
            ).about
            acts.book(by=FOUNDER, session=session, person=person)
            return person

    return make


def night() -> int:
    with clock.at(TONIGHT):
        return forget_guests()


def test_a_guest_is_forgotten_half_a_year_after_the_event_and_no_sooner(lecture, guest):
    old = guest("老客人", lecture(HALF_A_YEAR + timedelta(days=2)))
    young = guest("新客人", lecture(HALF_A_YEAR - timedelta(days=2)))
    assert night() == 1
    rows = Person.objects.filter(pk__in=[old.pk, young.pk]).order_by("pk")
    assert [(row.name, row.phone, row.is_active) for row in rows] == [
        ("—", "", False), ("新客人", "13900001234", True),
    ]  # fmt: skip
    assert old.bookings.count() == 1
    assert night() == 0
    assert list(journal.faults()) == []


def test_a_guest_who_came_again_since_is_kept(lecture, guest):
    person = guest("老客人", lecture(HALF_A_YEAR + timedelta(days=2)))
    with clock.at(TONIGHT - timedelta(days=20)):
        acts.book(by=FOUNDER, session=lecture(timedelta(days=10)), person=person)
    assert night() == 0


def test_whoever_is_something_else_besides_is_kept(lecture, guest, baihua):
    member = guest("党员客人", lecture(HALF_A_YEAR + timedelta(days=2)))
    town_acts.grant_role(
        by=FOUNDER, person=member, organisation=baihua, role="volunteer",
        starts_on=TONIGHT.date() - timedelta(days=300),
    )  # fmt: skip
    assert night() == 0


def test_whoever_the_office_wrote_down_is_no_guest(town, baihua, lecture):
    session = lecture(HALF_A_YEAR + timedelta(days=2))
    with clock.at(session.starts_at - timedelta(days=1)):
        person = town_acts.add_person(by=FOUNDER, town=town, name="登记居民").about
        acts.book(by=FOUNDER, session=session, person=person)
    assert night() == 0


def test_somebody_with_an_account_is_not_forgotten_by_the_clock(resident):
    with pytest.raises(Refused):
        acts.forget_guest(by=CLOCK, person=resident)


def test_it_is_done_at_night(lecture, guest):
    guest("老客人", lecture(HALF_A_YEAR + timedelta(days=2)))
    with clock.at(TONIGHT + timedelta(hours=8)):
        assert forget_guests() == 0
