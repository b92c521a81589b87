"""A county of 276 villages in sixteen towns, and orders in any number over three years of it.

The first `REAL` are made one by one, the rest are copies on other days. Only what figures look at: orders, without custody, requesters or a journal. The triggers are away
while rows come in, and all is counted anew at the end, as after a migration.
"""

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from touyan.kernel import clock, kept
from touyan.kernel.acts import batch
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.orders.models import Category, Order
from touyan.orders.states import DEFAULT_CLOCKS, OPEN, Outcome, Satisfaction, State
from touyan.town.acts import add_organisation
from touyan.town.models import Organisation
from touyan.town.reads import home_town
from touyan.town.rules import FOUNDER
from touyan.town.states import PLACES_PEOPLE_LIVE

VILLAGES, TOWNS = 276, 16
REAL, PORTION = 10_000, 2_000
YEARS = timedelta(days=3 * 365)
FAR = timedelta(days=400)
"""When open orders are due: the worker finds nothing to lapse and nobody to remind while we measure."""
STATES = {
    State.CLOSED: 930, State.WITHDRAWN: 15, State.DECLINED: 10, State.MERGED: 0, State.PLACED: 5,
    State.ACCEPTED: 20, State.ESCALATED: 5, State.DISPATCHED: 3, State.DELIVERING: 7, State.DELIVERED: 5,
}  # fmt: skip
OUTCOMES = {Outcome.SOLVED: 800, Outcome.PARTLY: 90, Outcome.SILENT: 100, Outcome.UNSOLVED: 10}
SATISFACTIONS = {Satisfaction.SATISFIED: 850, "": 80, Satisfaction.FAIR: 65, Satisfaction.UNSATISFIED: 5}  # fmt: skip


def found() -> None:
    """The towns and villages that the demonstration's county does not have yet."""
    first = home_town()
    assert first is not None
    missing = VILLAGES - Organisation.objects.filter(kind__in=PLACES_PEOPLE_LIVE).count()
    with batch():
        for number in range(TOWNS - 1):
            share = missing * (number + 1) // (TOWNS - 1) - missing * number // (TOWNS - 1)
            _town(first, number, share)


def _town(first: Organisation, number: int, villages: int) -> None:
    county = first.parent
    assert county is not None
    town = _added(county, f"34012120{number:02}", "town", f"第{number + 1}镇")
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=FOUNDER, town=town, **profile)
    for row in Category.objects.filter(town=first).order_by("id"):
        keep_category(by=FOUNDER, town=town, code=row.code, name=row.name, urgency=row.urgency)
    for place in range(villages):
        village = _added(town, f"{town.code}{place:03}", "village", f"{town.name}{place + 1}村")
        _added(village, f"{village.code}-B1", "branch", f"{village.name}党支部")


def _added(parent: Organisation, code: str, kind: str, name: str) -> Organisation:
    return add_organisation(by=FOUNDER, parent=parent, code=code, kind=kind, name=name).about


def grow(size: int) -> dict[str, float]:
    """Have so many orders; how long it took to write them, and to count them."""
    begun = time.perf_counter()
    if Organisation.objects.filter(kind="town").count() < TOWNS:
        found()
    there = Order.objects.aggregate(last=Max("pk"))["last"] or 0
    kept.put_away()
    while there < min(size, REAL):
        some = min(PORTION, REAL - there, size - there)
        Order.objects.bulk_create(_orders(there + 1, there + 1 + some))
        there += some
    while there < size:
        some = min(REAL, size - there)
        _copy(some, shift=there)
        there += some
    written = time.perf_counter()
    kept.put_up()
    return {
        "load_seconds": round(written - begun, 1),
        "count_seconds": round(time.perf_counter() - written, 1),
    }


def _copy(last: int, shift: int) -> None:
    """The orders up to a number once more, some hours earlier: so they lie on other days."""
    fields = [f for f in Order._meta.concrete_fields if not f.generated]  # noqa: SLF001
    hours = shift // PORTION
    values = ", ".join(_copied(str(f.column), f.get_internal_type(), shift, hours) for f in fields)
    names = ", ".join(f'"{f.column}"' for f in fields)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO orders_order ({names}) SELECT {values} FROM orders_order WHERE id <= {last}"  # noqa: S608
        )


def _copied(column: str, kind: str, shift: int, hours: int) -> str:
    if column == "id":
        return f"id + {shift}"
    if kind != "DateTimeField":
        return f'"{column}"'
    if connection.vendor == "postgresql":
        return f"\"{column}\" - interval '{hours} hours'"
    return f"strftime('%Y-%m-%d %H:%M:%f', \"{column}\", '-{hours} hours')"


def _orders(first: int, end: int) -> Iterator[Order]:
    chance = random.Random(first)  # noqa: S311 - the same county every time
    branches = list(
        Organisation.objects.filter(kind="branch").select_related("parent__town").order_by("id")
    )
    categories: dict[int, list[Category]] = {}
    for category in Category.objects.order_by("id"):
        categories.setdefault(category.town_id, []).append(category)
    now = clock.now()
    for number in range(first, end):
        branch = chance.choice(branches)
        assert branch.parent is not None
        yield _order(chance, number, branch, categories[branch.parent.town_id or 0], now)


def _order(
    chance: random.Random,
    number: int,
    branch: Organisation,
    categories: list[Category],
    now: datetime,
) -> Order:
    village: Any = branch.parent
    state = chance.choices(list(STATES), list(STATES.values()))[0]
    age = timedelta(days=chance.uniform(0, 30)) if state in OPEN else YEARS * chance.random()
    told = _told(chance, state, now - age)
    return Order(
        pk=number, town=village.town, village=village, branch=branch, state=state,
        words="村口的路灯坏了，晚上看不见路，请派人来修。", category=chance.choice(categories),
        holder=branch if state in OPEN else None, agency=branch, **told,
    )  # fmt: skip


def _told(chance: random.Random, state: str, placed: datetime) -> dict[str, Any]:
    """When what happened, and how it ended: one in fifty late, one in a thousand opened again."""
    late = chance.random() < 0.02
    accept_due, promised = placed + timedelta(days=1), placed + timedelta(days=8)
    dates: dict[str, Any] = {
        "placed_at": placed, "accept_due_at": accept_due, "due_at": placed + FAR if state in OPEN else None,
        "reopened": int(chance.random() < 0.001),
    }  # fmt: skip
    if state != State.PLACED:
        dates |= {
            "accepted_at": accept_due + timedelta(hours=5 if late else -5),
            "promised_at": promised,
        }
    if state in {State.ESCALATED, State.DISPATCHED, State.DELIVERING} or chance.random() < 0.3:
        dates["escalated_at"] = placed + timedelta(days=2)
    if state in {State.CLOSED, State.DELIVERED}:
        dates["delivered_at"] = promised + timedelta(hours=9 if late else -9)
    if state not in OPEN:
        dates["closed_at"] = placed + timedelta(days=9)
    if state == State.CLOSED:
        dates["outcome"] = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        dates["satisfaction"] = chance.choices(list(SATISFACTIONS), list(SATISFACTIONS.values()))[0]
    return dates
