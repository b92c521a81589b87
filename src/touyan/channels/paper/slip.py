"""What somebody who asked takes home, in print that every eye reads; below the cut, what they asked for."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.units import mm

from touyan.channels.paper.sheet import LEFT, RIGHT, Sheet, broken
from touyan.orders.models import Order, Requester
from touyan.orders.states import State

CODE = 62 * mm
BIG = 44
MOST_WORDS = 400


def slip_pdf(requester: Requester, address: str, phone: str, declined: Sequence[str] = ()) -> bytes:
    """`address` is the private link; whoever holds the upper half can act for them.

    `declined` says why it was not accepted, line by line; nothing where it was not.
    """
    return slip(requester, address, phone, declined).pdf()


def slip(requester: Requester, address: str, phone: str, declined: Sequence[str] = ()) -> Sheet:
    order = requester.order
    sheet = Sheet(_("Slip {ref}").format(ref=order.ref), order.town.label)
    _half_to_keep(sheet, requester, address, phone)
    sheet.space(8 * mm)
    sheet.rule(cut=True)
    sheet.space(4 * mm)
    _receipt(sheet, order, requester, declined)
    return sheet


def _half_to_keep(sheet: Sheet, requester: Requester, address: str, phone: str) -> None:
    order = requester.order
    sheet.say(order.town.label, 16)
    top = sheet.y
    sheet.code(address, RIGHT - CODE, top - CODE - 4 * mm, CODE)
    for label, number in ((_("Your number"), order.ref), (_("PIN"), requester.pin)):
        sheet.space(4 * mm)
        sheet.say(label, 14, soft=True)
        sheet.say(number, BIG)
    sheet.y = min(sheet.y, top - CODE - 6 * mm)
    sheet.say(address, 10, soft=True)
    sheet.say(
        _("Scan the code, or type number and PIN under “Follow what you asked for”, or ask your branch. Whoever holds this slip can act for you."),
        13,
    )  # fmt: skip
    foot = [order.village.label, _day(requester.at), phone]
    sheet.say(" · ".join(part for part in foot if part), 13)


def _receipt(sheet: Sheet, order: Order, requester: Requester, declined: Sequence[str]) -> None:
    """Without the PIN and the code: this half may lie in a file, or be shown at the next door."""
    sheet.say(_("Receipt"), 16)
    facts = [
        (_("Number"), order.ref),
        (_("Asked for on"), _moment(requester.at)),
        (_("Where"), " ".join(part for part in (order.village.label, order.where) if part)),
        (_("Category"), order.category.label if order.category else ""),
        (_("Taken by"), order.branch.label),
        (_("To be done by"), "" if declined else _day(order.promised_at)),
    ]
    for label, value in facts:
        if value:
            sheet.say(f"{label}: {value}", 12)
    if requester.first:
        sheet.space(2 * mm)
        sheet.say(order.words[:MOST_WORDS] + ("…" if len(order.words) > MOST_WORDS else ""), 12)
    _not_accepted(sheet, declined)
    if not sheet.fits(14 * mm):
        sheet.turn()
    sheet.space(14 * mm)
    sheet.put(_("Received by"), LEFT, sheet.y, 11, soft=True)
    sheet.rule(x=LEFT + 30 * mm, to=LEFT + 90 * mm)


def _not_accepted(sheet: Sheet, declined: Sequence[str]) -> None:
    """Why, by which rule, and the next door; overleaf where a long rule fills the sheet."""
    if not declined:
        return
    sheet.space(2 * mm)
    for text, size in ((str(State.DECLINED.label), 14), *((line, 12) for line in declined)):
        for line in broken(text, size, RIGHT - LEFT):
            if not sheet.fits(size * 1.5):
                sheet.turn()
            sheet.say(line, size)


def _day(at: datetime | None) -> str:
    local = timezone.localtime(at) if at else None
    return formatted(local, pgettext("format of a day", "j M Y")) if local else ""


def _moment(at: datetime | None) -> str:
    local = timezone.localtime(at) if at else None
    return f"{_day(at)} {local:%H:%M}" if local else ""
