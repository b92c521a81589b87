"""The description: whole, valid, in both languages, for machines and for people."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.conf import settings

from tests.api.v1.conftest import Ask, said
from touyan.api.states import Scope
from touyan.api.v1.described import BODIES, TOLD
from touyan.api.v1.openapi import document

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans")


def operations(language: str = "en") -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in document(language)["paths"].values():
        for operation in methods.values():
            yield operation["operationId"], operation


def fits(schema: dict[str, Any], said: Any) -> bool:
    whole = {**schema, "components": document("en")["components"]}
    return bool(jsonschema_rs.Draft202012Validator(whole).is_valid(said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_openapi_3_1(ask: Ask, language: str):
    told = said(ask("openapi.json", headers={"Accept-Language": language}))
    assert (told["openapi"], told) == ("3.1.0", json.loads(json.dumps(document(language))))
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_operation_is_told_once():
    names = [name for name, _operation in operations()]
    assert (sorted(names), set(BODIES) <= set(names)) == (sorted(TOLD), True)


@pytest.mark.parametrize("name", TOLD)
def test_every_example_is_what_its_schema_allows(name: str):
    operation = dict(operations())[name]
    answers = [one for status, one in operation["responses"].items() if status[0] == "2"]
    contents = [kind for one in answers for kind in one["content"].items()]
    contents += operation.get("requestBody", {}).get("content", {}).items()
    contents = [one for kind, one in contents if kind == "application/json"]  # files are none
    assert [fits(one["schema"], one["example"]) for one in contents] == [True] * len(contents)


def test_every_operation_names_its_problems():
    for name, operation in operations():
        statuses = {status for status in operation["responses"] if status[0] == "4"}
        opened = {"403", "409", "413", "415", "422"} if "requestBody" in operation else set()
        assert (name, statuses) == (name, {"400", "401", "404", "429"} | opened)
        problems = [operation["responses"][status]["content"] for status in statuses]
        assert {kind for one in problems for kind in one} == {"application/problem+json"}


def test_it_is_said_in_chinese_whole():
    words = re.compile(r"[一-鿿]")
    plain = [
        text
        for _name, operation in operations("zh-hans")
        for text in sentences(operation)
        if text != "WGS-84" and not words.search(text)
    ]
    assert plain == []


def sentences(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (
            node[key] for key in ("summary", "description") if isinstance(node.get(key), str)
        )
        for key, value in node.items():
            if key != "example":
                yield from sentences(value)
    elif isinstance(node, list):
        for one in node:
            yield from sentences(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_people_tells_every_operation_in_their_language(client: Any, language: str):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/api/v1/docs").content.decode()
    missing = [name for name, told in operations(language) if told["summary"] not in page]
    scopes = [scope for scope in Scope.values if f"<code>{scope}</code>" not in page]
    assert (missing, scopes) == ([], [])
    assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|https?://(?!127\.0\.0\.1)", page) == []
