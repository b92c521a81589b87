"""What the database itself refuses, whoever writes to it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.orders.stages import Loop, moment
from touyan.kernel import clock
from touyan.orders.models import Custody, Follow, Order, Requester

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def refused(order, constraint, **change) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**change)


@pytest.mark.parametrize(
    "stage",
    ["placed", "accepted", "escalated", "dispatched", "delivering", "delivered", "deferred"],
)
def test_an_open_order_has_a_holder_and_a_date(loop: Loop, stage):
    order, _requester = getattr(loop, stage)()
    refused(order, "orders_open_has_holder_and_date", holder=None)
    refused(order, "orders_open_has_holder_and_date", due_at=None)


@pytest.mark.parametrize("stage", ["closed", "declined", "withdrawn", "merged"])
def test_an_order_that_is_over_has_neither(loop: Loop, stage):
    order, _requester = getattr(loop, stage)()
    refused(order, "orders_open_has_holder_and_date", holder=order.branch)
    refused(order, "orders_open_has_holder_and_date", due_at=clock.now())


def test_what_is_closed_has_an_outcome_and_a_time(loop: Loop):
    order, _requester = loop.closed()
    refused(order, "orders_closed_has_outcome", outcome="")
    refused(order, "orders_closed_has_outcome", closed_at=None)


def test_what_is_merged_follows_another_and_nothing_else_does(loop: Loop):
    order, _requester = loop.merged()
    refused(order, "orders_merged_has_lead", lead=None)
    refused(order, "orders_not_its_own_lead", lead=order)
    refused(order.lead, "orders_merged_has_lead", lead=order)


def test_a_state_nobody_knows_is_refused(loop: Loop):
    order, _requester = loop.placed()
    refused(order, "orders_state_known|orders_open_has_holder_and_date", state="lost")
    refused(order, "orders_state_known", state="lost", holder=None, due_at=None)


def test_what_is_public_has_words(loop: Loop):
    order, _requester = loop.placed()
    refused(order, "orders_published_has_words", published_at=clock.now())


def test_a_key_and_a_row_of_a_ledger_are_one_order(loop: Loop):
    key = uuid4()
    loop.placed(key=key, source="2021", source_ref="17")
    order, _requester = loop.placed()
    refused(order, "(?i)unique", idempotency_key=key)
    refused(order, "(?i)unique", source="2021", source_ref="17")


def test_a_chain_has_one_open_link_paired_ends_and_runs_forward(loop: Loop):
    order, _requester = loop.placed()
    link = {"order": order, "organisation": order.branch, "state": "placed", "due_at": clock.now()}
    for wrong in (
        {"since": clock.now()},
        {"since": clock.now(), "until": clock.now()},
        {"since": clock.now(), "until": moment("2021-09-16 08:12"), "ended": "accept"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Custody.objects.create(**link, **wrong)


def test_an_order_has_one_first_requester_and_each_account_asks_once(loop: Loop, resident):
    order, _requester = loop.placed(person=resident)
    left = {"order": order, "at": clock.now(), "receipt": "x"}
    for blind, wrong in (("a", {"first": True}), ("b", {"person": resident})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Requester.objects.create(**left, receipt_blind=blind, **wrong)


def test_following_is_once(loop: Loop):
    order, _requester = loop.placed()
    Follow.objects.create(order=order, person=loop.secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(order=order, person=loop.secretary)
