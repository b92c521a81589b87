"""Closed orders worth telling: put forward by the newsroom, told once whoever asked for them agrees."""

import html
import re

import pytest
from django.test import Client

from tests.orders.stages import Loop, do
from touyan.kernel import clock, journal
from touyan.kernel.sealed import blind
from touyan.newsroom.models import Story
from touyan.orders import acts
from touyan.orders.models import Requester

pytestmark = pytest.mark.django_db
DESK, BOARD = "/desk/newsroom/stories/", "/boards/services/"


@pytest.fixture
def loop(placed, secretary, dispatcher, officer, roads, lead, leads) -> Loop:
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def closed(loop, dispatcher, board):
    """A closed order that everybody may read, with its requester."""
    board("services")
    order, requester = loop.closed()
    return do("publish", dispatcher, order, words="东门路灯不亮。"), requester


@pytest.fixture
def put_forward(as_, editor, closed):
    """Puts it forward, and gives the answer."""

    def send(order=closed[0].ref, words="东门的路灯当天就修好了。"):
        return as_(editor).post(DESK, {"order": order, "words": words})

    return send


def tell(requester, agrees, browser=None):
    browser = browser or Client()
    return browser.post(f"/orders/r/{requester.receipt}/tell/", {"agrees": agrees})


def reads(address: str) -> str:
    page = Client().get(address).content.decode()
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]).split()))


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_nothing_is_told_before_whoever_asked_agrees(put_forward, closed, on_commit):
    assert put_forward().status_code == 303
    assert "当天就修好了" not in reads(BOARD)
    assert "东门的路灯当天就修好了。" in reads(f"/orders/r/{closed[1].receipt}/")
    with on_commit():
        assert tell(closed[1], "yes").status_code == 303
    assert "东门的路灯当天就修好了。" in reads(BOARD)
    assert list(journal.faults()) == []


def test_whoever_asked_says_no_and_may_change_their_mind(put_forward, closed, on_commit):
    put_forward()
    told = []
    for answer in ("no", "yes", "no"):
        with on_commit():
            tell(closed[1], answer)
        told.append("当天就修好了" in reads(BOARD))
    assert told == [False, True, False]


def test_what_was_opened_again_or_hidden_is_told_no_longer(put_forward, closed, on_commit):
    put_forward()
    with on_commit():
        tell(closed[1], "yes")
    do("hide", closed[1], closed[0])
    with on_commit():  # any change of the newsroom lets every page be read anew
        tell(closed[1], "yes")
    assert "当天就修好了" not in reads(BOARD)


def test_neither_whoever_joined_nor_a_stranger_is_asked(loop, put_forward, closed):
    put_forward()
    joined = Requester.objects.create(
        order=closed[0], receipt="joinedjoined2345", receipt_blind=blind("joinedjoined2345", "receipt"),
        at=clock.now(),
    )  # fmt: skip
    for somebody in (joined, loop.closed()[1]):
        assert "当天就修好了" not in reads(f"/orders/r/{somebody.receipt}/")
        assert tell(somebody, "yes").status_code == 404
    assert Story.objects.get().agreed_at is None


def test_a_guessed_receipt_answers_nothing(put_forward, closed):
    put_forward()
    address = "/orders/r/guessedguessed22/tell/"
    assert Client().post(address, {"agrees": "yes"}).status_code == 404
    assert Story.objects.get().agreed_at is None


@pytest.mark.parametrize("stage", ["accepted", "delivered"])
def test_what_is_not_closed_cannot_be_put_forward(put_forward, loop, dispatcher, stage):
    order, _requester = getattr(loop, stage)()
    do("publish", dispatcher, order, words="还没修好。")
    answer = put_forward(order.ref)
    assert answer.status_code == 409
    assert "No closed order that everybody can read has this number." in answer.content.decode()
    assert Story.objects.count() == 0


def test_what_nobody_else_may_read_cannot_be_put_forward(put_forward, loop):
    assert put_forward(loop.closed()[0].ref).status_code == 409
    assert Story.objects.count() == 0


@pytest.mark.parametrize("words", ["打13900001234就修好了。", " "])
def test_words_with_somebodys_number_or_none_at_all_are_not_put_forward(put_forward, words):
    page = put_forward(words=words)
    assert page.status_code in {409, 422}
    assert words.strip() in page.content.decode()
    assert Story.objects.count() == 0


def test_the_same_twice_is_one_and_other_words_are_refused(put_forward):
    assert [put_forward().status_code, put_forward().status_code] == [303, 303]
    assert put_forward(words="换个说法。").status_code == 409
    assert Story.objects.get().words == "东门的路灯当天就修好了。"


def test_the_desk_shows_how_each_stands(as_, editor, put_forward, closed):
    put_forward()
    assert "Not answered yet" in as_(editor).get(DESK).content.decode()
    tell(closed[1], "no")
    assert "Not to be told" in as_(editor).get(DESK).content.decode()


def test_a_receipt_with_the_question_costs_six_statements(put_forward, closed, queries):
    put_forward()
    assert queries(Client(), f"/orders/r/{closed[1].receipt}/") <= 6


@pytest.mark.parametrize("how", ["hide", "forget_requester"])
def test_what_whoever_asked_hides_or_has_erased_is_told_no_more(
    put_forward, closed, on_commit, how
):
    put_forward()
    order, requester = closed
    with on_commit():
        tell(requester, "yes")
    assert "当天就修好了" in reads(BOARD)
    with on_commit():
        if how == "hide":
            do("hide", requester, order)
        else:
            acts.forget_requester(by=clock.CLOCK, requester=requester)
    assert "当天就修好了" not in reads(BOARD)
