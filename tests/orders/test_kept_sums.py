"""Kept sums are what the records say: whatever is written, by whichever way, folded or not yet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from threading import Event
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from tests.orders.counting import EVER, KEYS, assert_figure, assert_values, scope
from tests.orders.test_machine import Cast, Loop, cast  # noqa: F401 - the fixture of the same name
from touyan.kernel import figures, journal, kept
from touyan.kernel.figures import FIGURES, Scope
from touyan.kernel.kept.standing import LISTED
from touyan.orders.acts import ACTS
from touyan.orders.acts.keeping import keep_category
from touyan.orders.figures import ORDERS
from touyan.orders.models import KEPT, Category, Order, OrderChange, OrderSum, Requester
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

Placed = Callable[..., tuple[Order, Requester]]
FIRST = datetime(2021, 1, 20, 15, 30, tzinfo=UTC)
"""Half an hour before midnight in China."""

moments = st.integers(0, 160).map(lambda n: FIRST + timedelta(hours=12 * n, minutes=30 * (n % 3)))
perhaps = st.none() | moments
days = st.integers(-5, 90).map(lambda n: date(2021, 1, 20) + timedelta(days=n))


@pytest.fixture
def county(
    town: Organisation,
    baihua: Organisation,
    paibei: Organisation,
    elsewhere: Organisation,
    roads: Organisation,
    street_light: Category,
) -> list[Organisation]:
    """Two towns of a county, three villages, a unit; each town has categories, one of the same code."""
    for code in ("street_light", "water"):
        keep_category(by=FOUNDER, town=elsewhere.town, code=code, name=code, urgency="small")
    return [baihua, paibei, elsewhere]


PLACES = (
    "340121", "340121103", "340121104", "340121103003", "340121103008", "340121104001",
    "340121103-ROADS", "340121103003-B1",
)  # fmt: skip


@st.composite
def shapes(draw: st.DrawFn, villages: int, categories: int) -> dict[str, Any]:
    """The columns of an order that some history could have left behind."""
    state = draw(st.sampled_from(["placed", "accepted", "delivered", "closed", "closed", "declined", "withdrawn", "escalated"]))  # fmt: skip
    said = ["", "satisfied", "fair", "unsatisfied"]
    return {
        "village": draw(st.integers(0, villages - 1)),
        "category": draw(st.none() | st.integers(0, categories - 1)),
        "state": state,
        "placed_at": draw(moments),
        "outcome": draw(st.sampled_from(["solved", "partly", "unsolved", "silent"])) if state == "closed" else "",
        "satisfaction": draw(st.sampled_from(said)) if state == "closed" else "",
        "reopened": draw(st.integers(0, 2)),
        "accept_due_at": draw(perhaps),
        "accepted_at": draw(perhaps),
        "escalated_at": draw(perhaps),
        "promised_at": draw(perhaps),
        "delivered_at": draw(perhaps),
        "worked_by_unit": draw(st.booleans()),
    }  # fmt: skip


def columns(shape: dict[str, Any], villages: list[Organisation]) -> dict[str, Any]:
    """A shape as a row of the table takes it."""
    row, village = dict(shape), villages[shape["village"]]
    branch = Organisation.objects.get(parent=village, kind="branch")
    categories = list(Category.objects.filter(town=village.town).order_by("id"))
    there = row["category"] is not None and categories
    is_open = row["state"] in {"placed", "accepted", "delivered", "escalated"}
    unit = Organisation.objects.get(code="340121103-ROADS")
    return row | {
        "village": village, "town": village.town, "branch": branch,
        "category": categories[row["category"] % len(categories)] if there else None,
        "holder": branch if is_open else None, "due_at": FIRST if is_open else None,
        "closed_at": None if is_open else FIRST,
        "agency": unit if row.pop("worked_by_unit") else None,
    }  # fmt: skip


WRITES = st.one_of(
    st.tuples(st.just("insert"), st.lists(shapes(3, 2), min_size=1, max_size=4)),
    st.tuples(st.just("update"), st.integers(0, 30), shapes(3, 2)),
    st.tuples(st.just("shift"), st.integers(0, 30), st.sampled_from(["village", "category", "placed_at"]), shapes(3, 2)),
    st.tuples(st.just("delete"), st.integers(0, 30)),
    st.tuples(st.just("fold"), st.integers(1, 5)),
    st.tuples(st.just("undone"), st.lists(shapes(3, 2), min_size=1, max_size=3)),
)  # fmt: skip


def write(step: tuple[Any, ...], villages: list[Organisation]) -> None:
    """Past every act: straight into the table, as a migration or somebody at a console would."""
    match step:
        case "insert", rows:
            _insert(rows, villages)
        case "undone", rows:
            with transaction.atomic():
                _insert(rows, villages)
                transaction.set_rollback(True)
        case "fold", portion:
            kept.fold(ORDERS, portion)
        case name, n, *how:
            numbers = list(Order.objects.order_by("id").values_list("pk", flat=True))
            if numbers:
                _change(name, numbers[n % len(numbers)], how, villages)


def _insert(rows: list[dict[str, Any]], villages: list[Organisation]) -> None:
    Order.objects.bulk_create(Order(words="灯。", **columns(row, villages)) for row in rows)


def _change(name: str, number: int, how: list[Any], villages: list[Organisation]) -> None:
    if name == "delete":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM orders_order WHERE id = %s", [number])
        return
    new = columns(how[-1], villages)
    if name == "shift":
        together = ("village", "town", "branch") if how[0] == "village" else (how[0],)
        new = {column: new[column] for column in together}
    Order.objects.filter(pk=number).update(**new)


@pytest.mark.django_db
@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    steps=st.lists(WRITES, min_size=1, max_size=14),
    place=st.sampled_from(PLACES),
    ends=st.tuples(days, days).map(sorted),
    key=st.sampled_from(KEYS),
)
def test_figures_are_the_records_whatever_was_written_past_the_acts(
    county: list[Organisation],
    steps: list[tuple[Any, ...]],
    place: str,
    ends: list[date],
    key: str,
) -> None:
    undone = transaction.atomic()
    with undone:
        for step in steps:
            write(step, county)
        whole, some = scope(place), scope(place, *ends)
        assert_values(whole)
        assert_values(some)
        assert_figure(key, some)
        kept.fold(ORDERS)
        assert not OrderChange.objects.exists()
        assert_values(some)
        assert_figure(key, whole)
        assert list(kept.faults()) == []
        transaction.set_rollback(True)


class Counted(Loop):
    """The loop's own machine, whose figures are asked after every step."""

    @rule(portion=st.integers(1, 20))
    def the_worker_folds(self, portion: int) -> None:
        kept.fold(ORDERS, portion)

    @invariant()
    def figures_are_the_records(self) -> None:
        for code in ("340121103", "340121103003", "340121103008", "340121103-ROADS"):
            assert_values(scope(code))


