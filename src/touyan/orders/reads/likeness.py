"""Which open orders of a village tell of the same thing as somebody who is typing, or as another order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce, Left

from touyan.kernel import clock
from touyan.orders.models import IS_OPEN, Order
from touyan.reading.sameness import READ, Said, alike
from touyan.town.models import Place

NEWEST, AT_THE_PLACE = 200, 50
"""So many of a village's open orders are compared; and besides, of those at the very place."""
LETTERS = 100_000
"""And no more characters than these together, the newest first: two hundred usual orders have twenty thousand."""


def typed(words: str, where: str = "", place: Place | None = None) -> Said:
    """What somebody is about to say, now, and perhaps at a place whose code they scanned."""
    point = (place.latitude, place.longitude) if place else (None, None)
    return _said(0, words, where, clock.now(), place.pk if place else None, *point)


def told(order: Order) -> Said:
    point = (order.latitude, order.longitude)
    if order.place and None in point:
        point = (order.place.latitude, order.place.longitude)
    return _said(order.pk, order.words, order.where, order.placed_at, order.place_id, *point)


def similar(village_id: int, one: Said, limit: int = 3) -> list[Order]:
    """Those that are near in words, in place and in time; the likest first, and never itself."""
    others = [other for other in _candidates(village_id, one.spot) if other.key != one.key]
    close = [pk for _how, pk in alike(one, others)][:limit]
    if not close:
        return []
    shown = Order.objects.select_related("category", "village").annotate(asked=Count("requesters"))
    found = shown.in_bulk(close)
    return [found[pk] for pk in close if pk in found]


def _candidates(village_id: int, spot: str) -> list[Said]:
    """Those at the same place, however old they are, and the newest."""
    here = Order.objects.filter(IS_OPEN, village_id=village_id).order_by("-id")
    rows = {}
    if spot:
        rows = dict.fromkeys(_columns(here.filter(place_id=int(spot)))[:AT_THE_PLACE])
    rows |= dict.fromkeys(_columns(here)[:NEWEST])
    return list(_short_enough([_said(*row) for row in rows]))


def _short_enough(said: list[Said]) -> Iterator[Said]:
    left = LETTERS
    for one in said:
        left -= len(one.words)
        if left < 0:
            return
        yield one


def _columns(orders: QuerySet[Order]) -> Any:
    """As far as it matters here: whole rows would cost five times as much."""
    return orders.annotate(
        said=Left("words", READ),
        north=Coalesce("latitude", "place__latitude"),
        east=Coalesce("longitude", "place__longitude"),
    ).values_list("pk", "said", "where", "placed_at", "place_id", "north", "east")


def _said(
    pk: int, words: str, where: str, at: datetime, place: int | None,
    north: float | None, east: float | None,
) -> Said:  # fmt: skip
    point = (north, east) if north is not None and east is not None else None
    return Said(pk, f"{where}\n{words}" if where else words, at, str(place or ""), point)
