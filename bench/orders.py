"""Plausible orders of a town in any number, with all that hangs on each: custody, requester, journal, notice.

The first `REAL` are made one by one, with journal chains that add up; the rest are copies that the
database makes itself (new numbers, the same texts and times; the copies' digests are those of
their originals until `loading.chain` makes them anew). Three of a hundred are open, whatever the size.
"""

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bench.texts import RARE, text
from touyan.kernel import clock, journal, search
from touyan.kernel.models import Entry
from touyan.kernel.sealed import blind
from touyan.orders.models import Category, Custody, Order, Requester
from touyan.orders.moves import LIFE
from touyan.orders.reads import facts
from touyan.orders.states import OPEN, Outcome, Satisfaction, State
from touyan.orders.tasks import KIND, PUBLIC
from touyan.town.models import Notice, Organisation
from touyan.town.reads import branches, home_town, units

REAL = 10_000
PORTION = 5_000
YEARS = timedelta(days=3 * 365)
RARE_EVERY = 5_000
STATES = {
    State.CLOSED: 9300, State.WITHDRAWN: 250, State.DECLINED: 150, State.PLACED: 40,
    State.ACCEPTED: 100, State.ESCALATED: 20, State.DISPATCHED: 20, State.DELIVERING: 60,
    State.DELIVERED: 40, State.DEFERRED: 20,
}  # fmt: skip
"""Of ten thousand orders, so many are in each state."""
MOVES: dict[State, tuple[str, ...]] = {
    State.CLOSED: ("accept", "deliver", "confirm"), State.WITHDRAWN: ("withdraw",),
    State.DECLINED: ("decline",), State.PLACED: (), State.ACCEPTED: ("accept",),
    State.ESCALATED: ("accept", "escalate"), State.DISPATCHED: ("escalate", "dispatch"),
    State.DELIVERING: ("escalate", "dispatch", "take"), State.DELIVERED: ("accept", "deliver"),
    State.DEFERRED: ("escalate", "defer"),
}  # fmt: skip
"""How an order comes into each state."""
SAID: dict[str, dict[str, Any]] = {"deliver": {"reply": "已经修好，请查看。", "photos": []}}
AT_BRANCH = {State.PLACED, State.ACCEPTED}
AT_UNIT = {State.DISPATCHED, State.DELIVERING}


class Town:
    """The organisations and categories that orders are spread over, read once."""

    def __init__(self) -> None:
        town = home_town()
        assert town is not None
        self.town: Organisation = Organisation.objects.select_related("parent").get(pk=town.pk)
        self.branches = list(branches(self.town))
        self.units = list(units(self.town))
        self.categories = list(Category.objects.all())
        self.now = clock.now()


def make(first: int, last: int) -> None:
    """The orders of these numbers, in portions of one transaction each."""
    town = Town()
    for start in range(first, last + 1, PORTION):
        with transaction.atomic():
            _portion(town, range(start, min(start + PORTION, last + 1)))


def _portion(town: Town, numbers: range) -> None:
    chance = random.Random(numbers.start)  # noqa: S311 (the same town every time)
    orders = [_order(town, chance, number) for number in numbers]
    Order.objects.bulk_create(orders)
    Custody.objects.bulk_create([link for order in orders for link in _links(order)])
    Requester.objects.bulk_create([_requester(order, chance) for order in orders])
    Entry.objects.bulk_create([entry for order in orders for entry in _entries(order)])
    Notice.objects.bulk_create([_notice(order) for order in orders])
    search.put_many(KIND, ((order.pk, order.words, _marks(order)) for order in orders))
    PUBLIC.keep_many(order for order in orders if order.is_public)


def _order(town: Town, chance: random.Random, number: int) -> Order:
    state = chance.choices(list(STATES), list(STATES.values()))[0]
    branch, unit = chance.choice(town.branches), chance.choice(town.units)
    at_unit = state in AT_UNIT or (state == State.CLOSED and chance.random() < 0.35)
    words = text(chance) + (RARE if number % RARE_EVERY == 0 else "")
    order = Order(
        pk=number, town=town.town, village=branch.parent, branch=branch, words=words,
        where=words[:12], category=chance.choice(town.categories), state=state,
        agency=None if state == State.PLACED else unit if at_unit else branch,
        urgency=chance.choice(("urgent", "hard", "small", "small")), reachable=chance.random() < 0.8,
    )  # fmt: skip
    _dated(order, town, chance)
    if chance.random() < 0.6:
        order.public_words, order.published_at = words, order.placed_at
        order.hidden = chance.random() < 0.05
    return order


