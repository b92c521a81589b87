"""Every query about orders, scoped first."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.kernel.sealed import blinds
from touyan.orders.models import (
    IS_OPEN,
    Category,
    Clock,
    Custody,
    Extension,
    Follow,
    Order,
    Requester,
)
from touyan.orders.states import OPEN, State
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import COUNTY, TOWN, RoleCode

WITH_NAMES = (
    "town", "village", "branch", "holder", "holder_person", "agency", "category", "place",
)  # fmt: skip


# Scope -----------------------------------------------------------------------------------------


def visible_to(person: Person) -> QuerySet[Order]:
    """The orders that a person's place in the tree and roles allow; nothing of other villages."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in SEE_ORDERS:
            scope |= _scope(role)
    return Order.objects.filter(scope)


SEE_ORDERS = frozenset(
    {RoleCode.DISPATCHER, RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.LEAD, RoleCode.LEADER}
)


def _scope(role: Role) -> Q:
    if role.organisation.kind == TOWN:
        return Q(town=role.organisation_id)
    if role.organisation.kind == COUNTY:
        return in_towns_of(role.organisation_id)
    here = role.works_at
    helped = Order.helpers.through.objects.filter(order_id=OuterRef("pk"), organisation_id__in=here)
    return Q(branch_id__in=here) | Q(agency_id__in=here) | Q(Exists(helped))


def in_towns_of(county_id: int) -> Q:
    """As a list rather than a join: SQLite, without statistics, would walk through all of every town's."""
    return Q(town__in=Organisation.objects.filter(parent=county_id))


def public() -> QuerySet[Order]:
    """What everyone may read: checked by the office, and not hidden by whoever asked."""
    return Order.objects.filter(published_at__isnull=False, hidden=False)


def by_ref(orders: QuerySet[Order], ref: str) -> Order | None:
    """The order of a spoken number, within a scope."""
    number = heard(ref)
    if number is None:
        return None
    return orders.select_related(*WITH_NAMES, "lead", "agency_person").filter(pk=number).first()


def locked(order: Order) -> Order:
    """The order as it stands now, locked until the act is over, with what rules look at."""
    return (
        Order.objects.select_for_update(of=("self",))
        .select_related(*WITH_NAMES, "agency_person", "lead")
        .get(pk=order.pk)
    )


# Requesters ------------------------------------------------------------------------------------


def by_receipt(receipt: str) -> Requester | None:
    """The requester whose receipt this is; spaces, hyphens and capitals do not matter."""
    plain = "".join(c for c in receipt.lower() if c.isalnum())[:40]
    if not plain:
        return None
    orders = [f"order__{name}" for name in (*WITH_NAMES, "lead")]
    return (
        Requester.objects.filter(receipt_blind__in=blinds(plain, "receipt"))
        .select_related("order", *orders)
        .first()
    )


def by_number_and_pin(ref: str, pin: str) -> Requester | None:
    number = heard(ref)
    if number is None:
        return None
    typed = "".join(c for c in pin if c.isdigit())
    for requester in Requester.objects.filter(order_id=number):
        if typed in requester.pins:
            return requester
    return None


def first_requester(order: Order) -> Requester:
    return Requester.objects.select_related("order").get(order=order, first=True)


def requesters(order: Order) -> QuerySet[Requester]:
    """Everyone who asked for it, joined it, or asked for one that was merged into it."""
    # Two conditions on two tables would read every requester there is; a list of numbers reads the index.
    theirs = Order.objects.filter(Q(pk=order.pk) | Q(lead=order)).values("pk")
    return Requester.objects.filter(order__in=theirs).order_by("id")


def mine(person: Person) -> QuerySet[Requester]:
    return (
        Requester.objects.filter(person=person)
        .select_related("order", "order__village", "order__category", "order__holder")
        .order_by("-id")
    )


# Queues ----------------------------------------------------------------------------------------


