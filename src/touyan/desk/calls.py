"""What the call-back desk needs to know before it rings."""

from collections.abc import Iterable
from dataclasses import dataclass

from touyan.desk.lines import Line, line
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.orders.forms import ConfirmForm, TextForm
from touyan.orders.models import Order, Sample
from touyan.orders.rules import outside_the_unit
from touyan.town.models import Organisation, Person


@dataclass(frozen=True)
class Drawn:
    """The last draw: anyone can draw it again from its seed and its list."""

    row: Sample
    orders: frozenset[int]

    @property
    def frame(self) -> int:
        return len(self.row.frame)


@dataclass(frozen=True)
class Call:
    line: Line
    reply: str
    drawn: bool
    tried: bool
    why_not: str
    confirm: ConfirmForm
    no_answer: TextForm


def last_sample(town: Organisation) -> Drawn | None:
    row = Sample.objects.filter(town=town).select_related("drawn_by").order_by("-id").first()
    if row is None:
        return None
    return Drawn(row, frozenset(row.orders.values_list("pk", flat=True)))


def calls(person: Person, orders: Iterable[Order], sample: Drawn | None) -> list[Call]:
    orders = list(orders)
    replies = _replies(orders)
    drawn = sample.orders if sample else frozenset()
    return [_call(person, order, replies.get(order.pk, ""), drawn) for order in orders]


def _call(person: Person, order: Order, reply: str, drawn: frozenset[int]) -> Call:
    prefix = f"of-{order.pk}-%s"
    return Call(
        line=line(order, clock.now()),
        reply=reply,
        drawn=order.pk in drawn,
        tried=order.called_back_at is not None,
        why_not=str(outside_the_unit(order, person) or ""),
        confirm=ConfirmForm(order=order, by=person, auto_id=prefix),
        no_answer=TextForm(order=order, by=person, auto_id=prefix),
    )


def _replies(orders: Iterable[Order]) -> dict[int, str]:
    """What the requesters were told when it was delivered, the last time if there were several."""
    about = {f"order:{order.pk}": order.pk for order in orders}
    rows = Entry.objects.filter(about__in=about, name="orders.deliver").order_by("seq")
    return {about[row.about]: str(row.data.get("reply", "")) for row in rows}
