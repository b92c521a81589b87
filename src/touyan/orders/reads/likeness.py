"""Which open orders of a village tell of the same thing as somebody who is typing, or as another order."""

from collections.abc import Iterator
from datetime import datetime
from heapq import nlargest

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from touyan.kernel import clock
from touyan.kernel.prepared import Prepared
from touyan.orders.models import IS_OPEN, Order
from touyan.reading.sameness import ALIKE, READ, Said, by_words, most_beside, weighed
from touyan.town.models import Place

NEWEST, AT_THE_PLACE = 200, 50
"""So many of a village's open orders are compared; and besides, of those at the very place."""
NEAREST = 20
"""By words alone: of no more it is read where and when they were."""
LETTERS = 100_000
"""And no more characters than these together, the newest first: two hundred usual orders have twenty thousand."""


def typed(words: str, where: str = "", place: Place | None = None) -> Said:
    """What somebody is about to say, now, and perhaps at a place whose code they scanned."""
    point = (place.latitude, place.longitude) if place else (None, None)
    return _said(0, _text(where, words), clock.now(), place.pk if place else None, *point)


def told(order: Order) -> Said:
    point = (order.latitude, order.longitude)
    if order.place and None in point:
        point = (order.place.latitude, order.place.longitude)
    text = _text(order.where, order.words)
    return _said(order.pk, text, order.placed_at, order.place_id, *point)


def similar(village_id: int, one: Said, limit: int = 3) -> list[Order]:
    """Those that are near in words, in place and in time; the likest first, and never itself."""
    least = ALIKE - most_beside(one)
    said_alike = by_words(one.words, _texts(village_id, one))
    near = {pk: how for pk, how in said_alike.items() if how >= least}
    if not near:  # as a rule; to read where and when they were costs as much as all before
        return []
    shown = Order.objects.select_related("category", "village", "place").annotate(
        asked=Count("requesters")
    )
    found = shown.in_bulk(nlargest(NEAREST, near, key=near.__getitem__))
    close = weighed(one, map(told, found.values()), near)
    return [found[pk] for _how, pk in close[:limit]]


def _texts(village_id: int, one: Said) -> dict[int, str]:
    """What those at the same place say, however old they are, and the newest."""
    rows = _at_the_place(village_id, int(one.spot)) if one.spot else []
    said = {pk: _text(where, words) for pk, where, words in [*rows, *_newest(village_id)]}
    said.pop(one.key, None)
    return dict(_short_enough(said))


def _short_enough(said: dict[int, str]) -> Iterator[tuple[int, str]]:
    left = LETTERS
    for pk, text in said.items():
        left -= len(text)
        if left < 0:
            return
        yield pk, text


def _open_in(village_id: int) -> QuerySet[Order, tuple[int, str, str]]:
    """Words as far as they matter here."""
    here = Order.objects.filter(IS_OPEN, village_id=village_id).order_by("-id")
    return here.values_list("pk", "where", Left("words", READ))


# Asked whenever somebody is about to send; like no other number in the question.
_newest = Prepared(lambda village: _open_in(village)[:NEWEST], 7_000_001)
_at_the_place = Prepared(
    lambda village, place: _open_in(village).filter(place_id=place)[:AT_THE_PLACE],
    7_000_001, 7_000_002,
)  # fmt: skip


def _text(where: str, words: str) -> str:
    return f"{where}\n{words}" if where else words


def _said(
    pk: int, text: str, at: datetime, place: int | None, north: float | None, east: float | None
) -> Said:
    point = (north, east) if north is not None and east is not None else None
    return Said(pk, text, at, str(place or ""), point)
