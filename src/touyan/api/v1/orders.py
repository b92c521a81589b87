"""Orders: listed, read, placed, moved."""

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from touyan.api import reads
from touyan.api.models import Client
from touyan.api.states import Scope
from touyan.api.v1 import asks, marks, told
from touyan.api.v1.keys import asker, holder, opened_by
from touyan.api.v1.once import once
from touyan.api.v1.problems import wrong
from touyan.api.v1.shapes import orders as shapes
from touyan.kernel import clock, evidence
from touyan.kernel.acts import about
from touyan.kernel.models import Entry
from touyan.orders import acts
from touyan.orders.acts import Leaves
from touyan.orders.models import IS_OPEN, Category, Extension, Order, Requester
from touyan.orders.moves import LIFE
from touyan.orders.reads import categories, chain, filtered, timeline
from touyan.orders.states import OPEN, Channel
from touyan.town.models import Organisation, Place
from touyan.town.reads import place as place_of
from touyan.town.reads import village as village_of
from touyan.ui.addresses import whole_address

router = Router(tags=["orders"])


@router.get("/orders", response=shapes.Orders, url_name="orders", operation_id="list_orders")
def list_orders(request: HttpRequest, wishes: Query[shapes.OrderWishes]) -> shapes.Orders:
    """Orders, the newest first.

    Without a key, or with one that has no role, those that the office has published; with `orders:read` and a role,
    those that the role sees on its organisation and below.
    """
    client = asker(request)
    rows = _wished(reads.listed(client), wishes).select_related(*reads.WITH_NAMES, "holder")
    found, following = marks.by_number(rows, wishes.after, wishes.size)
    inside = reads.seen_by_office(client, found)
    lines = [told.line(one, _seen(one, client, one.pk in inside)) for one in found]
    return shapes.Orders(items=lines, next=following)


@router.get(
    "/orders/{slug:ref}", response=shapes.Order, url_name="order", operation_id="read_order"
)
def read_order(request: HttpRequest, ref: str) -> shapes.Order:
    """One order: who held it, what happened, and every move that is yours to make, with the reason why not."""
    client = asker(request)
    order = found(client, ref)
    reader = read_by(client, order)
    links, kept = (chain(order), photos_of(order)) if reader.seen != "public" else ((), frozenset())
    return told.whole(
        order, reader.seen, custody=told.custody(links), actions=asks.actions(order, client),
        trail=told.trail(order, steps_of(order), reader, kept),
    )  # fmt: skip


@router.post(
    "/orders",
    response={201: shapes.Placed},
    url_name="orders",
    operation_id="place_order",
    auth=opened_by(Scope.PLACE),
)
def place_order(request: HttpRequest, body: shapes.NewOrder) -> Status[dict[str, Any]]:
    """Place an order: the village's branch holds it at once. Needs `orders:place`.

    With an `Idempotency-Key` the same need arrives once, however often it is sent.
    """
    client = holder(request)
    return Status(201, once(request, client, partial(_place, request, client, body)))


@router.post(
    "/orders/{slug:ref}/moves/{slug:move}",
    response=shapes.Moved, url_name="move", operation_id="move_order", auth=opened_by(Scope.MOVE),
)  # fmt: skip
def move_order(request: HttpRequest, ref: str, move: str, body: shapes.MoveBody) -> dict[str, Any]:
    """Make a move: the very act that the desk calls. Needs `orders:move`, and a role or an order that you brought.

    `actions[]` of the order says which moves are yours, what each asks for, and why not now.
    """
    client = holder(request)
    if move not in LIFE.moves:
        raise Http404
    return once(request, client, partial(_move, client, ref, move, body))


# Reading ---------------------------------------------------------------------------------------


def found(client: Client | None, ref: str) -> Order:
    """The order as this client may see it, with what the rules ask of it; 404 for all others."""
    of_it = OuterRef("pk")
    extensions = Extension.objects.filter(order_id=of_it)
    facts = {
        "was_extended": Exists(extensions.filter(granted=True)),
        "asks_extension": Exists(extensions.filter(decided_at__isnull=True)),
        "leads_others": Exists(Order.objects.filter(lead_id=of_it)),
        "asked_by_others": Exists(Requester.objects.filter(order_id=of_it, first=False)),
        "in_office": Exists(reads.in_office(client).filter(pk=of_it)),
    }
    order = reads.by_number(reads.readable_by(client).annotate(**facts), ref)
    if order is None:
        raise Http404
    return order


