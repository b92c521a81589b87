"""What the clock forgets of orders that were over long ago, at night, some hundred a minute. Safe to run twice."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.orders.acts import expire, forget_contacts
from touyan.orders.models import GUEST_TO_FORGET, TO_FORGET, Order, Requester
from touyan.orders.reads import over_before
from touyan.orders.states import State

PORTION = 500


def forget_old(portion: int = PORTION) -> int:
    """Words, photos and people of what was over for as long as the town keeps them; how many orders."""
    before = clock.now() - timedelta(days=settings.ORDERS_KEPT_DAYS)
    said, done = Order.objects.filter(TO_FORGET), 0
    merged = said.filter(closed_at__isnull=True, state=State.MERGED)
    # One after the other: each alone is read from the index of what is still to forget.
    for rows in (
        said.filter(closed_at__lt=before).order_by("closed_at"),
        merged.filter(lead__closed_at__lt=before).order_by("pk"),
    ):
        done += _each(rows, lambda order: expire(by=CLOCK, order=order), portion - done)
    return done


def forget_guests(portion: int = PORTION) -> int:
    """Sooner: how to reach whoever asked without an account."""
    before = clock.now() - timedelta(days=settings.CONTACTS_KEPT_DAYS)
    # Who asked after that day asked for nothing that was over before it; the others have an index of their own.
    guests = Requester.objects.filter(GUEST_TO_FORGET, at__lt=before).values("order")
    rows = over_before(before).filter(pk__in=guests)
    return _each(rows, lambda order: forget_contacts(by=CLOCK, order=order), portion)


def _each(rows: QuerySet[Order], do: Callable[[Order], Event[Order]], portion: int) -> int:
    done = 0
    if clock.is_night():
        for order in rows[:portion]:
            try:
                do(order)
            except Refused:  # opened again meanwhile
                continue
            done += 1
    return done
