"""Meals served and charged: by the tariff of that day, and never twice."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Charge, Session
from touyan.programmes.reads import tariff_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

NOON = moment("2021-09-14 12:00")


@pytest.fixture
def tuesday(canteen, elder, clerk) -> Session:
    acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 13), group="aged")
    session = acts.plan_sessions(by=CLOCK, programme=canteen).made[1]
    acts.book_by_rule(by=CLOCK, session=session)
    return session


def serve(session, person, clerk, **more):
    with clock.at(NOON):
        return acts.serve_meal(by=clerk, session=session, person=person, **more)


def live() -> list[int]:
    rows = Charge.objects.filter(reversal_of__isnull=True, reversed_by__isnull=True)
    return list(rows.values_list("payable", flat=True))


def test_a_meal_is_charged_when_it_is_served_and_not_when_it_is_booked(tuesday, elder, clerk):
    assert live() == []
    event = serve(tuesday, elder, clerk)
    assert (event.made.payable, event.made.subsidy) == (600, 200)
    assert live() == [600]
    assert list(journal.faults()) == []


def test_a_meal_served_twice_is_charged_once(tuesday, elder, clerk):
    nonce = uuid4()
    first = serve(tuesday, elder, clerk, nonce=nonce)
    for again in (serve(tuesday, elder, clerk, nonce=nonce), serve(tuesday, elder, clerk)):
        assert (again.repeated, again.made) == (True, first.made)
    assert live() == [600]


def test_the_tariff_of_the_day_and_of_the_group_counts(canteen, clerk):
    for starts_on, group, price, subsidy in (
        (date(2021, 9, 14), "ordinary", 1000, 0),
        (date(2021, 9, 14), "aged", 1000, 400),
        (date(2021, 9, 20), "aged", 1000, 500),
    ):
        acts.keep_tariff(
            by=clerk, programme=canteen, starts_on=starts_on, price=price, subsidy=subsidy,
            group=group,
        )  # fmt: skip
    told = {
        (day, group): tariff_for(canteen, group, date(2021, 9, day)).subsidy
        for day in (13, 14, 20)
        for group in ("ordinary", "aged", "alone")
    }
    assert told == {
        (13, "ordinary"): 200, (13, "aged"): 200, (13, "alone"): 200,
        (14, "ordinary"): 0, (14, "aged"): 400, (14, "alone"): 0,
        (20, "ordinary"): 0, (20, "aged"): 500, (20, "alone"): 0,
    }  # fmt: skip


def test_a_tariff_by_which_meals_were_charged_is_not_changed(tuesday, canteen, elder, clerk):
    serve(tuesday, elder, clerk)
    with pytest.raises(Refused, match="begin later"):
        acts.keep_tariff(by=clerk, programme=canteen, starts_on=date(2021, 1, 1), price=900)
    acts.keep_tariff(by=clerk, programme=canteen, starts_on=date(2021, 10, 1), price=900)


@pytest.mark.parametrize(
    ("price", "subsidy", "group"), [(800, 801, "ordinary"), (-1, 0, "ordinary"), (800, 0, "rich")]
)
def test_a_tariff_that_makes_no_sense_is_refused(canteen, clerk, price, subsidy, group):
    with pytest.raises(Refused):
        acts.keep_tariff(
            by=clerk, programme=canteen, starts_on=date(2021, 10, 1), price=price,
            subsidy=subsidy, group=group,
        )  # fmt: skip


def test_a_mistake_is_taken_back_by_a_charge_against_it(tuesday, elder, clerk):
    charge = serve(tuesday, elder, clerk).made
    back = acts.reverse_charge(by=clerk, charge=charge, reason="认错人").about
    assert (back.payable, back.subsidy, back.reversal_of) == (-600, -200, charge)
    assert acts.reverse_charge(by=clerk, charge=charge, reason="认错人").about == back
    with pytest.raises(Refused, match="not reversed"):
        acts.reverse_charge(by=clerk, charge=back, reason="误")
    assert live() == []
    assert list(journal.faults()) == []


def test_a_list_that_was_charged_is_corrected_after_the_charge_is_taken_back(tuesday, elder, clerk):
    event = serve(tuesday, elder, clerk)
    with clock.at(moment("2021-09-14 12:30")):
        with pytest.raises(Refused, match="Reverse the charge first"):
            acts.correct(by=clerk, attendance=event.about, reason="认错人", annul=True)
        acts.reverse_charge(by=clerk, charge=event.made, reason="认错人")
        acts.correct(by=clerk, attendance=event.about, reason="认错人", annul=True)
    again = serve(tuesday, elder, clerk)
    assert again.made.payable == 600
    assert live() == [600]
    assert list(journal.faults()) == []


@given(st.lists(st.sampled_from(["serve", "reverse", "annul"]), max_size=8))
def test_no_meal_is_charged_twice_whatever_is_done(tuesday, elder, clerk, steps):
    """Any order of serving, taking back and correcting leaves at most one live charge."""
    Charge.objects.filter(reversal_of__isnull=False).delete()
    Charge.objects.all().delete()
    Attendance.objects.filter(corrects__isnull=False).delete()
    Attendance.objects.all().delete()
    with clock.at(NOON):
        for step in steps:
            _try(step, tuesday, elder, clerk)
            standing = Attendance.objects.filter(standing=True).count()
            assert len(live()) <= standing <= 1
    assert sum(row.payable for row in Charge.objects.all()) == sum(live())


def _try(step, session, elder, clerk) -> None:
    try:
        match step:
            case "serve":
                acts.serve_meal(by=clerk, session=session, person=elder, nonce=uuid4())
            case "reverse":
                acts.reverse_charge(by=clerk, charge=Charge.objects.latest("id"), reason="误")
            case "annul":
                row = Attendance.objects.get(standing=True)
                acts.correct(by=clerk, attendance=row, reason="误", annul=True)
    except (Refused, Charge.DoesNotExist, Attendance.DoesNotExist):
        pass


def test_the_database_itself_refuses_a_second_charge(tuesday, elder, clerk):
    charge = serve(tuesday, elder, clerk).made
    charge.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        charge.save(force_insert=True)


def test_whoever_is_not_on_the_list_is_not_served(tuesday, resident, clerk):
    with pytest.raises(Refused, match="not on the list"):
        serve(tuesday, resident, clerk)
    assert Attendance.objects.count() == 0


def test_only_the_clerk_of_the_place_serves(tuesday, elder, secretary, other_secretary):
    for somebody in (secretary, other_secretary):
        with pytest.raises(Refused, match="cannot check people in"):
            serve(tuesday, elder, somebody)


def test_a_menu_names_what_is_in_each_dish(canteen, clerk):
    dishes = [{"name": "番茄炒蛋", "contains": ["egg"], "suits": ["soft"]}]
    menu = acts.keep_menu(by=clerk, programme=canteen, day=date(2021, 9, 14), dishes=dishes).about
    assert menu.dishes == dishes
    for wrong in ({"name": ""}, {"name": "汤", "contains": ["gold"]}):
        with pytest.raises(Refused):
            acts.keep_menu(by=clerk, programme=canteen, day=date(2021, 9, 14), dishes=[wrong])
