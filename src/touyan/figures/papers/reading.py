"""What a brief says: its paragraphs, and which of its numbers are ours, told by the links they carry.

Somebody may have edited the document in Word or in WPS, which keep a link as an element or as a
field; both are read.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from touyan.figures.papers.opening import TEXT, damaged
from touyan.figures.papers.standard import STYLES

ADDRESS = "/desk/figures/snapshots/{number}/"
"""Where a number's records are shown; SURFACE keeps this address."""
SNAPSHOT = re.compile(r"/desk/figures/snapshots/(\d{1,18})/?$")
TARGET = re.compile(r'HYPERLINK\s+"([^"]*)"')
KINDS = {style.name: kind for kind, style in STYLES.items()}


@dataclass(frozen=True)
class Piece:
    """Some text; with the number of a snapshot where it is one of our numbers."""

    text: str
    snapshot: int | None = None


@dataclass(frozen=True)
class Paragraph:
    kind: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def as_json(self) -> list[Any]:
        return [self.kind, [[piece.text, piece.snapshot] for piece in self.pieces]]

    @classmethod
    def from_json(cls, kept: list[Any]) -> "Paragraph":
        kind, pieces = kept
        return cls(kind, tuple(Piece(text, snapshot) for text, snapshot in pieces))


def paragraphs(document: bytes) -> list[Paragraph]:
    """Every paragraph of the text, also those of tables and boxes, in their order."""
    made = _document(document)
    styles = {style.style_id: style.name for style in made.styles}
    links = {number: rel.target_ref for number, rel in made.part.rels.items() if rel.is_external}
    return [
        Paragraph(_kind(node, styles), tuple(_joined(_pieces(node, links))))
        for node in made.element.body.iter(qn("w:p"))
        if not _is_copy(node)
    ]


def texts(document: bytes) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document)]


def lines(document: bytes) -> list[str]:
    """What stands in each paragraph, copies for older programs too: all that a template may name things in."""
    body = etree.fromstring(_parts(document)[TEXT])
    found: dict[Any, str] = dict.fromkeys(body.iter(qn("w:p")), "")
    for text in body.iter(qn("w:t")):
        around = next(text.iterancestors(qn("w:p")), None)
        if around is not None:
            found[around] += text.text or ""
    return list(found.values())


def elsewhere(document: bytes) -> Iterator[str]:
    """Every other word in the file: headers, notes, properties, attributes. Nobody reads them back."""
    for name, part in _parts(document).items():
        for node in etree.fromstring(part).iter():
            ours = name == TEXT and node.tag == qn("w:t") and node.getparent().tag == qn("w:r")
            if not ours and node.text:
                yield node.text
            yield node.tail or ""
            yield from node.attrib.values()


def _parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(document)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: archive.read(name) for name in names}


def _document(data: bytes) -> Any:
    try:
        return Document(BytesIO(data))
    except (KeyError, ValueError, AttributeError, SyntaxError, TypeError) as error:
        raise damaged() from error


def _is_copy(node: Any) -> bool:
    """Word writes a text box twice, once for programs that are older."""
    return any(above.tag.endswith("}Fallback") for above in node.iterancestors())


def _kind(node: Any, styles: dict[str, str]) -> str:
    style = node.pPr.pStyle.val if node.pPr is not None and node.pPr.pStyle is not None else ""
    return KINDS.get(styles.get(style, ""), "body")


def _pieces(node: Any, links: dict[str, str]) -> Iterator[Piece]:
    """The runs of one paragraph; not those of a box that hangs on it, which has paragraphs of its own."""
    field = _Field()
    for run in node.iter(qn("w:r")):
        if next(run.iterancestors(qn("w:p"))) is not node:
            continue
        address = _link_around(run, links) or field.address
        text = "".join(_text(child, field) for child in run)
        if text:
            found = SNAPSHOT.search(address)
            yield Piece(text, int(found[1]) if found else None)


def _link_around(run: Any, links: dict[str, str]) -> str:
    around = next(run.iterancestors(qn("w:hyperlink")), None)
    return links.get(around.get(qn("r:id"), ""), "") if around is not None else ""


class _Field:
    """A link kept as a field: its instruction comes first, then the text that is shown."""

    def __init__(self) -> None:
        self.instruction, self.shown = "", False

    @property
    def address(self) -> str:
        found = TARGET.search(self.instruction)
        return found[1] if self.shown and found else ""

    def take(self, kind: str) -> None:
        if kind == "begin":
            self.instruction, self.shown = "", False
        else:
            self.shown = kind == "separate"


def _text(node: Any, field: _Field) -> str:
    match node.tag:
        case tag if tag == qn("w:t"):
            return node.text or ""
        case tag if tag in {qn("w:tab"), qn("w:br"), qn("w:cr")}:
            return " "
        case tag if tag == qn("w:instrText"):
            field.instruction += node.text or ""
        case tag if tag == qn("w:fldChar"):
            field.take(node.get(qn("w:fldCharType"), ""))
    return ""


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Word cuts runs where it likes: neighbours that belong together are one piece."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.snapshot == piece.snapshot:
            last = Piece(last.text + piece.text, last.snapshot)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
