"""What goes wrong is said as RFC 9457 says, in plain words, whatever it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.api.v1.conftest import APP, HUB, VILLAGE, Ask, problem, said
from touyan.api.acts import revoke_client
from touyan.api.models import Client
from touyan.api.states import BODY_MOST, KEY_MISSES, READS_A_MINUTE, WRITES_AN_HOUR
from touyan.kernel import clock, tries
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def post() -> Any:
    """The very bytes, as somebody careless sends them."""

    def raw(body: Any, kind: str = JSON, path: str = "orders", key: str = APP, **head: str) -> Any:
        headers = {"Authorization": f"Bearer {key}", **head}
        browser = Browser(raise_request_exception=False)
        return browser.generic("POST", f"/api/v1/{path}", body, kind, headers=headers)

    return raw


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("village=1", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
        ("{", JSON, 400),
        ("[" * 30_000, JSON, 400),
        ("9" * 10_000, JSON, 400),
        ('{"words": "\\ud800", "village": "340121103003"}', JSON, 422),
        (b"\xff\xfe{", JSON, 400),
        ("[]", JSON, 422),
        ("null", JSON, 422),
        ('"words"', JSON, 422),
        ("x" * (BODY_MOST + 1), JSON, 413),
    ],
)
def test_what_cannot_be_read_is_said_so(post: Any, app: Client, body: Any, kind: str, status: int):
    assert problem(post(body, kind))[0] == status


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "orders", "GET, POST"),
        ("PUT", "orders/000018", "GET"),
        ("GET", "orders/000018/moves/accept", "POST"),
        ("PATCH", "", "GET"),
        ("POST", "openapi.json", "GET"),
    ],
)
def test_another_method_is_answered_with_those_there_are(
    client: Any, method: str, path: str, allowed: str
):
    response = client.generic(method, f"/api/v1/{path}")
    assert (problem(response)[0], response["Allow"]) == (405, allowed)


def test_a_head_is_a_get_without_its_body(client: Any, town: Organisation):
    response = client.head("/api/v1/orders")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["nothing", "orders/", "orders/0/0/0", "news/0", "places/%00", ".."]
)
def test_whatever_else_is_asked_is_404_in_the_same_form(client: Any, town: Any, path: str):
    assert problem(client.get(f"/api/v1/{path}"))[0] == 404


def test_a_nul_in_the_address_is_refused_in_the_same_form(client: Any, town: Any):
    assert problem(client.get("/api/v1/orders?village=%00"))[0] == 400


@pytest.mark.parametrize(
    "told", ["Bearer", "Bearer guessed", "Basic YTpi", "guessed", "Bearer 钥匙"]
)
def test_a_wrong_key_is_refused_at_public_addresses_too(client: Any, town: Any, told: str):
    for path in (
        "",
        "orders",
        "organisations",
        "categories",
        "places",
        "programmes",
        "sessions",
        "news",
        "figures",
    ):
        response = client.get(f"/api/v1/{path}", headers={"Authorization": told})
        assert (path, problem(response)[0]) == (path, 401)


def test_who_guesses_keys_is_slowed_down(ask: Ask, town: Any):
    for _guess in range(KEY_MISSES):
        ask("orders", "guessed")
    response = ask("orders", "guessed")
    assert (problem(response)[0], 0 < int(response["Retry-After"]) <= 15 * 60) == (429, True)


def test_a_key_is_worth_nothing_once_it_is_over_or_taken_back(ask: Ask, hub: Client, app: Client):
    hub.expires_on = clock.now().date()
    hub.save()
    assert ask("orders", HUB).status_code == 200
    with clock.at(clock.now() + timedelta(days=2)):
        assert problem(ask("orders", HUB))[0] == 401
    revoke_client(by=FOUNDER, client=app)
    assert problem(ask("orders", APP))[0] == 401


def test_who_comes_too_often_is_told_when_to_come_again(
    ask: Ask, send: Ask, app: Client, village: Client, town: Any
):
    for _time in range(READS_A_MINUTE):
        tries.count(f"{app.signed}:reads", window=timedelta(minutes=1))
    for _time in range(WRITES_AN_HOUR):
        tries.count(f"{village.signed}:writes", window=timedelta(hours=1))
    read, written = ask("orders", APP), send("orders", VILLAGE)
    assert (problem(read)[0], 0 < int(read["Retry-After"]) <= 60) == (429, True)
    assert (problem(written)[0], 60 < int(written["Retry-After"]) <= 3600) == (429, True)
    assert (ask("orders").status_code, ask("orders", VILLAGE).status_code) == (200, 200)


def test_the_day_on_which_a_system_last_came_is_noted(ask: Ask, app: Client):
    ask("categories", APP)
    app.refresh_from_db()
    assert str(app.used_on) == "2026-11-25"


def test_a_sentence_is_in_the_language_that_is_asked_for(ask: Ask, town: Any):
    english = ask("orders/000000", headers={"Accept-Language": "en"})
    assert said(english) == {
        "type": "about:blank",
        "title": "There is nothing here for you",
        "status": 404,
        "detail": "Check the number or the code, and whether your key reaches it.",
    }
    assert said(ask("orders/000000"))["title"] == "没有找到您要看的内容"


def test_a_browser_that_has_signed_in_gets_no_more(client: Any, admin: Any, placed: Any):
    client.force_login(admin)
    assert said(client.get("/api/v1/orders"))["items"] == []
    response = client.post("/api/v1/orders", "{}", JSON)
    assert problem(response)[0] == 401
