"""The layout of GB/T 9704-2012, read back by another reader, and printed where LibreOffice is."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from tests.figures.words import part
from touyan.figures.papers import pdf
from touyan.figures.papers.filling import Number, filled
from touyan.figures.papers.reading import texts
from touyan.figures.papers.supplied import supplied

TEMPLATES = ["yearly_2021", "orders_brief"]
KINDS = {
    "公文标题": "title",
    "公文一级标题": "level1",
    "公文二级标题": "level2",
    "公文正文": "body",
}
printed = pytest.mark.skipif(
    pdf.program() is None or shutil.which("pdftotext") is None,
    reason="needs LibreOffice and pdftotext, which this machine does not have",
)


@pytest.fixture(params=TEMPLATES)
def made(request: pytest.FixtureRequest) -> Any:
    return Document(io.BytesIO(supplied(request.param).docx))


def test_the_page_is_a4_with_the_standards_margins(made):
    (section,) = made.sections
    size = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in size] == [210, 297]
    assert [round(length.mm) for length in margins] == [37, 35, 28, 26]


def test_the_grid_holds_22_lines_of_28_characters(made):
    (section,) = made.sections
    grid = section._sectPr.find(qn("w:docGrid"))
    line, narrowed = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
    high = Length(section.page_height - section.top_margin - section.bottom_margin)
    wide = Length(section.page_width - section.left_margin - section.right_margin)
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert high.twips // line == 22
    assert int(wide.pt / (16 + narrowed / 4096)) == 28


@pytest.mark.parametrize(
    ("name", "font", "points", "alignment", "indented"),
    [
        ("公文标题", "方正小标宋简体", 22, ALIGN.CENTER, False),
        ("公文一级标题", "黑体", 16, ALIGN.LEFT, True),
        ("公文二级标题", "楷体_GB2312", 16, ALIGN.LEFT, True),
        ("公文正文", "仿宋_GB2312", 16, ALIGN.LEFT, True),
        ("公文页码", "宋体", 14, ALIGN.LEFT, False),
    ],
)
def test_each_kind_of_paragraph_has_its_font_size_and_place(
    made, name, font, points, alignment, indented
):
    style = made.styles[name]
    indent = style.element.pPr.find(qn("w:ind"))
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert (style.font.size, style.paragraph_format.alignment) == (Pt(points), alignment)
    assert (indent.get(qn("w:firstLineChars")) == "200") is indented


def test_every_line_has_the_same_pitch_and_28_characters_fit_without_the_grid(made):
    for name in ("公文标题", "公文一级标题", "公文二级标题", "公文正文"):
        style = made.styles[name]
        assert style.element.pPr.find(qn("w:spacing")).get(qn("w:line")) == "579"
        assert style.element.pPr.find(qn("w:spacing")).get(qn("w:lineRule")) == "exact"
    narrowed = int(made.styles["公文正文"].element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert 28 * (16 + narrowed / 20) <= Mm(156).pt < 29 * (16 + narrowed / 20)


def test_page_numbers_stand_outside_between_dashes(made):
    (section,) = made.sections
    assert made.settings.odd_and_even_pages_header_footer is True
    for footer, alignment, side in (
        (section.footer, ALIGN.RIGHT, "w:rightChars"),
        (section.even_page_footer, ALIGN.LEFT, "w:leftChars"),
    ):
        (paragraph,) = footer.paragraphs
        fields = [node.text for node in paragraph._p.iter(qn("w:instrText"))]
        assert (paragraph.text, paragraph.alignment, fields) == ("— 1 —", alignment, [" PAGE "])
        assert paragraph._p.pPr.find(qn("w:ind")).get(qn(side)) == "100"


def test_every_font_says_what_may_stand_in_for_it():
    table = part(supplied("yearly_2021").docx, "word/fontTable.xml")
    named = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"', table))
    assert set(named) == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}
    assert named["仿宋_GB2312"].split(",")[0] == "仿宋"


def test_only_the_standards_styles_are_in_the_templates(made):
    used = {paragraph.style.name for paragraph in made.paragraphs}
    assert used <= set(KINDS) | {"公文副标题", "公文署名", "公文附注"}


@printed
def test_printed_every_character_is_there_and_each_page_has_22_lines(tmp_path: Path):
    document = filled(supplied("yearly_2021").docx, WORDS, _Sevens())
    (tmp_path / "brief.pdf").write_bytes(pdf.as_pdf(document))
    command = ["pdftotext", "-layout", str(tmp_path / "brief.pdf"), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    lines = [[line for line in page.splitlines() if line.strip()] for page in pages if page.strip()]
    # The first page has a blank line below its head; a heading moves to the page of its text.
    assert [len(page) - 1 for page in lines[:2]] in ([21, 22], [21, 21])
    numbers = [page[-1].strip() for page in lines]
    assert numbers == [f"—{n}—" for n in range(1, len(lines) + 1)]
    plain = "".join("".join(page[:-1]) for page in lines)
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", "".join(texts(document)))
    assert [_indent(page[-1]) > 20 for page in lines] == [n % 2 == 0 for n in range(len(lines))]


WORDS = {
    "scope": "吴山镇", "since": "2021年1月1日", "until": "2021年8月3日", "today": "2021年8月3日",
    "declared_note": "（注：标*的数字系申报。）",
}  # fmt: skip


class _Sevens(dict[str, Number]):
    def get(self, key: str, default: Any = None) -> Number:
        return Number("7", "http://testserver/desk/figures/snapshots/7/", "*")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
