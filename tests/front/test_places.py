"""Places: found by everybody, asked about at their plaques, kept right by the office."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from touyan.conf.environment import Unsafe, map_tiles
from touyan.front.places import LOOKED_FOR, plan
from touyan.kernel import clock
from touyan.kernel.coordinates import Point, to_gcj02
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders.acts import VISITOR
from touyan.town import acts
from touyan.town.models import Place
from touyan.town.rules import FOUNDER
from touyan.town.states import PlaceKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    browser = Client()
    browser.cookies["django_language"] = "en"
    return browser


@pytest.fixture
def toilet(baihua):
    return acts.add_place(
        by=FOUNDER, village=baihua, code="wc-1", name="百花公厕", name_en="Baihua toilet",
        kind="toilet", latitude=32.17, longitude=117.02, hours="6:00–22:00",
    ).about  # fmt: skip


@pytest.fixture
def parking(paibei):
    return acts.add_place(
        by=FOUNDER, village=paibei, code="park-1", name="牌碑停车场", name_en="Paibei car park",
        kind="parking", latitude=32.14, longitude=116.99, spaces=20, accessible_spaces=2,
    ).about  # fmt: skip


def read(browser, address):
    return browser.get(address).content.decode()


# The list ----------------------------------------------------------------------------------------


def test_places_are_found_by_kind_village_and_two_characters(visitor, toilet, parking, paibei):
    everything = read(visitor, "/places/")
    assert "Baihua toilet" in everything
    assert "Spaces: 20" in everything
    assert "accessible: 2" in everything
    for query in ("kind=parking", f"village={paibei.code}", "q=停车"):
        page = read(visitor, f"/places/?{query}")
        assert "Paibei car park" in page
        assert "Baihua toilet" not in page


@pytest.mark.parametrize("query", ["kind=nonsense", "village=999", "order=hidden"])
def test_what_is_not_on_offer_filters_nothing(visitor, toilet, query):
    assert "Baihua toilet" in read(visitor, f"/places/?{query}")


def test_one_character_is_asked_to_be_two(visitor, toilet):
    assert "Two characters or more" in read(visitor, "/places/?q=x")


def test_the_plan_shows_each_with_a_coordinate_north_above(visitor, toilet, parking):
    page = visitor.get("/places/")
    assert page.content.decode().count("plan-dot") == 2
    dots = {dot.place.code: dot for dot in plan([toilet, parking])}
    assert dots["wc-1"].y < dots["park-1"].y
    assert dots["park-1"].x < dots["wc-1"].x


def test_a_page_holds_twenty_five_and_leads_to_the_rest_in_few_queries(
    visitor, baihua, django_assert_max_num_queries
):
    for n in range(30):
        acts.add_place(by=FOUNDER, village=baihua, code=f"p-{n:02}", name=f"灯{n:02}", kind="lamp")
    with django_assert_max_num_queries(6):
        first = read(visitor, "/places/?kind=lamp")
    assert "after=lamp.p-24" in first
    rest = read(visitor, "/places/?kind=lamp&after=lamp.p-24")
    assert "灯25" in rest
    assert "灯24" not in rest


def test_what_people_look_for_stands_before_the_boards_also_across_pages(
    visitor, baihua, toilet, parking
):
    for n in range(26):
        acts.add_place(
            by=FOUNDER, village=baihua, code=f"b-{n:02}", name=f"栏{n:02}", kind="notice_board"
        )
    first = read(visitor, "/places/")
    assert re.findall(r"<h2>([^<]+)</h2>", first) == ["Public toilet", "Car park", "Notice board"]
    assert first.index("Baihua toilet") < first.index("Paibei car park") < first.index("栏00")
    rest = read(visitor, "/places/?" + unescape(re.search(r"after=[^\"]+", first)[0]))
    assert re.findall(r"<h2>([^<]+)</h2>", rest) == ["Notice board"]
    assert [f"栏{n:02}" in rest for n in (22, 23, 25)] == [False, True, True]


def test_every_kind_has_its_turn_in_the_list():
    assert sorted(LOOKED_FOR) == sorted(PlaceKind)


# One place ---------------------------------------------------------------------------------------


def test_a_place_says_its_hours_and_opens_map_apps_where_they_expect_it(
    visitor, toilet, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        page = read(visitor, "/places/wc-1/")
    assert "6:00–22:00" in page
    assert "not yet" in page
    assert "position=117.025466%2C32.167973" in page
    assert "coord_type=gcj02" in page
    assert "coord%3A32.167973%2C117.025466" in page


def test_no_place_no_page(visitor, toilet):
    assert visitor.get("/places/nowhere/").status_code == 404
    assert visitor.get("/places/nowhere/still-true/").status_code == 404


def test_a_closed_place_is_not_listed_and_says_so(visitor, toilet, admin):
    _found(toilet, admin, closed_on=clock.now().date())
    assert "Baihua toilet" not in read(visitor, "/places/")
    assert "Closed since" in read(visitor, "/places/wc-1/")
    assert visitor.post("/places/wc-1/still-true/").status_code == 409


# Its plaque --------------------------------------------------------------------------------------


def test_fine_at_the_plaque_is_a_residents_word_and_not_the_offices(visitor, toilet):
    assert "Yes, all is fine" in read(visitor, "/places/wc-1/still-true/")
    answer = visitor.post("/places/wc-1/still-true/")
    assert answer.status_code == 303
    page = read(visitor, answer["Location"])
    assert "It is noted as a resident’s word." in page
    toilet.refresh_from_db()
    assert toilet.said_fine_at is not None
    assert toilet.verified_at is None


def test_a_second_word_within_the_hour_says_nothing_new(toilet):
    acts.say_fine(by=VISITOR, place=toilet)
    acts.say_fine(by=VISITOR, place=toilet)
    said = Entry.objects.filter(name="town.say_fine")
    assert said.count() == 1
    with clock.at(clock.now() + timedelta(hours=2)):
        acts.say_fine(by=VISITOR, place=toilet)
    assert said.count() == 2


def test_an_address_that_says_it_too_often_is_slowed_down(visitor, toilet):
    answers = [visitor.post("/places/wc-1/still-true/").status_code for _ in range(31)]
    assert answers == [303] * 30 + [429]


def test_broken_leads_to_the_form_with_the_place_and_its_page_then_says_it_is_reported(
    visitor, toilet, placed
):
    assert "/orders/new/?at=wc-1" in read(visitor, "/places/wc-1/still-true/")
    assert "Baihua toilet" in read(visitor, "/orders/new/?at=wc-1")
    assert "has been reported" not in read(visitor, "/places/wc-1/")
    order, *_ = placed(at_place=toilet)
    page = read(visitor, "/places/wc-1/")
    assert "has been reported" in page
    assert order.ref not in page


# The office --------------------------------------------------------------------------------------


def _found(place, by, **facts):
    said = {
        "hours": place.hours,
        "spaces": place.spaces,
        "accessible_spaces": None,
        "closed_on": None,
    }
    return acts.verify_place(by=by, place=place, **{**said, **facts}).about


def test_the_office_was_there_and_the_page_says_when(visitor, toilet, admin):
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(admin)
    assert "Nobody of the office" in read(browser, "/desk/town/places/wc-1/")
    sent = {"hours": "全天", "spaces": "", "accessible_spaces": "", "closed_on": ""}
    assert browser.post("/desk/town/places/wc-1/", sent).status_code == 303
    toilet.refresh_from_db()
    assert (toilet.hours, toilet.verified_by_id) == ("全天", admin.pk)
    assert "not yet" not in read(visitor, "/places/wc-1/")


CHANGED = {"name": "百花公厕（东）", "name_en": "East toilet", "kind": "toilet", "latitude": "31.9", "longitude": "117.1"}  # fmt: skip


def test_a_place_gets_another_name_and_position_and_is_found_by_them(visitor, toilet, admin):
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(admin)
    assert 'value="百花' in browser.get("/desk/town/places/wc-1/edit/").content.decode()
    assert browser.post("/desk/town/places/wc-1/edit/", CHANGED).status_code == 303
    toilet.refresh_from_db()
    assert (toilet.name, toilet.code, toilet.latitude) == ("百花公厕（东）", "wc-1", 31.9)
    assert "East toilet" in read(visitor, "/places/wc-1/")
    assert "East toilet" in read(visitor, "/search/?q=公厕（东")
    last = Entry.objects.filter(about=f"place:{toilet.pk}").order_by("-seq").first()
    assert (last.name, last.data["name"]) == ("town.change_place", "百花公厕（东）")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": ""}, "This field is required"),
        ({"longitude": ""}, "Give both"),
        ({"latitude": "95"}, "less than or equal to 90"),
        ({"kind": "moon"}, "not one of the available choices"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_a_sentence(toilet, admin, wrong, why):
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(admin)
    before = toilet.name
    answer = browser.post("/desk/town/places/wc-1/edit/", {**CHANGED, **wrong})
    assert answer.status_code in {409, 422}
    assert why in answer.content.decode()
    toilet.refresh_from_db()
    assert toilet.name == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"spaces": "-1"},
        {"spaces": "3", "accessible_spaces": "4"},
        {"accessible_spaces": "1"},
        {"spaces": "many"},
        {"closed_on": "2021-02-30"},
    ],
)
def test_what_cannot_be_is_refused_keeps_what_was_typed_and_changes_nothing(toilet, admin, wrong):
    browser = Client()
    browser.force_login(admin)
    sent = {"hours": "半夜", "spaces": "", "accessible_spaces": "", "closed_on": "", **wrong}
    answer = browser.post("/desk/town/places/wc-1/", sent)
    assert answer.status_code in {409, 422}
    assert "半夜" in answer.content.decode()
    toilet.refresh_from_db()
    assert (toilet.hours, toilet.verified_at) == ("6:00–22:00", None)


def test_nobody_else_keeps_a_place(toilet, resident, secretary):
    for person in (resident, secretary):
        with pytest.raises(Refused):
            _found(toilet, person)


def test_the_database_refuses_more_accessible_spaces_than_spaces(parking):
    for wrong in ({"accessible_spaces": 21}, {"spaces": None}, {"verified_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=parking.pk).update(**wrong)


# The map -------------------------------------------------------------------------------------------

TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png#attribution=%26copy%3B+Example&datum=gcj02"


def tiles(monkeypatch, said):
    monkeypatch.setenv("TOUYAN_MAP_TILES", said)
    return map_tiles()


def test_without_tiles_there_is_a_plan_and_no_map(visitor, toilet):
    page = visitor.get("/places/")
    assert ("data-map" in page.content.decode(), "data-plan" in page.content.decode()) == (
        False,
        True,
    )
    assert "tiles.example" not in page["Content-Security-Policy"]


def test_with_tiles_the_map_shows_the_places_shifted_as_its_tiles_are(
    visitor, toilet, settings, monkeypatch
):
    settings.MAP_TILES = tiles(monkeypatch, TILES)
    page = visitor.get("/places/")
    assert "img-src 'self' data: blob: https://*.tiles.example;" in page["Content-Security-Policy"]
    said = json.loads(unescape(re.search(r"data-map='([^']+)'", page.content.decode())[1]))
    north, east = to_gcj02(Point(32.17, 117.02))
    assert [(p["north"], p["east"], p["href"]) for p in said["points"]] == [
        (north, east, "/places/wc-1/")
    ]
    assert (said["tiles"], said["attribution"]) == (TILES.split("#")[0], "&amp;copy; Example")


@pytest.mark.parametrize(
    "said",
    [
        "http://tiles.example/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}.png",
        "https://tiles.example; script-src */{z}/{x}/{y}", "https://a.example/{z}/{x}/{y}#deepest=x",
    ],
)  # fmt: skip
def test_tiles_that_are_none_are_refused_at_the_start(monkeypatch, said: str):
    with pytest.raises(Unsafe):
        tiles(monkeypatch, said)
