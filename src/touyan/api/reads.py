"""Which client a key belongs to, and what each client may read."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from touyan.api.models import Client
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.kernel.sealed import blinds
from touyan.orders import reads as orders
from touyan.orders.models import Order
from touyan.orders.moves import LIFE
from touyan.town.models import Organisation, Place
from touyan.town.states import TOWN

WITH_NAMES = ("category", "village", "branch", "agency", "place", "town")


def client_of(key: str) -> Client | None:
    """The client whose key this is, while it is in force."""
    today = timezone.localdate(clock.now())
    live = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    rows = Client.objects.filter(live, revoked_at__isnull=True).select_related("organisation")
    return rows.filter(key_blind__in=blinds(key, "client")).first()


def towns() -> QuerySet[Organisation]:
    """The jurisdictions: every town of this installation."""
    return Organisation.objects.filter(kind=TOWN, ended_on__isnull=True).order_by("id")


def readable(town: Organisation, client: Client | None) -> QuerySet[Order]:
    """What everybody may read, and what this client itself brought."""
    scope = Q(published_at__isnull=False, hidden=False)
    if client is not None:
        scope |= Q(source=client.source)
    return Order.objects.filter(scope, town=town)


def is_own(order: Order, client: Client | None) -> bool:
    return client is not None and order.source == client.source


def placed_between(rows: QuerySet[Order], since: datetime, until: datetime) -> QuerySet[Order]:
    """By the moment, through the index of the day."""
    days = {
        "placed_on__gte": timezone.localdate(since),
        "placed_on__lte": timezone.localdate(until),
    }
    return rows.filter(placed_at__gte=since, placed_at__lte=until, **days)


def by_number(rows: QuerySet[Order], ref: str) -> Order | None:
    return orders.by_ref(rows, ref)


def by_numbers(rows: QuerySet[Order], refs: Sequence[str]) -> QuerySet[Order]:
    """Those of several spoken numbers; what is no number is none."""
    return rows.filter(pk__in=[key for key in map(heard, refs) if key is not None])


STEPS = tuple(
    f"orders.{name}_" if name == "return" else f"orders.{name}"
    for name, move in LIFE.moves.items()
    if move.ends
)
"""Events that lead an order from one state to another."""


def steps(town: Organisation, since: datetime, until: datetime, limit: int) -> list[Entry]:
    """What moved an order of a town between two moments, oldest first."""
    rows = Entry.objects.filter(at__gte=since, at__lte=until, name__in=STEPS)
    return list(rows.filter(town_code=town.code).order_by("at", "id")[:limit])


def positioned(town: Organisation) -> list[tuple[float, float, int]]:
    """Latitude, longitude and village of every place in the town whose position is known."""
    rows = Place.objects.filter(town=town).values_list("latitude", "longitude", "village_id")
    return [(lat, long, pk) for lat, long, pk in rows if lat is not None and long is not None]
