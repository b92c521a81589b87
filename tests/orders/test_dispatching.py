"""The town: dispatches, puts off, declines, watches over; units take or give back."""

from datetime import date

import pytest

from tests.orders.stages import FAR, Loop, do, moment, row
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.town import acts as town_acts
from touyan.town.reads import branch_of
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def test_a_dispatch_names_the_unit_and_promises_a_date(loop: Loop, roads, water):
    order, _requester = loop.escalated()
    order = do("dispatch", loop.dispatcher, order, unit=roads, days=3, helpers=[water])
    assert (order.state, order.holder, order.agency) == ("dispatched", roads, roads)
    assert (order.holder_person, order.agency_person) == (None, None)
    assert order.due_at == moment("2021-09-18 17:30")
    assert order.promised_at == moment("2021-09-23 17:30")
    assert list(order.helpers.all()) == [water]


def test_without_days_the_class_says_when(loop: Loop):
    order, _requester = loop.dispatched(urgency="urgent")
    assert order.promised_at == moment("2021-09-18 08:12")


def test_a_named_person_holds_it_with_their_unit(loop: Loop):
    order, _requester = loop.dispatched_to_lead()
    assert (order.holder, order.holder_person) == (loop.leads, loop.lead)
    order = do("take", loop.lead, order)
    assert (order.holder_person, order.agency_person) == (loop.lead, loop.lead)


def test_somebody_who_does_not_work_there_cannot_be_named(loop: Loop, roads):
    order, _requester = loop.escalated()
    with pytest.raises(Refused, match="does not work in") as refused:
        do("dispatch", loop.dispatcher, order, unit=roads, person=loop.lead)
    assert refused.value.field == "person"


@pytest.mark.parametrize("days", [0, -1, 121])
def test_days_that_make_no_sense_are_refused(loop: Loop, roads, days):
    order, _requester = loop.escalated()
    with pytest.raises(Refused) as refused:
        do("dispatch", loop.dispatcher, order, unit=roads, days=days)
    assert refused.value.field == "days"


def test_a_dispatch_goes_to_units_and_branches_of_this_town_only(
    loop: Loop, baihua, town, elsewhere
):
    order, _requester = loop.escalated()
    before = row(order)
    for unit in (baihua, town, elsewhere, branch_of(elsewhere)):
        with pytest.raises(Refused, match="unit or branch of this town"):
            do("dispatch", loop.dispatcher, order, unit=unit)
    assert row(order) == before
    assert do("dispatch", loop.dispatcher, order, unit=branch_of(baihua)).state == "dispatched"


def test_a_unit_of_another_town_is_not_let_in_as_a_helper(loop: Loop, roads, elsewhere):
    order, _requester = loop.escalated()
    with pytest.raises(Refused, match="unit or branch of this town"):
        do("dispatch", loop.dispatcher, order, unit=roads, helpers=[branch_of(elsewhere)])


def test_a_unit_that_has_ended_gets_nothing_more(loop: Loop, roads):
    town_acts.change_organisation(by=FOUNDER, organisation=roads, ended_on=date(2021, 9, 1))
    order, _requester = loop.escalated()
    with pytest.raises(Refused, match="unit or branch of this town"):
        do("dispatch", loop.dispatcher, order, unit=roads)


def test_whoever_takes_it_is_due_when_the_requester_was_promised(loop: Loop):
    order, _requester = loop.dispatched(days=3)
    with clock.at(moment("2021-09-18 10:00")):
        order = do("take", loop.officer, order)
    assert (order.state, order.agency) == ("delivering", loop.roads)
    assert (order.due_at, order.due) == (order.promised_at, order.promise)


# Return ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["dispatched", "delivering"])
def test_what_is_not_the_units_goes_back_to_the_dispatcher(loop: Loop, stage):
    order, _requester = getattr(loop, stage)()
    with clock.at(moment("2021-09-22 17:30")):
        order = do("return", loop.officer, order, reason="归水利站。")
    assert (order.state, order.holder) == ("escalated", order.town)


