"""A view is a line in a file of the process that served it: no query, no lock, and a killed process loses none.

`tasks.count_views` adds the lines up. The line is with the system once `write` returns, so only a power
cut can take it; waiting for the disk would cost every reader more than that view is worth.
"""

import logging
import os
import re
import secrets
import threading
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from touyan.kernel import clock

logger = logging.getLogger(__name__)
FOLDER, OFFICE = "views", "office"
_PROGRAMS = re.compile(
    r"bot|spider|crawl|slurp|preview|monitor|curl|wget|python|java/|okhttp|scrapy|headless|httpclient|go-http"
    r"|facebookexternalhit|lighthouse|^$",
    re.IGNORECASE,
)


def is_program(agent: str) -> bool:
    """By what it says of itself; whoever lies about it is counted."""
    return _PROGRAMS.search(agent) is not None


class _Book:
    """The file that this process appends to: a new one each day, and after a fork."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: tuple[int, date, Path] | None = None
        self.file = -1

    def opened(self, folder: Path, today: date) -> int:
        mine = (os.getpid(), today, folder)
        if self.kept != mine:
            with self.lock:
                if self.kept != mine:
                    self._open(folder, today)
        return self.file

    def _open(self, folder: Path, today: date) -> None:
        """The new one first: where it cannot be opened, the next view tries again."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{today:%Y%m%d}-{secrets.token_hex(8)}.log"
        before, pid = self.file, self.kept[0] if self.kept else 0
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
        self.kept = (os.getpid(), today, folder)
        if before >= 0 and pid == os.getpid():
            os.close(before)


_book = _Book()


R = TypeVar("R", bound=HttpResponseBase)


def is_office(request: HttpRequest) -> bool:
    """Whether this browser has been at the desk: without asking who it is, so without a query."""
    try:
        return bool(request.get_signed_cookie(OFFICE, default="", salt=OFFICE))
    except signing.BadSignature:
        return False


def mark_office(request: HttpRequest, response: R) -> R:
    """Whoever has been at the desk works for the town: what their browser looks at is no reader's view."""
    if OFFICE not in request.COOKIES:
        response.set_signed_cookie(
            OFFICE, "1", salt=OFFICE, max_age=settings.SESSION_COOKIE_AGE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def folder() -> Path:
    return Path(settings.VAR) / FOLDER


def note_view(published: int) -> None:
    """Never in a reader's way: a full disk loses the count, not the page."""
    today = clock.today()
    try:
        os.write(_book.opened(folder(), today), f"{published} {today:%Y%m%d}\n".encode())
    except OSError:
        logger.exception("A view could not be noted")