def waiting_for(person: Person) -> QuerySet[Order]:
    """What waits for this person, oldest due first."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        scope |= _queue(role, person)
    return Order.objects.filter(scope, IS_OPEN).order_by("due_at", "id")


def _queue(role: Role, person: Person) -> Q:
    if role.role == RoleCode.DISPATCHER:
        return Q(holder=role.organisation_id, state__in=[State.ESCALATED, State.DEFERRED])
    if role.role == RoleCode.LEAD:
        return Q(holder=role.organisation_id, holder_person=person)
    if role.role in {RoleCode.SECRETARY, RoleCode.OFFICER}:
        return Q(holder_id__in=role.works_at)
    return Q(pk__in=[])


def to_call_back(person: Person, now: datetime) -> QuerySet[Order]:
    """Delivered, the requester silent: those drawn by lot and those whose silence is nearly over."""
    return (
        visible_to(person)
        .filter(state=State.DELIVERED, reachable=True)
        .filter(town__in=_towns_dispatched(person))
        .order_by("due_at", "id")
    )


def _towns_dispatched(person: Person) -> list[int]:
    return [r.organisation_id for r in person.roles_today if r.role == RoleCode.DISPATCHER]


def followed_by(person: Person) -> QuerySet[Order]:
    return visible_to(person).filter(pk__in=Follow.objects.filter(person=person).values("order_id"))


def extensions_asked(person: Person) -> QuerySet[Order]:
    """Asked for and still to decide: not once it was delivered, or sent up, in the meantime."""
    asked = Extension.objects.filter(order_id=OuterRef("pk"), decided_at__isnull=True)
    return visible_to(person).filter(
        Exists(asked),
        town__in=_towns_dispatched(person),
        state__in=[State.ACCEPTED, State.DELIVERING],
    )


Queue = Callable[[Person], QuerySet[Order]]

QUEUES: dict[str, Queue] = {
    "waiting": waiting_for,
    "overdue": lambda person: visible_to(person).filter(IS_OPEN, due_at__lt=clock.now()),
    "call_back": lambda person: to_call_back(person, clock.now()),
    "extensions": extensions_asked,
    "following": followed_by,
    "open": lambda person: visible_to(person).filter(IS_OPEN),
    "all": visible_to,
}

SORTS: dict[str, tuple[str, ...]] = {
    "due": ("due_at", "id"),
    "newest": ("-id",),
    "oldest": ("id",),
}
"""Sort key of an address → columns, the last one unique: what a keyset page needs."""


def filtered(orders: QuerySet[Order], wishes: dict[str, Any]) -> QuerySet[Order]:
    """Apply an allow-list of filters: state, village, category, urgency, channel, from, to, overdue."""
    named: dict[str, Any] = {}
    for wish, column in FILTERS.items():
        if wishes.get(wish):
            named[column] = wishes[wish]
    orders = orders.filter(**named)
    if wishes.get("overdue"):
        orders = orders.filter(IS_OPEN, due_at__lt=clock.now())
    return orders


FILTERS = {
    "state": "state",
    "village": "village",
    "category": "category",
    "urgency": "urgency",
    "channel": "channel",
    "agency": "agency",
    "since": "placed_at__gte",
    "until": "placed_at__lt",
}


# One order -------------------------------------------------------------------------------------


def timeline(order: Order) -> QuerySet[Entry]:
    return Entry.objects.filter(about=f"order:{order.pk}").order_by("seq")


FOR_REQUESTERS = frozenset(
    f"orders.{name}"
    for name in (
        "place", "accept", "transfer", "escalate", "dispatch", "take", "return_", "defer",
        "deliver", "confirm", "dispute", "lapse", "reopen", "decline", "appeal", "withdraw",
        "merge", "unmerge", "followed", "unfollowed", "answer", "add", "urge", "supervise", "decide_extension", "join",
    )
)  # fmt: skip
"""What requesters are told. Notes, call-backs and who looked at a telephone number are the office's."""


def chain(order: Order) -> QuerySet[Custody]:
    return order.custody.select_related("organisation", "person").order_by("since", "id")


