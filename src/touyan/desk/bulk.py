"""One move on many orders: each in a transaction of its own, each with its answer."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from touyan.desk.told import Told
from touyan.kernel.numbers import heard
from touyan.kernel.refused import Refused
from touyan.orders import acts
from touyan.orders.models import Order
from touyan.orders.moves import LIFE
from touyan.orders.reads import FOR_MOVES, visible_to
from touyan.town.models import Person

MOST = 100
"""At once: what a page shows, four times over."""


def done_to(by: Person, move: str, refs: Sequence[str]) -> list[Told]:
    """Make the move on each order; how many it was made on, and why not on the others."""
    refs = list(dict.fromkeys(ref[:20] for ref in refs))[:MOST]
    if not refs:
        return [("wait", _("Tick the orders first."))]
    known = _known(by, refs)
    done, why_not = 0, defaultdict(list)
    for ref in refs:
        if why := _made(by, move, known.get(ref)):
            why_not[why].append(ref)
        else:
            done += 1
    return [*_done(move, done), *_not_done(why_not)]


def _known(by: Person, refs: Sequence[str]) -> dict[str, Order]:
    numbers = [number for ref in refs if (number := heard(ref)) is not None]
    orders = visible_to(by).filter(pk__in=numbers).select_related(*FOR_MOVES)
    return {order.ref: order for order in orders}


def _made(by: Person, move: str, order: Order | None) -> str:
    """Nothing if it was made, else the reason why not."""
    if order is None:
        return _("There is no such order that you can see.")
    if move == "follow":
        acts.follow(by=by, order=order)
        return ""
    try:
        acts.ACTS[move](by=by, order=order)
    except Refused as no:
        return str(no)
    return ""


def _done(move: str, count: int) -> list[Told]:
    if not count:
        return []
    label = _("Follow") if move == "follow" else LIFE.moves[move].label
    text = ngettext("“{move}”: {n} order done.", "“{move}”: {n} orders done.", count)
    return [("good", text.format(move=label, n=count))]


def _not_done(why_not: dict[str, list[str]]) -> list[Told]:
    comma = pgettext("between things in a list", ", ")
    text = pgettext("orders: why not", "{refs}: {why}")
    return [("wait", text.format(refs=comma.join(refs), why=why)) for why, refs in why_not.items()]
