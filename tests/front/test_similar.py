"""“Is it the same thing?”: shown before sending, without a word that is not public, and “me too”."""

from uuid import uuid4

import pytest

from touyan.front import visitors
from touyan.front.views import placing
from touyan.orders.acts import ACTS
from touyan.orders.models import Order, Requester
from touyan.town.acts import add_place
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "村口的路灯坏了，晚上走路看不见。"


def need(village, **more):
    return {"key": str(uuid4()), "words": WORDS, "village": village.code, **more}


def token_on(page):
    return page.split('name="token" value="')[1].split('"')[0]


def test_an_alike_order_is_shown_before_sending_and_nothing_is_sent(client, baihua, placed):
    order, _requester = placed()
    response = client.post("/orders/new/", need(baihua))
    page = response.content.decode()
    assert (response.status_code, Order.objects.count()) == (200, 1)
    assert f'data-ref="{order.ref}"' in page
    assert f"/orders/join/{order.ref}/" in page


def test_no_word_is_shown_that_the_office_has_not_published(client, baihua, placed):
    placed("村口的路灯坏了，我是三组周桂英，晚上走路看不见。")
    page = client.post("/orders/new/", need(baihua)).content.decode()
    assert "周桂英" not in page
    assert "三组" not in page


def test_the_published_copy_is_shown(client, baihua, placed, secretary):
    order, _requester = placed()
    ACTS["publish"](by=secretary, order=order, words="村口有一盏路灯不亮。")
    page = client.post("/orders/new/", need(baihua)).content.decode()
    assert "村口有一盏路灯不亮。" in page


def test_what_was_hidden_is_not_shown(client, baihua, placed):
    order, requester = placed()
    ACTS["hide"](by=requester, order=order)
    assert client.post("/orders/new/", need(baihua)).status_code == 303


def test_another_villages_orders_are_not_shown(client, paibei, placed):
    placed()
    assert client.post("/orders/new/", need(paibei)).status_code == 303


def test_saying_that_mine_is_another_sends_it(client, baihua, placed):
    placed()
    response = client.post("/orders/new/", need(baihua, similar_seen="1"))
    assert (response.status_code, Order.objects.count()) == (303, 2)


def test_the_fragment_shows_the_same_and_lets_the_form_be_sent_at_once(client, baihua, placed):
    order, _requester = placed()
    page = client.post(
        "/orders/similar/", {"village": baihua.code, "words": WORDS}
    ).content.decode()
    assert f'data-ref="{order.ref}"' in page
    assert '<input type="hidden" name="similar_seen" value="1">' in page


def test_while_typing_the_place_that_was_scanned_counts(client, baihua, placed):
    for words in ("自来水是浑的。", "垃圾没有人清运。", "楼上半夜太吵。"):
        placed(words)
    lamp = add_place(by=FOUNDER, village=baihua, code="L1", name="路灯", kind="lamp").about
    order, _requester = placed("石桥路灯坏了，晚上黑。")
    Order.objects.filter(pk=order.pk).update(place=lamp)
    asked = {"village": baihua.code, "words": "石桥路灯又不亮了"}
    assert client.post("/orders/similar/", asked).content.strip() == b""
    page = client.post("/orders/similar/", {**asked, "at": "L1"}).content.decode()
    assert f'data-ref="{order.ref}"' in page


def test_a_place_of_another_village_counts_for_nothing(client, baihua, paibei, placed):
    lamp = add_place(by=FOUNDER, village=paibei, code="L1", name="路灯", kind="lamp").about
    order, _requester = placed()
    Order.objects.filter(pk=order.pk).update(place=lamp)
    for at in ("L1", "nowhere", "\x00", "L" * 400):
        asked = {"village": baihua.code, "words": WORDS, "at": at}
        assert f'data-ref="{order.ref}"' in client.post("/orders/similar/", asked).content.decode()


def test_the_form_sends_place_village_and_where_along_while_typing(client, baihua):
    page = client.get(f"/orders/new/?at={baihua.code}").content.decode()
    assert (
        'hx-include="#id_words, #id_village, #id_where, [name=at], [name=csrfmiddlewaretoken]"'
        in page
    )


@pytest.mark.parametrize(
    "query",
    [{}, {"village": "\x00", "words": WORDS}, {"village": "999", "words": WORDS}, {"words": WORDS}],
)
def test_the_fragment_is_empty_where_there_is_nothing_to_compare(client, baihua, placed, query):
    placed()
    assert client.post("/orders/similar/", query).content.strip() == b""


