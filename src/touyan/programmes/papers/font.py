"""A Chinese font for a PDF: the machine's own, of which only the characters in use are embedded."""

import io
import shutil
import subprocess
from functools import lru_cache

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

WANTED = "Noto Serif CJK SC:lang=zh-cn"
"""Where it is not there, fontconfig gives the nearest that this machine has."""
NOTHING = "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"
NOR = "maxStackElements", "maxSizeOfInstructions", "maxComponentElements", "maxPoints"
NEITHER = "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth"
SHAPING = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]


@lru_cache(maxsize=1)
def chinese() -> tuple[str, int] | None:
    """The file of a font that has Chinese characters, and its number in it."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    command = [program, "-f", "%{file}\n%{index}\n%{lang}", WANTED]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    path, index, languages = [*told.split("\n"), "", "", ""][:3]
    return (path, int(index)) if "zh-cn" in languages and index.isdigit() else None


def embedded(text: str, name: str) -> io.BytesIO | None:
    """A TrueType font of these characters alone, under a name of its own: the library that sets a paper
    takes two fonts of one name for the same. None where the machine has no Chinese font."""
    found = chinese()
    if found is None:
        return None
    made = io.BytesIO()
    with TTFont(found[0], fontNumber=found[1], lazy=True) as font:
        options = Options()
        options.drop_tables += SHAPING
        options.layout_features, options.notdef_outline, options.hinting = [], True, False
        subsetter = Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        if "CFF " in font:
            _as_truetype(font)
        for record in font["name"].names:
            record.string = name
        font.save(made)
    made.seek(0)
    return made


def _as_truetype(font: TTFont) -> None:
    """Draw cubic outlines as quadratic ones: what a PDF embeds most simply."""
    glyphs, order, drawn = font.getGlyphSet(), font.getGlyphOrder(), {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        drawn[name] = pen.glyph()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, drawn
    font["loca"], font["glyf"] = newTable("loca"), table
    del font["CFF "]
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for name in (*NOTHING, *NOR, *NEITHER):
        setattr(most, name, 0)
    most.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