def pending_extension(order: Order) -> Extension | None:
    return order.extensions.filter(decided_at__isnull=True).select_related("asked_by").first()


# What the office works with --------------------------------------------------------------------


def clock_for(town_id: int, urgency: str, category_id: int | None) -> Clock:
    """The profile of a category in a class, else the class's own."""
    rows = Clock.objects.filter(town_id=town_id, urgency=urgency).filter(
        Q(category_id=category_id) | Q(category__isnull=True)
    )
    profiles = sorted(rows, key=lambda row: row.category_id is None)
    if not profiles:
        raise LookupError(f"town {town_id} has no clock for {urgency}: `touyan init` makes them")
    return profiles[0]


def categories(town_id: int) -> QuerySet[Category]:
    return Category.objects.filter(town_id=town_id, ended_on__isnull=True).order_by("id")


def similar_open(village_id: int, limit: int = 200) -> list[tuple[int, str]]:
    """Number and words of the newest open orders of a village: whole rows would cost five times as much."""
    rows = Order.objects.filter(IS_OPEN, village_id=village_id).order_by("-id")
    return list(rows.values_list("pk", "words")[:limit])


def lapsing(now: datetime) -> QuerySet[Order]:
    """Delivered orders whose silence is over and whose requester was tried, or cannot be reached."""
    return Order.objects.filter(state=State.DELIVERED, due_at__lte=now).filter(
        Q(reachable=False) | Q(called_back_at__isnull=False)
    )


def due_between(start: datetime, end: datetime) -> QuerySet[Order]:
    return (
        Order.objects.filter(IS_OPEN, due_at__gte=start, due_at__lt=end)
        .select_related("holder", "town__parent")
        .order_by("due_at")
    )


# What `touyan check` compares ------------------------------------------------------------------

FACTS = (
    "state", "holder_id", "holder_person_id", "due_at", "agency_id", "agency_person_id",
    "village_id", "branch_id", "category_id", "urgency", "outcome", "satisfaction", "lead_id",
    "promised_at", "decline_reason", "prior_state", "reopened", "hidden",
)  # fmt: skip


def facts(order: Order, names: Iterable[str] = FACTS) -> dict[str, Any]:
    return {name: getattr(order, name) for name in names}


def rows_of_facts() -> Iterator[tuple[str, dict[str, Any]]]:
    for row in Order.objects.order_by("id").values("pk", *FACTS).iterator(chunk_size=2000):
        yield f"order:{row.pop('pk')}", row


def custody_faults() -> Iterator[str]:
    """Every open order has one open link in its chain, the one that names its holder; a closed one none."""
    held = Custody.objects.filter(order_id=OuterRef("pk"), until__isnull=True)
    same = held.filter(organisation_id=OuterRef("holder_id"), due_at=OuterRef("due_at"))
    for order in Order.objects.filter(IS_OPEN).exclude(Exists(same)).only("pk"):
        yield f"order:{order.pk}: its chain of holders does not end with its holder"
    for order in Order.objects.exclude(state__in=OPEN).filter(Exists(held)).only("pk"):
        yield f"order:{order.pk}: is over, yet its chain of holders is not"


def similar(village: Organisation, words: str, limit: int = 3) -> list[Order]:
    """Open orders of the village whose words are close to these: pairs of characters shared (Dice)."""
    mine = _pairs(words)
    if len(mine) < 2:
        return []
    rated = [(_likeness(mine, _pairs(said)), pk) for pk, said in similar_open(village.pk)]
    close = [pk for _how, pk in sorted(((h, pk) for h, pk in rated if h >= ALIKE), reverse=True)]
    if not close:
        return []
    shown = Order.objects.select_related("category", "village").annotate(asked=Count("requesters"))
    found = shown.in_bulk(close[:limit])
    return [found[pk] for pk in close[:limit] if pk in found]


ALIKE = 0.3


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in text if c.isalnum())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def _likeness(a: set[str], b: set[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
