"""The search for everybody: what is public, and nothing else, by two characters and up."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.reading import link, refs, said
from touyan.kernel import clock
from touyan.orders.acts import ACTS
from touyan.selections import acts as selections
from touyan.town import acts as town_acts
from touyan.town.reads import site
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(town):
    """What a stranger is shown: `look("路灯", kind="place")`."""

    def asked(words: str, **more: str):
        browser = Client()
        browser.cookies["django_language"] = "en"
        wishes = "".join(f"&{name}={value}" for name, value in more.items())
        return browser.get(f"/search/?q={quote(words)}{wishes}")

    return asked


@pytest.fixture
def published(placed, secretary):
    def make(words: str, copy: str):
        order, _requester = placed(words)
        return ACTS["publish"](by=secretary, order=order, words=copy).about

    return make


def test_what_is_public_is_found_by_its_public_words_alone(look, published, placed):
    order = published("周桂英家门口的路灯坏了。", "门口的路灯不亮。")
    placed("另一盏路灯也坏了。")
    assert refs(look("路灯")) == [order.ref]
    assert refs(look("周桂英")) == []
    assert refs(look("另一盏")) == []


@pytest.mark.parametrize("move", ["unpublish", "hide", "redact"])
def test_what_is_taken_back_is_found_no_more(look, published, dispatcher, move):
    order = published("路灯坏了。", "门口的路灯不亮。")
    by = order.requesters.get() if move == "hide" else dispatcher
    ACTS[move](by=by, order=order)
    assert refs(look("路灯")) == []
    assert said(look("路灯")).endswith("Try fewer or other words.")


def test_places_programmes_and_honours_are_found_by_name(look, baihua, put_on, on_notice):
    town_acts.add_place(by=FOUNDER, village=baihua, code="wc-1", name="百花公厕", kind="toilet")
    put_on(name="防溺水宣讲")
    office = on_notice(1)
    with clock.at(clock.now() + timedelta(days=9)):
        selections.honour(by=office.leader, candidate=office.fresh())
    assert "/places/wc-1/" in look("公厕").content.decode()
    assert "Staying safe near water" in said(look("溺水"))
    assert f"/honours/stories/{office.candidates[0].pk}/" in look("党员0").content.decode()
    assert f"/honours/stories/{office.candidates[0].pk}/" in look("dy0").content.decode()


def test_a_place_and_what_stands_beside_it_are_named_in_the_readers_language(look, baihua):
    town_acts.add_place(
        by=FOUNDER,
        village=baihua,
        code="wc-1",
        name="百花公厕",
        name_en="Baihua toilet",
        kind="toilet",
    )
    assert f"{baihua.name_en} Baihua toilet" in said(look("公厕"))
    assert f"{baihua.name} 百花公厕" in said(Client().get("/search/", {"q": "公厕"}))


def test_who_is_only_on_notice_is_not_in_the_search(look, on_notice):
    on_notice(1)
    assert "/honours/" not in look("党员0").content.decode().split("<main")[1]


def test_a_draft_and_a_programme_that_is_not_public_are_not_found(look, put_on):
    put_on(name="防溺水宣讲", public=False)
    assert "Nothing found" in said(look("溺水"))


def test_a_place_that_is_closed_is_not_found(look, baihua, admin):
    place = town_acts.add_place(
        by=FOUNDER, village=baihua, code="wc-1", name="百花公厕", kind="toilet"
    ).about
    town_acts.verify_place(
        by=admin, place=place, hours="", spaces=None, accessible_spaces=None,
        closed_on=clock.today(),
    )  # fmt: skip
    assert "Nothing found" in said(look("公厕"))


def test_no_person_is_found_who_only_lives_here(look, town):
    town_acts.introduce(by=FOUNDER, town=town, name="周桂英", phone="13900001234")
    assert "Nothing found" in said(look("周桂英"))


@pytest.mark.parametrize("words", ["灯", "，", " "])
def test_one_character_is_too_short(look, published, words):
    published("路灯坏了。", "门口的路灯不亮。")
    page = look(words)
    assert refs(page) == []
    assert ("Two characters or more, please." in said(page)) == bool(words.strip())


def test_in_quotation_marks_stands_what_must_stand_so(look, published):
    first = published("一", "停车，收费太高。")
    published("二", "收费太高，停车难。")
    assert refs(look("“停车，收费”")) == [first.ref]


def test_the_closest_title_comes_first(look, baihua):
    for code, name in (("a", "东门停车场"), ("b", "停车场"), ("c", "西门停车场")):
        town_acts.add_place(by=FOUNDER, village=baihua, code=code, name=name, kind="parking")
    page = look("停车场").content.decode()
    shown = [page.index(f"/places/{code}/") for code in ("b", "c", "a")]
    assert shown == sorted(shown)


def test_one_kind_is_turned_over_page_by_page_and_loses_nothing(look, published):
    orders = [published("甲", f"第{number}盏路灯不亮。") for number in range(23)]
    first = look("路灯", kind="public_order")
    assert refs(first) == [order.ref for order in reversed(orders)][:20]
    following = link(first, "next")
    assert "q=%E8%B7%AF%E7%81%AF" in following
    assert "kind=public_order" in following
    second = Client().get(f"/search/{following}")
    assert refs(second) == [order.ref for order in reversed(orders)][20:]
    assert link(second, "next") == ""


def test_one_kind_is_narrowed_to_a_village(
    look, placed, secretary, other_secretary, baihua, paibei
):
    here, _r = placed("路灯")
    there, _r = placed("路灯", village=paibei)
    ACTS["publish"](by=secretary, order=here, words="路灯不亮。")
    ACTS["publish"](by=other_secretary, order=there, words="路灯不亮。")
    assert refs(look("路灯", kind="public_order", village=paibei.code)) == [there.ref]
    assert refs(look("路灯", kind="public_order", village="nonsense")) == [there.ref, here.ref]


def test_all_kinds_are_narrowed_to_a_village_at_once(
    look, placed, secretary, other_secretary, baihua, paibei, put_on
):
    here, _r = placed("路灯")
    there, _r = placed("路灯", village=paibei)
    ACTS["publish"](by=secretary, order=here, words="路灯不亮。")
    ACTS["publish"](by=other_secretary, order=there, words="路灯不亮。")
    for village, code in ((baihua, "L1"), (paibei, "L2")):
        town_acts.add_place(by=FOUNDER, village=village, code=code, name="路灯", kind="lamp")
    page = look("路灯", village=paibei.code)
    assert refs(page) == [there.ref]
    assert "/places/L2/" in page.content.decode()
    assert "/places/L1/" not in page.content.decode()
    both = look("路灯", village="nonsense").content.decode()
    assert "/places/L1/" in both
    assert "/places/L2/" in both


def test_a_village_stays_chosen_in_every_tab_and_is_offered_with_every_kind(
    look, published, paibei
):
    published("甲", "路灯不亮。")
    for kind in ("", "public_order", "news", "place", "programme", "honour"):
        page = look("路灯", kind=kind, village=paibei.code).content.decode()
        assert f'<option value="{paibei.code}" selected' in page
        assert page.count(f"village={paibei.code}") >= 5, kind


def test_honours_of_a_village_are_found_there_alone(look, on_notice, baihua, paibei):
    office = on_notice(1)
    with clock.at(clock.now() + timedelta(days=9)):
        honoured = selections.honour(by=office.leader, candidate=office.fresh()).about
    home = honoured.village
    story = f"/honours/stories/{honoured.pk}/"
    there = next(one for one in (baihua, paibei) if one != home)
    assert story not in look("党员0", village=there.code).content.decode()
    if home is not None:
        assert story in look("党员0", village=home.code).content.decode()


@pytest.mark.parametrize("query", ["kind=nonsense", "before=nonsense", "before=-1", "before=99999999999999999999"])  # fmt: skip
def test_nonsense_in_the_address_is_left_out(look, published, query):
    order = published("甲", "路灯不亮。")
    assert refs(Client().get(f"/search/?q=路灯&{query}")) == [order.ref]


def test_the_search_costs_six_statements_at_most(published, baihua, put_on, resident, town):
    for number in range(6):
        published("甲", f"第{number}盏路灯不亮。")
        town_acts.add_place(by=FOUNDER, village=baihua, code=f"l{number}", name="路灯", kind="lamp")
        put_on(name="路灯巡查")
    browser = Client()
    browser.force_login(resident)
    for query in ("q=路灯", "q=路灯&kind=public_order", "q=路灯&kind=place", "q=", "q=灯"):
        cache.clear()
        site()
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/search/?{query}").status_code == 200
        assert len(found) <= 6, query
