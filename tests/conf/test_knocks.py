"""A booked lunch that nobody fetched by half past twelve: somebody is sent to knock, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.meals import MONDAY, MONDAY_MORNING, session_on
from touyan.conf.knocks import FEW, knock_on_doors
from touyan.kernel import clock
from touyan.orders.models import Order
from touyan.orders.reads import visible_to
from touyan.programmes import acts
from touyan.programmes.models import Booking, Enrolment, Programme, Session
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

HALF_PAST = MONDAY_MORNING.replace(hour=12, minute=30)


@pytest.fixture
def today(canteen: Programme) -> Session:
    return session_on(canteen, MONDAY)


@pytest.fixture
def lunch(today: Session) -> Callable[[Enrolment], Booking]:
    def book(enrolment: Enrolment) -> Booking:
        return acts.book(
            by=FOUNDER, session=today, person=enrolment.person, reason="来得及。"
        ).about

    return book


def test_an_unclaimed_lunch_is_an_order_of_the_elders_own_branch(lunch, granny, baihua):
    lunch(granny)
    with clock.at(HALF_PAST):
        assert knock_on_doors() == 1
    order = Order.objects.get()
    assert (order.village, order.urgency, order.where, order.state) == (
        baihua, "urgent", "百花小区3栋", "placed",
    )  # fmt: skip
    assert "王秀英" in order.words


def test_nothing_of_what_she_eats_is_told(lunch, granny):
    lunch(granny)
    with clock.at(HALF_PAST):
        knock_on_doors()
    order = Order.objects.get()
    told = f"{order.words} {order.where}"
    assert [word in told for word in ("软", "花生", "soft", "peanut", "王奶奶")] == [False] * 5


def test_once_a_meal_however_often_the_clock_strikes(lunch, granny):
    lunch(granny)
    with clock.at(HALF_PAST):
        assert [knock_on_doors(), knock_on_doors()] == [1, 0]
    with clock.at(HALF_PAST + timedelta(hours=3)):
        assert knock_on_doors() == 0
    assert Order.objects.count() == 1


def test_nobody_knocks_before_half_past_twelve_or_the_day_after(lunch, granny):
    lunch(granny)
    for moment in (HALF_PAST - timedelta(seconds=1), HALF_PAST + timedelta(days=1)):
        with clock.at(moment):
            assert knock_on_doors() == 0


def test_nobody_knocks_where_the_meal_was_handed_over_or_given_back(
    lunch, granny, eats, canteen, today
):
    given_back = lunch(eats(canteen, "李老伯"))
    acts.cancel_booking(by=FOUNDER, booking=given_back, reason="住院了。")
    lunch(granny)
    with clock.at(HALF_PAST - timedelta(minutes=20)):
        acts.serve_meal(by=FOUNDER, session=today, person=granny.person)
    with clock.at(HALF_PAST):
        assert knock_on_doors() == 0


def test_a_list_that_nobody_kept_is_one_question_until_it_is_kept(lunch, eats, canteen, today):
    everyone = [eats(canteen, f"王{number}") for number in range(FEW + 2)]
    for enrolment in everyone:
        lunch(enrolment)
    with clock.at(HALF_PAST):
        assert [knock_on_doors(), knock_on_doors()] == [1, 0]
        acts.serve_meal(by=FOUNDER, session=today, person=everyone[0].person)
        assert knock_on_doors() == FEW + 1


def test_an_elder_of_another_village_is_knocked_for_there(
    lunch, eats, canteen, paibei: Organisation, other_secretary: Person, secretary: Person
):
    enrolment = eats(canteen, "李老伯", "13900007777")
    enrolment.person.village = paibei
    enrolment.person.save(update_fields=["village"])
    lunch(enrolment)
    with clock.at(HALF_PAST):
        knock_on_doors()
    found = [visible_to(person).count() for person in (other_secretary, secretary)]
    assert found == [1, 0]
