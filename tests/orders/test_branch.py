"""The branch: accepts, hands over, sends up, answers, delivers."""

import pytest

from tests.orders.stages import Loop, do, moment, row
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders.models import Custody
from touyan.town.reads import branch_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def test_accepting_starts_the_clock_of_delivery_and_promises_its_date(loop: Loop):
    order, _requester = loop.placed()
    with clock.at(moment("2021-09-17 09:00")):
        order = do("accept", loop.secretary, order)
    assert (order.state, order.holder, order.agency) == ("accepted", order.branch, order.branch)
    assert order.due_at == order.promised_at == moment("2021-09-26 17:30")
    assert (order.due, order.accepted_at) == (order.promise, moment("2021-09-17 09:00"))
    assert order.answer_due_at == moment("2021-09-22 17:30")


def test_nothing_is_accepted_twice(loop: Loop):
    order, _requester = loop.accepted()
    before, entries = row(order), Entry.objects.count()
    with pytest.raises(Refused, match="not possible now"):
        do("accept", loop.secretary, order)
    assert (row(order), Entry.objects.count()) == (before, entries)


def test_handing_over_names_the_village_and_begins_the_wait_anew(loop: Loop, paibei):
    order, _requester = loop.accepted()
    with clock.at(moment("2021-09-22 10:00")):
        order = do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
    branch = branch_of(paibei)
    assert (order.state, order.village, order.branch, order.holder) == (
        "placed",
        paibei,
        branch,
        branch,
    )
    assert order.due_at == moment("2021-09-23 17:30")
    assert (order.agency, order.accepted_at, order.answer_due_at) == (None, None, None)
    assert (order.promised_at, order.promise) == (None, {})


def test_the_next_branch_can_accept_and_the_first_no_more(loop: Loop, paibei, other_secretary):
    order, _requester = loop.placed()
    order = do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
    with pytest.raises(Refused, match="not yours"):
        do("accept", loop.secretary, order)
    assert do("accept", other_secretary, order).state == "accepted"


def test_handing_over_to_oneself_or_to_no_branch_is_refused(loop: Loop, baihua, roads):
    order, _requester = loop.placed()
    before = row(order)
    with pytest.raises(Refused, match="with this branch already"):
        do("transfer", loop.secretary, order, to=baihua, reason="不归我们。")
    with pytest.raises(Refused, match="no branch"):
        do("transfer", loop.secretary, order, to=roads, reason="不归我们。")
    assert row(order) == before


def test_nothing_is_handed_over_to_another_town(loop: Loop, elsewhere):
    order, _requester = loop.placed()
    with pytest.raises(Refused, match="no branch") as refused:
        do("transfer", loop.dispatcher, order, to=elsewhere, reason="在岗集。")
    assert refused.value.field == "to"


def test_whoever_was_named_before_has_no_part_in_it_once_the_branch_has_it_again(
    loop: Loop, baihua, paibei, somebody
):
    branch = branch_of(baihua)
    helper = somebody("li", "lead", branch, name="老李")
    order, requester = loop.escalated()
    order = do("dispatch", loop.dispatcher, order, unit=branch, person=helper)
    order = do("take", helper, order)
    order = do("deliver", helper, order, reply="好了。")
    order = do("confirm", requester, order, outcome="solved")
    assert order.agency_person == helper
    order = do("reopen", requester, order, words="又坏了。")
    assert (order.state, order.agency, order.agency_person) == ("accepted", branch, None)
    order = do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
    assert (order.agency, order.agency_person) == (None, None)


@pytest.mark.parametrize("move", ["transfer", "escalate"])
def test_nobody_gives_it_away_without_a_reason(loop: Loop, paibei, move):
    order, _requester = loop.placed()
    said = {"to": paibei} if move == "transfer" else {}
    with pytest.raises(Refused, match="few words") as refused:
        do(move, loop.secretary, order, reason="  ", **said)
    assert refused.value.field == "reason"


def test_what_is_sent_up_waits_for_the_town_and_keeps_its_promise(loop: Loop):
    order, _requester = loop.accepted()
    promised = order.promised_at
    order = do("escalate", loop.secretary, order, reason="要动主干线。")
    assert (order.state, order.holder, order.holder_person) == ("escalated", order.town, None)
    assert (order.due_at, order.promised_at) == (moment("2021-09-18 17:30"), promised)


def test_what_was_not_accepted_can_be_sent_up_too(loop: Loop):
    order, _requester = loop.placed()
    order = do("escalate", loop.secretary, order, reason="不是村里的事。")
    assert (order.state, order.agency, order.promised_at) == ("escalated", None, None)


def test_an_answer_moves_nothing_and_is_noted_with_its_time(loop: Loop):
    order, _requester = loop.accepted()
    with clock.at(moment("2021-09-18 09:00")):
        order = do("answer", loop.secretary, order, reply="明天去看。")
    assert (order.state, order.answered_at) == ("accepted", moment("2021-09-18 09:00"))


def test_the_dispatcher_answers_for_what_the_town_holds(loop: Loop):
    order, _requester = loop.escalated()
    assert do("answer", loop.dispatcher, order, reply="在协调。").answered_at == clock.now()


def test_delivering_gives_the_last_word_to_the_requester_for_seven_days(loop: Loop):
    order, _requester = loop.accepted()
    with clock.at(moment("2021-09-20 10:00")):
        order = do("deliver", loop.secretary, order, reply="换好了。")
    assert (order.state, order.holder, order.prior_state) == ("delivered", order.town, "accepted")
    assert order.due_at == moment("2021-09-27 23:59:59")
    assert order.delivered_at == order.answered_at == moment("2021-09-20 10:00")


def test_the_first_answer_stays_the_first(loop: Loop):
    order, _requester = loop.accepted()
    do("answer", loop.secretary, order, reply="明天去看。")
    with clock.at(moment("2021-09-20 10:00")):
        order = do("deliver", loop.secretary, order, reply="换好了。")
    assert order.answered_at == moment("2021-09-17 08:12")


def test_nothing_is_delivered_without_a_reply(loop: Loop):
    order, _requester = loop.accepted()
    with pytest.raises(Refused) as refused:
        do("deliver", loop.secretary, order, reply="")
    assert refused.value.field == "reply"


def test_a_note_is_for_colleagues_and_leaves_the_order_alone(loop: Loop):
    order, _requester = loop.accepted()
    before = row(order)
    do("note", loop.secretary, order, text="灯杆编号 7。")
    assert row(order) == before


def test_the_chain_of_holders_says_who_held_it_and_how_it_ended(loop: Loop, paibei):
    order, _requester = loop.placed()
    with clock.at(moment("2021-09-17 09:00")):
        do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
    links = Custody.objects.filter(order=order).order_by("id")
    assert [(link.organisation.code, link.until, link.ended) for link in links] == [
        ("340121103003-B1", moment("2021-09-17 09:00"), "transfer"),
        ("340121103008-B1", None, ""),
    ]
