"""Several people at the same moment: whoever is second is refused or told the same, and no row is torn.

Each attempt runs in a thread with a connection of its own. On SQLite these contend for one file.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from touyan.kernel import clock, journal
from touyan.kernel.acts import Event
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders.acts import ACTS, VISITOR, Leaves, join, place
from touyan.orders.models import Custody, Extension, Order, Requester
from touyan.town import acts as town_acts
from touyan.town.models import CalendarDay, Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20
Attempt = Callable[[], Event[Any]]
Placed = Callable[..., tuple[Order, Requester]]


def race(*attempts: Attempt) -> list[Event[Any] | Refused]:
    """Everybody at once: what each one got. Anything but an event or a refusal is raised here."""
    barrier = Barrier(len(attempts), timeout=120)

    def run(attempt: Attempt) -> Event[Any] | Refused:
        try:
            connection.ensure_connection()
            barrier.wait()
            return attempt()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [future.result(timeout=300) for future in [pool.submit(run, a) for a in attempts]]


def names(order: Order) -> list[str]:
    entries = Entry.objects.filter(about=f"order:{order.pk}").order_by("seq")
    return [
        name.removeprefix("orders.").rstrip("_") for name in entries.values_list("name", flat=True)
    ]


def won(results: list[Event[Any] | Refused]) -> list[int]:
    return [i for i, result in enumerate(results) if isinstance(result, Event)]


def rounds_of(
    prepare: Callable[[], tuple[Order, dict[str, Attempt]]], allowed: set[tuple[str, ...]]
) -> Counter[tuple[str, ...]]:
    """Race again and again. What the journal added must be one of the orders in which it could have
    happened one after another, and exactly those who are in the journal were not refused."""
    seen: Counter[tuple[str, ...]] = Counter()
    for _round in range(ROUNDS):
        order, attempts = prepare()
        before, links = names(order), Custody.objects.filter(order=order).count()
        results = race(*attempts.values())
        added = tuple(names(order)[len(before) :])
        winners = sorted(list(attempts)[i].partition(" ")[0] for i in won(results))
        assert added in allowed
        assert sorted(added) == winners
        assert Custody.objects.filter(order=order).count() <= links + len(added)
        seen[added] += 1
    assert list(journal.faults()) == []
    return seen


def one_of(*moves: str) -> set[tuple[str, ...]]:
    return {(move,) for move in moves}


@pytest.fixture
def escalated(placed: Placed, secretary: Person) -> Callable[[], Order]:
    def make() -> Order:
        order, _asker = placed()
        return ACTS["escalate"](by=secretary, order=order, reason="需要镇里。").about

    return make


@pytest.fixture
def dispatched(
    escalated: Callable[[], Order], dispatcher: Person, roads: Organisation
) -> Callable[[], Order]:
    return lambda: ACTS["dispatch"](by=dispatcher, order=escalated(), unit=roads).about


@pytest.fixture
def delivered(placed: Placed, secretary: Person) -> Callable[[], tuple[Order, Requester]]:
    def make() -> tuple[Order, Requester]:
        order, asker = placed(phone="")
        ACTS["accept"](by=secretary, order=order)
        return ACTS["deliver"](by=secretary, order=order, reply="好了。").about, asker

    return make


# Two who want different things ------------------------------------------------------------------


def test_accept_and_escalate(placed: Placed, secretary: Person) -> None:
    """Escalating what was just accepted is lawful; accepting what was just escalated is not."""

    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order, _asker = placed()
        return order, {
            "accept": lambda: ACTS["accept"](by=secretary, order=order),
            "escalate": lambda: ACTS["escalate"](by=secretary, order=order, reason="难。"),
        }

    rounds_of(prepare, {("escalate",), ("accept", "escalate")})


def test_take_and_return(dispatched: Callable[[], Order], officer: Person) -> None:
    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order = dispatched()
        return order, {
            "take": lambda: ACTS["take"](by=officer, order=order),
            "return": lambda: ACTS["return"](by=officer, order=order, reason="不归我们。"),
        }

    rounds_of(prepare, {("return",), ("take", "return")})


def test_confirm_dispute_and_lapse(
    delivered: Callable[[], tuple[Order, Requester]], dispatcher: Person
) -> None:
    """Three last words, one of which is the last."""

    def lapse(order: Order) -> Event[Order]:
        with clock.at(clock.now() + timedelta(days=9)):
            return ACTS["lapse"](by=clock.CLOCK, order=order)

    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order, asker = delivered()
        return order, {
            "confirm": lambda: ACTS["confirm"](by=asker, order=order, outcome="solved"),
            "dispute": lambda: ACTS["dispute"](by=asker, order=order, words="没好。"),
            "lapse": lambda: lapse(order),
            "confirm by call": lambda: ACTS["confirm"](
                by=dispatcher, order=order, outcome="partly"
            ),
        }

    rounds_of(prepare, one_of("confirm", "dispute", "lapse"))


def test_accept_decline_and_withdraw(placed: Placed, secretary: Person, dispatcher: Person) -> None:
    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order, asker = placed()
        said = {"reason": "no_basis", "rule": "无此规定。", "next_door": "县信访局。"}
        return order, {
            "accept": lambda: ACTS["accept"](by=secretary, order=order),
            "decline": lambda: ACTS["decline"](by=dispatcher, order=order, **said),
            "withdraw": lambda: ACTS["withdraw"](by=asker, order=order),
        }

    rounds_of(prepare, {("decline",), ("withdraw",), ("accept", "withdraw")})


def test_joining_and_withdrawing(placed: Placed) -> None:
    """Whoever joins keeps the order alive; what was withdrawn cannot be joined."""

    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order, asker = placed()
        return order, {
            "join": lambda: join(by=VISITOR, order=order, leaves=Leaves(phone="13900005678")),
            "withdraw": lambda: ACTS["withdraw"](by=asker, order=order),
        }

    rounds_of(prepare, one_of("join", "withdraw"))


# Two who want the same --------------------------------------------------------------------------


def test_two_dispatchers_dispatch(
    escalated: Callable[[], Order],
    dispatcher: Person,
    somebody: Callable[..., Person],
    town: Organisation,
    roads: Organisation,
    leads: Organisation,
) -> None:
    other = somebody("dispatcher2", "dispatcher", town)
    chosen: list[int | None] = []

    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order = escalated()
        return order, {
            "dispatch": lambda: ACTS["dispatch"](by=dispatcher, order=order, unit=roads),
            "dispatch too": lambda: ACTS["dispatch"](by=other, order=order, unit=leads),
        }

    rounds_of(prepare, one_of("dispatch"))
    for order in Order.objects.filter(state="dispatched"):
        chosen.append(order.holder_id)
        assert order.holder_id == order.agency_id
    assert len(chosen) == ROUNDS


@pytest.mark.parametrize("move", ["accept", "deliver", "reopen", "unmerge", "ask_extension"])
def test_twice_the_same_is_done_once(
    move: str, placed: Placed, secretary: Person, dispatcher: Person
) -> None:
    """A double tap, or two tabs of the same person."""

    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order, asker = placed()
        by, said = secretary, {}
        if move == "unmerge":
            ACTS["merge"](by=secretary, order=order, into=placed()[0])
            said = {"reason": "不是一回事。"}
        elif move != "accept":
            ACTS["accept"](by=secretary, order=order)
            said = {"reply": "好了。"} if move == "deliver" else {"days": 3, "reason": "等材料。"}
        if move == "reopen":
            ACTS["deliver"](by=secretary, order=order, reply="好了。")
            ACTS["confirm"](by=asker, order=order, outcome="solved")
            by, said = dispatcher, {"words": "又坏了。"}
        once = lambda: ACTS[move](by=by, order=order, **said)  # noqa: E731
        return order, {move: once, f"{move} again": once, f"{move} a third time": once}

    assert rounds_of(prepare, one_of(move)) == {(move,): ROUNDS}


def test_an_extension_is_decided_once(
    placed: Placed, secretary: Person, dispatcher: Person
) -> None:
    def prepare() -> tuple[Order, dict[str, Attempt]]:
        order, _asker = placed()
        ACTS["accept"](by=secretary, order=order)
        ACTS["ask_extension"](by=secretary, order=order, days=3, reason="等材料。")
        decide = ACTS["decide_extension"]
        return order, {
            "decide_extension": lambda: decide(by=dispatcher, order=order, granted=True),
            "decide_extension no": lambda: decide(by=dispatcher, order=order, granted=False),
        }

    rounds_of(prepare, one_of("decide_extension"))
    assert Extension.objects.filter(decided_at__isnull=False).count() == ROUNDS


# Two orders -------------------------------------------------------------------------------------


def test_merging_into_each_other_neither_deadlocks_nor_loops(
    placed: Placed, dispatcher: Person
) -> None:
    """A into B, B into C and C into A at once: the first one makes the others impossible."""
    for _round in range(ROUNDS):
        a, b, c = (placed()[0] for _ in range(3))
        pairs = [(a, b), (b, c), (c, a)]
        merges = [
            lambda one=one, into=into: ACTS["merge"](by=dispatcher, order=one, into=into)
            for one, into in pairs
        ]
        (first,) = won(race(*merges))
        one, into = pairs[first]
        rows = Order.objects.filter(pk__in=[a.pk, b.pk, c.pk], lead__isnull=False)
        assert list(rows.values_list("pk", "lead")) == [(one.pk, into.pk)]
    assert list(journal.faults()) == []


def test_two_into_each_other(placed: Placed, dispatcher: Person) -> None:
    for _round in range(ROUNDS):
        a, b = placed()[0], placed()[0]
        results = race(
            lambda a=a, b=b: ACTS["merge"](by=dispatcher, order=a, into=b),
            lambda a=a, b=b: ACTS["merge"](by=dispatcher, order=b, into=a),
        )
        assert len(won(results)) == 1
    assert Order.objects.filter(state="merged").count() == ROUNDS
    assert list(journal.faults()) == []


def test_a_lead_does_not_vanish_under_what_is_merged_into_it(
    placed: Placed, dispatcher: Person
) -> None:
    for _round in range(ROUNDS):
        a, (b, asker) = placed()[0], placed()
        results = race(
            lambda a=a, b=b: ACTS["merge"](by=dispatcher, order=a, into=b),
            lambda asker=asker, b=b: ACTS["withdraw"](by=asker, order=b),
        )
        assert len(won(results)) == 1
    assert not Order.objects.filter(state="merged", lead__state="withdrawn").exists()
    assert list(journal.faults()) == []


# The same request again and again ---------------------------------------------------------------


@pytest.mark.parametrize("said", ["key", "source_ref", "both"])
def test_ten_placements_with_one_key_are_one_order(baihua: Organisation, said: str) -> None:
    """A phone that sends again and again gets one order, and every answer is the same receipt."""
    for turn in range(ROUNDS):
        key = uuid.uuid4() if said != "source_ref" else None
        source = {"source": "ledger", "source_ref": f"row {turn}"} if said != "key" else {}
        leaves = Leaves(name="周桂英", phone="13900001234")
        once = lambda key=key, source=source, leaves=leaves: place(  # noqa: E731
            by=VISITOR, village=baihua, words="路灯坏了。", key=key, leaves=leaves, **source
        )
        results = race(*[once] * 10)
        assert len(won(results)) == 10
        assert Order.objects.count() == Requester.objects.count() == turn + 1
        assert len({(event.about.pk, event.made.receipt) for event in results}) == 1
        assert sorted(event.repeated for event in results) == [False] + [True] * 9
    assert list(journal.faults()) == []


def test_joining_many_times_at_once_is_joining_once(placed: Placed, resident: Person) -> None:
    """By the same telephone and by the same account; strangers beside them stay strangers."""
    for _round in range(ROUNDS):
        order, _asker = placed()
        phone = lambda order=order: join(  # noqa: E731
            by=VISITOR, order=order, leaves=Leaves(phone="13900005678")
        )
        account = lambda order=order: join(  # noqa: E731
            by=resident, order=order, leaves=Leaves(person=resident)
        )
        stranger = lambda order=order: join(by=VISITOR, order=order)  # noqa: E731
        results = race(phone, phone, phone, account, account, account, stranger, stranger)
        receipts = [event.made.receipt for event in results]
        assert [len(set(receipts[:3])), len(set(receipts[3:6])), len(set(receipts))] == [1, 1, 4]
        assert order.requesters.count() == 5
    assert list(journal.faults()) == []


def test_many_placements_at_once_all_arrive(baihua: Organisation) -> None:
    def ten() -> Event[Order]:
        for _turn in range(10):
            event = place(by=VISITOR, village=baihua, words="路灯坏了。", key=uuid.uuid4())
        return event

    results = race(*[ten] * 8)
    assert len(won(results)) == 8
    assert Order.objects.count() == 80
    assert list(journal.faults()) == []


def test_many_words_added_at_once_make_one_chain(placed: Placed) -> None:
    order, asker = placed()

    def five() -> Event[Order]:
        for _turn in range(5):
            event = ACTS["add"](by=asker, order=order, words="还有一盏。")
        return event

    assert len(won(race(*[five] * 8))) == 8
    assert names(order) == ["place"] + ["add"] * 40
    assert list(journal.faults()) == []


def test_many_days_set_at_once_all_stand(town: Organisation) -> None:
    """Acts on the town itself share its one chain in the journal."""
    days = [date(2027, 1, 4) + timedelta(days=n) for n in range(8)]
    results = race(
        *[
            lambda day=day: town_acts.set_day(
                by=FOUNDER, town=town, day=day, working=False, source="镇里放假"
            )
            for day in days
        ]
    )
    assert len(won(results)) == 8
    assert CalendarDay.objects.filter(town=town, day__in=days).count() == 8
