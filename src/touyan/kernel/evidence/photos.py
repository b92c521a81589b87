"""From what somebody's phone sent to a picture that can harm nobody, or a plain sentence why not."""

import hashlib
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

from touyan.kernel import reencode
from touyan.kernel.refused import Refused

logger = logging.getLogger(__name__)

FIELD = "photos"
MOST_BYTES = 15 * 1024 * 1024
SECONDS = reencode.SECONDS
PROGRAM = (sys.executable, "-I", str(Path(reencode.__file__)))
ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
"""The child is given no secret that it could lose."""

_turns = threading.BoundedSemaphore(2)
"""Each child may take a gigabyte: so many at once, and the others wait for their turn."""


class Upload(Protocol):
    """An open file, such as Django's UploadedFile."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG that we made ourselves."""

    jpeg: bytes
    width: int
    height: int
    digest: str


def reencoded(upload: Upload) -> Photo:
    """The photo made anew from its pixels alone; Refused, saying what to do, where that cannot be.

    Takes about half a second for a phone's photo, so never within a transaction.
    """
    data = _read(upload)
    _refuse_other_kinds(data[:16])
    with _turns:
        answer = _child(data)
    if answer.returncode == reencode.TOO_MANY_PIXELS:
        raise _refused(
            _("This picture has too many pixels. Send it smaller, or send a screenshot of it.")
        )
    head, jpeg = answer.stdout[: reencode.HEAD.size], answer.stdout[reencode.HEAD.size :]
    if answer.returncode or not (jpeg.startswith(b"\xff\xd8\xff") and jpeg.endswith(b"\xff\xd9")):
        raise _unreadable(answer)
    width, height = reencode.HEAD.unpack(head)
    return Photo(jpeg, width, height, hashlib.sha256(jpeg).hexdigest())


def _read(upload: Upload) -> bytes:
    """At most one byte more than may be sent."""
    size = getattr(upload, "size", None) or 0
    data = upload.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""
    if size > MOST_BYTES or len(data) > MOST_BYTES:
        raise _refused(
            _(
                "This photo is larger than {n} MB. Send it smaller, or send a screenshot of it."
            ).format(n=MOST_BYTES // 1024**2)
        )
    if not data:
        raise _refused(_("This file is empty. Choose the photo again."))
    return data


def _refuse_other_kinds(head: bytes) -> None:
    """By its first bytes: neither the name nor what the sender calls it counts."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        raise _refused(
            _(
                "Photos of this kind (HEIC) cannot be read here. Send a screenshot of the photo; or"
                " choose “Most Compatible” in the phone's Settings → Camera → Formats, and take it again."
            )
        )
    if head[4:8] == b"ftyp" and head[8:12] != b"avif":
        raise _refused(_("This is a video. Please send photos only."))
    if not (head.startswith(MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")):
        raise _refused(
            _(
                "This file is not a picture that can be read here. Send a photo"
                " (JPEG, PNG, WebP, GIF or BMP), or a screenshot."
            )
        )


MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


def _child(data: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - our own program; nothing of it was typed by anybody
            PROGRAM,
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(PROGRAM, reencode.UNREADABLE, b"", b"")


def _unreadable(answer: subprocess.CompletedProcess[bytes]) -> Refused:
    if answer.returncode != reencode.UNREADABLE:  # killed by its limits, or it could not start
        logger.error(
            "Re-encoding a photo ended with %s: %s",
            answer.returncode,
            answer.stderr[-300:].decode(errors="replace"),
        )
    return _refused(
        _(
            "This picture cannot be read; perhaps it did not arrive whole."
            " Choose it again, or send a screenshot of it."
        )
    )


def _refused(why: str) -> Refused:
    return Refused(why, field=FIELD)
