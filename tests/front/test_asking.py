"""Saying what is needed: words and a village are enough, once is once, and nothing typed is lost."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.kernel.pictures import RED, saved
from tests.keys import NOT_A_KEY
from touyan.kernel import evidence
from touyan.kernel.evidence import of
from touyan.kernel.models import Entry, Tries
from touyan.orders.models import Order, Requester
from touyan.town import acts as town_acts
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/orders/new/"
WORDS = "东头桥边的路灯坏了，晚上看不见路。"


def photo(name="lamp.jpg", colour=RED):
    return SimpleUploadedFile(name, saved(Image.new("RGB", (64, 48), colour), "JPEG"), "image/jpeg")


def need(village, **more):
    return {"key": str(uuid4()), "words": WORDS, "village": village.code, **more}


def receipt_at(response):
    return response["Location"].split("/")[3]


def test_words_and_a_village_make_an_order_with_a_receipt(client, baihua):
    response = client.post(NEW, need(baihua))
    order, requester = Order.objects.get(), Requester.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/orders/r/{requester.receipt}/?new=1",
    )
    assert (order.words, order.village, order.channel, order.state) == (
        WORDS,
        baihua,
        "web",
        "placed",
    )
    assert (requester.first, requester.name, requester.phone, requester.person) == (
        True,
        "",
        "",
        None,
    )


def test_the_receipt_shows_number_pin_link_holder_and_date(client, baihua):
    receipt = receipt_at(client.post(NEW, need(baihua)))
    page = client.get(f"/orders/r/{receipt}/?new=1").content.decode()
    order, requester = Order.objects.get(), Requester.objects.get()
    assert f'data-ref="{order.ref}">{order.ref}<' in page
    assert requester.pin in page
    assert f"http://testserver/orders/r/{receipt}/" in page
    assert "百花社区党支部" in page
    assert "这个日期是怎么算的？" in page


def test_the_same_form_ten_times_is_one_order_and_one_receipt(client, baihua):
    form = need(baihua)
    answers = {client.post(NEW, form)["Location"] for _ in range(10)}
    assert (len(answers), Order.objects.count(), Requester.objects.count()) == (1, 1, 1)


def test_the_key_may_come_as_a_header(client, baihua):
    header = {"Idempotency-Key": str(uuid4())}
    first = client.post(NEW, need(baihua), headers=header)
    again = client.post(NEW, need(baihua), headers=header)
    assert (first["Location"], Order.objects.count()) == (again["Location"], 1)


@pytest.mark.parametrize("key", NOT_A_KEY)
def test_a_header_that_is_no_uuid_is_refused_in_plain_text(client, baihua, key):
    response = client.post(NEW, need(baihua), headers={"Idempotency-Key": key})
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain")
    assert Order.objects.count() == 0


def test_other_words_under_a_key_that_was_used_are_asked_about_and_not_lost(client, baihua):
    form = need(baihua)
    client.post(NEW, form)
    response = client.post(NEW, {**form, "words": "井盖也松了，要有人来看看。"})
    page = response.content.decode()
    assert (response.status_code, Order.objects.count()) == (409, 1)
    assert "井盖也松了，要有人来看看。" in page
    assert f'name="key" value="{form["key"]}"' not in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "请简单写几句。"), ("   \n", "请简单写几句。"), ("长" * 5000, "3000")],
)
def test_no_words_or_too_many_are_refused_with_what_was_typed(client, baihua, words, sentence):
    response = client.post(NEW, need(baihua, words=words, where="桥头第三家"))
    page = response.content.decode()
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert sentence in page
    assert words.strip() in page
    assert "桥头第三家" in page


def test_without_a_village_the_form_asks_for_one(client, baihua):
    response = client.post(NEW, {"words": WORDS})
    assert response.status_code == 422
    assert "请选择事情所在的村（社区）。" in response.content.decode()


def test_a_village_that_does_not_exist_is_refused(client, baihua):
    response = client.post(NEW, {"words": WORDS, "village": "999"})
    assert (response.status_code, Order.objects.count()) == (422, 0)


def test_a_villages_code_chooses_it(client, baihua, paibei):
    page = client.get(NEW, {"at": paibei.code}).content.decode()
    assert f'<option value="{paibei.code}" selected>' in page


def test_a_code_that_nobody_knows_still_opens_the_form(client, baihua):
    response = client.get(NEW, {"at": "NOWHERE"})
    assert response.status_code == 200
    assert "没有找到代码 NOWHERE。请自己选择村（社区）。" in response.content.decode()


def test_a_places_code_names_the_place_and_fills_in_its_village(client, baihua):
    lamp = town_acts.add_place(
        by=FOUNDER, village=baihua, code="LAMP-7", name="七号路灯", kind="lamp"
    ).about
    assert "七号路灯" in client.get(NEW, {"at": "LAMP-7"}).content.decode()
    client.post(NEW, {"words": "不亮了。", "at": "LAMP-7", "key": str(uuid4())})
    order = Order.objects.get()
    assert (order.place, order.village) == (lamp, baihua)


def test_choosing_another_village_leaves_the_place_out(client, baihua, paibei):
    town_acts.add_place(by=FOUNDER, village=baihua, code="LAMP-7", name="七号路灯", kind="lamp")
    client.post(NEW, need(paibei, at="LAMP-7"))
    order = Order.objects.get()
    assert (order.place, order.village) == (None, paibei)


def test_a_telephone_number_is_kept_as_digits_and_sealed(client, baihua):
    client.post(NEW, need(baihua, phone="+86 139-0000 1234", name="周桂英"))
    requester = Requester.objects.get()
    assert (requester.phone, requester.name) == ("13900001234", "周桂英")
    assert Order.objects.get().reachable


def test_half_a_telephone_number_is_refused_and_stays_typed(client, baihua):
    response = client.post(NEW, need(baihua, phone="1390"))
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert 'value="1390"' in response.content.decode()


def test_photos_go_with_the_order(client, baihua):
    client.post(NEW, need(baihua, photos=[photo(), photo("b.jpg", (0, 0, 255))]))
    assert of(f"order:{Order.objects.get().pk}").count() == 2


def test_photos_are_kept_across_a_form_that_is_refused(client, baihua):
    form = need(baihua, words="", photos=[photo(), photo("b.jpg", (0, 0, 255))])
    response = client.post(NEW, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "已保留 2 张照片" in page
    assert f'name="key" value="{form["key"]}"' in page
    client.post(NEW, {**form, "words": WORDS, "photos": []})
    assert of(f"order:{Order.objects.get().pk}").count() == 2


def test_a_kept_photo_can_be_left_out(client, baihua):
    form = need(baihua, words="", photos=[photo(), photo("b.jpg", (0, 0, 255))])
    client.post(NEW, form)
    first = of(evidence.draft(form["key"])).first()
    response = client.post(NEW, {**form, "photos": [], "drop": str(first.pk)})
    assert (response.status_code, Order.objects.count()) == (200, 0)
    assert "已保留 1 张照片" in response.content.decode()


def test_nobody_leaves_out_a_photo_of_another_form(client, baihua):
    form = need(baihua, words="", photos=[photo()])
    client.post(NEW, form)
    theirs = of(evidence.draft(form["key"])).first()
    client.post(NEW, need(baihua, drop=str(theirs.pk)))
    assert of(evidence.draft(form["key"])).count() == 1


def test_a_file_that_is_no_photo_is_refused_by_name_and_the_words_stay(client, baihua):
    wrong = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 not a photo", "image/jpeg")
    response = client.post(NEW, need(baihua, photos=[wrong]))
    page = response.content.decode()
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert "letter.pdf" in page
    assert WORDS in page


def test_a_seventh_photo_is_refused(client, baihua):
    many = [photo(f"{n}.jpg", (n * 30, 0, 0)) for n in range(7)]
    response = client.post(NEW, need(baihua, photos=many))
    assert (response.status_code, Order.objects.count()) == (422, 0)
    assert "已保留 6 张照片" in response.content.decode()


def test_only_get_and_post_are_answered(client, baihua):
    assert client.put(NEW).status_code == 405


def test_a_post_without_the_token_is_refused(baihua, stranger):
    response = stranger.post(NEW, need(baihua))
    assert (response.status_code, Order.objects.count()) == (403, 0)


def test_a_household_may_ask_thirty_times_an_hour_and_no_more(client, baihua):
    answers = [
        client.post(
            NEW, need(baihua, words=f"第 {n} 件：{chr(0x4E00 + n) * 12}", similar_seen="1")
        ).status_code
        for n in range(31)
    ]
    assert answers == [303] * 30 + [429]


def test_a_signed_in_resident_owns_what_they_ask(client, baihua, resident):
    client.force_login(resident)
    client.post(NEW, need(baihua))
    requester = Requester.objects.get()
    assert (requester.person, requester.name) == (resident, resident.name)


def test_anonymous_leaves_neither_name_nor_account_nor_a_trace_in_the_journal(
    client, baihua, resident
):
    client.force_login(resident)
    receipt = receipt_at(client.post(NEW, need(baihua, anonymous="on", name="周桂英")))
    requester = Requester.objects.get()
    assert (requester.person, requester.name, requester.anonymous) == (None, "", True)
    assert list(Entry.objects.filter(name="orders.place").values_list("by", flat=True)) == [
        "visitor"
    ]
    assert resident.name not in client.get(f"/orders/r/{receipt}/").content.decode()


def test_the_outbox_is_answered_in_json(client, baihua):
    json = {"Accept": "application/json"}
    good = client.post(NEW, need(baihua, similar_seen="1"), headers=json)
    bad = client.post(NEW, need(baihua, words=""), headers=json)
    order, requester = Order.objects.get(), Requester.objects.get()
    assert (good.status_code, good.json()) == (
        201,
        {"number": order.ref, "url": f"/orders/r/{requester.receipt}/"},
    )
    assert (bad.status_code, bad.json()) == (422, {"errors": ["请简单写几句。"]})


@pytest.mark.parametrize("others", [1, 12])
def test_the_form_costs_the_same_queries_however_many_villages_and_orders(
    client, town, baihua, others, django_assert_max_num_queries, placed
):
    for n in range(others):
        town_acts.add_organisation(
            by=FOUNDER, parent=town, code=f"V{n}", kind="village", name=f"村{n}", name_en=""
        )
        placed(f"第{n}件事：{chr(0x4E00 + n) * 10}")
    with django_assert_max_num_queries(6):
        client.get(NEW, {"at": baihua.code})


MOST_STATEMENTS = 18
"""Of one form that is sent: what it costs is mostly how many questions it asks."""


def test_an_order_costs_one_commit_and_few_statements(client, baihua):
    client.post(NEW, need(baihua))
    with CaptureQueriesContext(connection) as asked:
        assert client.post(NEW, need(baihua, words="水管漏水，请来看看。")).status_code == 303
    said = [one["sql"].lstrip().split()[0] for one in asked]
    assert said.count("BEGIN") <= 1
    assert len(said) <= MOST_STATEMENTS + 2  # and the words for beginning and committing


def test_thirty_orders_an_hour_from_one_address_and_the_next_changes_nothing(client, baihua):
    for number in range(30):
        assert client.post(NEW, need(baihua, similar_seen="1")).status_code == 303, number
    refused = client.post(NEW, need(baihua, similar_seen="1"))
    assert (refused.status_code, Order.objects.count()) == (429, 30)
    assert Tries.objects.get(key="orders:127.0.0.1").count == 30
    again = client.post(NEW, need(baihua, similar_seen="1"), REMOTE_ADDR="10.1.2.3")
    assert again.status_code == 303


def test_what_could_not_be_placed_is_not_counted_against_the_address(client, baihua):
    Organisation.objects.filter(parent=baihua).update(ended_on="2021-01-01")
    assert client.post(NEW, need(baihua)).status_code == 409
    assert not Tries.objects.filter(key__startswith="orders:").exists()
