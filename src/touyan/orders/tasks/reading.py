"""What the worker writes down of its reading, and what takes it away again.

Reading takes seconds, and meanwhile words may be erased. So what was read is compared under the
orders' lock with what stands there, and dropped where it differs: nothing that was erased comes back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.orders.models import IS_OPEN, Matter, Measured, Order, Suggestion, Voice
from touyan.orders.reads import reading

Read = Mapping[int, str]
"""The words of each order as they were read."""


def reread(event: Event[Order]) -> None:
    """More was said: the worker reads it anew."""
    Suggestion.objects.filter(order=event.about).delete()


def forget_reading(event: Event[Order]) -> None:
    """Its words were erased: no word of them stays in a suggestion, and it speaks in no matter."""
    Suggestion.objects.filter(order=event.about).delete()
    Voice.objects.filter(order=event.about).delete()


def suggested(read: Read, told: Mapping[int, dict[str, Any]]) -> int:
    """Keep what each order is probably about; how many were kept."""
    with transaction.atomic():
        orders = _as_read(read, reading.said_in)
        categories = reading.known_categories({order.town_id for order in orders})
        units = reading.usual_units(_named(orders, told, categories))
        rows = [_suggestion(order, told[order.pk], categories, units) for order in orders]
        fields = ["category", "unit", "sure", "because", "at"]
        made = Suggestion.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["order"], update_fields=fields
        )
    return len(made)


def _as_read(read: Read, now_said: Any) -> list[Order]:
    """The orders, locked, whose words are still what was read."""
    rows = Order.objects.select_for_update(of=("self",)).filter(pk__in=read).order_by("pk")
    orders = list(rows)
    words = now_said(orders)
    return [order for order in orders if words[order.pk] == read[order.pk]]


def _named(
    orders: Iterable[Order], told: Mapping[int, dict[str, Any]], categories: Mapping[Any, Any]
) -> list[Any]:
    found = {(order.town_id, told[order.pk]["label"]) for order in orders}
    return [categories[key] for key in sorted(found & categories.keys())]


def _suggestion(
    order: Order,
    one: dict[str, Any],
    categories: Mapping[Any, Any],
    units: Mapping[int, int | None],
) -> Suggestion:
    category = categories.get((order.town_id, one["label"]))
    return Suggestion(
        order=order, category=category, unit_id=units[category.pk] if category else None,
        sure=one["p"], because=one["because"] if category else [], at=clock.now(),
    )  # fmt: skip


def read_anew() -> None:
    """Something was learnt: what waits to be sorted gets another suggestion."""
    waiting = Order.objects.filter(IS_OPEN, category__isnull=True)
    Suggestion.objects.filter(order__in=waiting.values("pk")).delete()


def keep_matters(town_id: int, read: Read, found: Sequence[tuple[int, Sequence[int]]]) -> int:
    """A town's hot matters, instead of those found before: how many people, and the orders, nearest first."""
    with transaction.atomic():
        words = {order.pk for order in _as_read(read, _own_words)}
        Matter.objects.filter(town=town_id).delete()
        rows = [
            Matter(town_id=town_id, rank=rank, people=people, at=clock.now())
            for rank, (people, _orders) in enumerate(found)
        ]
        matters = Matter.objects.bulk_create(rows)
        Voice.objects.bulk_create(
            Voice(matter=matter, order_id=pk, place=place)
            for matter, (_people, orders) in zip(matters, found, strict=True)
            for place, pk in enumerate(orders)
            if pk in words
        )
    return len(matters)


def _own_words(orders: Iterable[Order]) -> dict[int, str]:
    return {order.pk: f"{order.where} {order.words}" for order in orders}


def measured(town_id: int, what: str, figures: dict[str, Any]) -> None:
    """Keep how well the reading did, for the office to judge."""
    values = {"figures": figures, "at": clock.now()}
    Measured.objects.update_or_create(town_id=town_id, what=what, defaults=values)
