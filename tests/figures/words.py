"""Word files for tests: as somebody makes, edits, or abuses them."""

import io
import zipfile
from collections.abc import Callable
from functools import cache

from docx import Document

from touyan.figures.papers.layout import document

TEXT = "word/document.xml"


def template(*lines: str) -> io.BytesIO:
    """A template of body paragraphs, in the layout of the house."""
    return io.BytesIO(_made(lines))


@cache
def _made(lines: tuple[str, ...]) -> bytes:
    return document("试用", [("body", line) for line in lines])


def changed(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> io.BytesIO:
    """The same file with each part as `change` leaves it (None takes it out), and more parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(whole, "w") as target:
        for entry in source.infolist():
            part = change(entry.filename, source.read(entry))
            if part is not None:
                target.writestr(entry.filename, part)
        for name, part in more.items():
            target.writestr(name, part)
    whole.seek(0)
    return whole


def edited(data: bytes, before: str, after: str) -> io.BytesIO:
    """The same file with some words replaced in its text."""
    old, new = before.encode(), after.encode()

    def replace(name: str, part: bytes) -> bytes:
        assert name != TEXT or old in part, before
        return part.replace(old, new) if name == TEXT else part

    return changed(data, replace)


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def texts(data: bytes) -> list[str]:
    """The paragraphs as python-docx reads them, links included."""
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]
