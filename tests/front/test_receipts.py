"""The private page: only with the receipt, everything that is one's own, and the last word."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.kernel.pictures import RED, saved
from touyan.front.forms import telephone
from touyan.kernel import clock, evidence, journal
from touyan.kernel.models import Entry
from touyan.kernel.working_time import Due, explain
from touyan.orders import acts
from touyan.orders.acts import ACTS, VISITOR, Leaves

pytestmark = pytest.mark.django_db(transaction=True)


def photo(name="lamp.jpg", colour=RED):
    return SimpleUploadedFile(name, saved(Image.new("RGB", (64, 48), colour), "JPEG"), "image/jpeg")


def drafted(*colours):
    key = uuid4()
    for colour in colours:
        data = BytesIO(saved(Image.new("RGB", (64, 48), colour), "JPEG"))
        evidence.keep(
            evidence.reencoded(data), owner=evidence.draft(str(key)), by="test", town_code=""
        )
    return key


@pytest.fixture
def delivered(placed, secretary):
    """An order that its branch says is done, with its requester."""

    def make(**more):
        order, requester = placed(**more)
        ACTS["accept"](by=secretary, order=order)
        return ACTS["deliver"](by=secretary, order=order, reply="换了新灯泡。").about, requester

    return make


def page_of(client, requester):
    response = client.get(f"/orders/r/{requester.receipt}/")
    assert response.status_code == 200
    return response.content.decode()


# Opening it ------------------------------------------------------------------------------------


def test_number_and_pin_lead_to_the_receipt(client, placed):
    order, requester = placed()
    response = client.post("/orders/r/", {"number": order.ref, "pin": requester.pin})
    assert (response.status_code, response["Location"]) == (303, f"/orders/r/{requester.receipt}/")


def test_a_typed_receipt_leads_there_too_with_spaces_and_capitals(client, placed):
    _order, requester = placed()
    typed = requester.receipt.upper()
    response = client.post("/orders/r/", {"number": f"{typed[:4]} {typed[4:8]}-{typed[8:]}"})
    assert (response.status_code, response["Location"]) == (303, f"/orders/r/{requester.receipt}/")


def test_a_wrong_pin_is_told_plainly_and_the_number_stays(client, placed):
    order, requester = placed()
    wrong = f"{(int(requester.pin) + 1) % 1_000_000:06d}"
    response = client.post("/orders/r/", {"number": order.ref, "pin": wrong})
    assert response.status_code == 422
    assert f'value="{order.ref}"' in response.content.decode()


def test_after_six_wrong_pins_even_the_right_one_must_wait(client, placed):
    order, requester = placed()
    wrong = f"{(int(requester.pin) + 1) % 1_000_000:06d}"
    misses = [
        client.post("/orders/r/", {"number": order.ref, "pin": wrong}).status_code for _ in range(6)
    ]
    right = client.post("/orders/r/", {"number": order.ref, "pin": requester.pin})
    assert (misses, right.status_code) == ([422] * 6, 429)


def test_trying_many_numbers_with_one_pin_is_slowed_down_by_address(client, placed):
    order, requester = placed()
    for n in range(20):
        client.post("/orders/r/", {"number": f"{n:06d}", "pin": "000000"})
    response = client.post("/orders/r/", {"number": order.ref, "pin": requester.pin})
    assert response.status_code == 429


def test_guessed_receipts_are_not_found_and_after_twenty_misses_refused(client, placed):
    _order, requester = placed()
    misses = [client.get(f"/orders/r/guess{n:011d}/").status_code for n in range(22)]
    assert misses == [404] * 20 + [429] * 2
    assert client.get(f"/orders/r/{requester.receipt}/").status_code == 200


def test_the_private_page_is_kept_nowhere(client, placed):
    _order, requester = placed()
    for address in ("", "slip/", "qr.svg"):
        response = client.get(f"/orders/r/{requester.receipt}/{address}")
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_code_on_the_slip_is_a_picture_and_the_slip_shows_number_and_pin(client, placed):
    order, requester = placed()
    picture = client.get(f"/orders/r/{requester.receipt}/qr.svg")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/svg+xml", b"<svg")
    page = client.get(f"/orders/r/{requester.receipt}/slip/").content.decode()
    assert f'data-ref="{order.ref}"' in page
    assert requester.pin in page


# What it tells ---------------------------------------------------------------------------------


def test_the_story_is_told_in_plain_words_with_the_reply(client, delivered):
    _order, requester = delivered()
    page = page_of(client, requester)
    for said in ("点单", "支部已接单", "已送单", "换了新灯泡。", "办得怎么样，您说了算"):
        assert said in page


def test_what_colleagues_write_to_one_another_is_not_told(client, placed, secretary, dispatcher):
    order, requester = placed()
    ACTS["note"](by=secretary, order=order, text="此人常来")
    ACTS["escalate"](by=secretary, order=order, reason="村里没有电工")
    ACTS["reveal"](by=dispatcher, order=order)
    page = page_of(client, requester)
    assert "此人常来" not in page
    assert "村里没有电工" not in page


def test_a_date_explains_how_it_was_counted(client, placed):
    order, requester = placed()
    assert explain(Due.from_json(order.due)) in page_of(client, requester)


def test_a_merged_order_tells_the_leads_story_and_offers_to_say_that_it_is_not_the_same(
    client, placed, secretary
):
    lead, _first = placed("村口路灯坏了，找李四。")
    order, requester = placed("门口的灯不亮。")
    ACTS["merge"](by=secretary, order=order, into=lead)
    ACTS["accept"](by=secretary, order=lead)
    page = page_of(client, requester)
    assert lead.ref in page
    assert "李四" not in page
    assert "支部已接单" in page
    response = client.post(f"/orders/r/{requester.receipt}/unmerge/", {"reason": "不是同一盏灯。"})
    order.refresh_from_db()
    assert (response.status_code, order.state) == (303, "placed")


def test_whoever_asked_for_the_lead_says_which_of_the_others_is_another_matter(
    client, placed, secretary, django_assert_max_num_queries
):
    lead, first = placed("村口路灯坏了。")
    same, _second = placed("门口的灯不亮，找李四。")
    ACTS["merge"](by=secretary, order=same, into=lead)
    with clock.at(clock.now() + timedelta(hours=1)):
        another, _third = placed("水管漏水，找王五。")
        ACTS["publish"](by=secretary, order=another, words="一处水管漏水。")
        ACTS["merge"](by=secretary, order=another, into=lead)
    with django_assert_max_num_queries(6):
        page = page_of(client, first)
    assert "并进来的是另一件事" in page
    assert "一处水管漏水。" in page
    assert [private in page for private in ("李四", "王五")] == [False, False]
    mark = Entry.objects.filter(name="orders.followed").last().pk
    address = f"/orders/r/{first.receipt}/unmerge/"
    answer = client.post(address, {"which": mark, "reason": "我说的是路灯。"})
    states = [order.state for order in (same, another) if order.refresh_from_db() is None]
    assert (answer.status_code, states) == (303, ["merged", "placed"])
    assert client.post(address, {"which": mark, "reason": "再来一次。"}).status_code == 422
    assert "并进来的是另一件事" in page_of(client, first)


def test_a_lead_that_nobody_follows_any_more_offers_nothing_to_take_apart(
    client, placed, secretary
):
    lead, first = placed("村口路灯坏了。")
    order, _second = placed("水管漏水。")
    ACTS["merge"](by=secretary, order=order, into=lead)
    ACTS["unmerge"](by=secretary, order=order, reason="弄错了。")
    assert "并进来的是另一件事" not in page_of(client, first)
    refused = client.post(f"/orders/r/{first.receipt}/unmerge/", {"reason": "分开。"})
    assert refused.status_code == 409


def test_erased_words_are_told_as_erased(client, placed, dispatcher):
    order, requester = placed("我叫周桂英，家住三组。")
    ACTS["redact"](by=dispatcher, order=order)
    page = page_of(client, requester)
    assert "周桂英" not in page


# Photos ----------------------------------------------------------------------------------------


def test_ones_own_photos_are_served_and_nobody_elses(client, placed, secretary):
    order, requester = placed(photos=drafted(RED))
    other, stranger = placed("水管漏水。", photos=drafted((0, 255, 0)))
    mine = evidence.of(f"order:{order.pk}").get()
    theirs = evidence.of(f"order:{other.pk}").get()
    response = client.get(f"/orders/r/{requester.receipt}/photos/{mine.pk}/")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"
    assert client.get(f"/orders/r/{requester.receipt}/photos/{theirs.pk}/").status_code == 404
    assert client.get(f"/orders/r/{stranger.receipt}/photos/{mine.pk}/").status_code == 404


def test_whoever_joins_sees_the_offices_photo_and_not_the_askers(client, placed, secretary):
    order, _first = placed(photos=drafted(RED))
    joiner = acts.join(by=VISITOR, order=order, leaves=Leaves()).made
    ACTS["accept"](by=secretary, order=order)
    ACTS["deliver"](by=secretary, order=order, reply="好了。", photos=drafted((0, 0, 255)))
    asked, done = evidence.of(f"order:{order.pk}")
    hidden = client.get(f"/orders/r/{joiner.receipt}/photos/{asked.pk}/")
    shown = client.get(f"/orders/r/{joiner.receipt}/photos/{done.pk}/")
    assert (hidden.status_code, b"".join(shown.streaming_content)[:3]) == (404, b"\xff\xd8\xff")


# Moves -----------------------------------------------------------------------------------------


def test_the_requester_closes_with_the_last_word(client, delivered):
    order, requester = delivered()
    response = client.post(
        f"/orders/r/{requester.receipt}/confirm/",
        {"outcome": "solved", "satisfaction": "satisfied", "seen": "delivered"},
    )
    order.refresh_from_db()
    assert response["Location"] == f"/orders/r/{requester.receipt}/?done=confirm"
    assert (order.state, order.outcome, order.satisfaction) == ("closed", "solved", "satisfied")
    assert list(journal.faults()) == []


def test_the_last_word_whose_answer_was_lost_is_sent_again_and_leads_to_the_same_page(
    client, delivered
):
    _order, requester = delivered()
    form = {"outcome": "solved", "satisfaction": "satisfied", "once": str(uuid4())}
    answers = [client.post(f"/orders/r/{requester.receipt}/confirm/", form) for _try in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    another = client.post(f"/orders/r/{requester.receipt}/confirm/", form | {"once": str(uuid4())})
    assert another.status_code == 409


def test_not_put_right_goes_back_with_words_and_a_photo(client, delivered):
    order, requester = delivered()
    form = {"words": "还是不亮。", "photos": [photo()], "draft": str(uuid4())}
    response = client.post(f"/orders/r/{requester.receipt}/dispute/", form)
    order.refresh_from_db()
    assert (response.status_code, order.state) == (303, "accepted")
    assert evidence.of(f"order:{order.pk}").count() == 1
    assert "还是不亮。" in page_of(client, requester)


def test_a_dispute_without_words_is_refused_and_its_photo_kept(client, delivered):
    order, requester = delivered()
    key = str(uuid4())
    response = client.post(
        f"/orders/r/{requester.receipt}/dispute/", {"words": "", "photos": [photo()], "draft": key}
    )
    order.refresh_from_db()
    assert (response.status_code, order.state) == (422, "delivered")
    assert evidence.of(evidence.draft(key)).count() == 1
    assert f'value="{key}"' in response.content.decode()


def test_a_page_that_is_older_than_the_order_changes_nothing(client, delivered):
    order, requester = delivered()
    response = client.post(
        f"/orders/r/{requester.receipt}/dispute/", {"words": "还没来人。", "seen": "placed"}
    )
    order.refresh_from_db()
    assert (response.status_code, order.state) == (409, "delivered")
    assert "还没来人。" in response.content.decode()


def test_a_move_that_is_not_in_the_table_is_not_found(client, placed):
    _order, requester = placed()
    assert client.post(f"/orders/r/{requester.receipt}/explode/").status_code == 404


@pytest.mark.parametrize("move", ["confirm", "accept", "dispatch", "redact", "reopen"])
def test_a_move_that_is_not_offered_is_refused_in_plain_words_and_nothing_is_lost(
    client, placed, move
):
    order, requester = placed()
    response = client.post(
        f"/orders/r/{requester.receipt}/{move}/", {"words": "请尽快。", "outcome": "solved"}
    )
    order.refresh_from_db()
    assert (response.status_code, order.state) == (409, "placed")
    assert "这一步没有办成" in response.content.decode()


def test_typed_words_are_shown_again_when_somebody_else_was_quicker(client, delivered, secretary):
    order, requester = delivered()
    ACTS["confirm"](by=requester, order=order, outcome="solved")
    response = client.post(f"/orders/r/{requester.receipt}/dispute/", {"words": "其实还没修好。"})
    assert response.status_code == 409
    assert "其实还没修好。" in response.content.decode()


def test_what_was_not_accepted_is_on_paper_with_its_rule_and_the_next_door(
    client, placed, dispatcher
):
    order, requester = placed()
    slip = f"/orders/r/{requester.receipt}/slip/"
    assert "不予受理" not in client.get(slip).content.decode()
    told = {"reason": "not_town", "rule": "《户口登记条例》第十条", "next_door": "派出所户籍窗口"}
    ACTS["decline"](by=dispatcher, order=order, **told)
    for page in (client.get(slip).content.decode(), page_of(client, requester)):
        assert "不予受理" in page
        assert "依据的规定：《户口登记条例》第十条" in page
        assert "可以去这里办：派出所户籍窗口" in page


@pytest.mark.parametrize(
    ("granted", "says"),
    [(True, "已同意延期。\n增加工作日：3"), (False, "没有同意，期限不变。")],
)
def test_whoever_asked_reads_what_was_decided_on_more_time(
    client, placed, secretary, dispatcher, granted, says
):
    order, requester = placed()
    ACTS["accept"](by=secretary, order=order)
    ACTS["ask_extension"](by=secretary, order=order, days=3, reason="等配件")
    ACTS["decide_extension"](by=dispatcher, order=order, granted=granted)
    page = page_of(client, requester)
    assert "已答复延期申请" in page
    assert says in page


def test_who_helps_is_told_as_helping(client, placed, secretary, dispatcher, roads, leads):
    order, requester = placed()
    ACTS["escalate"](by=secretary, order=order, reason="村里修不了")
    ACTS["dispatch"](by=dispatcher, order=order, unit=roads, helpers=[leads])
    assert "协办单位：头雁服务队" in page_of(client, requester)


def test_words_and_photos_can_be_added(client, placed):
    order, requester = placed()
    response = client.post(
        f"/orders/r/{requester.receipt}/add/", {"words": "第三盏也不亮。", "photos": [photo()]}
    )
    assert response.status_code == 303
    assert "第三盏也不亮。" in page_of(client, requester)
    assert evidence.of(f"order:{order.pk}").count() == 1


def test_a_second_reminder_on_the_same_day_is_refused_with_the_reason(client, placed):
    _order, requester = placed()
    answers = [client.post(f"/orders/r/{requester.receipt}/urge/").status_code for _ in range(2)]
    assert answers == [303, 409]
    assert 'aria-disabled="true"' in page_of(client, requester)


def test_hiding_takes_it_from_the_public(client, placed, secretary):
    order, requester = placed()
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    assert client.get(f"/orders/{order.ref}/").status_code == 200
    client.post(f"/orders/r/{requester.receipt}/hide/")
    assert client.get(f"/orders/{order.ref}/").status_code == 404


def test_withdrawing_ends_it(client, placed):
    order, requester = placed()
    client.post(f"/orders/r/{requester.receipt}/withdraw/")
    order.refresh_from_db()
    assert order.state == "withdrawn"


def test_a_move_needs_a_post_and_a_tab_that_comes_back_stands_on_the_receipt(client, placed):
    order, requester = placed()
    response = client.get(f"/orders/r/{requester.receipt}/withdraw/")
    assert (response.status_code, response["Location"]) == (303, f"/orders/r/{requester.receipt}/")
    order.refresh_from_db()
    assert order.state == "placed"


def test_somebody_who_joined_can_dispute_but_not_close(client, delivered):
    order, _first = delivered()
    joiner = acts.join(by=VISITOR, order=order, leaves=Leaves()).made
    closing = client.post(f"/orders/r/{joiner.receipt}/confirm/", {"outcome": "solved"})
    disputing = client.post(f"/orders/r/{joiner.receipt}/dispute/", {"words": "我家门口还没修。"})
    order.refresh_from_db()
    assert (closing.status_code, disputing.status_code, order.state) == (409, 303, "accepted")


@pytest.mark.parametrize("crowd", [0, 15])
def test_the_page_costs_at_most_six_queries_however_many_asked_and_wrote(
    client, placed, secretary, crowd, django_assert_max_num_queries
):
    order, requester = placed(photos=drafted(RED))
    for n in range(crowd):
        acts.join(by=VISITOR, order=order, leaves=Leaves(phone=f"138000000{n:02d}"))
        ACTS["add"](by=requester, order=order, words=f"补充 {n}")
    page_of(client, requester)
    with django_assert_max_num_queries(6):
        page_of(client, requester)


@pytest.mark.parametrize(
    "wide", [str, lambda text: text.translate({c: c + 0xFEE0 for c in range(33, 127)})]
)
def test_what_a_chinese_keyboard_writes_full_width_opens_it_too(client, placed, wide):
    order, requester = placed()
    own = f"/orders/r/{requester.receipt}/"
    answer = client.post("/orders/r/", {"number": wide(order.ref), "pin": wide(requester.pin)})
    assert answer["Location"] == own
    assert client.post("/orders/r/", {"number": wide(requester.receipt)})["Location"] == own
    assert telephone(wide("13900001234")) == "13900001234"


def test_a_silence_that_nobody_broke_is_no_overdue_of_the_one_who_asked(client, delivered):
    order, requester = delivered(phone="13900001234")
    with clock.at(order.due_at + timedelta(hours=1)):
        page = page_of(client, requester)
    assert "还没有人给您打电话" in page
    assert "已超期" not in page
