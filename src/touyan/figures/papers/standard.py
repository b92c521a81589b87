"""GB/T 9704-2012, the layout of official documents, in the units that Word counts in."""

from dataclasses import dataclass

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Length, Mm, Pt

PAGE = (Mm(210), Mm(297))
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
LINES, CHARACTERS = 22, 28

# 225 mm for 22 lines are 579.8 twentieths of a point each; rounded up, the 22nd would not fit.
LINE = 579
BODY_SIZE = Pt(16)
"""三号."""
CHARACTER_SPACE = -848
"""1/4096 point by which the grid narrows 28 characters of 16 points to fill 156 mm."""
NARROWED = -5
"""Twentieths of a point between characters: the same 28 a line without the grid. LibreOffice gives a
character that is wider than its cell two cells, so paragraphs do not snap to the grid; they fill it."""
INDENT_CHARACTERS = 200
"""Hundredths of a character."""

FOOTER = Mm(25)
"""So that the dash of “— 1 —” stands 7 mm below the text."""
NUMBER_SIZE = Pt(14)
"""四号."""

SONG_TITLE, FANGSONG, HEI, KAI, SONG = (
    "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体",
)  # fmt: skip
DIGITS = "Times New Roman"
"""Latin letters and digits in the text; 仿宋's own are hard to tell apart in print."""

INSTEAD = {
    SONG_TITLE: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,Noto Serif CJK SC,宋体",
    FANGSONG: "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC",
    HEI: "SimHei,华文黑体,STHeiti,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC",
    SONG: "SimSun,华文宋体,STSong,Noto Serif CJK SC",
}
"""Font → what a machine without it may take instead, the best first. No font is shipped."""


@dataclass(frozen=True)
class Style:
    """How one kind of paragraph looks."""

    name: str
    """As Word's list of styles shows it, for whoever changes the template."""
    font: str
    size: Length
    alignment: ALIGN = ALIGN.LEFT
    """Characters of one width stand one below the other; justified, LibreOffice loses a full stop here and there."""
    indented: bool = True
    bold: bool = False
    digits: str = DIGITS
    level: int | None = None
    """In the outline, where it is a heading."""
    right: int = 0
    """Hundredths of a character left free on the right."""
    narrowed: int = 0
    """Twentieths of a point between its characters."""


STYLES: dict[str, Style] = {
    "title": Style("公文标题", SONG_TITLE, Pt(22), ALIGN.CENTER, indented=False, digits=SONG_TITLE, level=0),
    "subtitle": Style("公文副标题", KAI, BODY_SIZE, ALIGN.CENTER, indented=False, narrowed=NARROWED),
    "level1": Style("公文一级标题", HEI, BODY_SIZE, level=1, digits=HEI, narrowed=NARROWED),
    "level2": Style("公文二级标题", KAI, BODY_SIZE, level=2, narrowed=NARROWED),
    "body": Style("公文正文", FANGSONG, BODY_SIZE, narrowed=NARROWED),
    "note": Style("公文附注", FANGSONG, BODY_SIZE, narrowed=NARROWED),
    "signature": Style("公文署名", FANGSONG, BODY_SIZE, ALIGN.RIGHT, indented=False, right=400, narrowed=NARROWED),
    "number": Style("公文页码", SONG, NUMBER_SIZE, ALIGN.LEFT, indented=False, digits=SONG),
}  # fmt: skip
"""Kind of paragraph → its look; a heading's kind is read back from an edited document by its style."""
