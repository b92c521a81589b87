"""A difficulty raised at a symposium becomes an order; each of the two knows of the other."""

from uuid import UUID

from touyan.orders.acts import place
from touyan.orders.models import Order
from touyan.orders.reads import visible_to
from touyan.orders.states import Channel
from touyan.programmes.models import Session
from touyan.programmes.states import RAISED
from touyan.town.models import Organisation, Person


def raise_difficulty(
    *, by: Person, session: Session, words: str, village: Organisation, key: UUID
) -> Order:
    """Place it for whoever raised it; the session keeps its number (conf/stories). Sent twice it is one."""
    return place(
        by=by, village=village, words=words, channel=Channel.DESK, key=key, source=RAISED,
        source_ref=f"{session.pk}:{key}",
    ).about  # fmt: skip


def orders_of(session: Session, person: Person) -> list[Order]:
    """The orders that came of a session, as far as this person may see them."""
    rows = visible_to(person).filter(source=RAISED, source_ref__startswith=f"{session.pk}:")
    return list(rows.select_related("village").order_by("id")[:50])


def session_number(order: Order) -> int | None:
    """The session at which an order was raised."""
    number = order.source_ref.partition(":")[0]
    return int(number) if order.source == RAISED and number.isdigit() else None
