"""Another system places what somebody needs: once, however often it sends it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.api.v1.conftest import APP, HUB, VILLAGE, Ask, fields, problem, said
from tests.keys import NOT_A_KEY
from touyan.api.models import Client, Sent
from touyan.kernel.models import Entry
from touyan.orders.models import Category, Order
from touyan.town.acts import add_place
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(send: Ask, app: Client, baihua: Organisation) -> Ask:
    def post(key: str = APP, headers: Any = None, **more: Any) -> Any:
        body = {"village": baihua.code, "words": "东门的路灯不亮了。"} | more
        sent = {name: value for name, value in body.items() if value is not None}
        return send("orders", key, headers, **sent)

    return post


def test_what_was_sent_is_an_order_that_the_villages_branch_holds(
    place: Ask, street_light: Category, app: Client, client: Any
):
    response = place(category="street_light", name="王小明", phone="13955128876", where="东门")
    told, order = said(response), Order.objects.get()
    requester = order.requesters.get()
    assert (response.status_code, told["ref"], told["receipt"]) == (
        201,
        order.ref,
        requester.receipt,
    )
    assert (order.words, order.where, order.channel, order.category, order.urgency) == (
        "东门的路灯不亮了。", "东门", "api", street_light, "small",
    )  # fmt: skip
    assert (requester.name, requester.phone) == ("王小明", "13955128876")
    assert Entry.objects.get(about=f"order:{order.pk}").by == app.signed
    page = client.get("/" + told["follow"].split("://", 1)[1].split("/", 1)[1])
    assert (page.status_code, "东门的路灯不亮了。" in page.content.decode()) == (200, True)


def test_whoever_wishes_no_name_has_none(place: Ask):
    place(name="王小明", anonymous=True)
    assert (Order.objects.get().requesters.get().name, "王小明" in entries()) == ("", False)


def entries() -> str:
    return repr(list(Entry.objects.values("data", "by")))


def test_a_place_tells_the_village(place: Ask, baihua: Organisation):
    spot = add_place(by=FOUNDER, village=baihua, code="BH-LAMP", name="路灯", kind="lamp").about
    assert place(village=None, place="BH-LAMP").status_code == 201
    assert (Order.objects.get().place, Order.objects.get().village) == (spot, baihua)


def test_the_same_key_is_the_same_answer_to_the_letter(place: Ask):
    headers = {"Idempotency-Key": str(uuid4())}
    first, again = place(headers=headers), place(headers=headers)
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert (Order.objects.count(), Entry.objects.filter(name="orders.place").count()) == (1, 1)


@pytest.mark.parametrize("key", NOT_A_KEY)
def test_a_key_that_is_none_is_refused_and_places_nothing(place: Ask, key: str):
    assert problem(place(headers={"Idempotency-Key": key}))[0] == 400
    assert Order.objects.count() == 0


def test_other_words_under_an_old_key_are_refused(place: Ask):
    headers = {"Idempotency-Key": str(uuid4())}
    place(headers=headers)
    assert problem(place(headers=headers, words="另一件事。"))[0] == 422
    assert Order.objects.count() == 1


def test_two_systems_may_have_the_same_key_without_knowing(place: Ask, hub: Client):
    headers = {"Idempotency-Key": str(uuid4())}
    one, other = said(place(headers=headers)), said(place(HUB, headers=headers))
    assert (one["ref"] == other["ref"], Order.objects.count()) == (False, 2)


def test_what_was_refused_left_nothing_and_may_be_sent_again_put_right(place: Ask):
    headers = {"Idempotency-Key": str(uuid4())}
    assert place(headers=headers, village="nowhere").status_code == 422
    assert (Sent.objects.count(), place(headers=headers).status_code) == (0, 201)


def test_a_receipt_that_was_answered_is_kept_sealed(place: Ask):
    told = said(place(headers={"Idempotency-Key": str(uuid4())}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM api_sent")
        (kept,) = cursor.fetchone()
    assert told["receipt"] not in kept


def test_the_same_number_of_theirs_is_the_same_order(place: Ask):
    one, again = said(place(reference="H-7")), said(place(reference="H-7"))
    assert (one["ref"], Order.objects.count()) == (again["ref"], 1)
    response = place(reference="H-7", words="另一件。")
    assert (problem(response)[0], fields(response)) == (422, ["reference"])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": None}, "words"),
        ({"words": ""}, "words"),
        ({"words": " \n"}, "words"),
        ({"words": "灯" * 2001}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"words": 7}, "words"),
        ({"village": None}, "village"),
        ({"village": "nowhere"}, "village"),
        ({"village": "340121103"}, "village"),
        ({"place": "nowhere"}, "place"),
        ({"category": "nothing"}, "category"),
        ({"urgency": "very"}, "urgency"),
        ({"latitude": 91}, "latitude"),
        ({"latitude": "32.1"}, "latitude"),
        ({"anonymous": "yes"}, "anonymous"),
        ({"latitude": float("nan")}, "latitude"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_placed(
    place: Ask, more: dict[str, Any], field: str
):
    response = place(**more)
    assert (problem(response)[0], fields(response), Order.objects.count()) == (422, [field], 0)


def test_a_key_places_within_its_subtree_alone(
    place: Ask, village: Client, paibei: Organisation, baihua: Organisation
):
    assert place(VILLAGE).status_code == 201
    assert problem(place(VILLAGE, village=paibei.code))[0] == 422
    at_paibei = add_place(by=FOUNDER, village=paibei, code="PB-LAMP", name="灯", kind="lamp").about
    assert problem(place(place=at_paibei.code))[0] == 422


def test_placing_needs_a_key_with_that_scope(place: Ask, app: Client):
    nobody = place("")
    assert (problem(nobody)[0], nobody["WWW-Authenticate"]) == (401, 'Bearer realm="touyan"')
    app.scopes = ["orders:read"]
    app.save()
    assert problem(place())[0] == 403
