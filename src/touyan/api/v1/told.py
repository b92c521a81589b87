"""An order as somebody may read it: everybody, the system that brought it, or the office."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.urls import reverse
from django.utils import timezone

from touyan.api.models import Client
from touyan.api.v1.shapes import orders as shapes
from touyan.kernel.models import Entry
from touyan.kernel.numbers import spoken
from touyan.kernel.working_time import Due, explain
from touyan.orders.models import Custody, Order
from touyan.orders.moves import LIFE
from touyan.orders.reads import FOR_REQUESTERS
from touyan.orders.states import State

Seen = Literal["public", "brought", "office"]
TIMES = (
    "placed_at", "accept_due_at", "accepted_at", "answered_at", "escalated_at", "dispatched_at",
    "delivered_at", "closed_at",
)  # fmt: skip


def moment(at: datetime) -> datetime:
    """By the town's clock, to the second."""
    return timezone.localtime(at).replace(microsecond=0)


def moment_if_any(at: datetime | None) -> datetime | None:
    return moment(at) if at else None


def named(thing: Any) -> shapes.Named | None:
    return shapes.Named(code=thing.code, name=thing.label) if thing else None


def named_one(thing: Any) -> shapes.Named:
    return shapes.Named(code=thing.code, name=thing.label)


def line(order: Order, seen: Seen) -> shapes.OrderLine:
    return shapes.OrderLine(**_fields(order, seen))


def whole(order: Order, seen: Seen, **more: Any) -> shapes.Order:
    inside = seen != "public"
    return shapes.Order(
        **_fields(order, seen),
        due_because=explain(Due.from_json(order.due)) if inside and order.due else None,
        follows=spoken(order.lead_id) if inside and order.lead_id else None,
        follows_state=order.lead.state if inside and order.lead else None,
        **more,
    )


def _fields(order: Order, seen: Seen) -> dict[str, Any]:
    return {
        "ref": order.ref,
        "href": reverse("v1:order", args=[order.ref]),
        "seen_as": seen,
        "state": order.state,
        "state_label": order.get_state_display(),
        "is_open": order.is_open,
        "urgency": order.urgency,
        "channel": order.channel,
        "category": named(order.category),
        "village": named_one(order.village),
        "place": named(order.place),
        "branch": named_one(order.branch),
        "agency": named(order.agency),
        "outcome": order.outcome or None,
        "reopened": order.reopened,
        "is_public": order.is_public,
        "promised_at": moment_if_any(order.promised_at),
        **{name: moment_if_any(getattr(order, name)) for name in TIMES},
        **(_for_all(order) if seen == "public" else _for_those_inside(order, seen)),
    }


def _for_all(order: Order) -> dict[str, Any]:
    """A position can be somebody's door: of the public thing alone, and of nothing that somebody typed."""
    return {
        "words": order.public_words or None,
        "where": None,
        "latitude": order.place.latitude if order.place else None,
        "longitude": order.place.longitude if order.place else None,
        "holder": None,
        "due_at": None,
        "satisfaction": None,
        "reference": None,
    }


def _for_those_inside(order: Order, seen: Seen) -> dict[str, Any]:
    spot = order if order.latitude is not None else order.place
    return {
        "words": order.words,
        "where": order.where or None,
        "latitude": spot.latitude if spot else None,
        "longitude": spot.longitude if spot else None,
        "holder": named(order.holder),
        "due_at": moment_if_any(order.due_at),
        "satisfaction": order.satisfaction or None,
        "reference": (order.source_ref or None) if seen == "brought" else None,
    }


def custody(links: Iterable[Custody]) -> list[shapes.Custody]:
    return [_link(link) for link in links]


def _link(link: Custody) -> shapes.Custody:
    return shapes.Custody(
        organisation=named_one(link.organisation), state=link.state, since=moment(link.since),
        due_at=moment(link.due_at), until=moment_if_any(link.until), ended_by=link.ended or None,
    )  # fmt: skip


# The trail -------------------------------------------------------------------------------------

WRITTEN = ("words", "reply", "text", "rule", "next_door", "reason")
TO_THE_REQUESTER = ("reply", "rule", "next_door")
"""What the office writes to whoever asked; reasons among colleagues are not for them."""


@dataclass(frozen=True)
class Reader:
    """Who reads an order's trail."""

    client: Client | None
    seen: Seen

    def is_told(self, entry: Entry) -> bool:
        """Everybody reads where it went; whoever asked also what they were told; the office reads all of it."""
        if self.seen == "office":
            return True
        if self.seen == "brought":
            return entry.name in FOR_REQUESTERS
        return "state" in entry.data.get("set", {})

    def wrote(self, entry: Entry) -> bool:
        return self.client is not None and entry.by == self.client.signed

    def photos(self, entry: Entry) -> list[int]:
        """Numbers of the photos that came with it: the office's answer and their own for whoever brought the order."""
        if self.seen == "public" or not self.is_told(entry):
            return []
        theirs = self.seen == "office" or self.wrote(entry) or entry.name == "orders.deliver"
        return list(entry.data.get("photos", [])) if theirs else []


def trail(
    order: Order, entries: Iterable[Entry], reader: Reader, kept: Collection[int]
) -> list[shapes.Step]:
    """What the reader is told, step by step; `kept` are the photos that nobody erased."""
    steps = [(entry, reader.photos(entry)) for entry in entries if reader.is_told(entry)]
    return [
        _step(entry, reader, [_photo(order, one) for one in numbers if one in kept])
        for entry, numbers in steps
    ]


def _photo(order: Order, number: int) -> str:
    return reverse("v1:photo", args=[order.ref, number])


def _step(entry: Entry, reader: Reader, photos: list[str]) -> shapes.Step:
    event = entry.name.removeprefix("orders.").rstrip("_")
    move = LIFE.moves.get(event)
    state = entry.data.get("set", {}).get("state")
    label = move.label if move else State.PLACED.label if event == "place" else event
    return shapes.Step(
        event=event, label=str(label), at=moment(entry.at), by=_kind(entry.by, reader.seen),
        state=state if state in State.values else None, words=_words(entry, reader), photos=photos,
    )  # fmt: skip


def _kind(by: str, seen: Seen) -> str:
    """`person:12 as secretary` is “person as secretary” to the office, “person” to all others."""
    who, _as, role = by.partition(" as ")
    kind = who.partition(":")[0]
    return f"{kind} as {role}" if role and seen == "office" else kind


def _words(entry: Entry, reader: Reader) -> str | None:
    if reader.seen == "public":
        return None
    names = WRITTEN if reader.seen == "office" or reader.wrote(entry) else TO_THE_REQUESTER
    said = [str(entry.data[name]) for name in names if entry.data.get(name)]
    return " — ".join(said) or None
