"""Typing in for somebody on the telephone, at the desk, or with a slip of paper."""

import uuid

import pytest

from tests.desk.reading import refs, said
from touyan.channels.models import Choice
from touyan.conf import environment
from touyan.orders.models import Order, Requester

pytestmark = pytest.mark.django_db

NEW = "/desk/orders/new/"


@pytest.fixture
def typed(baihua):
    def make(**more):
        return {
            "words": "水管漏了。", "village": baihua.pk, "channel": "phone", "phone": "139 0000-1234",
            "name": "周桂英", "key": str(uuid.uuid4()), **more,
        }  # fmt: skip

    return make


def test_what_was_said_on_the_telephone_becomes_an_order_and_a_slip(
    as_, secretary, typed, baihua, street_light
):
    browser = as_(secretary)
    response = browser.post(NEW, typed(where="三组", category=street_light.pk))
    order, requester = Order.objects.get(), Requester.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/orders/r/{requester.receipt}/slip/",
    )
    assert browser.get(response["Location"]).status_code == 200
    assert (order.words, order.village, order.where, order.channel, order.category) == (
        "水管漏了。", baihua, "三组", "phone", street_light,
    )  # fmt: skip
    assert (requester.name, requester.phone, requester.anonymous) == (
        "周桂英",
        "13900001234",
        False,
    )


def test_sent_twice_it_is_one_order(as_, secretary, typed):
    browser, once = as_(secretary), typed()
    slips = [browser.post(NEW, once)["Location"] for _time in range(3)]
    assert (len(set(slips)), Order.objects.count()) == (1, 1)


def test_an_anonymous_name_is_not_kept(as_, secretary, typed):
    as_(secretary).post(NEW, typed(anonymous="on"))
    requester = Requester.objects.get()
    assert (requester.name, requester.anonymous) == ("", True)


@pytest.mark.parametrize(
    "wrong",
    [{"words": "  "}, {"village": ""}, {"village": "99999"}, {"channel": "web"}, {"phone": "12x"}, {"key": "no"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_, secretary, typed, wrong):
    response = as_(secretary).post(NEW, typed(**wrong))
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert "周桂英" in response.content.decode()


def test_too_many_words_are_refused_and_kept(as_, secretary, typed):
    response = as_(secretary).post(NEW, typed(words="长" * 2001))
    assert (response.status_code, Order.objects.count()) == (409, 0)
    assert "长" * 2001 in response.content.decode()


def test_a_branch_types_for_its_own_village_the_town_for_any(
    as_, secretary, dispatcher, officer, baihua, paibei
):
    def offered(who):
        page = as_(who).get(NEW).content.decode()
        return [village for village in (baihua, paibei) if f'value="{village.pk}"' in page]

    assert [offered(who) for who in (secretary, dispatcher, officer)] == [
        [baihua], [baihua, paibei], [baihua, paibei],
    ]  # fmt: skip


def test_nobody_types_into_another_branchs_village(as_, secretary, typed, paibei):
    assert as_(secretary).post(NEW, typed(village=paibei.pk)).status_code == 422


def test_it_waits_for_the_branch_at_once(as_, secretary, dispatcher, typed):
    as_(dispatcher).post(NEW, typed())
    assert refs(as_(secretary).get("/desk/orders/")) == [Order.objects.get().ref]


def test_the_new_page_tells_of_danger_first(as_, secretary):
    assert "110, 119 or 120" in said(as_(secretary).get(NEW))


def test_whoever_rang_and_said_yes_may_be_written_to(as_, secretary, typed):
    as_(secretary).post(NEW, typed(sms="on"))
    choice = Choice.objects.get()
    assert (choice.requester, choice.channel, choice.address, choice.on) == (
        Requester.objects.get(), "sms", "13900001234", True,
    )  # fmt: skip


def test_whoever_did_not_say_so_is_not_written_to(as_, secretary, typed):
    as_(secretary).post(NEW, typed())
    assert (Order.objects.count(), Choice.objects.count()) == (1, 0)


def test_a_yes_without_a_mobile_number_is_refused_and_nothing_is_placed(as_, secretary, typed):
    answer = as_(secretary).post(NEW, typed(sms="on", phone="0551-67123456"))
    assert (answer.status_code, Order.objects.count(), Choice.objects.count()) == (409, 0, 0)
    assert "0551-67123456" in answer.content.decode()


def test_sent_twice_it_is_one_order_with_one_yes(as_, secretary, typed):
    browser, words = as_(secretary), typed(sms="on")
    assert browser.post(NEW, words).status_code == browser.post(NEW, words).status_code == 303
    assert (Order.objects.count(), Choice.objects.count()) == (1, 1)


def test_where_no_text_messages_are_sent_nobody_is_asked(as_, secretary, typed, settings):
    settings.SMS = environment.Sms()
    assert 'name="sms"' not in as_(secretary).get(NEW).content.decode()
    as_(secretary).post(NEW, typed(sms="on"))
    assert (Order.objects.count(), Choice.objects.count()) == (1, 0)


def test_other_words_in_a_form_that_was_sent_are_asked_about_and_shown_to_nobody_else(
    as_, secretary, typed
):
    browser, once = as_(secretary), typed()
    browser.post(NEW, once)
    other = {**once, "words": "路灯不亮。", "name": "万平", "phone": "139 0000 9999"}
    answer = browser.post(NEW, other)
    page = answer.content.decode()
    assert (answer.status_code, Order.objects.count()) == (409, 1)
    assert ("路灯不亮。" in page, once["key"] in page) == (True, False)
    key = page.partition('name="key" value="')[2].partition('"')[0]
    assert browser.post(NEW, {**other, "key": key}).status_code == 303
    assert Order.objects.count() == 2
