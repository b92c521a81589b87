"""Three systems with keys, and how they ask: `ask("orders", HUB, status="open")`, `send("orders", APP, words="…")`."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from touyan.api.acts import add_client
from touyan.api.models import Client
from touyan.api.states import Scope
from touyan.orders.models import Order
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

APP, HUB, VILLAGE = "the-apps-key", "the-hubs-key", "the-villages-key"
EVERY = (Scope.READ, Scope.PLACE, Scope.MOVE, Scope.FIGURES)
Ask = Callable[..., HttpResponse]


@pytest.fixture
def app(town: Organisation) -> Client:
    """A civic app: it brings orders, and has no role."""
    scopes = (Scope.READ, Scope.PLACE, Scope.MOVE)
    return add_client(by=FOUNDER, organisation=town, name="随手拍", scopes=scopes, key=APP).about


@pytest.fixture
def hub(town: Organisation) -> Client:
    """The hotline's system, which dispatches for the town."""
    return add_client(
        by=FOUNDER, organisation=town, name="热线", scopes=EVERY, roles=["dispatcher"], key=HUB
    ).about


@pytest.fixture
def village(baihua: Organisation) -> Client:
    """What the branch of 百花社区 works with."""
    return add_client(
        by=FOUNDER, organisation=baihua, name="智慧社区", scopes=EVERY, roles=["secretary"],
        key=VILLAGE,
    ).about  # fmt: skip


def head(key: str, more: dict[str, str]) -> dict[str, str]:
    return {**({"Authorization": f"Bearer {key}"} if key else {}), **more}


@pytest.fixture
def ask() -> Ask:
    """A GET from somewhere without cookies."""

    def get(
        path: str, key: str = "", headers: dict[str, str] | None = None, **wishes: Any
    ) -> HttpResponse:
        browser = Browser(enforce_csrf_checks=True)
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return browser.get(address, wishes, headers=head(key, headers or {}))  # type: ignore[return-value]

    return get


@pytest.fixture
def send() -> Ask:
    """A POST of JSON."""

    def post(
        path: str, key: str = "", headers: dict[str, str] | None = None, **body: Any
    ) -> HttpResponse:
        browser = Browser(enforce_csrf_checks=True)
        address = path if path.startswith("/") else f"/api/v1/{path}"
        kind = "application/json"
        return browser.post(address, json.dumps(body), kind, headers=head(key, headers or {}))  # type: ignore[return-value]

    return post


@pytest.fixture
def move(send: Ask) -> Ask:
    """`move("accept", order, VILLAGE)`."""

    def make(name: str, order: Order, key: str = "", **body: Any) -> HttpResponse:
        return send(f"orders/{order.ref}/moves/{name}", key, **body)

    return make


def said(response: Any) -> Any:
    return json.loads(response.content)


def problem(response: Any) -> tuple[int, str]:
    """What a problem says, after it was seen to be one."""
    told = said(response)
    assert response["Content-Type"] == "application/problem+json"
    assert (told["status"], bool(told["title"]), bool(told["detail"])) == (
        response.status_code,
        True,
        True,
    )
    return response.status_code, told["detail"]


def fields(response: Any) -> list[str]:
    """Which fields a problem names."""
    return [error["name"] for error in said(response)["errors"]]
