"""The other ways an order can go, each walked by the people whose screens it crosses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.journeys import asks, delivers, history, order_of
from tests.e2e.people import Somebody
from touyan.kernel import clock, journal
from touyan.orders.acts import ACTS
from touyan.orders.models import Order, Requester
from touyan.orders.reads import requesters
from touyan.orders.states import State
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]
Placed = Callable[..., tuple[Order, Requester]]
LAMP = "村口的路灯坏了，晚上看不见路。"


def opens_receipt(resident: Somebody, requester: Requester) -> None:
    resident.opens(f"/orders/r/{requester.receipt}/")


def done(by: Person, order: Order, *moves: str, **said: Any) -> None:
    """Moves made elsewhere before this journey begins; what they say goes to the last of them."""
    for move in moves[:-1]:
        ACTS[move](by=by, order=order)
    ACTS[moves[-1]](by=by, order=order, **said)


def test_the_branch_does_it_alone(
    somebody_at: SomebodyAt, staff: Callable[..., Somebody], baihua: Organisation
) -> None:
    resident = somebody_at(language="zh-hans")
    ref = asks(resident, baihua, LAMP)
    receipt = resident.page.url
    secretary = staff("secretary", language="zh-hans")
    secretary.opens_order(ref)
    secretary.presses("Accept")
    delivers(secretary, "换了灯泡。")
    resident.opens(receipt)
    resident.ticks("Partly solved")
    resident.types("Anything you would like to add", "还有一盏也暗。")
    resident.sends("Send")
    assert order_of(ref).outcome == "partly"
    assert history(ref) == ["place", "accept", "deliver", "confirm"]
    assert list(journal.faults()) == []


def test_what_is_not_accepted_names_the_rule_and_is_looked_at_again(
    somebody_at: SomebodyAt, staff: Callable[..., Somebody], placed: Placed, secretary: Person
) -> None:
    order, requester = placed("请镇里判邻居赔我家的围墙。")
    done(secretary, order, "escalate", reason="不归村里管。")
    dispatcher = staff("dispatcher", width=1280)
    dispatcher.opens_order(order.ref)
    dispatcher.unfolds("More that you can do")
    dispatcher.follows("Do not accept")
    dispatcher.picks("Reason", "A matter between private parties")
    dispatcher.types("The rule it rests on", "《民法典》第二百三十八条")
    dispatcher.types(
        "Where they will be heard: who, where, which telephone number",
        "镇司法所调解室，0551-6600000",
    )
    dispatcher.sends("Do not accept")
    assert order_of(order.ref).state == State.DECLINED

    resident = somebody_at()
    opens_receipt(resident, requester)
    for words in ("《民法典》第二百三十八条", "镇司法所调解室，0551-6600000"):
        assert words in resident.reads()
    resident.unfolds("Ask the town to look again")
    resident.types("Why", "围墙是公家修路时碰倒的。")
    resident.sends("Send")
    assert resident.said("The town will look again.") in resident.reads()
    assert order_of(order.ref).state == State.ESCALATED
    assert history(order.ref) == ["place", "escalate", "decline", "appeal"]


def test_what_has_to_wait_is_dispatched_later(
    somebody_at: SomebodyAt,
    staff: Callable[..., Somebody],
    placed: Placed,
    secretary: Person,
    lead: Person,
) -> None:
    order, requester = placed("村西的涵洞每年都堵，想重修。")
    done(secretary, order, "escalate", reason="要立项。")
    dispatcher = staff("dispatcher")
    dispatcher.opens_order(order.ref)
    dispatcher.unfolds("More that you can do")
    dispatcher.follows("Defer")
    dispatcher.types("Why it has to wait, in words for the one who asked", "等明年的水利资金。")
    review = clock.today() + timedelta(days=60)
    dispatcher.types("Look at it again on", review.isoformat())
    dispatcher.sends("Defer")
    assert order_of(order.ref).state == State.DEFERRED

    resident = somebody_at()
    opens_receipt(resident, requester)
    assert "等明年的水利资金。" in resident.reads()

    dispatcher.opens("/desk/")
    dispatcher.opens_order(order.ref)
    dispatcher.follows("Dispatch")
    dispatcher.ticks(lead.name)
    dispatcher.types("Working days", "10")
    dispatcher.sends("Dispatch")
    assert order_of(order.ref).holder_person == lead
    assert history(order.ref) == ["place", "escalate", "defer", "dispatch"]


def test_two_are_put_together_and_one_says_that_it_is_not_the_same(
    somebody_at: SomebodyAt, staff: Callable[..., Somebody], placed: Placed
) -> None:
    first, _ = placed(LAMP)
    second, requester = placed("村口的路灯坏了，一闪一闪，晚上看不清。", phone="13900005678")
    secretary = staff("secretary")
    secretary.opens(f"/desk/orders/{second.ref}/")
    secretary.follows("Similar open orders")
    secretary.follows("Merge into this one")
    secretary.presses("Merge")
    assert order_of(second.ref).lead_id == first.pk

    resident = somebody_at()
    opens_receipt(resident, requester)
    told = resident.said(
        "Yours was put together with number {number}, about the same thing. What happens there"
        " counts for you. If it is not the same, say so below.",
        number=first.ref,
    )
    assert told in resident.reads()
    resident.unfolds("It is not the same")
    resident.types("Why", "我说的是东头那一盏。")
    resident.sends("Send")
    assert resident.said("It stands alone again, where it stood before.") in resident.reads()
    assert order_of(second.ref).state == State.PLACED
    assert history(second.ref) == ["place", "merge", "unmerge"]


def test_a_requester_reminds_adds_hides_and_takes_it_back(
    somebody_at: SomebodyAt, placed: Placed
) -> None:
    order, requester = placed()
    resident = somebody_at()
    opens_receipt(resident, requester)
    resident.presses("Remind the holder")
    assert resident.said("The holder has been told that you are waiting.") in resident.reads()
    assert resident.said("It was urged within the last 24 hours; the holder has been told.") in (
        resident.reads()
    )
    resident.unfolds("Add words or photos")
    resident.types("What would you like to add?", "昨晚有人摔了一跤。")
    resident.sends("Send")
    assert "昨晚有人摔了一跤。" in resident.reads()
    for move, gone in (("Hide my words", "hidden"), ("Take it back", "withdrawn")):
        resident.unfolds(move)
        resident.presses("Yes")
        resident.page.wait_for_url(f"**done={ {'hidden': 'hide', 'withdrawn': 'withdraw'}[gone] }")
    after = order_of(order.ref)
    assert (after.hidden, after.state) == (True, State.WITHDRAWN)
    assert history(order.ref) == ["place", "urge", "add", "hide", "withdraw"]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_same_thing_nearby_is_shown_and_joined(
    somebody_at: SomebodyAt, placed: Placed, baihua: Organisation, javascript: bool
) -> None:
    order, _ = placed(LAMP)
    neighbour = somebody_at(javascript=javascript)
    neighbour.opens(f"/orders/new/?at={baihua.code}")
    neighbour.types("Telephone number, if you want an answer", "13900005678")
    neighbour.types("What is needed?", "村口的路灯坏了，看不见路")
    if not javascript:
        neighbour.sends("Send")
    neighbour.presses("Me too")
    neighbour.page.wait_for_url("**/orders/r/**")
    assert neighbour.number() == order.ref
    assert requesters(order).count() == 2
    assert LAMP not in neighbour.reads()
    assert Order.objects.count() == 1


def test_the_call_back_desk_closes_with_the_requesters_answer(
    staff: Callable[..., Somebody], placed: Placed, secretary: Person
) -> None:
    order, _ = placed()
    done(secretary, order, "accept", "deliver", reply="换了灯泡。")
    dispatcher = staff("dispatcher", width=1280)
    dispatcher.follows("Call-backs")
    assert "换了灯泡。" in dispatcher.reads()
    dispatcher.unfolds("No answer")
    dispatcher.types("Text", "没人接。")
    dispatcher.sends("Note the try")
    assert dispatcher.said("Tried once") in dispatcher.reads()
    dispatcher.presses("Show contact")
    assert "13900001234" in dispatcher.reads()
    dispatcher.follows("Call-backs")
    dispatcher.unfolds("They answered")
    dispatcher.ticks("Solved")
    dispatcher.sends("Close it with this answer")
    dispatcher.page.get_by_role("status").first.wait_for()
    assert order_of(order.ref).outcome == "solved"
    assert history(order.ref) == ["place", "accept", "deliver", "call_back", "reveal", "confirm"]


def test_more_time_is_asked_for_and_granted_and_the_requester_is_told(
    somebody_at: SomebodyAt, staff: Callable[..., Somebody], placed: Placed
) -> None:
    order, requester = placed()
    secretary = staff("secretary")
    secretary.opens_order(order.ref)
    secretary.presses("Accept")
    before = order_of(order.ref).due_at
    secretary.unfolds("More that you can do")
    secretary.follows("Ask for more time")
    secretary.types("Working days more", "3")
    secretary.types("Why, for the dispatcher who decides", "灯具要从县里订。")
    secretary.sends("Ask for more time")
    secretary.page.get_by_role("status").first.wait_for()

    dispatcher = staff("dispatcher")
    dispatcher.opens(f"/desk/orders/{order.ref}/")
    dispatcher.unfolds("More that you can do")
    dispatcher.follows("Decide on more time")
    assert "灯具要从县里订。" in dispatcher.reads()
    dispatcher.ticks("Grant it")
    dispatcher.sends("Decide on more time")
    dispatcher.page.get_by_role("status").first.wait_for()
    after = order_of(order.ref)
    assert before is not None
    assert after.due_at is not None
    assert after.due_at > before

    resident = somebody_at()
    opens_receipt(resident, requester)
    assert resident.said("Working days more: {n}", n=3) in resident.reads()
    assert history(order.ref) == ["place", "accept", "ask_extension", "decide_extension"]
