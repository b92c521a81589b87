"""The words of a .docx as plain HTML: paragraphs, headings, lists, bold, links and pictures; nothing else of Word's."""

from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

DOCUMENT, LINKS = "word/document.xml", "word/_rels/document.xml.rels"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def as_html(parts: dict[str, bytes]) -> str:
    """ValueError where the document is not what Word writes."""
    try:
        body = fromstring(parts[DOCUMENT]).find(f"{_W}body")
        links = _links(parts)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("not a Word document") from error
    if body is None:
        raise ValueError("no body")
    return "".join(_blocks(body, links))


def _links(parts: dict[str, bytes]) -> dict[str, str]:
    """What the document's relations lead to: pictures and addresses."""
    if LINKS not in parts:
        return {}
    return {one.get("Id", ""): one.get("Target", "") for one in fromstring(parts[LINKS])}


def _blocks(body: Element, links: dict[str, str]) -> Iterator[str]:
    in_list = False
    for block in body:
        if block.tag == f"{_W}tbl":
            yield from (f"<p>{line}</p>" for line in _rows(block, links))
        if block.tag != f"{_W}p":
            continue
        words, tag = _runs(block, links), _tag(block)
        if (tag == "li") != in_list:
            in_list = tag == "li"
            yield "<ul>" if in_list else "</ul>"
        if words.strip():
            yield f"<{tag}>{words}</{tag}>"
    if in_list:
        yield "</ul>"


def _tag(paragraph: Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    if name == "title":
        return "h1"
    if name.startswith("heading") or name in {"1", "2", "3", "4"}:
        return "h2" if name.endswith("1") else "h3"
    return "li" if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else "p"


def _rows(table: Element, links: dict[str, str]) -> Iterator[str]:
    """The editor has no tables: each row becomes a line."""
    for row in table.iter(f"{_W}tr"):
        cells = [
            " ".join(_runs(p, links) for p in cell.iter(f"{_W}p")) for cell in row.iter(f"{_W}tc")
        ]
        yield " ｜ ".join(cell.strip() for cell in cells)


def _runs(parent: Element, links: dict[str, str]) -> str:
    said = ""
    for part in parent:
        if part.tag == f"{_W}hyperlink":
            href = links.get(part.get(f"{_R}id", ""), "")
            said += (
                f'<a href="{escape(href)}">{_runs(part, links)}</a>' if href else _runs(part, links)
            )
        elif part.tag in {f"{_W}ins", f"{_W}smartTag", f"{_W}sdt", f"{_W}sdtContent"}:
            said += _runs(part, links)
        elif part.tag == f"{_W}r":
            said += _run(part, links)
    return said


def _run(run: Element, links: dict[str, str]) -> str:
    """Text that was struck out with changes tracked is in `w:delText`, and stays behind."""
    said = ""
    for part in run:
        if part.tag == f"{_W}t":
            said += escape(part.text or "")
        elif part.tag in {f"{_W}br", f"{_W}cr"}:
            said += "<br>"
        elif part.tag == f"{_W}tab":
            said += " "
        said += "".join(_pictures(part, links))
    if said.strip() and _is_on(run, "b"):
        said = f"<b>{said}</b>"
    return f"<i>{said}</i>" if said.strip() and _is_on(run, "i") else said


def _is_on(run: Element, name: str) -> bool:
    mark = run.find(f"{_W}rPr/{_W}{name}")
    return mark is not None and mark.get(f"{_W}val") not in {"0", "false"}


def _pictures(part: Element, links: dict[str, str]) -> Iterator[str]:
    for blip in part.iter(f"{_A}blip"):
        target = links.get(blip.get(f"{_R}embed", ""), "")
        if target and "://" not in target:
            yield f'<img src="word/{escape(target.lstrip("/").removeprefix("word/"))}">'
