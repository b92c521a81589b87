"""What is in the file that somebody sends: a web page, a folder of one (.zip), or a Word document (.docx)."""

import base64
import binascii
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import unquote

from django.utils.translation import gettext as _

from touyan.kernel.refused import Refused
from touyan.newsroom.imports import word

MOST_BYTES = 30 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 1000
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.DOTALL)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


class Upload(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Material:
    """HTML as it came, and the pictures by the names it calls them."""

    html: str
    parts: dict[str, bytes] = field(default_factory=dict)

    def picture(self, name: str) -> bytes | None:
        if within := _DATA.match(name):
            try:
                return base64.b64decode(within[1], validate=False) or None
            except binascii.Error:
                return None
        wanted = PurePosixPath(unquote(name).replace("\\", "/")).name
        return self.parts.get(name) or self.parts.get(wanted)


def material(upload: Upload) -> Material:
    """Refused where it is neither, too much, or damaged."""
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _refused(_("This file is larger than {n} MB.").format(n=MOST_BYTES // 1024**2))
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(_("This is an old Word file or has a password. Save it as .docx."))
    if b"<" not in data[:4096]:
        raise _refused(_("This is neither a web page nor a Word document."))
    return Material(_decoded(data))


def _packed(data: bytes) -> Material:
    try:
        parts = _unpacked(data)
        if word.DOCUMENT in parts:
            return Material(word.as_html(parts), parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        RuntimeError,
    ) as error:
        raise _refused(
            _("This file is damaged. Open it, save it again and send it once more.")
        ) from error
    pages = [name for name in parts if name.lower().endswith((".html", ".htm"))]
    if len(pages) != 1:
        raise _refused(_("The folder must hold exactly one web page."))
    return Material(
        _decoded(parts[pages[0]]), {PurePosixPath(name).name: one for name, one in parts.items()}
    )


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Every part under a cap of all together: declared sizes may lie, so each is read to its limit."""
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if len(archive.infolist()) > MOST_PARTS:
            raise _refused(_("This file holds too much."))
        for entry in archive.infolist():
            with archive.open(entry) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise _refused(_("This file holds too much."))
            found[entry.filename] = content
    return found


def _decoded(data: bytes) -> str:
    """As the page says, else as Chinese pages of old were written."""
    said = _CHARSET.search(data[:4096])
    for charset in ((said[1].decode() if said else "utf-8"), "utf-8", "gb18030"):
        try:
            return data.decode(charset).removeprefix("\ufeff").replace("\x00", "")
        except (LookupError, UnicodeDecodeError):
            continue
    raise _refused(_("The letters of this page cannot be read. Save it as UTF-8."))


def _refused(why: str) -> Refused:
    return Refused(why, field="file")
