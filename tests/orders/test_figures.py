"""What the loop's figures count, by the acts that make it so; and the dates that they are measured by."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation

from tests.orders.counting import KEYS, assert_values, scope
from tests.orders.figures_model import TOLD
from tests.orders.stages import Loop, do, lapse, moment
from touyan.kernel import clock, figures
from touyan.kernel.acts import batch
from touyan.kernel.figures import FIGURES, Count, Figure, Scope
from touyan.orders import demo
from touyan.orders import figures as declared
from touyan.orders.models import KEPT, Category, Order, Requester
from touyan.town.models import Organisation, Person

TOWN = "340121103"
Placed = Callable[..., tuple[Order, Requester]]


def counted(code: str = TOWN) -> dict[str, int]:
    """What is not nought, by its short name."""
    told = figures.values(KEYS, scope(code))
    return {key.partition(".")[2]: value for key, value in told.items() if value}


# 2021 --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demonstrations_69_are_46_and_23() -> None:
    with batch():
        demo.tell(moment("2021-10-01 09:00"))
    told = figures.values(KEYS, scope(TOWN, date(2021, 1, 1), date(2021, 8, 3)))
    parts = {figure.key: told[figure.key] for figure in figures.parts("orders.placed")}
    assert told["orders.placed"] == 69
    assert parts == {
        "orders.closed_by_branch": 46, "orders.escalated": 23, "orders.with_branch": 0,
        "orders.ended_otherwise": 0,
    }  # fmt: skip
    assert list(figures.faults()) == []


# What counts as what -----------------------------------------------------------------------------


def test_an_order_just_placed_waits_with_its_branch(placed: Placed, friday: None) -> None:
    placed()
    assert counted() == {"placed": 1, "with_branch": 1, "to_accept": 1, "not_accepted": 1}


def test_what_is_accepted_by_its_date_is_on_time(loop: Loop, friday: None) -> None:
    loop.accepted()
    assert counted() == {
        "placed": 1, "with_branch": 1, "to_accept": 1, "accepted_on_time": 1, "to_deliver": 1,
        "not_delivered": 1,
    }  # fmt: skip


def test_what_is_accepted_after_its_date_is_late(
    placed: Placed, secretary: Person, friday: None
) -> None:
    order, _asker = placed()
    assert order.accept_due_at == order.due_at
    with clock.at(moment("2021-09-22 17:31")):
        do("accept", secretary, order)
    assert counted()["accepted_late"] == 1


def test_an_order_sent_up_unaccepted_was_answered_for_in_time(
    placed: Placed, secretary: Person, friday: None
) -> None:
    order, _asker = placed()
    do("escalate", secretary, order, reason="村里办不了。")
    assert counted() == {"placed": 1, "escalated": 1, "to_accept": 1, "accepted_on_time": 1}


def test_what_was_closed_by_the_branch_and_what_the_town_had_a_hand_in(
    loop: Loop, friday: None
) -> None:
    loop.closed()
    loop.closed_by_roads()
    told = counted()
    assert (told["placed"], told["closed_by_branch"], told["escalated"]) == (2, 1, 1)
    assert (told["closed"], told["assessed"], told["solved"]) == (2, 2, 2)
    assert told["delivered_on_time"] == 2


def test_silence_is_counted_apart_and_never_as_solved(loop: Loop, friday: None) -> None:
    order, _asker = loop.delivered(phone="")
    with clock.at(moment("2021-10-20 09:00")):
        lapse(order)
    told = counted()
    assert (told["closed"], told["silent"]) == (1, 1)
    assert told.keys().isdisjoint({"assessed", "solved", "partly", "unsolved", "rated"})


def test_what_was_delivered_after_the_promise_is_late_and_time_that_was_granted_counts(
    loop: Loop, friday: None
) -> None:
    late, _asker = loop.accepted()
    granted, _asker = loop.accepted()
    do("ask_extension", loop.secretary, granted, days=5, reason="等配件。")
    do("decide_extension", loop.dispatcher, granted, granted=True)
    with clock.at(moment("2021-09-27 09:00")):
        for order in (late, granted):
            do("deliver", loop.secretary, order, reply="换了灯泡。")
    told = counted()
    assert (told["delivered_late"], told["delivered_on_time"]) == (1, 1)


def test_an_order_opened_again_is_to_be_delivered_again(loop: Loop, friday: None) -> None:
    order, asker = loop.closed()
    do("reopen", asker, order, words="又坏了。")
    told = counted()
    assert (told["reopened"], told["not_delivered"], told["with_branch"]) == (1, 1, 1)
    assert told.keys().isdisjoint({"closed", "solved", "delivered_on_time"})


@pytest.mark.parametrize("stage", ["withdrawn", "merged"])
def test_what_ended_before_anybody_took_it_on_is_nobodys_delay(
    loop: Loop, stage: str, friday: None
) -> None:
    order, _asker = getattr(loop, stage)()
    here = Order.objects.exclude(pk=order.pk).count()
    told = counted()
    assert told["ended_otherwise"] == 1
    assert told.get("to_accept", 0) == here


def test_a_unit_counts_the_orders_that_are_its_work(loop: Loop, friday: None) -> None:
    loop.closed_by_roads()
    loop.closed()
    assert counted("340121103-ROADS")["placed"] == 1
    assert counted("340121103003-B1")["placed"] == 2
    assert_values(scope("340121103-ROADS"))


def test_a_village_never_counts_anothers(
    loop: Loop, baihua: Organisation, paibei: Organisation, friday: None
) -> None:
    loop.closed(village=baihua)
    loop.placed(village=paibei)
    assert counted("340121103003")["placed"] == 1
    assert counted("340121103008") == {
        "placed": 1, "with_branch": 1, "to_accept": 1, "not_accepted": 1,
    }  # fmt: skip
    shown = figures.records(FIGURES["orders.placed"], scope("340121103008"))
    assert [row.village for row in shown] == [paibei]


def test_an_order_placed_at_midnight_in_china_counts_on_the_day_that_begins(placed: Placed) -> None:
    with clock.at(moment("2021-03-01 00:00")):
        placed()
    with clock.at(moment("2021-02-28 23:59")):
        placed()
    figure = FIGURES["orders.placed"]
    year = scope(TOWN, date(2021, 1, 1), date(2021, 12, 31))
    assert [(month.month, n) for month, n in figures.trend(figure, year) if n] == [(2, 1), (3, 1)]
    march = scope(TOWN, date(2021, 3, 1), date(2021, 3, 31))
    assert figures.values([figure.key], march) == {figure.key: 1}


# The date of acceptance --------------------------------------------------------------------------


def accept_date(order: Order) -> Any:
    return Order.objects.values_list("accept_due_at", flat=True).get(pk=order.pk)


def test_another_branch_has_a_date_of_its_own(
    placed: Placed, secretary: Person, paibei: Organisation, friday: None
) -> None:
    order, _asker = placed()
    first = accept_date(order)
    with clock.at(moment("2021-09-24 09:00")):
        order = do("transfer", secretary, order, to=paibei, reason="在牌碑。")
    assert first < accept_date(order) == order.due_at


def test_the_date_follows_another_class_while_it_waits(
    placed: Placed, secretary: Person, friday: None
) -> None:
    order, _asker = placed()
    order = do("sort", secretary, order, urgency="urgent")
    assert accept_date(order) == order.due_at == moment("2021-09-17 10:30")
    order = do("accept", secretary, order)
    order = do("sort", secretary, order, urgency="small")
    assert accept_date(order) == moment("2021-09-17 10:30") != order.due_at


def test_orders_that_were_there_before_get_their_date_from_their_chain(
    loop: Loop, friday: None
) -> None:
    """The migration's own filling, run over orders whose date is known."""
    for stage in (loop.placed, loop.accepted, loop.escalated, loop.closed, loop.merged):
        stage()
    known = dict(Order.objects.values_list("pk", "accept_due_at"))
    Order.objects.update(accept_due_at=None)
    import_module("touyan.orders.migrations.0003_accept_dates").fill(apps, None)
    assert dict(Order.objects.values_list("pk", "accept_due_at")) == known


