"""What an office sees is what its place in the tree and its role allow, and nothing of other villages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.stages import Loop, do
from touyan.kernel import clock
from touyan.orders.reads import (
    by_number_and_pin,
    by_receipt,
    by_ref,
    mine,
    public,
    to_call_back,
    visible_to,
    waiting_for,
)
from touyan.orders.reads.likeness import similar, typed
from touyan.orders.reads.reach import Reach, reach_of
from touyan.orders.tasks import marks
from touyan.town import acts as town_acts
from touyan.town.reads import branch_of
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def sees(person, order) -> bool:
    return visible_to(person).filter(pk=order.pk).exists()


def test_a_village_sees_its_own_and_the_town_everything_of_the_town(
    loop: Loop, paibei, elsewhere, other_secretary, somebody, town
):
    ours, _requester = loop.placed()
    theirs, _requester = loop.placed(village=paibei)
    away, _requester = loop.placed(village=elsewhere)
    assert list(visible_to(loop.secretary)) == [ours]
    assert list(visible_to(other_secretary)) == [theirs]
    assert list(visible_to(loop.dispatcher).order_by("id")) == [ours, theirs]
    assert list(visible_to(somebody("leader", "leader", town)).order_by("id")) == [ours, theirs]
    county = somebody("county", "leader", town.parent)
    assert list(visible_to(county).order_by("id")) == [ours, theirs, away]


@pytest.mark.parametrize("role", ["admin", "editor", "clerk", "judge"])
def test_other_roles_see_no_orders(loop: Loop, somebody, town, role):
    loop.placed()
    assert list(visible_to(somebody("someone", role, town))) == []


def test_residents_see_none_but_their_own(loop: Loop, resident):
    loop.placed()
    _order, requester = loop.placed(person=resident)
    assert list(visible_to(resident)) == []
    assert list(mine(resident)) == [requester]


def test_a_unit_sees_what_was_dispatched_to_it_or_what_it_helps_with(loop: Loop, water, somebody):
    helper = somebody("water", "officer", water)
    order, _requester = loop.escalated()
    assert (sees(loop.officer, order), sees(helper, order)) == (False, False)
    do("dispatch", loop.dispatcher, order, unit=loop.roads, helpers=[water])
    assert (sees(loop.officer, order), sees(helper, order)) == (True, True)
    assert sees(loop.lead, order) is False


def test_a_branch_that_helps_sees_it_and_finds_it(loop: Loop, paibei, other_secretary):
    order, _requester = loop.escalated()
    helpers = [branch_of(paibei)]
    order = do("dispatch", loop.dispatcher, order, unit=loop.roads, helpers=helpers)
    assert sees(other_secretary, order) is True
    assert f"o{paibei.pk}" in marks(order)


def test_a_reach_is_the_same_again_by_its_shape_and_its_numbers(loop: Loop, paibei, town, somebody):
    several = somebody("several", "secretary", paibei)
    town_acts.grant_role(
        by=FOUNDER, person=several, organisation=town.parent, role="leader", starts_on=clock.today()
    )
    town_acts.grant_role(
        by=FOUNDER, person=several, organisation=town, role="leader", starts_on=clock.today()
    )
    several.__dict__.pop("roles_today", None)
    reach = reach_of(several)
    assert (reach.towns, reach.counties, reach.here) == ((town.pk,), (town.parent.pk,), (branch_of(paibei).pk,))  # fmt: skip
    assert reach.shape == (1, 1, 1)
    assert Reach.shaped(reach.shape, reach.numbers) == reach
    assert bool(reach)
    assert not reach_of(somebody("nobody", "clerk", town))


def test_whoever_hands_it_over_sees_it_no_more(loop: Loop, paibei, other_secretary):
    order, _requester = loop.placed()
    do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
    assert (sees(loop.secretary, order), sees(other_secretary, order)) == (False, True)


def test_a_role_that_ended_shows_nothing(loop: Loop, secretary):
    order, _requester = loop.placed()
    role = secretary.roles.get()
    yesterday = clock.now().date().replace(day=16)
    town_acts.end_role(by=FOUNDER, role=role, ends_on=yesterday)
    secretary.__dict__.pop("roles_today", None)
    assert sees(secretary, order) is False


# Queues ----------------------------------------------------------------------------------------


def test_what_waits_is_what_one_holds_soonest_first(loop: Loop, other_secretary, somebody, leads):
    late, _requester = loop.accepted()
    soon, _requester = loop.placed(urgency="urgent")
    up, _requester = loop.escalated()
    out, _requester = loop.dispatched()
    named, _requester = loop.dispatched_to_lead()
    loop.delivered()
    loop.closed()
    assert list(waiting_for(loop.secretary)) == [soon, late]
    assert list(waiting_for(loop.dispatcher)) == [up]
    assert list(waiting_for(loop.officer)) == [out]
    assert list(waiting_for(loop.lead)) == [named]
    assert list(waiting_for(somebody("mate", "lead", leads))) == []
    assert list(waiting_for(somebody("head", "officer", leads))) == [named]
    assert list(waiting_for(other_secretary)) == []


def test_the_call_back_desk_has_what_was_delivered_and_can_be_called(loop: Loop):
    order, _requester = loop.delivered()
    loop.delivered(phone="")
    loop.accepted()
    assert list(to_call_back(loop.dispatcher, clock.now())) == [order]
    assert list(to_call_back(loop.secretary, clock.now())) == []


@pytest.mark.parametrize("read", [waiting_for, visible_to, lambda p: to_call_back(p, clock.now())])
def test_a_queue_is_one_query(loop: Loop, read):
    loop.placed()
    loop.escalated()
    loop.dispatcher.roles_today  # noqa: B018 - the door has loaded them
    with CaptureQueriesContext(connection) as queries:
        list(read(loop.dispatcher))
    assert len(queries) == 1


# By number, by receipt, by PIN -----------------------------------------------------------------


def test_a_number_opens_an_order_only_within_what_one_sees(loop: Loop, other_secretary):
    order, _requester = loop.placed()
    assert by_ref(visible_to(loop.secretary), order.ref) == order
    assert by_ref(visible_to(other_secretary), order.ref) is None
    assert by_ref(public(), order.ref) is None
    wrong = order.ref[:-1] + str((int(order.ref[-1]) + 1) % 10)
    assert by_ref(visible_to(loop.secretary), wrong) is None


def test_a_receipt_opens_its_own_order_however_it_is_typed(loop: Loop):
    _order, requester = loop.placed()
    loop.placed()
    typed = " ".join(
        [requester.receipt[:4].upper(), f"{requester.receipt[4:8]}-{requester.receipt[8:]}"]
    )
    assert by_receipt(typed) == requester
    assert (by_receipt(""), by_receipt("-"), by_receipt(requester.receipt[:-1])) == (
        None,
        None,
        None,
    )


def test_number_and_pin_open_it_and_one_of_them_does_not(loop: Loop):
    order, requester = loop.placed()
    other, stranger = loop.placed()
    assert by_number_and_pin(order.ref, requester.pin) == requester
    assert by_number_and_pin(other.ref, stranger.pin) == stranger
    assert by_number_and_pin(order.ref, stranger.pin) is None
    assert by_number_and_pin("123", requester.pin) is None


def test_receipts_and_slips_outlive_another_secret(loop: Loop, settings):
    order, requester = loop.placed()
    receipt, pin = requester.receipt, requester.pin
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one, as long as a secret should be"
    assert by_receipt(receipt) == requester
    assert by_number_and_pin(order.ref, pin) == requester


# Similar ---------------------------------------------------------------------------------------


def test_similar_words_in_the_same_village_are_found_while_open(loop: Loop, baihua, paibei):
    order, _requester = loop.placed("村口的路灯坏了，晚上看不见。")
    loop.placed("自来水是浑的。")
    loop.placed("村口的路灯坏了，晚上看不见。", village=paibei)
    loop.closed(words="村口的路灯坏了，晚上看不见。")
    assert similar(baihua.pk, typed("村口路灯坏了")) == [order]
    assert similar(baihua.pk, typed("灯")) == []
