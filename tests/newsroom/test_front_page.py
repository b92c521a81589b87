"""What the front page and the board of services tell of the rest of the town."""

import re
from datetime import timedelta

import pytest

from tests.orders.stages import Loop
from touyan.kernel import clock
from touyan.orders.acts import ACTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def loop(placed, secretary, dispatcher, officer, roads, lead, leads) -> Loop:
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def everybody_reads(dispatcher):
    """Lets everyone read a copy of an order's words."""

    def make(order, words):
        return ACTS["publish"](by=dispatcher, order=order, words=words).about

    return make


def orders_on(page: str) -> list[str]:
    return re.findall(r'data-ref="(\d+)"', page)


def test_the_front_page_tells_todays_reading_what_is_open_and_what_was_put_right(
    client, published, put_on, loop, everybody_reads
):
    published("今天的", kind="reading", day=clock.now().date())
    put_on(name="防诈骗讲座")
    put_on(name="上月的讲座", begins=-timedelta(days=30))
    solved = everybody_reads(loop.closed()[0], "东门路灯不亮。")
    everybody_reads(loop.accepted()[0], "还没修好的。")
    loop.closed()
    page = client.get("/").content.decode()
    told = ("今天的", "Staying safe near water", "东门路灯不亮。")
    assert [words for words in told if words not in page] == []
    assert page.count("/programmes/sessions/") == 1
    assert orders_on(page) == [solved.ref]


def test_what_was_put_right_a_week_ago_is_news_no_longer(client, loop, published, everybody_reads):
    published()
    with clock.at(clock.now() - timedelta(days=8)):
        everybody_reads(loop.closed()[0], "东门路灯不亮。")
    assert orders_on(client.get("/").content.decode()) == []


def test_the_board_of_services_tells_what_can_be_joined_and_what_is_being_done(
    client, board, put_on, loop, everybody_reads
):
    board("services")
    service = put_on(name_en="Saturday sweep", kind="volunteering")
    put_on(name_en="A lecture")
    order = everybody_reads(loop.delivering()[0], "井盖松了。")
    everybody_reads(loop.closed()[0], "已经修好的。")
    loop.accepted(words="没有公开的。")
    page = client.get("/boards/services/").content.decode()
    assert re.findall(r"/programmes/sessions/(\d+)/", page) == [str(service.pk)]
    assert orders_on(page) == [order.ref]
    assert "没有公开的" not in page
