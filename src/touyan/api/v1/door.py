"""What is true of every address: its methods, the size and kind of what is sent, its language, its problems."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from touyan.api.states import BODY_MOST, PHOTOS_MOST
from touyan.api.v1 import problems
from touyan.api.v1.problems import Problem
from touyan.kernel.refused import Refused

MOST = {"application/json": BODY_MOST, "multipart/form-data": PHOTOS_MOST}
SAY = {
    "application/json": gettext_lazy("Send JSON, and say so: Content-Type: application/json"),
    "multipart/form-data": gettext_lazy(
        "Send files as a form does: Content-Type: multipart/form-data"
    ),
}
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Asked:
    """What an address takes, as the OpenAPI says: its methods, each with the names of its parameters, and a body."""

    methods: dict[str, frozenset[str]]
    takes: str = "application/json"

    @property
    def allowed(self) -> str:
        return ", ".join(sorted(self.methods))

    def check(self, request: HttpRequest) -> None:
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in self.methods:
            why = _("This address takes: {methods}.").format(methods=self.allowed)
            raise Problem(405, why, Allow=self.allowed)
        if unknown := sorted(set(request.GET) - self.methods[method]):
            raise _unknown(unknown)
        if method == "POST":
            _fit_to_read(request, self.takes)


def door(view: View, asked: Asked | None) -> View:
    """A key and no cookie: so nobody's browser can be made to ask in their name, and no form's token is needed."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            response = _answered(view, asked, request, named)
        response["Content-Language"] = language
        response["Vary"] = "Accept-Language, Authorization"
        response["Cache-Control"] = "no-store"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return csrf_exempt(guarded)


def _answered(
    view: View, asked: Asked | None, request: HttpRequest, named: dict[str, Any]
) -> HttpResponseBase:
    try:
        if asked is not None:
            asked.check(request)
        return _as_get(view, request, named) if request.method == "HEAD" else view(request, **named)
    except Problem as problem:
        return problems.answer(problem)
    except Refused as refused:
        return problems.answer(problems.of_refusal(refused))
    except Http404:
        return problems.answer(problems.not_found())


def _as_get(view: View, request: HttpRequest, named: dict[str, Any]) -> HttpResponseBase:
    """A HEAD is a GET of which the server sends the head alone."""
    request.method = "GET"
    try:
        return view(request, **named)
    finally:
        request.method = "HEAD"


def language_of(request: HttpRequest) -> str:
    """The first of the town's languages that the client names; Chinese where it names none."""
    for wished, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for known in dict(settings.LANGUAGES):
            if wished.split("-")[0] == known.split("-")[0]:
                return known
    return settings.LANGUAGE_CODE


def _fit_to_read(request: HttpRequest, takes: str) -> None:
    """Told by its head, before any of the body is read."""
    length, most = request.headers.get("Content-Length") or "0", MOST[takes]
    if not (length.isascii() and length.isdigit()) or int(length) > most:
        raise problems.too_large(most)
    if request.content_type != takes:
        raise Problem(415, str(SAY[takes]))


def _unknown(names: list[str]) -> Problem:
    """A filter with a typing mistake would say yes to everything."""
    why = _("There is no such parameter here.")
    errors = [{"in": "query", "name": name[:80], "detail": why} for name in names[:20]]
    return Problem(400, why, errors=errors)


def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Whatever else is asked below this door, in its own form."""
    raise Http404