def test_me_too_gives_a_receipt_of_ones_own(client, baihua, placed):
    order, first = placed()
    page = client.post("/orders/new/", need(baihua, phone="13700005678")).content.decode()
    response = client.post(
        f"/orders/join/{order.ref}/", {"token": token_on(page), "phone": "13700005678"}
    )
    mine = Requester.objects.exclude(pk=first.pk).get()
    assert (response.status_code, response["Location"]) == (303, f"/orders/r/{mine.receipt}/?new=1")
    assert (mine.order, mine.first, mine.phone) == (order, False, "13700005678")
    assert Order.objects.count() == 1


def test_whoever_joins_reads_nothing_of_whoever_asked_first(client, baihua, placed):
    order, first = placed(
        "村口的路灯坏了，我家门口也看不见，找周桂英。", name="周桂英", phone="13900001234"
    )
    page = client.post("/orders/new/", need(baihua)).content.decode()
    answer = client.post(f"/orders/join/{order.ref}/", {"token": token_on(page)})
    page = client.get(answer["Location"]).content.decode()
    for private in ("周桂英", "13900001234", "找周桂英", first.receipt, first.pin):
        assert private not in page


def test_an_order_that_is_not_public_cannot_be_joined_by_its_number(client, placed):
    order, _requester = placed()
    assert client.post(f"/orders/join/{order.ref}/").status_code == 404
    assert client.post(f"/orders/join/{order.ref}/", {"token": "made:up:token"}).status_code == 404
    assert Requester.objects.count() == 1


def test_one_orders_token_does_not_open_another(client, baihua, placed):
    placed()
    other, _requester = placed("完全不同的另一件事：水管漏水。")
    page = client.post("/orders/new/", need(baihua)).content.decode()
    response = client.post(f"/orders/join/{other.ref}/", {"token": token_on(page)})
    assert (response.status_code, other.requesters.count()) == (404, 1)


def test_a_public_order_can_be_joined_from_its_page(client, placed, secretary):
    order, _requester = placed()
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    assert client.post(f"/orders/join/{order.ref}/").status_code == 303
    assert order.requesters.count() == 2


def test_knowing_a_telephone_number_does_not_open_its_owners_receipt(client, placed, secretary):
    order, first = placed(phone="13900001234")
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    response = client.post(f"/orders/join/{order.ref}/", {"phone": "13900001234"})
    assert response.status_code == 409
    assert first.receipt not in response.content.decode()


def test_guessing_telephone_numbers_of_whoever_asked_is_slowed_down(
    client, placed, secretary, monkeypatch
):
    monkeypatch.setattr(placing, "ORDERS_AN_HOUR", 2)
    order, _first = placed(phone="13900001234")
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    answers = [
        client.post(f"/orders/join/{order.ref}/", {"phone": "13900001234"}).status_code
        for _n in range(3)
    ]
    assert answers == [409, 409, 429]


def test_joining_with_half_a_number_shows_the_form_again(client, placed, secretary):
    order, _requester = placed()
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    response = client.post(f"/orders/join/{order.ref}/", {"phone": "12"})
    assert response.status_code == 422
    assert 'value="12"' in response.content.decode()


def test_what_has_ended_cannot_be_joined(client, placed, secretary):
    order, requester = placed()
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    ACTS["withdraw"](by=requester, order=order)
    response = client.post(f"/orders/join/{order.ref}/")
    assert (response.status_code, order.requesters.count()) == (409, 1)


def test_joining_needs_a_post(client, placed):
    order, _requester = placed()
    assert client.get(f"/orders/join/{order.ref}/").status_code == 405


def test_a_signed_in_resident_who_joins_twice_comes_back_to_the_same_receipt(
    client, placed, secretary, resident
):
    order, _requester = placed()
    ACTS["publish"](by=secretary, order=order, words="一盏路灯不亮。")
    client.force_login(resident)
    answers = {client.post(f"/orders/join/{order.ref}/")["Location"] for _ in range(3)}
    assert (len(answers), order.requesters.count()) == (1, 2)


def test_whoever_asks_for_likeness_too_often_is_shown_none(client, baihua, placed, monkeypatch):
    placed()
    monkeypatch.setattr(visitors, "LOOKS_AN_HOUR", 2)
    asked = {"village": baihua.code, "words": WORDS}
    pages = [client.post("/orders/similar/", asked).content.strip() for _n in range(3)]
    assert [bool(page) for page in pages] == [True, True, False]
