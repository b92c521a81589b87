"""The description for machines: OpenAPI 3.1, with its problems and examples, in the reader's language."""

import re
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_noop as _

from touyan.api.states import Scope
from touyan.api.v1.application import api
from touyan.api.v1.described import BODIES, TOLD, example
from touyan.api.v1.door import Asked
from touyan.api.v1.problems import MEDIA, TITLES
from touyan.orders.moves import LIFE

Document = dict[str, Any]
PREFIX = "/api/v1/"
KEY = "key"
ABOUT = _(
    "The town's orders, and what it tells everybody, for other systems. Reading what is public needs no key; a key is sent as "
    "`Authorization: Bearer KEY`. Lists are turned over with `next` and `after`. What goes wrong is said as problem "
    "details (RFC 9457). Times carry their zone; positions are WGS-84. Ask for `en` or `zh` with Accept-Language."
)
ABOUT_KEY = _(
    "The town's administrator gives out keys, each with scopes, with roles on an organisation and below it, and with a last day."
)
PROBLEM: Document = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": _("A plain sentence: why, and what to do.")},
        "errors": {
            "type": "array",
            "description": _("What is wrong where, if it is about a field."),
            "items": {
                "type": "object",
                "required": ["in", "name", "detail"],
                "properties": {
                    "in": {"type": "string"},
                    "name": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
NEEDS: dict[str, tuple[Scope, ...]] = {
    "place_order": (Scope.PLACE,),
    "move_order": (Scope.MOVE,),
    "send_photos": (Scope.PLACE, Scope.MOVE),
}
"""What only a key opens; all else everybody may read, and a key reads more of it."""
IDEMPOTENCY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": _(
        "A UUID of your own. The same key is the same answer, for three days; with another body it is 422."
    ),
    "schema": {"type": "string", "format": "uuid"},
    "example": "6f0ae5a0-3c0f-4a51-8a2b-2b1f5f0c9d11",
}
JPEG: Document = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}
IN_THE_PATH: dict[str, Document] = {
    "ref": {"pattern": "^[0-9]{6,18}$", "example": "000018"},
    "code": {"pattern": "^[A-Za-z0-9_-]{1,40}$", "example": "340121103003"},
    "move": {"enum": list(LIFE.moves), "example": "accept"},
    "number": {"minimum": 1, "example": 1},
}
"""What an address is made of, more exactly than its pattern says."""
READS, WRITES = (400, 401, 404, 429), (400, 401, 403, 404, 409, 413, 415, 422, 429)


def serve(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(get_language() or ""), json_dumps_params={"ensure_ascii": False})


@lru_cache(maxsize=4)
def document(language: str) -> Document:
    """Made once for each language."""
    with override(language):
        made = _made()
        said: Document = _said(made)
    return said


def _made() -> Document:
    made: Document = dict(api.get_openapi_schema(path_prefix=PREFIX))
    made["info"]["description"] = ABOUT
    made["servers"] = [{"url": "/"}]
    schemas = made["components"]["schemas"]
    for schema in schemas.values():
        schema.pop("description", None)  # what a type is called in the code
    schemas["Problem"] = PROBLEM
    made["components"]["securitySchemes"] = {
        KEY: {"type": "http", "scheme": "bearer", "description": ABOUT_KEY}
    }
    for methods in made["paths"].values():
        for operation in methods.values():
            _finish(operation, schemas)
    return made


def _finish(operation: Document, schemas: Document) -> None:
    name = operation["operationId"]
    needs = NEEDS.get(name)
    operation["summary"], operation["description"] = TOLD[name]
    operation["security"] = [{KEY: []}] if needs else [{}, {KEY: []}]
    operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
    for answer in operation["responses"].values():
        answer.setdefault("content", JPEG)
        if content := answer["content"].get("application/json"):
            content["example"] = example(content["schema"], schemas)
        answer["description"] = _("As asked.")
    for one in operation["parameters"]:
        if one["in"] == "path":
            one["schema"] |= IN_THE_PATH[one["name"]]
    if needs:
        operation["x-scope"] = " · ".join(str(scope.value) for scope in needs)
    if name in BODIES:
        operation["parameters"].append(IDEMPOTENCY)
        operation["requestBody"]["content"]["application/json"]["example"] = BODIES[name]
    for status in WRITES if needs else READS:
        operation["responses"][str(status)] = _problem(status)


def _problem(status: int) -> Document:
    told: Document = {
        "description": str(TITLES[status]),
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    return told


WORDS = frozenset({"summary", "description"})


def _said(node: Any) -> Any:
    """Every sentence in the language that is active."""
    if isinstance(node, dict):
        return {
            key: _sentence(value) if key in WORDS and isinstance(value, str) else _said(value)
            for key, value in node.items()
        }
    return [_said(one) for one in node] if isinstance(node, list) else node


def _sentence(english: str) -> str:
    return gettext(english) if english else ""


# What the door asks of it ----------------------------------------------------------------------


def asked_of(route: str) -> Asked:
    """What an address takes: what is not described is refused."""
    path = PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    operations = document("en")["paths"][path]
    methods = {
        method.upper(): frozenset(
            one["name"] for one in operation["parameters"] if one["in"] == "query"
        )
        for method, operation in operations.items()
    }
    takes = [
        media
        for one in operations.values()
        for media in one.get("requestBody", {}).get("content", ())
    ]
    return Asked(methods, *takes)
