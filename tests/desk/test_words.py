"""Where one English word stands for two things, the Chinese says the one that is meant."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests.desk.reading import said, sheet
from touyan.plans.acts import keep_menu, take_on
from touyan.plans.models import Plan, Requirement
from touyan.projects.moves import LIFE
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def in_chinese(browser: Client) -> Any:
    browser.cookies["django_language"] = "zh-hans"
    return browser


def test_what_a_branch_took_on_is_given_back_and_no_meal(
    as_: Any, secretary: Person, baihua: Organisation, year_plan: Plan
) -> None:
    branch = baihua.children.get()
    menu = keep_menu(by=FOUNDER, plan=year_plan, audience="branch", pick=1).about
    asked = Requirement.objects.filter(audience="branch").earliest("pk")
    Requirement.objects.filter(pk=asked.pk).update(menu=menu)
    take_on(by=secretary, requirement=asked, subject=branch)
    page = said(in_chinese(as_(secretary)).get(f"/desk/plans/requirements/{asked.pk}/"))
    meant, not_meant = ("已认领", "退选"), ("接单日期", "退订")
    assert [word in page for word in meant + not_meant] == [True, True, False, False]


def test_a_settlement_numbers_people_and_no_orders(as_: Any, clerk: Any, canteen: Any) -> None:
    address = f"/desk/canteens/{canteen.pk}/settlement/sheet/?month=2026-11"
    headings = sheet(in_chinese(as_(clerk)).post(address))[0]
    assert (headings[0], headings[-1]) == ("编号", "已撤回")


def test_a_project_opens_for_people_and_is_not_looked_at() -> None:
    with translation.override("zh-hans"):
        assert str(LIFE.moves["open"].label) == "开放"