def _dated(order: Order, town: Town, chance: random.Random) -> None:
    """Open orders are of the last month, the others of three years; the newest have the largest numbers."""
    if order.state in OPEN:
        order.placed_at = town.now - timedelta(hours=chance.uniform(1, 30 * 24))
        order.due_at = town.now + timedelta(hours=chance.uniform(-40, 260))
        order.due = {"at": order.due_at.isoformat(), "days": 5}
        order.holder = _holder(order, town)
        order.promised_at = order.due_at if order.agency else None
        return
    order.placed_at = town.now - YEARS + YEARS * (order.pk % REAL) / REAL
    order.closed_at = order.placed_at + timedelta(hours=chance.uniform(2, 400))
    if order.state == State.CLOSED:
        order.delivered_at = order.answered_at = order.closed_at
        order.outcome = chance.choice(Outcome.values)
        order.satisfaction = chance.choice(Satisfaction.values)


def _holder(order: Order, town: Town) -> Organisation | None:
    if order.state in AT_BRANCH:
        return order.branch
    return order.agency if order.state in AT_UNIT else town.town


def _links(order: Order) -> Iterator[Custody]:
    """At the branch first; then with whoever holds it now, or held it last."""
    until = order.placed_at + timedelta(hours=1)
    first = Custody(
        order=order, organisation=order.branch, state=State.PLACED, since=order.placed_at,
        due_at=order.placed_at + timedelta(days=1),
    )  # fmt: skip
    yield first
    if order.state == State.PLACED:
        first.due_at = order.due_at or first.due_at
        return
    first.until, first.ended = until, "accept"
    ended = "" if order.holder else "confirm"
    yield Custody(
        order=order, organisation=order.holder or order.agency or order.branch,
        state=order.state if order.holder else State.DELIVERED, since=until, ended=ended,
        due_at=order.due_at or until, until=None if order.holder else max(until, order.closed_at or until),
    )  # fmt: skip


def _requester(order: Order, chance: random.Random) -> Requester:
    receipt = secrets.token_hex(8)
    phone = f"139{chance.randint(0, 99_999_999):08d}" if order.reachable else ""
    return Requester(
        order=order, first=True, name=order.words[:3], phone=phone, phone_blind=blind(phone, "phone"),
        receipt=receipt, receipt_blind=blind(receipt, "receipt"), at=order.placed_at,
    )  # fmt: skip


def _entries(order: Order) -> Iterator[Entry]:
    """Placed, and moved on as far as it came, as the table of moves allows."""
    first = {"words": order.words, "where": order.where, "channel": order.channel, "photos": []}
    told: list[tuple[str, datetime, dict[str, Any]]] = [
        ("place", order.placed_at, {**first, "set": facts(order) | {"state": State.PLACED}})
    ]
    for move in MOVES[State(order.state)]:
        at = {"deliver": order.delivered_at, "confirm": order.closed_at}.get(move)
        ends = {"set": {"state": LIFE.moves[move].ends[0]}}
        told.append((move, at or order.placed_at, SAID.get(move, {}) | ends))
    previous = ""
    for seq, (move, at, data) in enumerate(told, 1):
        name = f"orders.{move}"
        entry = Entry(
            about=f"{KIND}:{order.pk}", seq=seq, name=name, by="visitor", at=at,
            data=journal.plain(data), town_code=order.town_code,
            salts=dict.fromkeys(journal.PERSONAL[name] & data.keys(), "0" * 16),
        )  # fmt: skip
        previous = entry.digest = journal.digest_of(entry, previous)
        yield entry


def _notice(order: Order) -> Notice:
    return Notice(
        town=order.town, organisation=order.branch, about=f"{KIND}:{order.pk}", number=order.ref,
        event="orders.place", at=order.placed_at, not_before=order.placed_at,
        seen_at=None if order.state in OPEN else order.placed_at,
    )  # fmt: skip


def _marks(order: Order) -> set[str]:
    """As orders.tasks marks them, without asking the database for helpers."""
    found = {order.town.parent_id, order.town_id, order.branch_id, order.branch.parent_id}
    found.add(order.agency_id or order.branch_id)
    return {f"o{pk}" for pk in found}