def test_after_two_working_days_nothing_is_returned(loop: Loop):
    order, _requester = loop.dispatched()
    with clock.at(moment("2021-09-22 17:31")), pytest.raises(Refused, match="two working days"):
        do("return", loop.officer, order, reason="归水利站。")


def test_the_two_days_begin_again_with_another_dispatch(loop: Loop, roads):
    order, _requester = loop.dispatched()
    order = do("return", loop.officer, order, reason="归水利站。")
    with clock.at(moment("2021-10-11 09:00")):
        order = do("dispatch", loop.dispatcher, order, unit=roads)
        assert do("return", loop.officer, order, reason="真的不归。").state == "escalated"


# Defer and decline -----------------------------------------------------------------------------


def test_what_is_put_off_has_a_review_date_that_the_requester_is_promised(loop: Loop):
    order, _requester = loop.deferred()
    assert (order.state, order.holder) == ("deferred", order.town)
    assert order.due_at == order.promised_at == moment("2021-12-01 23:59:59")


@pytest.mark.parametrize("day", [date(2021, 9, 16), date(2021, 9, 17), date(2022, 12, 1)])
def test_a_review_date_is_tomorrow_at_the_earliest_and_not_beyond_reckoning(loop: Loop, day):
    order, _requester = loop.escalated()
    with pytest.raises(Refused) as refused:
        do("defer", loop.dispatcher, order, reason="等资金。", review_on=day)
    assert refused.value.field == "review_on"


def test_before_eight_in_the_morning_tomorrow_is_already_tomorrow(loop: Loop):
    order, _requester = loop.escalated()
    with clock.at(moment("2021-09-18 00:30")), pytest.raises(Refused):
        do("defer", loop.dispatcher, order, reason="等资金。", review_on=date(2021, 9, 18))


def test_what_is_being_delivered_can_be_put_off_and_dispatched_again(loop: Loop, water):
    order, _requester = loop.delivering()
    order = do("defer", loop.dispatcher, order, reason="等材料。", review_on=FAR)
    order = do("dispatch", loop.dispatcher, order, unit=water)
    assert (order.state, order.agency) == ("dispatched", water)


@pytest.mark.parametrize("stage", ["placed", "escalated"])
def test_declining_gives_the_reason_the_rule_and_the_next_door(loop: Loop, stage):
    order, _requester = getattr(loop, stage)()
    event = {"reason": "private", "rule": "《民法典》", "next_door": "人民调解委员会"}
    order = do("decline", loop.dispatcher, order, **event)
    assert (order.state, order.decline_reason, order.holder) == ("declined", "private", None)
    assert order.closed_at == moment("2021-09-17 08:12")


@pytest.mark.parametrize("missing", ["reason", "rule", "next_door"])
def test_nothing_is_declined_without_all_three(loop: Loop, missing):
    order, _requester = loop.placed()
    said = {"reason": "private", "rule": "《民法典》", "next_door": "调解"} | {missing: ""}
    with pytest.raises(Refused) as refused:
        do("decline", loop.dispatcher, order, **said)
    assert refused.value.field == missing


def test_an_appeal_goes_to_the_town_and_the_order_is_declined_no_more(loop: Loop):
    order, requester = loop.declined()
    with clock.at(moment("2021-09-22 10:00")):
        order = do("appeal", requester, order, words="路灯归镇里管。")
    assert (order.state, order.holder, order.closed_at) == ("escalated", order.town, None)
    assert (order.decline_reason, order.due_at) == ("", moment("2021-09-23 17:30"))


def test_supervising_is_noted_and_moves_nothing(loop: Loop):
    order, _requester = loop.dispatched()
    order = do("supervise", loop.dispatcher, order, text="书记在看。")
    assert (order.state, order.supervised_at) == ("dispatched", clock.now())
