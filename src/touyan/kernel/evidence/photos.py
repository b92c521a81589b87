"""From what somebody's phone sent to a picture that can harm nobody, or a plain sentence why not."""

import hashlib
import logging
import subprocess
from dataclasses import dataclass

from django.utils.translation import gettext as _

from touyan.kernel import reencode
from touyan.kernel.evidence import bounded
from touyan.kernel.evidence.bounded import Upload, refused
from touyan.kernel.refused import Refused

logger = logging.getLogger(__name__)

SECONDS = bounded.SECONDS
PROGRAM = bounded.program(reencode)


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG that we made ourselves."""

    content: bytes
    width: int
    height: int
    digest: str
    name = "photo.jpg"


def reencoded(upload: Upload) -> Photo:
    """The photo made anew from its pixels alone; Refused, saying what to do, where that cannot be.

    Takes about half a second for a phone's photo, so never within a transaction.
    """
    data = bounded.read(
        upload,
        _("This photo is larger than {n} MB. Send it smaller, or send a screenshot of it."),
        _("This file is empty. Choose the photo again."),
    )
    _refuse_other_kinds(data[:16])
    answer = _child(data)
    if answer.returncode == reencode.TOO_MANY_PIXELS:
        raise refused(
            _("This picture has too many pixels. Send it smaller, or send a screenshot of it.")
        )
    head, jpeg = answer.stdout[: reencode.HEAD.size], answer.stdout[reencode.HEAD.size :]
    if answer.returncode or not (jpeg.startswith(b"\xff\xd8\xff") and jpeg.endswith(b"\xff\xd9")):
        raise _unreadable(answer)
    width, height = reencode.HEAD.unpack(head)
    return Photo(jpeg, width, height, hashlib.sha256(jpeg).hexdigest())


def _refuse_other_kinds(head: bytes) -> None:
    """By its first bytes: neither the name nor what the sender calls it counts."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        raise refused(
            _(
                "Photos of this kind (HEIC) cannot be read here. Send a screenshot of the photo; or"
                " choose “Most Compatible” in the phone's Settings → Camera → Formats, and take it again."
            )
        )
    if head[4:8] == b"ftyp" and head[8:12] != b"avif":
        raise refused(_("This is a video. Please send photos only."))
    if not (head.startswith(MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")):
        raise refused(
            _(
                "This file is not a picture that can be read here. Send a photo"
                " (JPEG, PNG, WebP, GIF or BMP), or a screenshot."
            )
        )


MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


def _child(data: bytes) -> subprocess.CompletedProcess[bytes]:
    late = subprocess.CompletedProcess(PROGRAM, reencode.UNREADABLE, b"", b"")
    return bounded.answer(PROGRAM, data, SECONDS) or late


def _unreadable(answer: subprocess.CompletedProcess[bytes]) -> Refused:
    if answer.returncode != reencode.UNREADABLE:  # killed by its limits, or it could not start
        logger.error(
            "Re-encoding a photo ended with %s: %s",
            answer.returncode,
            answer.stderr[-300:].decode(errors="replace"),
        )
    return refused(
        _(
            "This picture cannot be read; perhaps it did not arrive whole."
            " Choose it again, or send a screenshot of it."
        )
    )
