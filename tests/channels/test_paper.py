"""What is printed: legible, complete, and with nobody's words but those that may be read."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.orders.stages import do
from touyan.channels.paper.sheet import LEFT, LOW, RIGHT, Sheet, broken, wide
from touyan.channels.paper.slip import slip, slip_pdf
from touyan.orders.models import Order
from touyan.programmes.papers.font import chinese
from touyan.town.models import Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(chinese() is None, reason="needs a Chinese font"),
]


def words_of(pdf: bytes) -> list[str]:
    """The text of each page, without its breaks."""
    return [page.extract_text().replace("\n", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def missing(pdf: bytes, *said: str) -> list[str]:
    whole = "".join(words_of(pdf))
    return [one for one in said if one not in whole]


def test_a_slip_has_number_pin_and_link_in_large_print_and_the_receipt_below(placed: Any) -> None:
    order, requester = placed("村口的路灯坏了，晚上看不见路。")
    link = f"http://127.0.0.1:8000/orders/r/{requester.receipt}/"
    pdf = slip_pdf(requester, link, "0551-66961103")
    assert missing(
        pdf, order.ref, requester.pin, "0551-66961103", "村口的路灯坏了", "Baihua Community", "Receipt"
    ) == []  # fmt: skip
    assert (len(words_of(pdf)), "".join(words_of(pdf)).count(requester.pin)) == (1, 1)


def test_who_joined_does_not_read_what_the_first_one_wrote(placed: Any) -> None:
    order, requester = placed("村口的路灯坏了。")
    requester.first = False
    pdf = slip_pdf(requester, "http://127.0.0.1:8000/", "")
    assert missing(pdf, "路灯", order.ref) == ["路灯"]


def test_a_long_text_stays_on_its_one_sheet(placed: Any) -> None:
    _order, requester = placed("很长的话。" * 200, where="很长的地点" * 20)
    sheet = slip(requester, "https://town.example.cn/orders/r/" + "a" * 30, "0551-66961103")
    assert len(sheet.pages) == 1
    assert min(one.y for one in sheet.page.words) >= LOW
    assert [one[0] for one in sheet.page.codes] == ["https://town.example.cn/orders/r/" + "a" * 30]


def test_what_was_not_accepted_is_on_the_sheet_with_its_rule_and_the_next_door(
    placed: Any, dispatcher: Person, client: Client
) -> None:
    order, requester = placed()
    sheet = f"/orders/r/{requester.receipt}/slip.pdf"
    assert missing(client.get(sheet).content, "Not accepted") == ["Not accepted"]
    told = {"reason": "not_town", "rule": "《户口登记条例》第十条", "next_door": "派出所户籍窗口"}
    do("decline", dispatcher, order, **told)
    declined = client.get(sheet).content
    said = (
        "Not accepted",
        "Another authority decides this",
        "The rule it rests on: 《户口登记条例》第十条",
        "Where you will be heard: 派出所户籍窗口",
    )
    assert missing(declined, *said) == []
    assert len(words_of(declined)) == 1


def test_a_rule_longer_than_the_sheet_goes_on_overleaf(placed: Any) -> None:
    _order, requester = placed()
    lines = ["Another authority decides this", "《条例》" * 400, "派出所" * 400]
    sheet = slip(requester, "https://town.example.cn/orders/r/abc/", "", lines)
    set_in = "".join(one.text for page in sheet.pages for one in page.words)
    assert [line in set_in for line in lines] == [True, True, True]
    assert min(one.y for page in sheet.pages for one in page.words) >= LOW


def test_the_slip_is_at_its_receipt(placed: Any, client: Client) -> None:
    _order, requester = placed()
    answer = client.get(f"/orders/r/{requester.receipt}/slip.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert missing(answer.content, requester.pin) == []


def test_the_board_says_what_everybody_may_read_and_nothing_else(
    placed: Any, secretary: Person, other_secretary: Person, paibei: Any, client: Client
) -> None:
    order = finished(placed, secretary, "周桂英家的路灯坏了。")
    do("publish", secretary, order, words="一盏路灯不亮。")
    hidden = finished(placed, secretary, "没有公开的一件。")
    other = finished(placed, other_secretary, "牌碑的一件。", village=paibei)
    do("publish", other_secretary, other, words="牌碑的窨井盖。")
    client.force_login(secretary)
    pdf = client.get("/desk/orders/board.pdf").content
    assert missing(pdf, order.ref, "一盏路灯不亮。", "周桂英", hidden.ref, "牌碑的窨井盖") == [
        "周桂英", hidden.ref, "牌碑的窨井盖",
    ]  # fmt: skip


def finished(placed: Any, by: Person, words: str, **more: Any) -> Order:
    order, _requester = placed(words, **more)
    do("accept", by, order)
    return do("deliver", by, order, reply="好了。")


def test_an_empty_board_says_so(secretary: Person, client: Client) -> None:
    client.force_login(secretary)
    pdf = client.get("/desk/orders/board.pdf").content
    assert missing(pdf, "Nothing was finished in these days.") == []


def test_lines_break_where_they_may_and_none_is_wider_than_the_sheet() -> None:
    text = (
        "扫码或者输入编号和 PIN 查看 http://127.0.0.1:8000/orders/r/" + "a" * 90 + " 谢谢 Thank you"
    )
    lines = broken(text, 13, RIGHT - LEFT)
    assert [line for line in lines if wide(line, 13) > RIGHT - LEFT] == []
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_sheet_turns_over_and_every_page_is_there() -> None:
    sheet = Sheet("many", "town")
    for number in range(120):
        if not sheet.fits(20):
            sheet.turn()
        sheet.say(f"第{number}行")
    pages = words_of(sheet.pdf())
    assert len(pages) == 3
    assert missing(sheet.pdf(), *(f"第{number}行" for number in range(120))) == []
