"""A frozen number stays, and can say what makes it another today."""

from uuid import uuid4

import pytest

from tests.orders.stages import do
from touyan.figures.acts import take_snapshot
from touyan.figures.models import Snapshot
from touyan.figures.reads.snapshots import differences, snapshot_of
from touyan.kernel.figures import FIGURES, values
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders.models import Order

pytestmark = pytest.mark.django_db

PLACED = "orders.placed"


def test_a_snapshot_holds_the_value_its_records_its_parts_and_its_words(loop, of, town, leader):
    sent_up, closed = loop.escalated()[0], loop.accepted()[0]
    snapshot = take_snapshot(by=leader, figure=FIGURES[PLACED], scope=of(town)).about
    kept = Snapshot.objects.get()
    assert kept == snapshot
    assert (kept.value, kept.count, kept.ids) == (2, 2, sorted([sent_up.pk, closed.pk]))
    assert kept.parts["orders.escalated"] == 1
    assert sum(kept.parts.values()) == 2
    assert (kept.version, kept.kind, kept.by) == (1, "order", leader.signed)
    assert kept.told["en"]["definition"] == str(FIGURES[PLACED].definition)
    assert kept.told["zh-hans"]["label"] != kept.told["en"]["label"]
    assert Entry.objects.get(about=f"snapshot:{kept.pk}").data["value"] == 2


def test_a_rate_is_frozen_with_its_denominator(loop, of, town, leader):
    loop.accepted()
    key = "orders.accepted_on_time"
    kept = take_snapshot(by=leader, figure=FIGURES[key], scope=of(town)).about
    assert (kept.value, kept.out_of, kept.whole) == (1, FIGURES[key].out_of, 1)


def test_the_same_form_sent_twice_freezes_once(loop, of, town, leader):
    key = uuid4()
    first = take_snapshot(by=leader, figure=FIGURES[PLACED], scope=of(town), key=key)
    again = take_snapshot(by=leader, figure=FIGURES[PLACED], scope=of(town), key=key)
    assert (again.about.pk, again.repeated) == (first.about.pk, True)
    assert Snapshot.objects.count() == 1


def test_why_a_number_became_another_is_answered_with_the_records(loop, of, town, leader):
    stays, goes = loop.accepted()[0], loop.accepted()[0]
    kept = take_snapshot(by=leader, figure=FIGURES[PLACED], scope=of(town)).about
    assert differences(kept, leader).none
    new = [loop.placed()[0] for _ in range(3)]
    gone = goes.pk
    Order.objects.filter(pk=gone).delete()
    found = differences(kept, leader)
    assert found.value == values([PLACED], of(town))[PLACED] == 4
    assert found.came == sorted(order.pk for order in new)
    assert (found.went, found.altered) == ([gone], [])
    (lost,) = found.told(found.went)
    assert (lost.about, lost.row, lost.seen) == (f"order:{gone}", None, False)
    assert [change.row.pk for change in found.told(found.came)] == found.came
    assert all(change.seen for change in found.told(found.came))
    assert stays.pk in kept.ids


def test_a_record_that_left_says_what_happened_to_it_since(loop, of, town, leader, secretary):
    order = loop.accepted()[0]
    key = "orders.with_branch"
    kept = take_snapshot(by=leader, figure=FIGURES[key], scope=of(town)).about
    do("escalate", secretary, order, reason="村里办不了。")
    found = differences(kept, leader)
    assert (found.came, found.went) == ([], [order.pk])
    (change,) = found.told(found.went)
    assert (change.row, change.seen) == (order, True)


def test_nothing_frozen_changes_when_the_records_do(loop, of, town, leader):
    order = loop.accepted()[0]
    kept = take_snapshot(by=leader, figure=FIGURES[PLACED], scope=of(town)).about
    before = Snapshot.objects.values().get()
    Order.objects.filter(pk=order.pk).delete()
    assert Snapshot.objects.values().get() == before
    assert Snapshot.objects.get(pk=kept.pk).ids == [order.pk]


def test_a_place_outside_a_role_is_neither_frozen_nor_shown(
    loop, of, town, paibei, leader, secretary, other_secretary
):
    with pytest.raises(Refused):
        take_snapshot(by=secretary, figure=FIGURES[PLACED], scope=of(paibei))
    with pytest.raises(Refused):
        take_snapshot(by=secretary, figure=FIGURES[PLACED], scope=of(town))
    of_town = take_snapshot(by=leader, figure=FIGURES[PLACED], scope=of(town)).about
    assert snapshot_of(leader, of_town.pk) == of_town
    assert snapshot_of(other_secretary, of_town.pk) is None
