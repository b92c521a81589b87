"""A newsroom with an editor, a second one who approves, and pieces on their way."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from touyan.newsroom import acts
from touyan.newsroom.founding import found_newsroom
from touyan.newsroom.models import TYPES, Board, Index, Published, Sheet
from touyan.newsroom.papers import rendered
from touyan.newsroom.reads import Reviewed, review_of
from touyan.town.models import Organisation, Person
from touyan.town.reads import site

Made = Callable[..., Published]


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Path) -> None:
    """The sentences of these tests are the source's own, and each has a folder of its own for views."""
    settings.LANGUAGE_CODE = "en"
    settings.VAR = tmp_path


@pytest.fixture
def newsroom(town: Organisation) -> Index:
    return found_newsroom(town)


@pytest.fixture
def editor(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("editor", "editor", town, name="冯晓")


@pytest.fixture
def approver(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("approver", "editor", town, name="沈文")


@pytest.fixture
def asked(newsroom: Index, town: Organisation, editor: Person) -> Callable[..., Reviewed]:
    """A piece that its author asks to be published."""

    def make(
        title: str = "社区食堂换了菜单",
        body: str = "<p>每天一荤两素。</p>",
        kind: str = "article",
        **more: Any,
    ) -> Reviewed:
        by = more.pop("by", editor)
        more.setdefault("responsible_editor", "冯晓")
        more.setdefault("slug", f"p{Index.objects.get().get_children().count()}")
        sheet = TYPES[kind](title=title, body=body, **more)
        sheet = acts.take_in(by=by, town=town, sheet=sheet).about
        found = review_of(sheet)
        assert found is not None
        return found

    return make


@pytest.fixture
def again(editor: Person) -> Callable[..., Reviewed]:
    """A later version of a piece, asked for once more."""

    def make(sheet: Sheet, by: Person | None = None, **changes: Any) -> Reviewed:
        sheet = type(sheet).objects.get(pk=sheet.pk).get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(sheet, name, value)
        sheet.save_revision(user=by or editor)
        sheet.get_workflow().start(sheet, by or editor)
        found = review_of(sheet)
        assert found is not None
        return found

    return make


@pytest.fixture
def approve(town: Organisation, approver: Person) -> Callable[[Reviewed], Published]:
    def make(review: Reviewed, by: Person | None = None) -> Published:
        return acts.approve(
            by=by or approver, town=town, review=review, made=rendered(review.sheet)
        ).about

    return make


@pytest.fixture
def published(asked: Callable[..., Reviewed], approve: Callable[[Reviewed], Published]) -> Made:
    def make(*args: Any, **more: Any) -> Published:
        return approve(asked(*args, **more))

    return make


@pytest.fixture
def board(
    newsroom: Index, again: Callable[..., Reviewed], approve: Callable[..., Published]
) -> Made:
    """One of the boards that every newsroom begins with, published."""

    def make(slug: str) -> Published:
        return approve(
            again(Board.objects.get(slug=slug), body="<p>板</p>", responsible_editor="冯晓")
        )

    return make


@pytest.fixture
def as_(db: None) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in


@pytest.fixture
def queries() -> Callable[[Client, str], int]:
    """How many statements a page costs with nothing remembered, once the town's name is known."""

    def count(browser: Client, address: str) -> int:
        cache.clear()
        site()
        with CaptureQueriesContext(connection) as found:
            response = browser.get(address)
        assert response.status_code == 200
        return len(found)

    return count


def draft_text(text: str, **entity: Any) -> str:
    """What the editor's own script sends for a paragraph; `entity` stands on all of it."""
    ranges = [{"offset": 0, "length": len(text), "key": 0}] if entity else []
    block = {
        "key": "abcde", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
        "entityRanges": ranges,
    }  # fmt: skip
    entities = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": entity}} if entity else {}
    return json.dumps({"blocks": [block], "entityMap": entities})


def file(content: bytes, name: str) -> BytesIO:
    made = BytesIO(content)
    made.name = name
    return made
