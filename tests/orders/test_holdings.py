"""What orders hold of somebody: how long it waits."""

from datetime import timedelta

import pytest

from tests.orders.stages import Loop, do
from touyan.kernel import clock, held
from touyan.kernel.clock import CLOCK
from touyan.orders.holdings import ORDERS
from touyan.orders.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def test_what_was_merged_waits_until_the_one_it_follows_is_over(loop: Loop, resident):
    lead, requester = loop.delivered(words="老井盖")
    mine, _mine = loop.placed("也是井盖", person=resident, by=resident)
    do("merge", loop.secretary, mine, into=lead)
    assert waiting(resident) == 1
    ORDERS.erase(CLOCK, resident)
    assert Order.objects.get(pk=mine.pk).words == "也是井盖"
    do("unmerge", loop.secretary, mine, reason="不是同一件事")
    assert Order.objects.get(pk=mine.pk).words == "也是井盖"
    do("merge", loop.secretary, mine, into=lead)
    with clock.at(clock.now() + timedelta(hours=1)):
        do("confirm", requester, lead, satisfaction="satisfied", outcome="solved")
        assert waiting(resident) == 0
        ORDERS.erase(CLOCK, resident)
    assert Order.objects.get(pk=mine.pk).words == "(erased)"
    assert Order.objects.get(pk=lead.pk).words == "老井盖"


def waiting(person) -> int:
    return next(one.waiting for one in held.found(person) if one.holding is ORDERS)
