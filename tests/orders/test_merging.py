"""One order about one thing: merged, followed by those who asked, and taken apart when they say so."""

import pytest

from tests.orders.stages import Loop, do, moment, row
from touyan.kernel import clock, journal
from touyan.kernel.refused import Refused
from touyan.orders.acts import VISITOR, Leaves, join
from touyan.orders.models import Custody, Order, Requester
from touyan.orders.reads import FOR_REQUESTERS, requesters, timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def fresh(requester):
    return Requester.objects.select_related("order").get(pk=requester.pk)


@pytest.mark.parametrize("stage", ["placed", "accepted", "escalated"])
def test_an_order_follows_another_until_it_is_taken_apart_again(loop: Loop, stage):
    order, requester = getattr(loop, stage)()
    lead, _other = loop.placed("东门的灯。")
    before = {name: getattr(order, name) for name in ("state", "holder", "due_at", "due")}
    order = do("merge", loop.dispatcher, order, into=lead)
    assert (order.state, order.lead, order.holder, order.due_at) == ("merged", lead, None, None)
    assert Custody.objects.filter(order=order, until__isnull=True).count() == 0
    with clock.at(moment("2021-09-22 10:00")):
        order = do("unmerge", requester, order, reason="不是同一盏灯。")
    assert {name: getattr(order, name) for name in before} == before
    assert (order.lead, order.prior_state) == (None, "")
    assert list(journal.faults()) == []


def test_everybody_who_asked_for_either_is_a_requester_of_the_lead(loop: Loop):
    order, requester = loop.placed()
    joined = join(by=VISITOR, order=order, leaves=Leaves(phone="13900002222")).made
    lead, other = loop.placed("东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    assert list(requesters(lead)) == [requester, joined, other]
    for somebody in (requester, joined, other):
        do("add", fresh(somebody), lead, words="快一点。")


def test_a_requester_of_a_merged_order_disputes_the_lead(loop: Loop):
    order, requester = loop.placed()
    lead, _other = loop.accepted(words="东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    do("deliver", loop.secretary, lead, reply="好了。")
    with pytest.raises(Refused, match="not yours"):
        do("confirm", fresh(requester), lead, outcome="solved")
    assert do("dispute", fresh(requester), lead, words="我家的没好。").state == "accepted"


def test_once_taken_apart_its_requester_has_no_say_in_the_other(loop: Loop):
    order, requester = loop.placed()
    lead, _other = loop.placed("东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    do("unmerge", loop.secretary, order, reason="弄错了。")
    with pytest.raises(Refused, match="not yours"):
        do("add", fresh(requester), lead, words="快一点。")


def test_whoever_asked_for_the_lead_says_that_the_other_is_not_the_same(loop: Loop):
    order, _requester = loop.accepted()
    lead, other = loop.placed("东门的灯。")
    joined = join(by=VISITOR, order=lead, leaves=Leaves(phone="13900002222")).made
    do("merge", loop.secretary, order, into=lead)
    with pytest.raises(Refused, match="stays for them"):
        do("withdraw", other, lead)
    assert do("unmerge", joined, order, reason="不是同一盏灯。").state == "accepted"
    do("merge", loop.secretary, order, into=lead)
    assert do("unmerge", other, order, reason="不是同一盏灯。").state == "accepted"
    assert Order.objects.get(pk=lead.pk).leads_others is False
    assert list(journal.faults()) == []


def test_once_apart_nobody_of_either_has_a_say_in_the_other(loop: Loop):
    order, _requester = loop.placed()
    lead, other = loop.placed("东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    do("unmerge", other, order, reason="弄错了。")
    for move in ("unmerge", "add", "withdraw"):
        with pytest.raises(Refused):
            do(move, other, order, reason="分开。") if move == "unmerge" else do(move, other, order)


def test_nobody_else_takes_it_apart(loop: Loop, other_secretary):
    order, _requester = loop.placed()
    lead, _other = loop.placed("东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    third, beside = loop.placed("西门的灯。")
    do("merge", loop.secretary, third, into=lead)
    for by in (fresh(beside), other_secretary, loop.officer):
        with pytest.raises(Refused, match="not yours"):
            do("unmerge", by, order, reason="分开。")


def test_what_leads_others_follows_nobody(loop: Loop):
    first, _r = loop.placed("一")
    second, _r = loop.placed("二")
    third, _r = loop.placed("三")
    do("merge", loop.secretary, first, into=second)
    with pytest.raises(Refused, match="one by one"):
        do("merge", loop.secretary, second, into=third)
    with pytest.raises(Refused, match="open order"):
        do("merge", loop.secretary, third, into=first)


def test_an_order_follows_neither_itself_nor_what_is_over(loop: Loop):
    order, _requester = loop.placed()
    over, _requester = loop.closed(words="旧的。")
    before = row(order)
    with pytest.raises(Refused, match="cannot follow itself"):
        do("merge", loop.secretary, order, into=order)
    with pytest.raises(Refused, match="open order"):
        do("merge", loop.secretary, order, into=over)
    assert row(order) == before


def test_a_branch_does_not_bury_its_order_in_another_villages(loop: Loop, paibei):
    order, _requester = loop.placed()
    theirs, _requester = loop.placed("牌碑的灯。", village=paibei)
    with pytest.raises(Refused, match="yours to merge into"):
        do("merge", loop.secretary, order, into=theirs)
    assert do("merge", loop.dispatcher, order, into=theirs).lead == theirs


def test_nothing_is_merged_across_towns(loop: Loop, elsewhere):
    order, _requester = loop.placed()
    theirs, _requester = loop.placed("岗集的灯。", village=elsewhere)
    with pytest.raises(Refused):
        do("merge", loop.dispatcher, order, into=theirs)


def test_the_lead_can_be_called_back_at_its_followers_number(loop: Loop):
    order, _requester = loop.placed(phone="13900001234")
    lead, _other = loop.placed("东门的灯。", phone="")
    do("merge", loop.secretary, order, into=lead)
    assert Order.objects.get(pk=lead.pk).reachable is True


def test_the_lead_cannot_be_withdrawn_from_under_its_followers(loop: Loop):
    order, _requester = loop.placed()
    lead, other = loop.placed("东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    with pytest.raises(Refused, match="stays for them"):
        do("withdraw", other, lead)


def test_both_sides_of_a_merging_are_told(loop: Loop):
    order, _requester = loop.placed()
    lead, _other = loop.placed("东门的灯。")
    do("merge", loop.secretary, order, into=lead)
    do("unmerge", loop.secretary, order, reason="弄错了。")
    told = timeline(lead).filter(name__in=FOR_REQUESTERS).values_list("name", "data")
    assert list(told)[1:] == [
        ("orders.followed", {"ref": order.ref}),
        ("orders.unfollowed", {"ref": order.ref}),
    ]
    assert list(journal.faults()) == []
