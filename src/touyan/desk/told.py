"""What was just done, said on the next page: kept in a signed cookie, so that it costs no query."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

COOKIE, SALT, PATH = "told", "desk.told", "/desk/"
SECONDS = 60
MOST_BYTES = 3500
"""A browser keeps four kilobytes at most."""

Told = tuple[str, str]
"""A tone (good, wait, alarm) and a sentence."""

R = TypeVar("R", bound=HttpResponseBase)


def tell(response: R, *sentences: Told) -> R:
    """Let the next page of the desk begin with these."""
    value = _dumps(sentences)
    if len(value) > MOST_BYTES:
        value = _dumps(_shortened(sentences))
    response.set_cookie(
        COOKIE, value, max_age=SECONDS, path=PATH, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def told(request: HttpRequest) -> list[Told]:
    try:
        kept: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return []
    return [(str(tone), str(words)) for tone, words in kept]


def forget(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=PATH)


def _dumps(sentences: Iterable[Told]) -> str:
    return signing.dumps(list(sentences), salt=SALT, compress=True)


def _shortened(sentences: tuple[Told, ...]) -> list[Told]:
    more = (
        "wait",
        _("There were more answers than fit here; the list below shows how things stand."),
    )
    return [*[(tone, words[:200]) for tone, words in sentences[:5]], more]
