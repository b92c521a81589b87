"""Every query about orders, scoped first."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from touyan.kernel import clock, receipts
from touyan.kernel.facts import Facts
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.kernel.prepared import Prepared
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
from touyan.orders.reads.reach import reach_of
from touyan.orders.states import OPEN, WORKED_ON, State
from touyan.town.models import Person, Role, RoleHolder
from touyan.town.states import RoleCode

WITH_NAMES = (
    "town", "village", "branch", "holder", "holder_person", "agency", "category", "place",
)  # fmt: skip
FOR_MOVES = (*WITH_NAMES, "agency_person", "lead")
"""What an order's page and the rules of its moves look at besides."""


# Scope -----------------------------------------------------------------------------------------


def visible_to(person: RoleHolder) -> QuerySet[Order]:
    """The orders that somebody's place in the tree and roles allow; nothing of other villages."""
    return reach_of(person).orders()


def public() -> QuerySet[Order]:
    """What everyone may read: checked by the office, and not hidden by whoever asked."""
    return Order.objects.filter(published_at__isnull=False, hidden=False)


def by_ref(orders: QuerySet[Order], ref: str) -> Order | None:
    """The order of a spoken number, within a scope."""
    number = heard(ref)
    if number is None:
        return None
    return orders.select_related(*FOR_MOVES).filter(pk=number).first()


def locked(order: Order) -> Order:
    """The order as it stands now, locked until the act is over, with what rules look at."""
    return Order.objects.select_for_update(of=("self",)).select_related(*FOR_MOVES).get(pk=order.pk)


sent_with = Prepared(
    lambda key: Order.objects.filter(idempotency_key=key).values_list("pk"), UUID(int=7)
)
"""The number of the order that was sent with this key."""

brought = Prepared(
    lambda source, ref: Order.objects.filter(source=source, source_ref=ref).values_list("pk"),
    "source", "ref",
)  # fmt: skip
"""The number of the order that was known elsewhere by this one."""


# Requesters ------------------------------------------------------------------------------------


def by_receipt(receipt: str) -> Requester | None:
    """The requester whose receipt this is; spaces, hyphens and capitals do not matter."""
    plain = receipts.heard(receipt)
    known = blinds(plain, "receipt") if plain else []
    return next((one for blinded in known for one in _OF_RECEIPT(blinded)), None)


_OF_RECEIPT = Prepared(
    lambda blinded: (
        Requester.objects.filter(receipt_blind=blinded)
        .select_related("order", *(f"order__{name}" for name in (*WITH_NAMES, "lead")))
        .order_by("id")[:1]
    ),
    "a digest",
)


def by_number_and_pin(ref: str, pin: str) -> Requester | None:
    number = heard(ref)
    if number is None:
        return None
    typed = "".join(c for c in normalize("NFKC", pin) if c.isdigit())
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
        .select_related("order__village", "order__category", "order__holder", "order__lead__holder")
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
        return Q(holder_id__in=role.works_at, holder_person=person)
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


_CLOCKS = Prepared(
    lambda town, urgency, category: Clock.objects.filter(town=town, urgency=urgency).filter(
        Q(category=category) | Q(category__isnull=True)
    ),
    71, "urgency", 72,
)  # fmt: skip


def clock_for(town_id: int, urgency: str, category_id: int | None) -> Clock:
    """The profile of a category in a class, else the class's own."""
    rows = _CLOCKS(town_id, urgency, category_id or 0)
    profiles = sorted(rows, key=lambda row: row.category_id is None)
    if not profiles:
        raise LookupError(f"town {town_id} has no clock for {urgency}: `touyan init` makes them")
    return profiles[0]


def categories(town_id: int) -> QuerySet[Category]:
    return Category.objects.filter(town_id=town_id, ended_on__isnull=True).order_by("id")


def lapsing(now: datetime) -> QuerySet[Order]:
    """Delivered orders whose silence is over and whose requester was tried, or cannot be reached."""
    return Order.objects.filter(state=State.DELIVERED, due_at__lte=now).filter(
        Q(reachable=False) | Q(called_back_at__isnull=False)
    )


def over_before(moment: datetime) -> QuerySet[Order]:
    """Closed, declined or withdrawn before; merged into one that was."""
    merged = Q(state=State.MERGED, lead__closed_at__lt=moment)
    return Order.objects.filter(Q(closed_at__lt=moment) | merged).order_by(F("pk").asc())


def due_between(start: datetime, end: datetime) -> QuerySet[Order]:
    return (
        Order.objects.filter(IS_OPEN, due_at__gte=start, due_at__lt=end)
        .select_related("holder", "town__parent")
        .order_by("due_at")
    )


def answers_due_between(start: datetime, end: datetime) -> QuerySet[Order]:
    """Orders whose holder owes a first word of how things stand by then."""
    return (
        Order.objects.filter(
            IS_OPEN, answer_due_at__gte=start, answer_due_at__lt=end, answered_at__isnull=True,
            state__in=WORKED_ON,
        )
        .select_related("holder", "town__parent")
        .order_by("answer_due_at")
    )  # fmt: skip


# What `touyan check` compares ------------------------------------------------------------------

facts = Facts({Order: (
    "state", "holder_id", "holder_person_id", "due_at", "agency_id", "agency_person_id",
    "village_id", "branch_id", "category_id", "urgency", "outcome", "satisfaction", "lead_id",
    "promised_at", "decline_reason", "prior_state", "reopened", "hidden",
)})  # fmt: skip


def custody_faults() -> Iterator[str]:
    """Every open order has one open link in its chain, the one that names its holder; a closed one none."""
    held = Custody.objects.filter(order_id=OuterRef("pk"), until__isnull=True)
    same = held.filter(organisation_id=OuterRef("holder_id"), due_at=OuterRef("due_at"))
    for order in Order.objects.filter(IS_OPEN).exclude(Exists(same)).only("pk"):
        yield f"order:{order.pk}: its chain of holders does not end with its holder"
    for order in Order.objects.exclude(state__in=OPEN).filter(Exists(held)).only("pk"):
        yield f"order:{order.pk}: is over, yet its chain of holders is not"
