"""A template with its numbers put in, each of them a link to what stands behind it."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from touyan.figures.papers.language import FIGURES, NOTE, RATES, Language
from touyan.figures.papers.opening import damaged
from touyan.figures.papers.standard import STYLES

# Noncharacters: no keyboard and no font makes them, so what they enclose is ours.
BEGIN, END = "\ufdd0", "\ufdd1"
MARKED = re.compile(f"{BEGIN}([^{END}]*){END}")


@dataclass(frozen=True)
class Number:
    """A figure as the text shows it."""

    text: str
    address: str = ""
    """Empty where there is nothing to link to."""
    mark: str = ""
    """Set high behind the number: it is declared, not counted."""


class _Marked(dict[str, str]):
    """Any figure asked for is put in as its name between marks, and made a link afterwards."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, key: str) -> str:
        return f"{BEGIN}{self.kind}.{key}{END}"


def filled(template: bytes, words: Mapping[str, str], numbers: Mapping[str, Number]) -> bytes:
    """The document; what the template says of looks stays as it is. Numbers go by `f.KEY` and `rate.KEY`."""
    document = DocxTemplate(BytesIO(template))
    context = {
        **words,
        NOTE: f"{BEGIN}{NOTE}{END}",
        FIGURES: _Marked(FIGURES),
        RATES: _Marked(RATES),
    }
    try:
        document.render(context, Language(), autoescape=True)
    except (TemplateError, ValueError, KeyError) as error:
        raise damaged() from error
    _put_in(document.docx, numbers, words[NOTE])
    file = BytesIO()
    document.docx.save(file)
    return file.getvalue()


def _put_in(made: Any, numbers: Mapping[str, Number], note: str) -> None:
    for text in list(made.element.body.iter(qn("w:t"))):
        if BEGIN in (text.text or ""):
            _split(made, text, numbers)
    _noted(made, note)


def _split(made: Any, text: Any, numbers: Mapping[str, Number]) -> None:
    """Cut the run at each number; the pieces look as the run did."""
    run = text.getparent()
    pieces = list(_pieces(text.text, numbers))
    place = run
    # What stands in the run behind this text goes into a run of its own, after the number.
    rest = [node for node in run if run.index(node) > run.index(text)]
    run.remove(text)
    for piece in pieces:
        node = _run_like(run, piece) if isinstance(piece, str) else _link(made, run, piece)
        place.addnext(node)
        place = node
        if isinstance(piece, Number) and piece.mark:
            mark = _run_like(run, piece.mark, high=True)
            place.addnext(mark)
            place = mark
    if rest:
        last = _run_like(run, "")
        last.extend(rest)
        place.addnext(last)


def _pieces(text: str, numbers: Mapping[str, Number]) -> Iterator[str | Number]:
    for position, part in enumerate(MARKED.split(text)):
        if position % 2 == 0:
            if part:
                yield part
        else:
            yield numbers.get(part, f"{BEGIN}{part}{END}")


def _run_like(run: Any, text: str, *, high: bool = False) -> Any:
    made = OxmlElement("w:r")
    if run.rPr is not None:
        made.append(deepcopy(run.rPr))
    if high:
        raised = OxmlElement("w:vertAlign")
        raised.set(qn("w:val"), "superscript")
        made.get_or_add_rPr().append(raised)
    if text:
        # python-docx keeps the spaces at its ends.
        made.add_t(text)
    return made


def _link(made: Any, run: Any, number: Number) -> Any:
    if not number.address or run.getparent().tag == qn("w:hyperlink"):
        return _run_like(run, number.text)
    link = OxmlElement("w:hyperlink")
    relation = made.part.relate_to(number.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), relation)
    link.set(qn("w:history"), "1")
    link.append(_run_like(run, number.text))
    return link


def _noted(made: Any, note: str) -> None:
    """The note where the template wants it; at the end, where it does not say; no empty paragraph."""
    place = f"{BEGIN}{NOTE}{END}"
    found = False
    for paragraph in list(made.element.body.iter(qn("w:p"))):
        texts = [text for text in paragraph.iter(qn("w:t")) if place in (text.text or "")]
        for text in texts:
            text.text, found = text.text.replace(place, note), True
        if texts and not "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).strip():
            paragraph.getparent().remove(paragraph)
    if note and not found:
        names = {style.name for style in made.styles}
        style = STYLES["note"].name
        made.add_paragraph(note, style=style if style in names else None)
