"""Orders as one line of a list: everything looked up and said once, so that templates only print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from touyan.desk.telling import late_by
from touyan.kernel import clock
from touyan.orders.models import Order
from touyan.orders.states import Urgency

WITH = ("village", "category", "holder", "holder_person")
"""What a line needs besides the order's own row."""
READ = (
    "words", "state", "where", "urgency", "due_at",
    "village__name", "village__name_en", "category__name", "category__name_en",
    "holder__name", "holder__name_en", "holder_person__name",
)  # fmt: skip
"""And of all of them: a fifth of the columns."""
LETTERS = 80


@dataclass(frozen=True)
class Line:
    pk: int
    ref: str
    href: str
    words: str
    state: str
    label: str
    village: str
    where: str
    category: str
    urgency: str
    holder: str
    due_at: datetime | None
    late: str

    urgent: bool


def of_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Read no more than lines print."""
    return orders.select_related(*WITH).only(*READ)


def lines(orders: Iterable[Order]) -> list[Line]:
    now = clock.now()
    return [line(order, now) for order in orders]


def line(order: Order, now: datetime) -> Line:
    ref = order.ref
    return Line(
        pk=order.pk,
        ref=ref,
        href=_address().replace("/0/", f"/{ref}/"),
        words=shortened(order.words),
        state=order.state,
        label=order.get_state_display(),
        village=order.village.label,
        where=order.where,
        category=order.category.label if order.category else "",
        urgency=order.get_urgency_display() if order.urgency != Urgency.SMALL else "",
        holder=held_by(order),
        due_at=order.due_at,
        late=late_by(order.due_at, now) if order.due_at else "",
        urgent=order.urgency == Urgency.URGENT,
    )


@cache
def _address() -> str:
    """Of order 0. To look each one up would cost more than the rest of its line."""
    return reverse("desk:order", args=["0"])


def shortened(text: str) -> str:
    return Truncator(text).chars(LETTERS) if len(text) > LETTERS else text


def held_by(order: Order) -> str:
    if order.holder is None:
        return ""
    person = order.holder_person
    return f"{order.holder.label} · {person.name}" if person else order.holder.label
