"""A document in the layout of GB/T 9704-2012, made of paragraphs: the templates that we supply."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor

from touyan.figures.papers import standard
from touyan.figures.papers.fonts import declare_fonts
from touyan.figures.papers.standard import STYLES, Style

BLACK = RGBColor(0, 0, 0)


DEFAULTS = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{standard.DIGITS}" w:hAnsi="{standard.DIGITS}" w:eastAsia="{standard.FANGSONG}" w:cs="{standard.DIGITS}"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"""


def document(title: str, paragraphs: Iterable[tuple[str, str]]) -> bytes:
    """A .docx of (kind, text) paragraphs; the kinds are those of `standard.STYLES`."""
    made: Any = Document()
    _empty(made)
    _chinese(made.settings.element)
    _base(made)
    for style in STYLES.values():
        _style(made, style)
    _section(made.sections[0])
    _footers(made)
    for kind, text in paragraphs:
        made.add_paragraph(text, style=STYLES[kind].name)
    declare_fonts(made)
    made.core_properties.title = title
    made.core_properties.author = "Touyan"
    made.core_properties.comments = ""
    made.core_properties.language = "zh-CN"
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _empty(made: Any) -> None:
    """Without the many styles that python-docx's own template brings: nobody should meet them."""
    for style in list(made.styles):
        of_text = style.type in {WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER}
        if not of_text or not style.builtin or style.name.startswith(UNWANTED):
            style.delete()


UNWANTED = ("List", "Heading", "Quote", "Intense", "Subtle", "macro", "Body", "TOC", "Title", "Sub")


def _chinese(settings: Any) -> None:
    """A document of today's Word, in Chinese."""
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")


def _base(made: Any) -> None:
    """The grid counts in characters of the standard style, so it is the body's."""
    normal = made.styles["Normal"]
    defaults = made.styles.element.find(qn("w:docDefaults"))
    made.styles.element.replace(defaults, parse_xml(DEFAULTS))
    _fonts(normal, standard.FANGSONG, standard.DIGITS)
    normal.font.size = standard.BODY_SIZE


def _style(made: Any, told: Style) -> None:
    style = made.styles.add_style(told.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = made.styles["Normal"], True
    style.font.size, style.font.bold, style.font.color.rgb = told.size, told.bold, BLACK
    _fonts(style, told.font, told.digits)
    _narrow(style, told.narrowed)
    look = style.paragraph_format
    look.alignment, look.space_before, look.space_after = told.alignment, 0, 0
    look.widow_control = False
    # A full stop that hangs beyond the margin is easily lost in print.
    for name in ("w:overflowPunct", "w:snapToGrid"):
        off = OxmlElement(name)
        off.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert_element_before(
            off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )
    look.keep_with_next = told.level is not None
    properties = style.element.get_or_add_pPr()
    _spacing(properties, standard.LINE if told.name != STYLES["number"].name else 320)
    _indent(properties, told)
    if told.level is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(told.level))
        properties.append(level)


def _fonts(style: Any, east: str, digits: str) -> None:
    style.font.name = digits
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), east)
    fonts.set(qn("w:cs"), digits)


def _narrow(style: Any, by: int) -> None:
    if by:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(by))
        # The schema wants it between the colour and the size.
        style.element.get_or_add_rPr().find(qn("w:sz")).addprevious(spacing)


def _spacing(properties: Any, line: int) -> None:
    spacing = properties.get_or_add_spacing()
    spacing.set(qn("w:line"), str(line))
    spacing.set(qn("w:lineRule"), "exact")


def _indent(properties: Any, told: Style) -> None:
    indent = properties.get_or_add_ind()
    if told.indented:
        # In characters, so that it follows the grid; in points for programs that do not know them.
        indent.set(qn("w:firstLineChars"), str(standard.INDENT_CHARACTERS))
        indent.set(qn("w:firstLine"), str(standard.BODY_SIZE.twips * 2))
    if told.right:
        indent.set(qn("w:rightChars"), str(told.right))
        indent.set(qn("w:right"), str(standard.BODY_SIZE.twips * told.right // 100))


def _section(section: Any) -> None:
    section.page_width, section.page_height = standard.PAGE
    section.top_margin, section.bottom_margin = standard.TOP, standard.BOTTOM
    section.left_margin, section.right_margin = standard.LEFT, standard.RIGHT
    section.footer_distance, section.header_distance = standard.FOOTER, standard.FOOTER
    properties = section._sectPr  # noqa: SLF001 - python-docx has no name for the grid
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    properties.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{standard.LINE}"'
            f' w:charSpace="{standard.CHARACTER_SPACE}"/>'
        )
    )


def _footers(made: Any) -> None:
    """Page numbers outside: on the right of odd pages, on the left of even ones, one character in."""
    made.settings.odd_and_even_pages_header_footer = True
    section = made.sections[0]
    for footer, alignment in (
        (section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT),
    ):  # fmt: skip
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = made.styles[STYLES["number"].name]
        paragraph.alignment = alignment
        side = "right" if alignment == ALIGN.RIGHT else "left"
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 - the only way to it
        indent.set(qn(f"w:{side}Chars"), "100")
        indent.set(qn(f"w:{side}"), str(standard.NUMBER_SIZE.twips))
        _page_number(paragraph)


def _page_number(paragraph: Any) -> None:
    paragraph.add_run("— ")
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()._r  # noqa: SLF001 - fields have no name in python-docx
        if kind == "text":
            run.text = text
        elif kind:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
            run.append(field)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run.append(instruction)
    paragraph.add_run(" —")
