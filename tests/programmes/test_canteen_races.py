"""Two counters and a carrier at once: one meal, one charge; two clocks at once: one knock."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.meals import MONDAY, MONDAY_MORNING, session_on
from tests.orders.test_races import race
from touyan.conf.knocks import knock_on_doors
from touyan.kernel import clock
from touyan.orders.models import Order
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Charge, Enrolment, Programme
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

NOON = MONDAY_MORNING + timedelta(hours=3)


@pytest.fixture
def canteen(serving: Callable[..., Programme], baihua: Organisation) -> Programme:
    with clock.at(MONDAY_MORNING):
        return serving(baihua)


def test_a_meal_given_by_three_at_once_is_charged_once(
    canteen: Programme, eats: Callable[..., Enrolment]
) -> None:
    today = session_on(canteen, MONDAY)
    for number in range(8):
        person = eats(canteen, f"王{number}", weekdays="1234567").person

        def serve(person=person):
            with clock.at(NOON):
                return acts.serve_meal(by=FOUNDER, session=today, person=person, nonce=uuid4())

        results = race(serve, serve, serve)
        assert len({event.about.pk for event in results}) == 1
    assert (Attendance.objects.count(), Charge.objects.count()) == (8, 8)


def test_a_charge_reversed_by_three_at_once_is_reversed_once(
    canteen: Programme, eats: Callable[..., Enrolment]
) -> None:
    today = session_on(canteen, MONDAY)
    person = eats(canteen, "王秀英", weekdays="1234567").person
    with clock.at(NOON):
        charge = acts.serve_meal(by=FOUNDER, session=today, person=person).made
    race(*[lambda: acts.reverse_charge(by=FOUNDER, charge=charge, reason="没有吃。")] * 3)
    assert sorted(Charge.objects.values_list("payable", flat=True)) == [-400, 400]


def test_two_clocks_that_strike_at_once_send_one_knock(
    canteen: Programme, eats: Callable[..., Enrolment]
) -> None:
    today = session_on(canteen, MONDAY)
    one = eats(canteen, "王秀英")
    with clock.at(MONDAY_MORNING):
        acts.book(by=FOUNDER, session=today, person=one.person, reason="来得及。")

    def strike():
        with clock.at(NOON + timedelta(minutes=31)):
            return knock_on_doors()

    race(strike, strike, strike)
    assert Order.objects.count() == 1
