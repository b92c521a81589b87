"""Another system with a key, and how it asks: `ask("services")` gives what JSON and XML both say."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from touyan.api.acts import add_client
from touyan.api.models import Client
from touyan.orders.models import Category
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

KEY = "a-key-that-nobody-guesses"
Ask = Callable[..., HttpResponse]


@pytest.fixture
def system(town: Organisation) -> Client:
    """A civic app that the town knows."""
    return add_client(by=FOUNDER, organisation=town, name="随手拍", key=KEY).about


@pytest.fixture
def ask() -> Ask:
    """`ask("services.json", status="open")`: a GET from somewhere without cookies."""

    def get(resource: str, **wishes: Any) -> HttpResponse:
        return Browser(enforce_csrf_checks=True).get(f"/open311/v2/{resource}", wishes)  # type: ignore[return-value]

    return get


@pytest.fixture
def send(system: Client, street_light: Category, baihua: Organisation) -> Ask:
    """Place what is needed, as the civic app does; each word can be another, or None to leave it out."""

    def post(resource: str = "requests.json", headers: Any = None, **words: Any) -> HttpResponse:
        said = {
            "api_key": KEY, "service_code": street_light.code, "address_id": baihua.code,
            "description": "东门的路灯不亮了。",
        }  # fmt: skip
        sent = {name: word for name, word in (said | words).items() if word is not None}
        browser = Browser(enforce_csrf_checks=True)
        return browser.post(f"/open311/v2/{resource}", sent, headers=headers)  # type: ignore[return-value]

    return post


def told(node: Xml.Element) -> Any:
    """XML as its JSON twin: lists by the names of their members, emptiness as None."""
    children = list(node)
    if not children:
        return [] if node.tag in LISTS else node.text
    if node.tag in LISTS:
        return [told(child) for child in children]
    return {child.tag: told(child) for child in children}


LISTS = {
    "services", "attributes", "values", "endpoints", "formats", "service_requests", "errors",
    "service_request_updates",
}  # fmt: skip


def as_text(said: Any) -> Any:
    """JSON with its truths and numbers as XML writes them."""
    if isinstance(said, dict):
        return {key: as_text(value) for key, value in said.items()}
    if isinstance(said, list):
        return [as_text(one) for one in said]
    if isinstance(said, bool):
        return "true" if said else "false"
    return said if said is None else str(said)
