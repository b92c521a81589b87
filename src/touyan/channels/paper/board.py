"""For the notice board: what became of what was asked for in the open, from the copies that everybody may read."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from reportlab.lib.units import mm

from touyan.channels.paper.sheet import LEFT, RIGHT, Sheet, broken
from touyan.kernel import clock
from touyan.orders.models import Order
from touyan.town.models import Organisation

CODE = 26 * mm
SIZE, HEAD = 13, 14


def board_pdf(place: Organisation, since: date, orders: Iterable[Order]) -> bytes:
    today = clock.today()
    sheet = Sheet(_("What became of it"), place.label)
    sheet.code(settings.BASE_URL + reverse("front:orders"), RIGHT - CODE, sheet.y - CODE, CODE)
    sheet.say(_("What you asked for, and what became of it"), 22)
    sheet.say(place.label, 16)
    sheet.say(_("From {first} to {last}").format(first=since, last=today), 12, soft=True)
    sheet.space(10 * mm)
    count = 0
    for order in orders:
        _row(sheet, order)
        count += 1
    if not count:
        sheet.say(_("Nothing was finished in these days."), SIZE)
    return sheet.pdf()


def _row(sheet: Sheet, order: Order) -> None:
    words = broken(order.public_words, SIZE, RIGHT - LEFT)
    if not sheet.fits(HEAD * 1.5 + SIZE * 1.5 * (len(words) + 1) + 6 * mm):
        sheet.turn()
    sheet.rule()
    head = [order.ref, order.village.label, order.category.label if order.category else ""]
    sheet.say(" · ".join(part for part in head if part), HEAD)
    sheet.say(order.public_words, SIZE)
    sheet.say(_state(order), SIZE, soft=True)
    sheet.space(3 * mm)


def _state(order: Order) -> str:
    at = order.closed_at or order.delivered_at
    said = str(order.get_outcome_display() or order.get_state_display())
    return f"{said} · {timezone.localdate(at)}" if at else said