@pytest.mark.django_db
def test_figures_are_the_records_whatever_people_do(cast: Cast) -> None:  # noqa: F811
    quick = settings(max_examples=12, stateful_step_count=20, phases=[Phase.reuse, Phase.generate])
    run_state_machine_as_test(lambda: Counted(cast), settings=quick)


# One at a time -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_order_counts_at_once_for_its_village_its_town_and_its_county(
    placed: Placed, paibei: Organisation
) -> None:
    placed()
    told = {code: figures.values(["orders.placed"], scope(code)) for code in PLACES[:2]}
    assert [*told.values()] == [{"orders.placed": 1}, {"orders.placed": 1}]
    assert figures.values(["orders.placed"], scope("340121103003")) == {"orders.placed": 1}
    assert figures.values(["orders.placed"], scope("340121103008")) == {"orders.placed": 0}


def test_an_order_handed_over_counts_in_the_other_village_and_no_longer_here(
    placed: Placed, secretary: Any, paibei: Organisation
) -> None:
    order, _asker = placed()
    kept.fold(ORDERS)
    ACTS["transfer"](by=secretary, order=order, to=paibei, reason="在牌碑。")
    kept.fold(ORDERS)
    here, there = (
        figures.values(["orders.placed"], scope(code)) for code in ("340121103003", "340121103008")
    )
    assert (here, there) == ({"orders.placed": 0}, {"orders.placed": 1})


def test_what_no_figure_looks_at_notes_nothing(placed: Placed) -> None:
    order, asker = placed()
    kept.fold(ORDERS)
    ACTS["urge"](by=asker, order=order)
    ACTS["hide"](by=asker, order=order)
    assert not OrderChange.objects.exists()


def test_folding_twice_adds_nothing_twice(placed: Placed) -> None:
    placed()
    assert kept.fold(ORDERS) == 1
    sums = list(OrderSum.objects.order_by("pk").values())
    assert kept.fold(ORDERS) == 0
    assert list(OrderSum.objects.order_by("pk").values()) == sums


def test_every_kept_figure_has_its_column() -> None:
    assert tuple(figure.key.partition(".")[2] for figure in ORDERS.figures) == KEPT


def test_all_figures_of_a_page_are_one_statement(
    placed: Placed, django_assert_num_queries: Any
) -> None:
    placed()
    here = scope("340121103")
    with django_assert_num_queries(1):
        assert figures.values(KEYS, here)["orders.placed"] == 1


# The triggers ------------------------------------------------------------------------------------


def triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(LISTED[connection.vendor], ["orders_order"])
        return sorted(name for (name,) in cursor.fetchall())


def drop(name: str) -> None:
    with connection.cursor() as cursor:
        on = " ON orders_order" if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{name}"{on}')


def test_the_check_names_a_trigger_that_is_gone_and_sums_that_are_wrong(
    placed: Placed, baihua: Organisation
) -> None:
    drop(next(name for name in triggers() if "insert" in name))
    placed()
    missing, *wrong = journal_faults()
    assert missing == (
        "orders_order: the triggers that keep its figures are not those of this version: migrate"
    )
    assert sum(f"organisation:{baihua.pk}: kept sums of month" in fault for fault in wrong) == 2


