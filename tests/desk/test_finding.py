"""The search at the desk: by role, by number, by words, by name."""

from datetime import date
from urllib.parse import quote

import pytest

from tests.desk.reading import link, refs, said
from touyan.kernel import search
from touyan.kernel.search import shelves
from touyan.kernel.search.shelves import SHELVES, fill_where_missing
from touyan.orders.acts import ACTS
from touyan.town import acts as town_acts
from touyan.town.acts import Registered, register
from touyan.town.models import Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(as_):
    def asked(who: Person, words: str, **more: str):
        wishes = "".join(f"&{name}={value}" for name, value in more.items())
        return as_(who).get(f"/desk/search/?q={quote(words)}{wishes}")

    return asked


def test_each_finds_the_orders_in_their_own_scope(
    look, placed, secretary, other_secretary, officer, dispatcher, paibei
):
    here, _r = placed("东门路灯不亮。")
    there, _r = placed("西门路灯不亮。", village=paibei)
    found = {who.login: refs(look(who, "路灯")) for who in (secretary, other_secretary, officer)}
    assert found == {"baihua": [here.ref], "paibei": [there.ref], "roads": []}
    assert refs(look(dispatcher, "路灯")) == [there.ref, here.ref]


def test_a_number_goes_straight_to_its_order(look, placed, secretary, other_secretary):
    order, _r = placed()
    response = look(secretary, order.ref)
    assert (response.status_code, response["Location"]) == (303, f"/desk/orders/{order.ref}/")
    assert look(other_secretary, order.ref).status_code == 200


def test_an_excerpt_shows_where_the_words_stand(look, placed, secretary):
    placed("从村口往里走，过了石桥，第三家门前的路灯不亮，晚上看不见路。")
    assert "<mark>路灯</mark>" in look(secretary, "路灯").content.decode()


def test_erased_words_are_found_no_more(look, placed, dispatcher):
    order, _r = placed("东门路灯不亮。")
    ACTS["redact"](by=dispatcher, order=order)
    assert refs(look(dispatcher, "路灯")) == []


def test_people_are_found_by_name_and_initials_by_whoever_keeps_the_towns_people(
    look, admin, secretary, dispatcher, town
):
    person = town_acts.introduce(by=FOUNDER, town=town, name="单晓雯", phone="13900001234").about
    for words in ("单晓雯", "晓雯", "sxw", "SXW"):
        assert f"/desk/town/people/{person.pk}/" in look(admin, words).content.decode()
    for who in (secretary, dispatcher):
        assert (
            "单晓雯"
            not in look(who, "单晓雯").content.decode().split("<h1>")[1].split("</form>")[1]
        )


def test_a_register_makes_its_people_findable_but_no_child(look, admin, town, baihua):
    lines = [
        Registered("周桂英", baihua),
        Registered("周小宝", baihua, child_until=date(2030, 1, 1)),
    ]
    grown, child = register(by=FOUNDER, town=town, people=lines, since=date(2026, 1, 1)).made
    page = look(admin, "周桂英").content.decode()
    assert f"/desk/town/people/{grown.pk}/" in page
    assert "Nothing found" in said(look(admin, "周小宝"))
    assert search.ids("person", "周小宝") == []
    assert child.pk


def test_programmes_are_found_by_those_they_answer_to(look, put_on, secretary, other_secretary):
    put_on(name="防溺水宣讲", public=False)
    assert "Staying safe near water" in said(look(secretary, "溺水"))
    assert "Nothing found" in said(look(other_secretary, "溺水"))


def test_places_lead_to_their_pages(look, baihua, officer):
    town_acts.add_place(by=FOUNDER, village=baihua, code="wc-1", name="百花公厕", kind="toilet")
    assert "/places/wc-1/" in look(officer, "公厕").content.decode()


def test_one_kind_is_turned_over_page_by_page(look, as_, placed, secretary):
    orders = [placed(f"第{number}盏路灯不亮。")[0] for number in range(23)]
    first = look(secretary, "路灯", kind="order")
    assert refs(first) == [order.ref for order in reversed(orders)][:20]
    second = as_(secretary).get(f"/desk/search/{link(first, 'next')}")
    assert refs(second) == [order.ref for order in reversed(orders)][20:]


def test_an_index_that_was_lost_is_filled_anew(look, placed, admin, secretary, baihua, put_on):
    order, _r = placed("东门路灯不亮。")
    town_acts.add_place(by=FOUNDER, village=baihua, code="wc-1", name="百花路灯", kind="lamp")
    before = [
        {shelf.kind: search.ids(shelf.kind, word) for shelf in SHELVES} for word in ("路灯", "百花")
    ]
    for shelf in SHELVES:
        search.clear(shelf.kind)
    assert refs(look(secretary, "路灯")) == []
    fill_where_missing()
    assert before == [
        {shelf.kind: search.ids(shelf.kind, word) for shelf in SHELVES} for word in ("路灯", "百花")
    ]
    assert refs(look(secretary, "路灯")) == [order.ref]
    assert fill_where_missing() == 0


def test_what_was_there_before_a_shelf_is_found_although_todays_are_on_it_already(
    look, placed, secretary
):
    """After an update people go on; the worker fills the shelf within the hour."""
    before = [placed(f"东门第{number}盏路灯不亮。")[0] for number in range(3)]
    search.clear("order")
    today, _r = placed("西门路灯不亮。")
    assert refs(look(secretary, "路灯")) == [today.ref]
    fill_where_missing()
    assert refs(look(secretary, "路灯")) == [today.ref, *(one.ref for one in reversed(before))]
    assert fill_where_missing() == 0


def test_a_filling_that_was_broken_off_is_begun_anew(placed, monkeypatch):
    monkeypatch.setattr(shelves, "PORTION", 2)
    orders = [placed(f"第{number}盏路灯不亮。")[0].pk for number in range(5)]
    shelf = next(one for one in SHELVES if one.kind == "order")
    search.clear("order")
    next(shelf._portions())
    assert search.ids("order", "路灯") == orders[:2:-1]
    assert shelf.fill_where_missing() == 5
    assert search.ids("order", "路灯") == orders[::-1]


@pytest.mark.parametrize("erased", [0, 1])
def test_what_was_erased_is_no_gap_on_a_shelf(placed, secretary, dispatcher, erased):
    """Else everything would be put anew each hour, and the erased with it."""
    orders = [placed(f"第{number}盏路灯不亮。")[0] for number in range(2)]
    for order in orders:
        ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    ACTS["redact"](by=dispatcher, order=orders[erased])
    assert fill_where_missing() == 0
    assert [search.ids(kind, "路灯") for kind in ("order", "public_order")] == [
        [orders[1 - erased].pk]
    ] * 2


def test_every_shelf_has_somebody_who_fills_it():
    assert {shelf.kind for shelf in SHELVES} == {
        "order", "public_order", "person", "place", "programme", "honour", "news",
    }  # fmt: skip


def test_the_search_costs_six_statements_at_most(
    as_, placed, admin, dispatcher, queries, baihua, put_on
):
    for number in range(7):
        placed(f"第{number}盏路灯不亮。")
        town_acts.add_place(by=FOUNDER, village=baihua, code=f"l{number}", name="路灯", kind="lamp")
        put_on(name="路灯巡查")
    for who in (admin, dispatcher):
        for query in ("q=路灯", "q=路灯&kind=order", "q=路灯&kind=place", "q="):
            assert queries(as_(who), f"/desk/search/?{query}") <= 6
