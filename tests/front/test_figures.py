"""The town's public numbers: what counts stands beside them, and what is not public stays a number."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.reading import link, refs, said
from touyan.figures.acts import declare
from touyan.front import figures
from touyan.kernel.figures import FIGURES
from touyan.orders.acts import ACTS
from touyan.orders.models import Order
from touyan.town.models import Person
from touyan.town.reads import site
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

PLACED = "/figures/orders.placed/"
WORDS = "周桂英家门口的路灯坏了，电话13900001234。"


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def published(placed: Callable[..., Any], secretary: Person) -> Callable[..., Order]:
    """An order of which everybody may read a copy: `published("一盏路灯不亮。")`."""

    def make(words: str = "一盏路灯不亮。") -> Order:
        order: Order = placed(WORDS)[0]
        ACTS["publish"](by=secretary, order=order, words=words)
        return order

    return make


def number(page: Any, key: str = "orders.placed") -> int:
    body = page.content.decode().split(f'data-figure="{key}"')[1]
    return int(re.search(r">\s*(\d+)<", body)[1])


def test_everybody_reads_the_public_numbers_and_no_others(browser, placed):
    placed()
    page = browser.get("/figures/")
    assert number(page) == 1
    public = {key for key, one in FIGURES.items() if one.public}
    answers = {key: browser.get(f"/figures/{key}/").status_code for key in FIGURES}
    assert answers == {key: 200 if key in public else 404 for key in FIGURES}
    assert len(public) > 0


def test_records_that_are_not_public_are_told_as_a_number_only(browser, placed, published):
    shown, hidden = published(), placed(WORDS)[0]
    page = browser.get(PLACED)
    words = said(page)
    assert (number(page), refs(page)) == (2, [shown.ref])
    assert "1 of them is not public" in words
    assert "一盏路灯不亮。" in words
    for secret in ("周桂英", "13900001234", WORDS, hidden.ref):
        assert secret not in page.content.decode()


def test_whoever_wished_it_hidden_is_counted_and_not_shown(browser, published):
    order = published()
    Order.objects.filter(pk=order.pk).update(hidden=True)
    page = browser.get(PLACED)
    assert (number(page), refs(page)) == (1, [])


def test_public_records_are_turned_over_page_by_page(browser, published):
    made = [published(f"第{n}件。").ref for n in range(25)]
    first = browser.get(PLACED)
    second = browser.get(f"{PLACED}{link(first, 'next')}")
    assert refs(first) + refs(second) == made[::-1]
    assert link(second, "next") == ""


def test_the_months_add_up_and_stand_in_a_table(browser, placed):
    placed(), placed()
    page = browser.get(PLACED).content.decode().split('id="months"')[1]
    values = [int(n) for n in re.findall(r'<td[^>]*class="numeric"[^>]*>(\d+)</td>', page)]
    assert sum(values) == 2


def test_a_month_is_written_as_people_write_it(browser, placed):
    placed()
    assert "Nov 2026" in said(browser.get(PLACED))
    browser.cookies["django_language"] = "zh-hans"
    page = said(browser.get(PLACED))
    assert ("2026年11月" in page, "2026-11" in page) == (True, False)


def test_what_nobody_counts_yet_is_told_as_declared_or_not_at_all(browser, town):
    key, days = "town.residents", {"since": "2020-01-01", "until": "2020-12-31"}
    assert str(FIGURES[key].label) not in said(browser.get("/figures/", days))
    assert "nobody declared it" in said(browser.get(f"/figures/{key}/", days))
    declare(
        by=FOUNDER, figure=key, organisation=town, since=date(2020, 1, 1), until=date(2020, 12, 31),
        value=15, source="2020年工作总结", signer="镇党政办",
    )  # fmt: skip
    for page in (browser.get("/figures/", days), browser.get(f"/figures/{key}/", days)):
        assert number(page, key) == 15
        assert "2020年工作总结 · 镇党政办" in said(page)


def test_of_several_declared_numbers_the_newest_is_shown_with_its_bound_and_its_days(browser, town):
    key, days = "town.residents", {"since": "2020-01-01", "until": "2020-12-31"}
    for month, value in ((6, 47000), (9, 48000)):
        declare(
            by=FOUNDER, figure=key, organisation=town, since=date(2020, 1, 1),
            until=date(2020, month, 30), value=value, at_least=True, source="台账", signer=f"{month}月签报",
        )  # fmt: skip
    for page in (browser.get("/figures/", days), browser.get(f"/figures/{key}/", days)):
        told = page.content.decode().split(f'data-figure="{key}">')[1]
        assert told.split("</span>")[0].strip() == "48000 and more"
        assert ("9月签报" in told, "6月签报" in told, "95000" in told) == (True, False, False)


@pytest.mark.parametrize("address", ["/figures/", PLACED])
def test_a_period_that_is_none_is_said(browser, town, address: str):
    page = browser.get(address, {"since": "2021-09-02", "until": "2021-09-01"})
    assert (page.status_code, "The last day lies before the first." in said(page)) == (422, True)


@pytest.mark.parametrize("address", ["/figures/", PLACED])
def test_before_there_is_a_town_there_are_no_numbers(browser, db, address: str):
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("count", [3, 60])
def test_a_public_page_costs_six_statements_whatever_the_records(browser, published, count: int):
    for n in range(count):
        published(f"第{n}件。")
    for address in ("/figures/", PLACED, "/figures/orders.accepted_on_time/"):
        cache.clear()
        site()
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        assert len(found) <= 6, address


@pytest.mark.parametrize("mark", ["x", "20261301-5", "20260101-", "-", "99991231-1", "5"])
def test_a_mark_that_cannot_be_read_is_none(browser, published, mark: str):
    published()
    assert browser.get(PLACED, {"before": mark}).status_code == 200


def test_where_very_many_are_public_nobody_counts_them_one_by_one(browser, published, monkeypatch):
    monkeypatch.setattr(figures, "MOST_COUNTED", 1)
    published(), published()
    words = said(browser.get(PLACED))
    assert ("of them are public" in words, "not public" in words) == (True, False)
