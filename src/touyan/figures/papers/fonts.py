"""The fonts that a document names, each with what may stand in for it."""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from touyan.figures.papers.standard import INSTEAD

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def declare_fonts(made: Any) -> None:
    """Write the font table: whoever opens the document without a font takes the first it has of the others."""
    part = made.part
    for number, relation in list(part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            del part.rels[number]
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{"modern" if name == "黑体" else "roman"}"/><w:pitch w:val="fixed"/></w:font>'
        for name, others in INSTEAD.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'
    table = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE, xml.encode(), part.package)
    part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)
