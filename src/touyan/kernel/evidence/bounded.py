"""A hostile file is opened by a process of its own, bounded in memory and time, that knows no secret."""

import os
import subprocess
import sys
import threading
from types import ModuleType
from typing import Protocol

from touyan.kernel import limited
from touyan.kernel.refused import Refused

FIELD = "photos"
SECONDS = limited.SECONDS
MOST_BYTES = 15 * 1024 * 1024
ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
"""The child is given no secret that it could lose."""

_turns = threading.BoundedSemaphore(2)
"""Each child may take a gigabyte: so many at once, and the others wait for their turn."""


class Upload(Protocol):
    """An open file, such as Django's UploadedFile."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> int: ...


def program(of: ModuleType) -> tuple[str, ...]:
    return sys.executable, "-I", str(limited.__file__), str(of.__file__)


def answer(
    command: tuple[str, ...], data: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes] | None:
    """What a program makes of `data` on its standard input; None where it took too long."""
    with _turns:
        try:
            return subprocess.run(  # noqa: S603 - our own program; nothing of it was typed by anybody
                command,
                input=data,
                capture_output=True,
                timeout=seconds,
                check=False,
                cwd="/",
                env=ENVIRONMENT,
            )
        except subprocess.TimeoutExpired:
            return None


def read(upload: Upload, too_large: str, empty: str) -> bytes:
    """At most one byte more than may be sent; Refused with one of the two sentences."""
    size = getattr(upload, "size", None) or 0
    data = upload.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    if size > MOST_BYTES or len(data) > MOST_BYTES:
        raise refused(too_large.format(n=MOST_BYTES // 1024**2))
    if not data:
        raise refused(empty)
    return data


def refused(why: str) -> Refused:
    return Refused(why, field=FIELD)
