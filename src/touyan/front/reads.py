"""What the residents' pages read beyond the rooms' own reads."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from touyan.kernel import clock, evidence
from touyan.kernel.acts import about
from touyan.kernel.models import Entry, Evidence
from touyan.orders import reads
from touyan.orders.models import IS_OPEN, Order, Requester
from touyan.town.models import Person

PAGE = 20


def sent_with(key: UUID) -> Requester | None:
    """Whoever sent a form with this key already."""
    # Nearly always there is none: asking for the number alone costs a fifth of asking for the row.
    for pk in Order.objects.filter(idempotency_key=key).values_list("pk", flat=True)[:1]:
        return Requester.objects.select_related("order").get(order=pk, first=True)
    return None


def lead_of(order: Order) -> Order | None:
    """The order that this one follows, with the names that its page shows."""
    if order.lead_id is None:
        return None
    return Order.objects.select_related(*reads.WITH_NAMES).get(pk=order.lead_id)


def told(orders: Iterable[Order]) -> QuerySet[Entry]:
    """What requesters are told of these orders. Others' joining is a number, so a crowd costs no rows."""
    names = reads.FOR_REQUESTERS - {"orders.join"}
    return Entry.objects.filter(
        about__in=[about(order) for order in orders], name__in=names
    ).order_by("at", "id")


def photos(orders: Iterable[Order]) -> QuerySet[Evidence]:
    return Evidence.objects.filter(owner__in=[about(order) for order in orders]).order_by("pk")


def drafted(key: UUID) -> list[Evidence]:
    """The photos that wait until their form is sent."""
    return list(evidence.of(evidence.draft(str(key))))


def public_page(*, before: int | None, village: str, state: str) -> list[Order]:
    """One page of the public list, newest first, and one more that tells whether there is another."""
    rows = reads.filtered(reads.public(), {"state": state}).select_related("village", "category")
    if village:
        rows = rows.filter(village__code=village)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def mine_page(rows: QuerySet[Requester], before: int | None) -> list[Requester]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[: PAGE + 1])


def by_state() -> dict[str, int]:
    counted = Order.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(counted)


def overdue() -> int:
    return Order.objects.filter(Q(IS_OPEN), due_at__lt=clock.now()).count()


def device_of(person: Person, *, confirmed: bool) -> Any:
    """The person's app for one-time codes: the one in force, or one that has not proved itself yet."""
    return TOTPDevice.objects.filter(user_id=person.pk, confirmed=confirmed).first()
