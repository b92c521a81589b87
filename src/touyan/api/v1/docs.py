"""The description for people: one page, made here from the OpenAPI; no script, nothing from elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from touyan.api.states import Scope
from touyan.api.v1.openapi import Document, document


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    about: str
    required: bool = False


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    title: str
    about: str
    scope: str
    parameters: list[Field]
    body: list[Field]
    answers: list[Field]
    curl: str
    answer: str


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    made = document(get_language() or settings.LANGUAGE_CODE)
    told = {"operations": operations(made), "about": made["info"]["description"]}
    told |= {"scopes": Scope.choices, "key": made["components"]["securitySchemes"]["key"]}
    return render(request, "api/docs.html", told)


def operations(made: Document) -> list[Operation]:
    schemas = made["components"]["schemas"]
    return [
        _operation(method.upper(), path, operation, schemas)
        for path, methods in made["paths"].items()
        for method, operation in methods.items()
    ]


def _operation(method: str, path: str, told: Document, schemas: Document) -> Operation:
    media, body = next(iter(told.get("requestBody", {}).get("content", {"": {}}).items()))
    first = next(iter(next(iter(told["responses"].values()))["content"].values()))
    return Operation(
        name=told["operationId"], method=method, path=path, title=told["summary"],
        about=told["description"], scope=told.get("x-scope", ""),
        parameters=[_parameter(one) for one in told["parameters"]],
        body=_fields(body.get("schema", {}), schemas), answers=_fields(first["schema"], schemas),
        curl=_curl(method, path, media, body.get("example")), answer=_pretty(first.get("example", "JPEG")),
    )  # fmt: skip


def _parameter(told: Document) -> Field:
    kind = _kind(told["schema"])
    return Field(told["name"], kind, told.get("description", ""), bool(told.get("required")))


def _fields(schema: Document, schemas: Document) -> list[Field]:
    """The fields of an object; what lies deeper is seen in the example."""
    found: Document = _resolved(schema, schemas)
    needed = set(found.get("required", ()))
    return [
        Field(name, _kind(one), one.get("description", ""), name in needed)
        for name, one in found.get("properties", {}).items()
    ]


def _resolved(schema: Document, schemas: Document) -> Document:
    reference = schema.get("$ref", "")
    found: Document = schemas[reference.rsplit("/", 1)[-1]] if reference else schema
    return found


def _kind(schema: Document) -> str:
    """What may stand there, in a word or two."""
    if "anyOf" in schema:
        return " · ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " ".join(schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or gettext("anything"))


def _curl(method: str, path: str, media: str, body: Any) -> str:
    address = f"{settings.BASE_URL}{path}"
    if method == "GET":
        return f"curl '{address}'"
    sent = json.dumps(body, ensure_ascii=False)
    files = media == "multipart/form-data"
    what = (
        ("  -F photo=@lamp.jpg",) if files else (f"  -H 'Content-Type: {media}'", f"  -d '{sent}'")
    )
    lines = (f"curl -X {method} '{address}'", "  -H 'Authorization: Bearer KEY'", *what)
    return " \\\n".join(lines)


def _pretty(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, indent=2)
