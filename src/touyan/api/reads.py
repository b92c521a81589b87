"""Which client a key belongs to, and what each client may read."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import F, FilteredRelation, Max, Q, QuerySet
from django.utils import timezone

from touyan.api.models import Client
from touyan.api.states import Scope
from touyan.kernel import clock
from touyan.kernel.acts import about
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.kernel.sealed import blinds
from touyan.orders import reads as orders
from touyan.orders.models import Order
from touyan.orders.moves import LIFE
from touyan.town.models import Organisation, Place
from touyan.town.states import TOWN, OrganisationKind

WITH_NAMES = ("category", "village", "branch", "agency", "place", "town")


def client_of(key: str) -> Client | None:
    """The client whose key this is, while it is in force, with the branches that a role on a village works in."""
    today = clock.today()
    live = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    rows = Client.objects.filter(live, revoked_at__isnull=True).select_related("organisation")
    is_branch = Q(organisation__children__kind=OrganisationKind.BRANCH)
    below = FilteredRelation("organisation__children", condition=is_branch)
    found = list(
        rows.filter(key_blind__in=blinds(key, "client"))
        .annotate(below=below)
        .annotate(branch_below=F("below__id"))
        .order_by("branch_below")
    )
    if not found:
        return None
    branches = [row.branch_below for row in found if row.branch_below is not None]
    found[0].__dict__["works_at"] = branches
    return found[0]


def known_to(root: Organisation) -> QuerySet[Client]:
    """The systems of an organisation and below it: those in force first."""
    rows = Client.objects.filter(organisation__path__startswith=root.path)
    gone_last = F("revoked_at").asc(nulls_first=True)
    return rows.select_related("organisation").order_by(gone_last, "organisation__path", "name")


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


# The JSON API ---------------------------------------------------------------------------------


def in_office(client: Client | None) -> QuerySet[Order]:
    """What a client sees as the office does: by its roles, where its key may read orders."""
    if client is None or not client.may(Scope.READ):
        return Order.objects.none()
    return orders.visible_to(client)


def readable_by(client: Client | None) -> QuerySet[Order]:
    """One order may be read for any of three reasons: it is public, it was brought, or a role sees it."""
    if client is None:
        return orders.public()
    scope = Q(published_at__isnull=False, hidden=False) | Q(source=client.source)
    if client.may(Scope.READ) and client.roles:
        scope |= Q(pk__in=orders.visible_to(client).values("pk"))
    return Order.objects.filter(scope)


def listed(client: Client | None) -> QuerySet[Order]:
    """A list is what the roles see; without one, what is public or was brought."""
    if client is not None and client.may(Scope.READ) and client.roles:
        return orders.visible_to(client)
    return readable_by(client)


def seen_by_office(client: Client | None, rows: Sequence[Order]) -> set[int]:
    """Which of these are seen by a role rather than by everybody: none has to be asked where there is no role."""
    if client is None or not client.may(Scope.READ) or not client.roles:
        return set()
    return {row.pk for row in rows}


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


def steps(town: Organisation, since: datetime, until: datetime) -> Iterator[Entry]:
    """What moved an order of a town between two moments, oldest first."""
    rows = Entry.objects.filter(at__gte=since, at__lte=until, name__in=STEPS)
    return rows.filter(town_code=town.code).order_by("at", "id").iterator(chunk_size=1000)


BESIDE = ("answer", "decide_extension", "publish", "redact", "sort", "unpublish")
SHOWN = (*STEPS, *(f"orders.{name}" for name in BESIDE))
"""Events after which a request reads otherwise from outside."""


def changed_at(rows: Sequence[Order]) -> dict[int, datetime]:
    """When each was last changed. By the journal, since reopening clears the dates of what it undoes."""
    numbers = {about(row): row.pk for row in rows}
    entries = Entry.objects.filter(about__in=numbers, name__in=SHOWN).order_by()
    told = entries.values_list("about").annotate(at=Max("at"))
    return {numbers[thing]: at for thing, at in told}


def positioned(town: Organisation) -> list[tuple[float, float, int]]:
    """Latitude, longitude and village of every place in the town whose position is known."""
    rows = Place.objects.filter(town=town).values_list("latitude", "longitude", "village_id")
    return [(lat, long, pk) for lat, long, pk in rows if lat is not None and long is not None]
