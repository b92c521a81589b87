"""What went wrong, as RFC 9457 problem details in plain words."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.kernel.refused import Refused, TooMany

MEDIA = "application/problem+json"
TITLES: dict[int, Promise] = {
    400: _("That could not be read"),
    401: _("A key is needed"),
    403: _("This key does not open that"),
    404: _("There is nothing here for you"),
    405: _("Not with this method"),
    409: _("That was not done"),
    413: _("That is too large"),
    415: _("JSON is needed"),
    422: _("Something in it has to be put right"),
    429: _("That was too often"),
    500: _("We are sorry"),
}


class Problem(Exception):
    """An answer that is none: its status, a sentence, and what it is about where that is known."""

    def __init__(
        self, status: int, why: str, *, errors: Iterable[dict[str, str]] = (), **headers: str
    ) -> None:
        super().__init__(why)
        self.status, self.why = status, why
        self.errors = list(errors)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def answer(problem: Problem) -> HttpResponse:
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": str(TITLES.get(problem.status, HTTPStatus(problem.status).phrase)),
        "status": problem.status,
        "detail": problem.why,
    }
    if problem.errors:
        told["errors"] = problem.errors
    body = json.dumps(told, ensure_ascii=False)
    return HttpResponse(body, status=problem.status, content_type=MEDIA, headers=problem.headers)


def of_refusal(refused: Refused) -> Problem:
    """The same sentence that the page shows, beside the field that it is about."""
    about = [{"in": "body", "name": refused.field, "detail": str(refused)}] if refused.field else []
    if isinstance(refused, TooMany):
        return Problem(429, str(refused), Retry_After=str(refused.seconds))
    status = 422 if about and refused.status == Refused.status else refused.status
    return Problem(status, str(refused), errors=about)


def wrong(name: str, why: str) -> Problem:
    """One thing in what was sent has to be put right."""
    return Problem(422, why, errors=[{"in": "body", "name": name, "detail": why}])


def not_found() -> Problem:
    return Problem(404, gettext("Check the number or the code, and whether your key reaches it."))


def too_large(most: int) -> Problem:
    return Problem(413, gettext("Send {n} bytes at most.").format(n=most))
