"""A .docx that somebody sends, made harmless before anything else reads it.

A .docx is a zip of XML. It may unpack to gigabytes, carry programs, or name pictures and templates
elsewhere that whoever opens it would fetch. Each of those is refused by name; the parts that are
left are packed anew, so that what is kept is what was looked through.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Protocol

from django.utils.translation import gettext as _
from lxml import etree

from touyan.kernel.refused import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_PARTS = 500
MOST_UNPACKED = 30 * 1024 * 1024
MOST_TEXT = 2 * 1024 * 1024
"""Of the part that holds the text: fifty pages have a tenth of it."""
MOST_RATIO = 200
SMALL = 256 * 1024
"""Parts up to this size may be packed as tightly as they like."""

TEXT = "word/document.xml"
TYPES = "[Content_Types].xml"
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
KINDS = (".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".odttf")
FOREIGN = ("vbaproject", "/embeddings/", "/activex/", "/afchunk", "oleobject")
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK", "TOC", "PAGEREF", "REF", "SEQ", "DATE", "TIME"}
)  # fmt: skip
"""What a field may do; others can fetch or run something."""
FIELD = "docx"


class Upload(Protocol):
    """An open file, such as Django's UploadedFile."""

    def read(self, size: int = ..., /) -> bytes: ...


def opened(upload: Upload) -> bytes:
    """The same document with nothing in it but text, pictures and links; or Refused, saying why."""
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise refused(_("A Word file may be {n} MB at most.").format(n=MOST_BYTES // 1024**2))
    if not zipfile.is_zipfile(BytesIO(data)):
        raise refused(
            _("This is not a .docx file, whatever its name says. Save it as .docx, without a password.")
        )  # fmt: skip
    try:
        parts = _parts(data)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OSError,
    ) as e:
        raise damaged() from e
    _look_through(parts)
    return _packed(parts)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len({entry.filename for entry in entries}) != len(entries):
            raise damaged()
        sizes = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_PARTS or sizes > MOST_UNPACKED or any(map(_is_bomb, entries)):
            raise refused(_("This file would unpack to far more than a brief needs."))
        # Read to the declared size and no further: a lie ends in a wrong checksum.
        return {entry.filename: archive.read(entry) for entry in entries}


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(SMALL, MOST_RATIO * entry.compress_size)


def _look_through(parts: dict[str, bytes]) -> None:
    if MAIN not in parts.get(TYPES, b"") or TEXT not in parts:
        raise refused(_("This is not a plain Word document. Save it as .docx and send it again."))
    if len(parts[TEXT]) > MOST_TEXT:
        raise refused(_("This file would unpack to far more than a brief needs."))
    for name, part in parts.items():
        _refuse_foreign(name, part)
        if name.endswith((".xml", ".rels")):
            _refuse_reaching_out(_tree(part))


def _refuse_foreign(name: str, part: bytes) -> None:
    low = f"/{name.lower()}"
    macros = name == TYPES and re.search(rb"macroenabled|vbaproject|oleobject", part, re.IGNORECASE)
    if macros or any(sign in low for sign in FOREIGN) or not low.endswith(KINDS):
        raise refused(
            _("This file carries more than text and pictures ({part}): programs or other files."
              " Save it without them.").format(part=name[:80])
        )  # fmt: skip


def _tree(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        tree = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise damaged() from error
    if tree.getroottree().docinfo.doctype:
        raise damaged()
    return tree


def _refuse_reaching_out(tree: etree._Element) -> None:
    for relation in tree.iter("{*}Relationship"):
        target = relation.get("Target", "")
        outside = relation.get("TargetMode", "").lower() == "external"
        link = relation.get("Type") == LINK and target.startswith(
            ("http://", "https://", "mailto:")
        )
        if outside and not link:
            raise refused(
                _("This file wants something from elsewhere when it is opened: {what}."
                  " Put it into the file, or take it out.").format(what=target[:120])
            )  # fmt: skip
    for words in _fields(tree):
        name = words.split()[0].upper() if words.split() else ""
        if name and name not in FIELDS:
            raise refused(_("The field “{name}” is not allowed in a brief.").format(name=name[:30]))
    if next(tree.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None:
        raise refused(_("This file has changes that are still being tracked. Accept or reject them all first."))  # fmt: skip
    if next(tree.iter(f"{W}altChunk"), None) is not None:
        raise refused(_("This file has another file inside. Copy its text instead."))


def _fields(tree: etree._Element) -> list[str]:
    """The instruction of each field, put together where Word has cut it."""
    found = [field.get(f"{W}instr", "") for field in tree.iter(f"{W}fldSimple")]
    for paragraph in tree.iter(f"{W}p"):
        open_fields: list[str] = []
        for node in paragraph.iter(f"{W}fldChar", f"{W}instrText"):
            if node.tag == f"{W}instrText" and open_fields:
                open_fields[-1] += node.text or ""
            elif node.tag == f"{W}instrText":
                found.append(node.text or "")
            elif node.get(f"{W}fldCharType") == "begin":
                open_fields.append("")
            elif node.get(f"{W}fldCharType") == "end" and open_fields:
                found.append(open_fields.pop())
        found += open_fields
    return found


def _packed(parts: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != TYPES, name)):
            archive.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def damaged() -> Refused:
    return refused(_("This Word file is damaged. Open it, save it again and send it once more."))


def refused(why: str) -> Refused:
    return Refused(why, field=FIELD)
