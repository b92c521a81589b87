"""The loop: asked, accepted, sent up, dispatched, delivered, and the last word with whoever asked."""

import pytest

from touyan.kernel import journal
from touyan.kernel.refused import Refused
from touyan.orders import acts
from touyan.orders.acts import ACTS

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_branch_closes_what_it_can(placed, secretary):
    order, requester = placed()
    order = ACTS["accept"](by=secretary, order=order).about
    order = ACTS["deliver"](by=secretary, order=order, reply="路灯已换新灯泡。").about
    assert (order.state, order.holder.kind) == ("delivered", "town")
    order = ACTS["confirm"](by=requester, order=order, outcome="solved").about
    assert (order.state, order.outcome, order.holder, order.due_at) == (
        "closed",
        "solved",
        None,
        None,
    )
    assert list(journal.faults()) == []


def test_what_the_branch_cannot_solve_goes_up_and_is_dispatched(
    placed, secretary, dispatcher, officer, roads
):
    order, requester = placed()
    ACTS["accept"](by=secretary, order=order)
    ACTS["escalate"](by=secretary, order=order, reason="需要镇里协调。")
    ACTS["dispatch"](by=dispatcher, order=order, unit=roads, days=3)
    ACTS["take"](by=officer, order=order)
    ACTS["deliver"](by=officer, order=order, reply="已修好。")
    order = ACTS["dispute"](by=requester, order=order, words="还是不亮。").about
    assert (order.state, order.holder) == ("delivering", roads)
    ACTS["deliver"](by=officer, order=order, reply="这次修好了。")
    order = ACTS["confirm"](by=requester, order=order, outcome="solved").about
    assert list(order.custody.order_by("id").values_list("state", "ended")) == [
        ("placed", "accept"),
        ("accepted", "escalate"),
        ("escalated", "dispatch"),
        ("dispatched", "take"),
        ("delivering", "deliver"),
        ("delivered", "dispute"),
        ("delivering", "deliver"),
        ("delivered", "confirm"),
    ]
    assert list(journal.faults()) == []


def test_only_the_requester_or_a_caller_from_elsewhere_closes(placed, secretary):
    order, _requester = placed()
    ACTS["accept"](by=secretary, order=order)
    ACTS["deliver"](by=secretary, order=order, reply="好了。")
    with pytest.raises(Refused):
        ACTS["confirm"](by=secretary, order=order, outcome="solved")


def test_another_villages_secretary_cannot_accept(placed, other_secretary):
    order, _requester = placed()
    with pytest.raises(Refused):
        acts.ACTS["accept"](by=other_secretary, order=order)
    order.refresh_from_db()
    assert order.state == "placed"