def test_migrating_puts_back_a_trigger_that_is_gone_and_counts_anew(placed: Placed) -> None:
    standing = triggers()
    drop(next(name for name in standing if "insert" in name))
    placed()
    kept.put_up()
    assert triggers() == standing
    assert journal_faults() == []
    assert_values(scope("340121103"))


def test_recounting_by_command_mends_a_wrong_sum(placed: Placed, baihua: Organisation) -> None:
    placed()
    kept.fold(ORDERS)
    OrderSum.objects.filter(organisation=baihua).update(placed=7)
    call_command("recount", stdout=StringIO())
    assert journal_faults() == []
    assert figures.values(["orders.placed"], scope("340121103003")) == {"orders.placed": 1}


def test_putting_up_what_stands_changes_nothing(placed: Placed) -> None:
    placed()
    kept.fold(ORDERS)
    sums = list(OrderSum.objects.order_by("pk").values())
    kept.put_up()
    assert list(OrderSum.objects.order_by("pk").values()) == sums


def test_another_definition_puts_up_other_triggers(
    placed: Placed, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed()
    standing = triggers()
    changed = [f for f in ORDERS.figures if f.key != "orders.reopened"]
    twice = figures.Figure(key="orders.reopened", label="", definition="", unit="", source=ORDERS)
    monkeypatch.setattr(ORDERS, "figures", (*changed, twice))
    kept.put_up()
    assert set(triggers()).isdisjoint(standing)
    assert OrderSum.objects.filter(grain=1, category=-1).values_list("reopened", flat=True)[0] == 1


def test_a_wrong_sum_is_named(placed: Placed, baihua: Organisation) -> None:
    placed()
    kept.fold(ORDERS)
    OrderSum.objects.filter(organisation=baihua, grain=0, category=-1).update(silent=2)
    day = Order.objects.get().placed_on
    assert journal_faults() == [
        f"organisation:{baihua.pk}: kept sums of day {day} (category -1) differ from the records: silent +2"
    ]


def journal_faults() -> list[str]:
    return [fault for fault in journal.faults() if "kept" in fault or "triggers" in fault]


# At the same moment ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_while_others_write_and_fold_sees_every_order_once(
    county: list[Organisation],
) -> None:
    """Orders wander between villages and states; the county always has forty, whoever folds meanwhile."""
    branches = {v.pk: Organisation.objects.get(parent=v, kind="branch") for v in county}
    Order.objects.bulk_create(
        Order(
            words="灯。", village=county[n % 2], town=county[0].town, branch=branches[county[n % 2].pk],
            holder=branches[county[n % 2].pk], due_at=FIRST, placed_at=FIRST + timedelta(days=n),
        )
        for n in range(40)
    )  # fmt: skip
    numbers = list(Order.objects.values_list("pk", flat=True))
    here, done = scope("340121"), Event()
    threads = [lambda part=part: _wander(numbers[part::2], county, branches) for part in (0, 1)]
    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(_closing, lambda: _read_until(done, here))
        folding = [pool.submit(_closing, lambda: _fold_until(done)) for _ in range(2)]
        try:
            for writing in [pool.submit(_closing, thread) for thread in threads]:
                writing.result(timeout=300)
        finally:  # or they would read and fold for ever
            done.set()
        assert reading.result(timeout=300) == {40}
        for one in folding:
            one.result(timeout=300)
    kept.fold(ORDERS)
    for code in PLACES[:6]:
        assert_values(scope(code))
    assert list(kept.faults()) == []


def _closing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def _wander(
    numbers: list[int], villages: list[Organisation], branches: dict[int, Organisation]
) -> None:
    for turn in range(5):
        for number in numbers:
            village = villages[(number + turn) % 2]
            state = ("placed", "accepted")[turn % 2]
            Order.objects.filter(pk=number).update(
                village=village,
                branch=branches[village.pk],
                holder=branches[village.pk],
                state=state,
            )


def _read_until(done: Event, here: Scope) -> set[int]:
    seen = set()
    while not done.is_set():
        seen.add(figures.values(["orders.placed"], here)["orders.placed"])
    return seen


def _fold_until(done: Event) -> None:
    while not done.is_set():
        kept.fold(ORDERS, 7)


def test_a_flush_leaves_nothing_noted(transactional_db: None) -> None:
    """Tables are emptied in any order, and the triggers note the end of each order meanwhile."""
    assert (OrderChange.objects.count(), OrderSum.objects.count()) == (0, 0)


def test_nothing_is_lost_over_the_widest_period(placed: Placed) -> None:
    placed()
    assert figures.values(["orders.placed"], scope("340121103", *EVER)) == {"orders.placed": 1}
    assert FIGURES["orders.placed"].source is ORDERS
