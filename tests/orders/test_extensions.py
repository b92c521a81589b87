"""More time: asked for with a reason, once, at most ten working days, decided by the town."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.orders.stages import Loop, do, moment
from touyan.kernel import clock, journal
from touyan.kernel.refused import Refused
from touyan.orders.models import Custody, Extension
from touyan.orders.reads import extensions_asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


@pytest.fixture
def asked(loop: Loop):
    order, _requester = loop.delivering(days=3)
    return do("ask_extension", loop.officer, order, days=5, reason="等材料。")


def test_asking_moves_nothing(asked):
    assert (asked.state, asked.due_at) == ("delivering", moment("2021-09-23 17:30"))
    extension = Extension.objects.get(order=asked)
    assert (extension.days, extension.decided_at, extension.granted) == (5, None, None)


def test_what_is_granted_counts_from_the_date_there_was(asked, loop: Loop):
    order = do("decide_extension", loop.dispatcher, asked, granted=True)
    due = moment("2021-09-29 17:30")
    assert (order.due_at, order.promised_at) == (due, due)
    assert Custody.objects.get(order=order, until__isnull=True).due_at == due
    assert list(journal.faults()) == []


def test_what_is_granted_late_counts_from_the_decision(asked, loop: Loop):
    with clock.at(moment("2021-10-11 09:00")):
        order = do("decide_extension", loop.dispatcher, asked, granted=True)
    assert order.due_at == moment("2021-10-18 17:30")


def test_a_refusal_leaves_the_date_and_lets_one_ask_again(asked, loop: Loop):
    order = do("decide_extension", loop.dispatcher, asked, granted=False, reason="材料够。")
    assert order.due_at == moment("2021-09-23 17:30")
    do("ask_extension", loop.officer, order, days=2, reason="真的不够。")
    assert list(Extension.objects.order_by("id").values_list("granted", flat=True)) == [False, None]


def test_there_is_no_second_extension(asked, loop: Loop):
    order = do("decide_extension", loop.dispatcher, asked, granted=True)
    with pytest.raises(Refused, match="no second time"):
        do("ask_extension", loop.officer, order, days=1, reason="再要一天。")


def test_nobody_asks_twice_before_the_answer(asked, loop: Loop):
    with pytest.raises(Refused, match="asked for already"):
        do("ask_extension", loop.officer, asked, days=1, reason="快一点。")


def test_nothing_is_decided_that_nobody_asked_for(loop: Loop):
    order, _requester = loop.delivering()
    with pytest.raises(Refused, match="Nobody has asked"):
        do("decide_extension", loop.dispatcher, order, granted=True)


@pytest.mark.parametrize("days", [0, -3, 11])
def test_one_to_ten_working_days_can_be_asked_for(loop: Loop, days):
    order, _requester = loop.accepted()
    with pytest.raises(Refused) as refused:
        do("ask_extension", loop.secretary, order, days=days, reason="要采购。")
    assert (refused.value.field, Extension.objects.count()) == ("days", 0)


def test_a_dispute_returns_to_the_date_that_was_extended(asked, loop: Loop):
    order = do("decide_extension", loop.dispatcher, asked, granted=True)
    order = do("deliver", loop.officer, order, reply="好了。")
    order = do("dispute", order.requesters.get(), order, words="没好。")
    assert order.due_at == moment("2021-09-29 17:30")


def test_the_dispatchers_list_shows_only_what_can_still_be_decided(asked, loop: Loop):
    assert list(extensions_asked(loop.dispatcher)) == [asked]
    order = do("deliver", loop.officer, asked, reply="提前好了。")
    assert list(extensions_asked(loop.dispatcher)) == []
    do("dispute", order.requesters.get(), order, words="没好。")
    assert list(extensions_asked(loop.dispatcher)) == [asked]


def test_the_database_allows_one_pending_and_one_granted_and_no_half_decision(asked, loop: Loop):
    again = {
        "order": asked,
        "days": 1,
        "reason": "再",
        "asked_by": loop.officer,
        "asked_at": clock.now(),
    }
    for wrong in ({}, {"granted": True}, {"decided_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Extension.objects.create(**again, **wrong)


def test_whoever_holds_it_next_does_not_inherit_a_request_for_more_time(asked, loop: Loop):
    do("return", loop.officer, asked, reason="不归我们管。")
    assert asked.extensions.count() == 0


def test_a_clock_that_was_set_back_keeps_nobody_from_working(loop: Loop):
    order, _requester = loop.placed()
    with clock.at(order.placed_at - timedelta(hours=1)):
        do("accept", loop.secretary, order)
    assert Custody.objects.get(order=order, ended="accept").until == order.placed_at
    assert list(journal.faults()) == []


def test_a_question_that_nobody_decided_ends_with_the_order(asked, loop: Loop, water, somebody):
    other = somebody("water_officer", "officer", water)
    requester = asked.requesters.get()
    order = do("deliver", loop.officer, asked, reply="修好了。")
    order = do("confirm", requester, order, outcome="solved")
    order = do("reopen", requester, order, words="又坏了。")
    order = do("dispatch", loop.dispatcher, order, unit=water)
    order = do("take", other, order)
    assert not extensions_asked(loop.dispatcher).exists()
    do("ask_extension", other, order, days=2, reason="等配件。")
    assert Extension.objects.get().asked_by == other
