"""The twelve months of a plan; where it spans several years, of the one that was chosen."""

from datetime import date

import pytest

from touyan.plans import acts
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(town, roads):
    """The address of a plan's months; something is under way from May of its first year to February of its last."""

    def make(starts_on, ends_on):
        said = {"starts_on": starts_on, "ends_on": ends_on}
        plan = acts.keep_plan(by=FOUNDER, host=town, code="plan", name="三年行动", **said).about
        stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="办好实事").about
        acts.keep_activity(
            by=FOUNDER, plan=plan, number=1, workstream=stream, name="修路", lead=roads,
            starts_on=starts_on.replace(month=5), ends_on=ends_on.replace(month=2, day=1),
        )  # fmt: skip
        return f"/desk/plans/{plan.pk}/year/"

    return make


@pytest.fixture
def plan(town, roads):
    said = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    plan = acts.keep_plan(by=FOUNDER, host=town, code="p2027", name="年度计划", **said).about
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="办好实事").about
    acts.keep_activity(
        by=FOUNDER, plan=plan, number=1, workstream=stream, name="修路", lead=roads, **said
    )
    return plan


@pytest.fixture
def browser(as_, dispatcher):
    made = as_(dispatcher)
    made.cookies["django_language"] = "en"
    return made


def months(browser, address):
    """How many months it is under way in the year that is shown."""
    return browser.get(address).content.decode().count('<td class="runs">')


def test_each_year_of_a_plan_has_its_months(browser, planned):
    address = planned(date(2025, 3, 1), date(2027, 12, 31))
    shown = {year: months(browser, f"{address}?year={year}") for year in (2025, 2026, 2027)}
    assert shown == {2025: 8, 2026: 12, 2027: 2}
    page = browser.get(f"{address}?year=2027").content.decode()
    assert '<a href="?year=2027" aria-current="page">2027' in page
    assert '<a href="?year=2025">2025' in page


def test_without_a_choice_it_is_this_year_or_the_nearest_of_the_plan(browser, planned):
    address = planned(date(2025, 3, 1), date(2027, 12, 31))
    for typed in ("", "?year=2024", "?year=x"):
        page = browser.get(f"{address}{typed}").content.decode()
        assert 'href="?year=2026" aria-current="page"' in page


def test_a_plan_that_is_over_shows_its_last_year(browser, planned):
    page = browser.get(planned(date(2021, 1, 1), date(2022, 12, 31))).content.decode()
    assert 'href="?year=2022" aria-current="page"' in page


def test_a_plan_of_one_year_offers_no_choice(browser, plan):
    page = browser.get(f"/desk/plans/{plan.pk}/year/").content.decode()
    assert ("?year=" in page, page.count('<td class="runs">')) == (False, 12)
