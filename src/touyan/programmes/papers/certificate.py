"""The certificate of service as a PDF: one sheet, and a code by which anybody can check it."""

import io

import segno
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from touyan.programmes.models import Certificate
from touyan.programmes.papers.font import embedded

WIDTH, HEIGHT = A4
ACCENT, INK, SOFT = (0.69, 0.18, 0.11), (0.12, 0.11, 0.09), (0.36, 0.33, 0.28)
ASIAN = "STSong-Light"
"""Which readers bring themselves: where this machine has no font to embed."""
QR = 34 * mm


def certificate_pdf(certificate: Certificate, address: str) -> bytes:
    """`address` is where it can be checked."""
    lines = _lines(certificate)
    foot = [_("Number {code}").format(code=certificate.code), _("Check it at"), address]
    text = "".join([*lines, *foot, certificate.town.label])
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setTitle(lines[0])
    canvas.setAuthor(certificate.town.label)
    font = _font(text, certificate.code)
    _frame(canvas)
    _words(canvas, font, lines, certificate.town.label)
    _foot(canvas, font, foot, address)
    canvas.save()
    if font != ASIAN:
        # The library would keep each paper's font for as long as the process lives.
        pdfmetrics.getFont(font).unregister()
    return out.getvalue()


def _lines(one: Certificate) -> list[str]:
    """The heading, then what is certified, line by line."""
    hours = _("{hours} hours {minutes} minutes").format(
        hours=one.minutes // 60, minutes=one.minutes % 60
    )
    issued = timezone.localdate(one.issued_at)
    return [
        _("Certificate of volunteer service"),
        one.person.name,
        _("From {first} to {last}").format(first=one.starts_on, last=one.ends_on),
        ngettext("{n} service", "{n} services", one.services).format(n=one.services),
        hours,
        _("Issued on {day}").format(day=issued),
    ]


def _font(text: str, name: str) -> str:
    """Register the font that this paper is set in, under a name of its own."""
    file = embedded(text, name)
    if file is None:
        pdfmetrics.registerFont(UnicodeCIDFont(ASIAN))
        return ASIAN
    pdfmetrics.registerFont(TTFont(name, file))
    return name


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColorRGB(*ACCENT)
    canvas.setLineWidth(2)
    canvas.rect(14 * mm, 14 * mm, WIDTH - 28 * mm, HEIGHT - 28 * mm)
    canvas.setLineWidth(0.6)
    canvas.rect(16 * mm, 16 * mm, WIDTH - 32 * mm, HEIGHT - 32 * mm)


def _words(canvas: Canvas, font: str, lines: list[str], town: str) -> None:
    heading, name, *rest = lines
    middle = WIDTH / 2
    canvas.setFillColorRGB(*ACCENT)
    canvas.setFont(font, 30)
    canvas.drawCentredString(middle, HEIGHT - 70 * mm, heading)
    canvas.setFillColorRGB(*INK)
    canvas.setFont(font, 26)
    canvas.drawCentredString(middle, HEIGHT - 100 * mm, name)
    canvas.setFont(font, 16)
    for number, line in enumerate(rest[:-1]):
        canvas.drawCentredString(middle, HEIGHT - (118 + 11 * number) * mm, line)
    canvas.drawCentredString(middle, HEIGHT - 172 * mm, town)
    canvas.setFont(font, 12)
    canvas.drawCentredString(middle, HEIGHT - 181 * mm, rest[-1])


def _foot(canvas: Canvas, font: str, foot: list[str], address: str) -> None:
    left, low = 26 * mm, 24 * mm
    modules = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    size = QR / len(modules)
    canvas.setFillColorRGB(0, 0, 0)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                canvas.rect(
                    left + x * size, low + QR - (y + 1) * size, size, size, stroke=0, fill=1
                )
    canvas.setFillColorRGB(*SOFT)
    canvas.setFont(font, 10)
    for number, line in enumerate(foot):
        canvas.drawString(left + QR + 6 * mm, low + QR - (6 + 6 * number) * mm, line)