def read_by(client: Client | None, order: Order) -> told.Reader:
    """Who reads this order, which `found` found."""
    return told.Reader(client, _seen(order, client, order.in_office))  # type: ignore[attr-defined]


def steps_of(order: Order) -> QuerySet[Entry]:
    """What happened; who joined is a number elsewhere."""
    return timeline(order).exclude(name="orders.join")


def photos_of(order: Order) -> frozenset[int]:
    return frozenset(evidence.of(about(order)).values_list("pk", flat=True))


def _seen(order: Order, client: Client | None, inside: bool) -> told.Seen:
    if inside:
        return "office"
    return "brought" if reads.is_own(order, client) else "public"


def _wished(rows: QuerySet[Order], wishes: shapes.OrderWishes) -> QuerySet[Order]:
    said = wishes.model_dump(exclude_none=True)
    columns = {
        "town": "town__code", "village": "village__code", "category": "category__code",
        "placed_from": "placed_on__gte", "placed_to": "placed_on__lte",
    }  # fmt: skip
    rows = filtered(rows, {name: said.get(name) for name in ("state", "urgency", "overdue")})
    rows = rows.filter(**{column: said[name] for name, column in columns.items() if name in said})
    if wishes.status == "open":
        return rows.filter(IS_OPEN)
    return rows.exclude(state__in=sorted(OPEN)) if wishes.status == "closed" else rows


# Placing ---------------------------------------------------------------------------------------


def _place(request: HttpRequest, client: Client, body: shapes.NewOrder) -> dict[str, Any]:
    spot, village = _spot(client, body)
    event = acts.place(
        by=client, village=village, at_place=spot, words=body.words, where=body.where,
        latitude=body.latitude, longitude=body.longitude, category=_category(village, body.category),
        urgency=body.urgency or "", channel=Channel.API, source=client.source, source_ref=body.reference,
        photos=asks.waiting(client, body.photos) if body.photos else None,
        leaves=Leaves(name=body.name, phone=body.phone.strip(), anonymous=body.anonymous),
    )  # fmt: skip
    if event.repeated and event.about.words != body.words.strip():
        raise wrong("reference", _("This number was used before, for another matter."))
    return _placed(request, event.about, event.made)


def _placed(request: HttpRequest, order: Order, requester: Requester) -> dict[str, Any]:
    follow = reverse("front:receipt", args=[requester.receipt])
    return shapes.Placed(
        ref=order.ref, state=order.state, receipt=requester.receipt, pin=requester.pin,
        follow=whole_address(request, follow), href=reverse("v1:order", args=[order.ref]),
        placed_at=told.moment(order.placed_at), accept_due_at=told.moment_if_any(order.accept_due_at),
    ).model_dump(mode="json")  # fmt: skip


def _spot(client: Client, body: shapes.NewOrder) -> tuple[Place | None, Organisation]:
    """Where it is: a place knows its village; both lie within the client's subtree."""
    place = place_of(body.place) if body.place else None
    if body.place and place is None:
        raise wrong("place", _("There is no place with this code."))
    village = village_of(body.village or (place.village.code if place else ""))
    if village is None or not village.path.startswith(client.organisation.path):
        raise wrong("village", _("Your key reaches no village with this code."))
    if place is not None and place.village_id != village.pk:
        raise wrong("place", _("This place is in another village."))
    return place, village


def _category(village: Organisation, code: str | None) -> Category | None:
    if not code:
        return None
    category = categories(village.town_id or 0).filter(code=code).first()
    if category is None:
        raise wrong("category", _("This town has no category with this code."))
    return category


# Moving ----------------------------------------------------------------------------------------


def _move(client: Client, ref: str, name: str, body: shapes.MoveBody) -> dict[str, Any]:
    """Whose move it is comes before what was sent, and both are asked again under the lock."""
    order = found(client, ref)
    LIFE.take(name, order, client)
    event = acts.ACTS[name](by=client, order=order, **asks.read(order, client, name, body))
    moved = event.about
    still = reads.readable_by(client).filter(pk=moved.pk).exists()
    return shapes.Moved(
        ref=moved.ref, move=name, state=moved.state, state_label=moved.get_state_display(),
        at=told.moment(clock.now()), href=reverse("v1:order", args=[moved.ref]) if still else None,
    ).model_dump(mode="json")  # fmt: skip
