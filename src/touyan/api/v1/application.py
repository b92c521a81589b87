"""The API put together: its routers, how it reads, how it says what is wrong."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from touyan.api.v1 import figures, orders, photos, root, town
from touyan.api.v1.keys import anybody
from touyan.api.v1.problems import Problem

VERSION = "1"


class Renderer(BaseRenderer):
    """Chinese stays readable, and half as long."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False)


api = NinjaAPI(
    title="Touyan", version=VERSION, docs_url=None, openapi_url=None, urls_namespace="v1", auth=anybody,
    renderer=Renderer(),
)  # fmt: skip
for router in (root.router, orders.router, photos.router, town.router, figures.router):
    api.add_router("", router)

EXPECTED: dict[str, Promise] = {
    "missing": gettext_lazy("This is needed."),
    "extra_forbidden": gettext_lazy("There is nothing of this name here."),
    "literal_error": gettext_lazy("One of: {expected}"),
    "string_too_long": gettext_lazy("{max_length} characters at most."),
    "string_too_short": gettext_lazy("{min_length} characters at least."),
    "string_pattern_mismatch": gettext_lazy("A code: letters, digits, - and _."),
    "greater_than_equal": gettext_lazy("{ge} or more."),
    "less_than_equal": gettext_lazy("{le} or less."),
    "too_long": gettext_lazy("{max_length} at most."),
    "finite_number": gettext_lazy("A number."),
}
BY_TYPE: dict[str, Promise] = {
    "int": gettext_lazy("A whole number."),
    "float": gettext_lazy("A number."),
    "date": gettext_lazy("A day such as 2026-11-26."),
    "bool": gettext_lazy("true or false."),
    "string": gettext_lazy("Text."),
    "list": gettext_lazy("A list."),
    "model": gettext_lazy("An object."),
}
"""By how the type of an error begins: `int_parsing`, `date_from_datetime_parsing`."""


@api.exception_handler(ValidationError)
def _not_as_expected(_request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """In the address it is 400, in what was sent 422; the door answers."""
    errors = [_error(one) for one in wrong.errors[:20]]
    status = 422 if all(one["in"] == "body" for one in errors) else 400
    raise Problem(status, _("Look at what is said about each field."), errors=errors)


@api.exception_handler(HttpError)
def _unreadable(_request: HttpRequest, wrong: HttpError) -> HttpResponse:
    raise Problem(wrong.status_code, _("This is not JSON that can be read."))


@api.exception_handler(Http404)
@api.exception_handler(Exception)
def _let_through(_request: HttpRequest, wrong: Exception) -> HttpResponse:
    """The door knows the rest, and Django what nobody foresaw."""
    raise wrong


def _error(one: dict[str, Any]) -> dict[str, str]:
    where, *names = [str(part) for part in one["loc"]]
    where = "body" if where in {"file", "form"} else where
    inside = names[1:] if len(names) > 1 else names
    return {"in": where, "name": ".".join(inside)[:80], "detail": _sentence(one)}


def _sentence(one: dict[str, Any]) -> str:
    kind = str(one["type"])
    known = EXPECTED.get(kind) or BY_TYPE.get(kind.partition("_")[0])
    return str(known).format(**one.get("ctx", {})) if known else _("This does not fit here.")
