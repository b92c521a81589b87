"""What many write of: found by the worker, read by those who dispatch and lead, gone with the words."""

import random
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.reading import said
from touyan.kernel.sealed import blinds
from touyan.orders.acts import ACTS
from touyan.orders.models import Matter, Order, Voice
from touyan.orders.reads.reading import messages

pytestmark = pytest.mark.django_db

SMOKE = ["冒黑烟呛人", "黑烟熏得睡不着", "夜里偷排黑烟", "黑烟飘进家里"]


@pytest.fixture
def smoky(placed):
    """Six people about one kiln, among fifty single things."""
    chance = random.Random(4)  # noqa: S311 (the same texts every time)
    for number in range(50):
        words = "".join(chr(0x4E00 + chance.randrange(6000)) for _ in range(8))
        placed(f"{words}。", phone=f"1390001{number:04d}")
    for number in range(6):
        placed(f"红星砖瓦窑{SMOKE[number % 4]}，第{number}天了。", phone=f"1380000{number:04d}")
    call_command("hot", keep=True)


@pytest.fixture
def leader(somebody, town):
    return somebody("leader", "leader", town)


def test_whoever_wrote_is_a_voice_and_nobodys_name_or_number_is_asked_for(placed, town, resident):
    placed("窑厂冒黑烟。", person=resident)
    guest, _requester = placed("窑厂又冒黑烟。", name="周桂英", phone="13900001234")
    with CaptureQueriesContext(connection) as asked:
        found = messages(town.pk, guest.placed_at - timedelta(days=1), 10)
    whose = [voice for _pk, voice, _at, _words in found]
    assert whose == [f"p{resident.pk}", *blinds("13900001234", "phone")]
    (sql,) = [one["sql"] for one in asked]
    assert [column for column in ('"name"', '"phone"', '"receipt"') if column in sql] == []


def test_a_matter_is_told_with_its_own_words_its_people_and_its_orders(as_, smoky, dispatcher):
    response = as_(dispatcher).get("/desk/hot/")
    text = said(response)
    assert "6 people · 6 orders" in text
    assert Voice.objects.count() == 6
    page = response.content.decode()
    for order in Order.objects.filter(words__startswith="红星砖瓦窑"):
        assert f"/desk/orders/{order.ref}/" in page
    headline = page.split('<h2 id="matter-1">')[1].split("</h2>")[0]
    assert headline in set(Order.objects.values_list("words", flat=True))
    assert "Looked for" in text


def test_the_weeks_are_a_table_as_well_as_a_drawing(as_, smoky, leader):
    page = as_(leader).get("/desk/hot/").content.decode()
    assert page.count("<rect") == 12
    assert "Week from" in page


def test_only_those_who_dispatch_or_lead_a_town_find_the_page(
    as_, town, secretary, officer, admin, resident, leader, dispatcher
):
    codes = {
        who.login: as_(who).get("/desk/hot/").status_code
        for who in (secretary, officer, admin, resident, leader, dispatcher)
    }
    assert codes == {
        "baihua": 404, "roads": 404, "admin": 404, "resident": 404, "leader": 200, "dispatcher": 200,
    }  # fmt: skip


def test_another_town_sees_nothing_of_it(as_, smoky, somebody, town):
    from_there = type(town).objects.create(
        parent=town.parent, town=None, code="340121104", kind="town", name="岗集镇",
        path=f"{town.parent.path}340121104/",
    )  # fmt: skip
    other = somebody("gangji", "dispatcher", from_there)
    assert "黑烟" not in said(as_(other).get("/desk/hot/"))


def test_no_erased_word_stays_in_a_headline(as_, smoky, dispatcher):
    browser = as_(dispatcher)
    first = Voice.objects.order_by("place").first().order
    assert first.words[:30] in browser.get("/desk/hot/").content.decode()
    ACTS["redact"](by=dispatcher, order=first)
    page = browser.get("/desk/hot/").content.decode()
    assert first.words[:30] not in page
    assert "5 orders" in page


def test_a_matter_with_two_orders_left_is_none(as_, smoky, dispatcher):
    for voice in list(Voice.objects.select_related("order"))[:4]:
        ACTS["redact"](by=dispatcher, order=voice.order)
    assert "Nothing stands out" in said(as_(dispatcher).get("/desk/hot/"))


def test_looking_again_replaces_what_was_found(smoky, dispatcher):
    for order in Order.objects.filter(words__startswith="红星砖瓦窑")[:5]:
        ACTS["redact"](by=dispatcher, order=order)
    call_command("hot", keep=True)
    assert Matter.objects.count() == 0


def test_the_page_costs_six_statements_at_most(as_, smoky, dispatcher, queries):
    assert queries(as_(dispatcher), "/desk/hot/") <= 6
