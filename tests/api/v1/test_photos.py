"""Photos through the API: sent ahead, made anew, and seen by those who may read all of an order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from PIL import Image

from tests.api.v1.conftest import APP, HUB, VILLAGE, Ask, fields, head, problem, said
from tests.kernel.pictures import BLUE, RED, saved
from tests.orders.stages import do
from touyan.api.acts import add_client
from touyan.api.models import Client
from touyan.api.states import Scope
from touyan.kernel import evidence
from touyan.kernel.models import Evidence
from touyan.orders.models import Order
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db
Send = Callable[..., HttpResponse]


@pytest.fixture
def photos() -> Send:
    """`photos(APP, RED, BLUE)`: as a form sends files."""

    def post(key: str, *colours: Any, content: bytes | None = None) -> HttpResponse:
        several = [saved(Image.new("RGB", (64, 48), colour), "JPEG") for colour in colours]
        files = [
            SimpleUploadedFile("lamp.jpg", one)
            for one in [*several, *([content] if content else [])]
        ]
        browser = Browser(enforce_csrf_checks=True)
        return browser.post("/api/v1/photos", {"photo": files}, headers=head(key, {}))  # type: ignore[return-value]

    return post


@pytest.fixture
def brought(send: Ask, photos: Send, app: Client, baihua: Organisation) -> Order:
    """An order that the app brought with one photo."""
    key = said(photos(APP, RED))["photos"]
    placed = send("orders", APP, village=baihua.code, words="东门的路灯不亮了。", photos=key)
    return Order.objects.get(pk=int(said(placed)["ref"][:-1]))


def seen(ask: Ask, order: Order, key: str = "") -> list[str]:
    return [
        one for step in said(ask(f"orders/{order.ref}", key))["trail"] for one in step["photos"]
    ]


def test_a_photo_that_was_sent_ahead_comes_with_the_order_made_anew(
    ask: Ask, brought: Order, hub: Client
):
    (address,) = seen(ask, brought, APP)
    assert seen(ask, brought, HUB) == [address]
    for key in (APP, HUB):
        answer = ask(address, key)
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert content == Path(Evidence.objects.get().file.path).read_bytes()


def test_nobody_else_sees_it_though_everybody_may_read_the_order(
    ask: Ask, brought: Order, secretary: Person, guest: Client
):
    do("accept", secretary, brought)
    do("publish", secretary, brought, words="一盏路灯不亮。")
    (address,) = seen(ask, brought, APP)
    for key in ("", "the-guests-key"):
        assert seen(ask, brought, key) == []
        assert problem(ask(address, key))[0] == 404


@pytest.fixture
def guest(baihua: Organisation) -> Client:
    """Another civic app, without a role."""
    scopes = (Scope.READ,)
    return add_client(
        by=FOUNDER, organisation=baihua, name="别的", scopes=scopes, key="the-guests-key"
    ).about


def test_the_answer_with_its_photo_is_for_whoever_asked_and_the_offices_own_are_not(
    ask: Ask, photos: Send, move: Ask, brought: Order, village: Client
):
    move("accept", brought, VILLAGE)
    key = said(photos(VILLAGE, BLUE))["photos"]
    answer = move("deliver", brought, VILLAGE, reply="灯泡换好了。", photos=key)
    assert answer.status_code == 200
    assert len(seen(ask, brought, APP)) == len(seen(ask, brought, VILLAGE)) == 2


def test_what_was_erased_is_shown_no_more(ask: Ask, brought: Order, hub: Client):
    (address,) = seen(ask, brought, HUB)
    evidence.erase(f"order:{brought.pk}")
    assert seen(ask, brought, HUB) == []
    assert problem(ask(address, HUB))[0] == 404


@pytest.mark.parametrize("whose", ["nobody's", "another's", "used"])
def test_only_photos_that_this_system_sent_and_that_still_wait_can_be_named(
    send: Ask, photos: Send, app: Client, hub: Client, baihua: Organisation, whose: str
):
    sender = HUB if whose == "another's" else APP
    key = str(uuid4()) if whose == "nobody's" else said(photos(sender, RED))["photos"]
    body = {"village": baihua.code, "words": "东门的路灯不亮了。", "photos": key}
    if whose == "used":
        assert send("orders", APP, **body).status_code == 201
    before = Order.objects.count()
    refused = send("orders", APP, **body)
    assert (problem(refused)[0], fields(refused)) == (422, ["photos"])
    assert Order.objects.count() == before


@pytest.mark.parametrize("key", ["x", "", 7, "draft:1", "0b9ed9b4-5a7c-4e42-9b1c-0123456789abc"])
def test_what_is_no_key_is_called_so(send: Ask, app: Client, baihua: Organisation, key: Any):
    refused = send("orders", APP, village=baihua.code, words="路灯", photos=key)
    assert (problem(refused)[0], fields(refused)) == (422, ["photos"])


def test_what_is_no_photo_is_refused_and_not_kept(photos: Send, app: Client):
    assert problem(photos(APP, content=b"%PDF-1.4"))[0] == 422
    assert Evidence.objects.count() == 0


def test_seven_are_too_many(photos: Send, app: Client):
    assert problem(photos(APP, *[(n, 0, 0) for n in range(0, 210, 30)]))[0] == 422


def test_a_key_is_needed_and_files_as_a_form_sends_them(photos: Send, send: Ask, app: Client):
    assert problem(photos("", RED))[0] == 401
    assert problem(send("photos", APP, photo="x"))[0] == 415
    assert problem(photos(APP))[0] == 422


def test_more_bytes_than_six_photos_are_not_read(app: Client):
    kind = "multipart/form-data; boundary=x"
    answer = Browser().generic(
        "POST", "/api/v1/photos", b"", kind, headers=head(APP, {}), CONTENT_LENGTH=str(10**9)
    )
    assert problem(answer)[0] == 413


def test_a_move_that_asks_for_photos_says_so(ask: Ask, move: Ask, brought: Order, village: Client):
    move("accept", brought, VILLAGE)
    actions = {one["move"]: one for one in said(ask(f"orders/{brought.ref}", VILLAGE))["actions"]}
    asked = {one["name"]: one["type"] for one in actions["deliver"]["asks"]}
    assert asked == {"reply": "text", "photos": "photos"}
