"""The list of a session, to sign on: for a door without a signal."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from reportlab.lib.units import mm

from touyan.channels.paper.sheet import LEFT, RIGHT, Sheet
from touyan.kernel.sheets.origin import Origin
from touyan.programmes.models import Session
from touyan.town.models import Person

LINE = 11 * mm
COLUMNS = (LEFT, LEFT + 14 * mm, LEFT + 70 * mm, LEFT + 110 * mm)
EMPTY_LINES = 5
"""For whoever comes without having booked."""


def roster_pdf(session: Session, people: Sequence[Person], origin: Origin | None) -> bytes:
    name = session.programme.label
    sheet = Sheet(name, session.town.label, origin.line if origin else "")
    sheet.say(name, 20)
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    sheet.say(f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}  {session.where}", 13)
    _heads(sheet)
    names = [person.name for person in people] + [""] * EMPTY_LINES
    for number, one in enumerate(names, start=1):
        _line(sheet, number, one)
    sheet.rule()
    return sheet.pdf()


def _heads(sheet: Sheet) -> None:
    sheet.space(10 * mm)
    for x, label in zip(COLUMNS, ("", _("Name"), _("Came at"), _("Signature")), strict=True):
        sheet.put(label, x, sheet.y, 11, soft=True)
    sheet.space(3 * mm)


def _line(sheet: Sheet, number: int, name: str) -> None:
    if not sheet.fits(LINE):
        sheet.rule()
        sheet.turn()
        _heads(sheet)
    sheet.rule(x=LEFT, to=RIGHT)
    sheet.space(LINE)
    sheet.put(str(number), COLUMNS[0], sheet.y + 3.5 * mm, 11, soft=True)
    sheet.put(name, COLUMNS[1], sheet.y + 3.5 * mm, 13)
