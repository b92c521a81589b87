"""A civic app places what somebody needs: the same act, the same guarantees as every other door's."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from PIL import Image

from tests.api.conftest import KEY, Ask
from tests.kernel.pictures import RED, saved
from tests.keys import NOT_A_KEY
from tests.orders.stages import do
from touyan.api.acts import add_client, revoke_client
from touyan.api.models import Client
from touyan.api.states import KEY_MISSES
from touyan.kernel import clock, evidence
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.orders.models import Order
from touyan.town.acts import add_place
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def order_of(answer: Any) -> Order:
    assert answer.status_code == 200, answer.content.decode()
    (said,) = json.loads(answer.content)
    assert set(said) == {"service_request_id", "service_notice", "account_id"}
    number = heard(said["service_request_id"])
    assert number is not None
    return Order.objects.get(pk=number)


def why(answer: Any) -> tuple[int, str]:
    (said,) = json.loads(answer.content)
    assert said["code"] == str(answer.status_code)
    return answer.status_code, said["description"]


def test_what_was_sent_is_an_order_that_the_villages_branch_holds(
    send: Ask, baihua: Organisation, system: Client
):
    order = order_of(send(first_name="小明", last_name="王", phone="13955128876"))
    requester = order.requesters.get()
    assert (order.words, order.village, order.channel, order.state) == (
        "东门的路灯不亮了。", baihua, "api", "placed",
    )  # fmt: skip
    assert order.holder.parent == baihua  # type: ignore[union-attr]
    assert (requester.name, requester.phone) == ("王小明", "13955128876")
    assert Entry.objects.get(about=f"order:{order.pk}").by == system.signed


def test_whoever_asked_is_given_the_address_to_follow_it(send: Ask, client: Any):
    (said,) = json.loads(send().content)
    page = client.get("/" + said["service_notice"].split("://", 1)[1].split("/", 1)[1])
    assert (page.status_code, "东门的路灯不亮了。" in page.content.decode()) == (200, True)


def test_a_name_in_latin_letters_has_its_space(send: Ask):
    assert order_of(send(first_name="Ann", last_name="Lee")).requesters.get().name == "Ann Lee"


def test_the_same_key_makes_one_order(send: Ask):
    headers = {"Idempotency-Key": str(uuid4())}
    first, again = order_of(send(headers=headers)), order_of(send(headers=headers))
    assert (first, Order.objects.count()) == (again, 1)


def test_other_words_under_an_old_key_are_refused(send: Ask):
    headers = {"Idempotency-Key": str(uuid4())}
    order_of(send(headers=headers))
    assert why(send(headers=headers, description="另一件事。"))[0] == 400
    assert Order.objects.count() == 1


def test_a_token_is_the_key_under_which_it_was_sent(send: Ask, ask: Ask):
    key = str(uuid4())
    order = order_of(send(headers={"Idempotency-Key": key}))
    assert json.loads(ask(f"tokens/{key}.json").content) == [
        {"service_request_id": order.ref, "token": key}
    ]


def test_it_is_not_public_before_the_office_has_looked_but_its_system_reads_it(
    send: Ask, ask: Ask, town: Organisation
):
    order = order_of(send())
    assert ask(f"requests/{order.ref}.json").status_code == 404
    (said,) = json.loads(ask(f"requests/{order.ref}.json", api_key=KEY).content)
    assert said["description"] == "东门的路灯不亮了。"
    add_client(by=FOUNDER, organisation=town, name="别的系统", key="another-key")
    assert ask(f"requests/{order.ref}.json", api_key="another-key").status_code == 404


def test_a_key_need_not_stand_in_an_address(send: Ask):
    order = order_of(send())
    address = f"/open311/v2/requests/{order.ref}.json"
    for told, status in ((f"Bearer {KEY}", 200), ("Bearer guessed", 403), ("Basic abc", 404)):
        answer = Browser().get(address, headers={"Authorization": told})
        assert answer.status_code == status, told


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"api_key": None}, 403),
        ({"api_key": "guessed"}, 403),
        ({"service_code": None}, 400),
        ({"service_code": "nothing"}, 404),
        ({"address_id": None}, 400),
        ({"address_id": "nowhere"}, 400),
        ({"address_id": None, "lat": "32.1"}, 400),
        ({"address_id": None, "lat": "north", "long": "east"}, 400),
        ({"address_id": None, "lat": "nan", "long": "117"}, 400),
        ({"address_id": None, "lat": "91", "long": "117"}, 400),
        ({"address_id": None, "lat": "0", "long": "0"}, 400),
        ({"address_id": None, "address_string": "月球背面"}, 400),
        ({"address_id": None, "attribute[village]": "340121104001"}, 400),
        ({"description": "灯" * 2001}, 400),
        ({"jurisdiction_id": "sfgov.org"}, 404),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_placed(send: Ask, words: dict[str, Any], status: int):
    code, sentence = why(send(**words))
    assert (code, bool(sentence), Order.objects.count()) == (status, True, 0)


@pytest.mark.parametrize("key", NOT_A_KEY)
def test_a_key_that_is_none_is_refused_and_places_nothing(send: Ask, key: str):
    assert (why(send(headers={"Idempotency-Key": key}))[0], Order.objects.count()) == (400, 0)


@pytest.mark.parametrize("key", ["7", "again", "6f0ae5a03c0f4a518a2b2b1f5f0c9d11"])
@pytest.mark.usefixtures("send")
def test_a_token_that_is_none_is_not_found(ask: Ask, key: str):
    assert ask(f"tokens/{key}.json").status_code == 404


def test_the_village_is_told_by_an_attribute_a_code_a_name_or_a_position(
    send: Ask, baihua: Organisation, paibei: Organisation
):
    place = add_place(
        by=FOUNDER, village=paibei, code="PB-LAMP", name="桥头路灯", kind="lamp", latitude=32.17, longitude=117.02
    ).about  # fmt: skip
    nowhere = {"address_id": None}
    assert order_of(send(**nowhere, **{"attribute[village]": paibei.code})).village == paibei
    at_code = order_of(send(address_id="PB-LAMP"))
    assert (at_code.village, at_code.place) == (paibei, place)
    assert order_of(send(**nowhere, address_string="牌碑社区东头")).village == paibei
    by_position = order_of(send(**nowhere, lat="32.171", long="117.021"))
    assert (by_position.village, by_position.latitude, by_position.longitude) == (
        paibei,
        32.171,
        117.021,
    )
    assert order_of(send(address_id=baihua.code, address_string="牌碑社区")).village == baihua


def test_what_is_sent_without_words_says_its_service(send: Ask):
    assert order_of(send(description=None)).words == "路灯"


def test_a_photo_comes_along_made_anew(send: Ask):
    photo = SimpleUploadedFile("lamp.jpg", saved(Image.new("RGB", (64, 48), RED), "JPEG"))
    order = order_of(send(media=photo))
    (kept,) = evidence.of(f"order:{order.pk}")
    with kept.file.open() as file, Image.open(BytesIO(file.read())) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))


def test_what_is_no_photo_is_refused_and_nothing_is_placed(send: Ask):
    assert why(send(media=SimpleUploadedFile("lamp.jpg", b"MZ\x90\x00")))[0] == 400
    assert Order.objects.count() == 0


def test_words_are_added_by_whoever_brought_it(send: Ask, town: Organisation):
    order = order_of(send())
    more = {"service_request_id": order.ref, "description": "又灭了一盏。", "status": "closed"}
    (said,) = json.loads(send("servicerequestupdates.json", **more).content)
    order.refresh_from_db()
    assert (said["service_request_id"], order.state) == (order.ref, "placed")
    assert Entry.objects.filter(about=f"order:{order.pk}", name="orders.add").count() == 1


def test_nobody_adds_to_what_another_brought(send: Ask, placed: Any, secretary: Person):
    order = do("publish", secretary, placed()[0], words="一盏路灯不亮。")
    more = {"service_request_id": order.ref, "description": "我也说一句。"}
    assert why(send("servicerequestupdates.json", **more))[0] == 404


def test_who_guesses_keys_is_slowed_down(send: Ask):
    for _guess in range(KEY_MISSES):
        send(api_key="guessed")
    assert why(send(api_key="guessed"))[0] == 429


def test_a_key_is_worth_nothing_once_it_is_taken_back_over_or_anothers(
    send: Ask, system: Client, baihua: Organisation
):
    add_client(by=FOUNDER, organisation=baihua, name="只管百花", key="of-a-village")
    assert why(send(api_key="of-a-village"))[0] == 403
    today = system.made_at.date()
    add_client(by=FOUNDER, organisation=baihua.town, name="短期", key="short", expires_on=today)  # type: ignore[arg-type]
    assert send(api_key="short", description="今天。").status_code == 200
    with clock.at(clock.now() + timedelta(days=2)):
        assert why(send(api_key="short"))[0] == 403
    revoke_client(by=FOUNDER, client=system)
    assert why(send())[0] == 403


@pytest.mark.parametrize("name", ["address_id", "address_string", "service_code", "description"])
def test_what_no_text_can_hold_is_told_in_this_doors_own_form(send: Ask, name: str):
    answer = send(**{name: "x\0y"})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (
        400,
        "application/json",
    )


def test_what_cannot_be_read_is_told_in_this_doors_own_form_too():
    answer = Browser().generic(
        "POST", "/open311/v2/requests.xml", b"x", content_type="multipart/form-data"
    )
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (400, "text/xml")
