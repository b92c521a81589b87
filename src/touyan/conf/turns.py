"""Bodies arrive beside each other; pages are made one after another in each process.

Two threads of one Python that both compute cost more than they gain, and whoever holds the one writer's place of a
database keeps all others waiting meanwhile. What takes long and computes nothing is a telephone that sends its photos
over a bad network: that waits without a turn, so that it keeps nobody else from a page.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]

LONGEST_WAIT = 0.25
"""Seconds. Whoever got no turn until then goes without: somebody is waiting for a database or another machine."""
MOST_BODY = 100 * 1024 * 1024
"""Six photos as large as they may be, and the words."""
IN_MEMORY = 256 * 1024
PIECE = 64 * 1024


class Turns:
    """A WSGI application whose requests are handled in turn, once all of what was sent is there."""

    def __init__(self, application: Application) -> None:
        self.application, self.turn = application, threading.Lock()

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        length = _length(environ)
        if length == 0:
            return self._answered(environ, start_response)
        if length > MOST_BODY:
            return _refused(start_response, "413 Content Too Large", TOO_LARGE)
        with closing(SpooledTemporaryFile(IN_MEMORY)) as body:
            if not _arrived(environ["wsgi.input"], body, length):
                return _refused(start_response, "400 Bad Request", CUT_OFF)
            return self._answered({**environ, "wsgi.input": body}, start_response)

    def _answered(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        mine = self.turn.acquire(timeout=LONGEST_WAIT)
        try:
            return self.application(environ, start_response)
        finally:
            if mine:
                self.turn.release()


def _length(environ: Environment) -> int:
    """As Django reads it: what is no number is nothing."""
    told = environ.get("CONTENT_LENGTH") or ""
    return int(told) if told.isascii() and told.isdigit() else 0


def _arrived(source: IO[bytes], body: IO[bytes], length: int) -> bool:
    """Whether all came that was announced."""
    while length > 0 and (piece := source.read(min(length, PIECE))):
        body.write(piece)
        length -= len(piece)
    body.seek(0)
    return length == 0


TOO_LARGE = "内容太大了，没有收下。请少选几张照片，再发一次。\nThis is too large and was not taken. Choose fewer photos and send it again.\n"
CUT_OFF = "没有收完整，什么也没有改变。请再发一次。\nNot all of it arrived, and nothing was changed. Please send it again.\n"


def _refused(start_response: Any, status: str, said: str) -> list[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    start_response(status, headers)
    return [said.encode()]
