"""A sheet of A4 that is set line by line: first everything that is said, then the font for just these characters."""

import io
import uuid
from dataclasses import dataclass, field, replace
from unicodedata import east_asian_width

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from touyan.programmes.papers.font import embedded

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, LOW = 20 * mm, WIDTH - 20 * mm, HEIGHT - 20 * mm, 20 * mm
INK, SOFT = (0.12, 0.11, 0.09), (0.36, 0.33, 0.28)
ASIAN = "STSong-Light"
"""Which readers bring themselves: where this machine has no font to embed."""
SMALL = 8
NARROW = 0.56
"""Of its height a letter that is not Chinese takes about so much."""


@dataclass(frozen=True)
class Words:
    x: float
    y: float
    size: float
    text: str
    soft: bool = False
    middle: bool = False


@dataclass
class Page:
    words: list[Words] = field(default_factory=list)
    lines: list[tuple[float, float, float, bool]] = field(default_factory=list)
    """From x to x at y, and whether it is where scissors go."""
    codes: list[tuple[str, float, float, float]] = field(default_factory=list)


class Sheet:
    """`y` is where the next line begins, from the top down; `foot` stands below every page."""

    def __init__(self, title: str, author: str, foot: str = "") -> None:
        self.title, self.author = title, author
        self.foot = broken(foot, SMALL, RIGHT - LEFT) if foot else []
        self.pages = [Page()]
        self.y = TOP

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = TOP

    def say(self, text: str, size: float = 12, *, soft: bool = False, middle: bool = False) -> None:
        """A paragraph across the sheet, broken where it has to be."""
        for line in broken(text, size, RIGHT - LEFT):
            self.y -= size * 1.5
            x = WIDTH / 2 if middle else LEFT
            self.page.words.append(Words(x, self.y, size, line, soft, middle))

    def put(self, text: str, x: float, y: float, size: float = 12, *, soft: bool = False) -> None:
        """One line at a place of its own."""
        self.page.words.append(Words(x, y, size, text, soft))

    def rule(self, *, cut: bool = False, x: float = LEFT, to: float = RIGHT) -> None:
        self.page.lines.append((x, to, self.y, cut))

    def code(self, address: str, x: float, y: float, size: float) -> None:
        """The address as a QR code whose lower left corner is at x, y."""
        self.page.codes.append((address, x, y, size))

    def space(self, height: float) -> None:
        self.y -= height

    def fits(self, height: float) -> bool:
        return bool(self.y - height >= LOW)

    def pdf(self) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, pageCompression=1)
        canvas.setTitle(self.title)
        canvas.setAuthor(self.author)
        foot = self._foot()
        pages = [replace(page, words=[*page.words, *foot]) for page in self.pages]
        font = _font("".join(one.text for page in pages for one in page.words))
        for page in pages:
            _draw(canvas, font, page)
            canvas.showPage()
        canvas.save()
        if font != ASIAN:
            # The library would keep each paper's font for as long as the process lives.
            pdfmetrics.getFont(font).unregister()
        return out.getvalue()

    def _foot(self) -> list[Words]:
        """Within the margin, where no line of the page itself comes."""
        return [
            Words(LEFT, LOW - (number + 1) * SMALL * 1.5, SMALL, line, soft=True)
            for number, line in enumerate(self.foot)
        ]


def broken(text: str, size: float, width: float) -> list[str]:
    """The lines of a text: Chinese may break anywhere, other words between them."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for piece in _pieces(paragraph):
            if line and wide(line + piece.rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            while wide(piece, size) > width:  # an address longer than the sheet is wide
                cut = max(1, int(width / (size * NARROW)))
                lines.append(piece[:cut])
                piece = piece[cut:]
            line += piece
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """What may not be broken: a Chinese character, or a word with the space after it."""
    pieces: list[str] = []
    for letter in text:
        joins = pieces and _narrow(letter) and _narrow(pieces[-1][-1]) and pieces[-1][-1] != " "
        if joins:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _narrow(letter: str) -> bool:
    return east_asian_width(letter) not in {"W", "F", "A"}


def wide(text: str, size: float) -> float:
    return sum(size * (NARROW if _narrow(letter) else 1) for letter in text)


def _font(text: str) -> str:
    """Register the font that this paper is set in, under a name of its own."""
    name = f"paper{uuid.uuid4().hex}"
    file = embedded(text, name)
    if file is None:
        pdfmetrics.registerFont(UnicodeCIDFont(ASIAN))
        return ASIAN
    pdfmetrics.registerFont(TTFont(name, file))
    return name


def _draw(canvas: Canvas, font: str, page: Page) -> None:
    for words in page.words:
        canvas.setFillColorRGB(*(SOFT if words.soft else INK))
        canvas.setFont(font, words.size)
        draw = canvas.drawCentredString if words.middle else canvas.drawString
        draw(words.x, words.y, words.text)
    canvas.setStrokeColorRGB(*SOFT)
    canvas.setLineWidth(0.5)
    for x, to, y, cut in page.lines:
        canvas.setDash(*((3, 3) if cut else ()))
        canvas.line(x, y, to, y)
    canvas.setFillColorRGB(0, 0, 0)
    for address, x, y, size in page.codes:
        _code(canvas, address, x, y, size)


def _code(canvas: Canvas, address: str, x: float, y: float, size: float) -> None:
    modules = [list(row) for row in segno.make(address, error="q", micro=False).matrix]
    side = size / len(modules)
    for down, row in enumerate(modules):
        for across, dark in enumerate(row):
            if dark:
                canvas.rect(
                    x + across * side, y + size - (down + 1) * side, side, side, stroke=0, fill=1
                )
