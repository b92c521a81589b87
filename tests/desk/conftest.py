"""Who comes in by the staff's door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from touyan.orders.acts import ACTS
from touyan.orders.models import Order
from touyan.town.models import Organisation, Person
from touyan.town.reads import site


@pytest.fixture
def as_(db: None) -> Callable[[Person], Client]:
    """A browser in which this person has signed in: `as_(secretary).get(…)`."""

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in


@pytest.fixture
def moved() -> Callable[..., Order]:
    """Makes moves one after the other: `moved(order, ("accept", secretary), ("escalate", secretary, {…}))`."""

    def make(order: Order, *moves: tuple[Any, ...]) -> Order:
        for name, by, *more in moves:
            order = ACTS[name](by=by, order=order, **(more[0] if more else {})).about
        return order

    return make


@pytest.fixture
def delivered(
    placed: Callable[..., Any], moved: Callable[..., Order], secretary: Person
) -> Callable[..., Order]:
    def make(words: str = "村口的路灯坏了，晚上看不见路。", **more: Any) -> Order:
        order, _requester = placed(words, **more)
        return moved(order, ("accept", secretary), ("deliver", secretary, {"reply": "换了灯泡。"}))

    return make


@pytest.fixture
def escalated(
    placed: Callable[..., Any], moved: Callable[..., Order], secretary: Person
) -> Callable[..., Order]:
    def make(words: str = "村口的路灯坏了，晚上看不见路。", **more: Any) -> Order:
        order, _requester = placed(words, **more)
        return moved(
            order, ("accept", secretary), ("escalate", secretary, {"reason": "要镇里办。"})
        )

    return make


@pytest.fixture
def delivering(
    escalated: Callable[..., Order],
    moved: Callable[..., Order],
    dispatcher: Person,
    officer: Person,
    roads: Organisation,
) -> Callable[..., Order]:
    def make(words: str = "村口的路灯坏了，晚上看不见路。", **more: Any) -> Order:
        return moved(
            escalated(words, **more), ("dispatch", dispatcher, {"unit": roads}), ("take", officer)
        )

    return make


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    """The sentences of these tests are the source's own."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def queries() -> Callable[[Client, str], int]:
    """How many statements a page costs, once the town's name is known."""

    def count(browser: Client, address: str) -> int:
        cache.clear()
        site()
        with CaptureQueriesContext(connection) as found:
            response = browser.get(address)
        assert response.status_code == 200
        return len(found)

    return count