# The declarations --------------------------------------------------------------------------------


def test_the_brute_force_tells_every_figure() -> None:
    assert tuple(TOLD) == KEPT == tuple(key.partition(".")[2] for key in KEYS)


def test_every_whole_and_denominator_is_a_figure_that_counts_the_same_records() -> None:
    for figure in declared.ALL:
        for other in filter(None, (figure.part_of, figure.out_of)):
            assert FIGURES[other].source is figure.source
            assert FIGURES[other].total == figure.total == Count()


@pytest.mark.parametrize("figure", declared.ALL, ids=lambda figure: figure.key)
def test_every_figure_is_told_in_both_languages(figure: Figure) -> None:
    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append((str(figure.label), str(figure.definition), str(figure.unit)))
    assert all(said[0])
    assert all(one != other for one, other in zip(*said, strict=True))


def test_a_rate_says_what_it_leaves_out() -> None:
    rates = [figure for figure in declared.ALL if figure.out_of]
    assert len(rates) == 13
    assert all(str(figure.left_out) for figure in rates)


def test_a_part_that_counts_twice_is_named(
    placed: Placed, monkeypatch: pytest.MonkeyPatch, friday: None
) -> None:
    order, _asker = placed()
    extra = Figure(
        key="orders.extra", label="", definition="", unit="", source=declared.ORDERS,
        where=declared.DATED, part_of="orders.placed",
    )  # fmt: skip
    monkeypatch.setitem(FIGURES, extra.key, extra)
    assert list(figures.faults()) == [
        f"order:{order.pk}: orders.placed counts it 1 times, its parts 2 times"
    ]


def test_a_scope_goes_down_and_never_sideways(baihua: Organisation, paibei: Organisation) -> None:
    whole = scope(TOWN)
    assert whole.within(baihua) == Scope(baihua, whole.since, whole.until)
    with pytest.raises(ValueError, match="is not within"):
        scope("340121103003").within(paibei)


def test_months_of_a_period_are_all_there(town: Organisation) -> None:
    winter = Scope(town, date(2020, 12, 31), date(2021, 2, 1))
    assert list(figures.months(winter)) == [date(2020, 12, 1), date(2021, 1, 1), date(2021, 2, 1)]


def test_records_of_no_category_are_a_piece_without_a_name(
    placed: Placed, street_light: Category
) -> None:
    placed()
    placed(category=street_light)
    told = figures.split(FIGURES["orders.placed"], scope(TOWN), "category")
    assert [(part.key, part.value) for part in told] == [("street_light", 1), ("", 1)]


@pytest.mark.django_db
def test_an_appeal_weeks_later_makes_no_branch_late(loop: Loop, friday: None) -> None:
    order, requester = loop.declined()
    before = counted()
    with clock.at(moment("2021-10-15 09:00")):
        do("appeal", requester, order, words="请再看看。")
    assert before["accepted_on_time"] == counted()["accepted_on_time"] == 1
    assert "accepted_late" not in counted()
    assert list(figures.faults()) == []
