"""Logs: what happened and how long it took, a file of JSON lines a day; receipts and numbers are taken out."""

import json
import logging
import os
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from touyan.kernel import clock
from touyan.kernel.measured import route_of

REQUEST: ContextVar[str] = ContextVar("touyan_request", default="")
"""The name of the request that is being answered; in every line that is written meanwhile."""
MOST_FRAMES = 12
_RECEIPT = re.compile(r"(/orders/r/|/wechat/drafts/|/account/wechat/bind/)[^/\n]+")
"""What opens something by itself, however it is typed: spaces and hyphens open a receipt too."""
_NUMBER = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_requests = logging.getLogger("touyan.requests")


def masked(text: str) -> str:
    return _NUMBER.sub(r"\1****\2", _RECEIPT.sub(r"\1…", text))


class Masked(logging.Filter):
    """Rewrites every record before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            # A stranger's request that Django refused: its logger names the reason, its text quotes them.
            record.msg, record.args, record.exc_info = "refused", (), None
        elif isinstance(request := getattr(record, "request", None), HttpRequest):
            # Django writes the path of what went wrong; many a path opens something by itself.
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"{request.method} {route_of(request)}: {status}", ()
        record.msg, record.args = masked(record.getMessage()), ()
        if record.exc_info and record.exc_info[1] and not settings.DEBUG:
            record.exc_text = "\n".join(_chain(record.exc_info[1]))
        return True


def _chain(error: BaseException) -> list[str]:
    """An error and what it came from: of each its kind and where it arose, since its text may quote somebody."""
    told = [f"{type(error).__name__} at {' < '.join(reversed(_where(error)))}"]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told + ([] if before is None or before is error else _chain(before))


def _where(error: BaseException) -> list[str]:
    """File and line, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{frame.filename}:{frame.lineno}" for frame in frames]


class Json(logging.Formatter):
    """One line of JSON. Of an error its kind and where it arose: its text may quote what somebody wrote."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "request": REQUEST.get(),
            "message": record.getMessage(), **getattr(record, "told", {}),
        }  # fmt: skip
        if record.exc_info and record.exc_info[1]:
            told["error"] = type(record.exc_info[1]).__name__
            told["where"] = _where(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


class Daily(logging.Handler):
    """Appends to today's file. Each line is one write, so that several processes share the file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.day, self.descriptor = folder, "", -1

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record).encode() + b"\n"
            os.write(self._today(), line)
        except Exception:
            self.handleError(record)

    def _today(self) -> int:
        day = datetime.now(UTC).date().isoformat()
        if day != self.day:
            self.close()
            self.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self.descriptor = os.open(self.folder / f"{day}.jsonl", flags, 0o640)
            self.day = day
        return self.descriptor

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor, self.day = -1, ""


def note_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    told = {
        "route": route_of(request), "method": request.method, "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }  # fmt: skip
    _requests.info("answered", extra={"told": told})


def sweep() -> int:
    """Delete the files of days that need not be kept any more; for the worker."""
    last = (clock.now() - timedelta(days=settings.LOG_DAYS)).date().isoformat()
    old = [path for path in (settings.VAR / "logs").glob("*.jsonl") if path.stem < last]
    for path in old:
        path.unlink()
    return len(old)
