"""What a member takes on of the year's plan, on their own page, and the card with their pledge."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from touyan.conf.context import site
from touyan.kernel import journal
from touyan.kernel.models import Entry
from touyan.plans import acts
from touyan.plans.acts import Deed
from touyan.plans.models import Commitment, Pledge
from touyan.town.rules import FOUNDER

MINE = "/programmes/mine/"
PLEDGE = "/programmes/mine/pledge/"


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def member(somebody, baihua):
    return somebody("member", "member", baihua.children.get(), name="丁敏")


@pytest.fixture
def plan(year_plan):
    return year_plan


def did(plan, person, source, measure="service", day=date(2026, 5, 1)):
    deed = Deed(plan.town, measure, source, day, person.pk, person.roles_today[0].organisation_id)
    acts.record_facts(by=FOUNDER, deeds=[deed])


def page(client, address=MINE):
    return client.get(address).content.decode()


def test_my_year_says_what_the_plan_asks_and_how_far_i_am(client, plan, member):
    did(plan, member, "attendance:1")
    did(plan, member, "attendance:2", day=date(2025, 12, 31))
    client.force_login(member)
    shown = page(client)
    assert ("1 of 2" in shown, "志愿服务" in shown) == (True, True)
    assert "1 time is left this year." in shown


def test_an_action_is_chosen_and_given_back_with_one_tap_each(client, plan, member, of_members):
    client.force_login(member)
    assert "choose 1; you have chosen 0" in page(client)
    chosen = of_members(2)
    assert client.post(f"{MINE}actions/{chosen.pk}/take-on/").status_code == 303
    assert [row.state for row in Commitment.objects.filter(person=member)] == ["taken"]
    assert "choose 1; you have chosen 1" in page(client)
    assert client.post(f"{MINE}actions/{chosen.pk}/give-back/").status_code == 303
    assert [row.state for row in Commitment.objects.filter(person=member)] == ["withdrawn"]
    assert "choose 1; you have chosen 0" in page(client)


def test_what_is_prescribed_is_neither_chosen_nor_given_back(client, plan, member, of_members):
    client.force_login(member)
    for name in ("take-on", "give-back"):
        assert client.post(f"{MINE}actions/{of_members(1).pk}/{name}/").status_code == 409
    assert Commitment.objects.count() == 0


def test_what_was_waived_is_not_asked(client, plan, member, of_members):
    acts.waive(by=FOUNDER, requirement=of_members(1), subject=member, reason="产假")
    client.force_login(member)
    assert "of 2" not in page(client)


def test_without_a_plan_two_services_are_asked_of_a_member(client, member):
    client.force_login(member)
    assert "0 of 2" in page(client)


def test_the_page_costs_six_statements_at_most(client, plan, member, put_on):
    for days in range(1, 4):
        put_on(begins=timedelta(days=days))
    client.force_login(member)
    cache.clear()
    site()
    with CaptureQueriesContext(connection) as statements:
        page(client)
    assert len(statements) <= 6


# The card --------------------------------------------------------------------------------------


def test_a_pledge_is_on_ones_own_card_alone(client, plan, member, resident):
    client.force_login(member)
    assert client.post(PLEDGE, {"words": "  有事找我，\n当天回话。 "}).status_code == 303
    assert "有事找我， 当天回话。" in page(client, PLEDGE)
    client.force_login(resident)
    assert client.get(PLEDGE).status_code == 404


@pytest.mark.parametrize("words", ["", "   ", "长" * 121])
def test_an_empty_or_long_pledge_is_refused_and_what_was_typed_is_kept(
    client, plan, member, words: str
):
    client.force_login(member)
    answer = client.post(PLEDGE, {"words": words})
    assert (answer.status_code, Pledge.objects.count()) == (422, 0)
    assert words.strip() in answer.content.decode()


def test_a_pledge_taken_back_is_kept_nowhere(client, plan, member):
    client.force_login(member)
    client.post(PLEDGE, {"words": "有事找我。"})
    client.post(PLEDGE, {"words": "随叫随到。"})
    assert client.post(f"{PLEDGE}back/").status_code == 303
    assert Pledge.objects.get().words == ""
    told = [entry.data for entry in Entry.objects.filter(name__startswith="plans.")]
    assert [one for one in told if "words" in one] == []
    assert list(journal.faults()) == []
    assert client.post(f"{PLEDGE}back/").status_code == 409


def test_a_pledge_is_taken_back_when_the_plan_is_over_too(client, plan, member):
    client.force_login(member)
    client.post(PLEDGE, {"words": "有事找我。"})
    acts.close(by=FOUNDER, plan=plan)
    page = client.get(PLEDGE).content.decode()
    assert ("有事找我。" in page, "Change the card" in page) == (True, False)
    assert client.post(f"{PLEDGE}back/").status_code == 303
    assert not Pledge.objects.exclude(words="").exists()
    assert client.get(PLEDGE).status_code == 404
