"""When the database does not answer: the page says so, keeps what was typed, and can be sent again.

It asks the database for nothing. Whether the last change was carried out is unknown then; the
form's own key makes sure that sending it again does it once.
"""

import logging
import secrets
import sqlite3
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, InternalError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touyan.api.open311.answers import errors, form_of
from touyan.api.v1.problems import Problem, answer
from touyan.kernel.evidence import Unreachable
from touyan.kernel.measured import route_of
from touyan.town.reads import as_read, site_last_known

log = logging.getLogger("touyan.outage")

RETRY_AFTER = 10
READ_ONLY = "25006"
"""PostgreSQL: this server has become a standby."""
SQLITE = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
}  # fmt: skip
"""The file cannot be written or read now; anything else is our own mistake."""


def is_outage(error: BaseException | None) -> bool:
    """Whether the database or the store of files, not the code, is what failed."""
    if isinstance(error, Unreachable):
        return True
    cause = error.__cause__ if error else None
    if isinstance(error, InternalError):
        return getattr(cause, "sqlstate", "") == READ_ONLY
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE
    return isinstance(error, OperationalError | InterfaceError)


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 in the form that whoever asks can read; the broken connection is put away."""
    log.warning(
        "%s %s: the database does not answer (%s)", request.method, route_of(request), _why(error)
    )
    for connection in connections.all(initialized_only=True):
        connection.close()
    if hasattr(request, "session"):
        request.session.modified = False  # it could not be written either
    response = _answer(request)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _why(error: BaseException) -> str:
    return f"{type(error).__name__}: {first_line(error)[:120]}"


def first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0]


def _answer(request: HttpRequest) -> HttpResponse:
    said = _("The town's records cannot be reached at this moment. Please send it again shortly.")
    if request.path.startswith("/open311/"):
        return errors(form_of(request.path.rpartition(".")[2]), 503, said)
    asks_json = "json" in request.headers.get("Accept", "")
    if asks_json or request.path.startswith("/api/") or request.content_type == "application/json":
        return answer(Problem(503, said))
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    typed = _typed(request)
    page = {
        "site": as_read(site_last_known()),
        "language": get_language() or settings.LANGUAGE_CODE,
        "elder": request.COOKIES.get("elder") == "1",
        "request": None,
        "csrf_input": csrf_input(request),
        "sent": request.method == "POST",
        "again": request.get_full_path(),
        "typed": typed,
        "words": _words(typed),
        "files": request.method == "POST" and bool(request.FILES),
        # Not everybody at the same second.
        "seconds": RETRY_AFTER + secrets.randbelow(RETRY_AFTER),
    }
    return HttpResponse(render_to_string("ui/unavailable.html", page), status=503)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was typed or chosen, with the form's number, but no password."""
    if request.method != "POST":
        return []
    try:
        return [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken" and "password" not in name
        ]
    except (BadRequest, MultiPartParserError, OSError):  # what could not be read cannot be kept
        return []


def _words(typed: list[tuple[str, str]]) -> str:
    """The longest of what a person wrote, for the eye: keys and codes have neither Chinese nor spaces."""
    written = (value for _name, value in typed if " " in value or not value.isascii())
    return max(written, key=len, default="")


class Outage:
    """Whatever meets a database that does not answer becomes that page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request, error) if is_outage(error) else None


def met(request: HttpRequest) -> HttpResponse | None:
    """The same for the error page's own view, where a middleware met it: Django calls that while it handles the error."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if error and is_outage(error) else None
