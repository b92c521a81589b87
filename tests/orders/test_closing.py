"""The last word: whoever asked, or a caller from elsewhere; silence is told apart."""

from datetime import timedelta

import pytest

from tests.orders.stages import Loop, do, lapse, moment, row
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.orders.acts import VISITOR, Leaves, draw, join, redrawn
from touyan.orders.models import Custody
from touyan.orders.tasks import lapse_silent
from touyan.town import acts as town_acts
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


@pytest.mark.parametrize("outcome", ["solved", "partly", "unsolved"])
@pytest.mark.parametrize("satisfaction", ["satisfied", "fair", "unsatisfied", ""])
def test_the_requester_says_what_became_of_it_and_apart_whether_they_are_content(
    loop: Loop, outcome, satisfaction
):
    order, requester = loop.delivered()
    order = do("confirm", requester, order, outcome=outcome, satisfaction=satisfaction)
    assert (order.state, order.outcome, order.satisfaction) == ("closed", outcome, satisfaction)
    assert (order.holder, order.due_at, order.due) == (None, None, {})
    assert Custody.objects.filter(order=order, until__isnull=True).count() == 0


@pytest.mark.parametrize("outcome", ["", "silent", "fine"])
def test_nobody_can_say_that_it_was_silent(loop: Loop, outcome):
    order, requester = loop.delivered()
    with pytest.raises(Refused) as refused:
        do("confirm", requester, order, outcome=outcome)
    assert refused.value.field == "outcome"


def test_the_call_back_desk_closes_what_another_unit_did(loop: Loop):
    order, _requester = loop.delivered_by_roads()
    order = do("confirm", loop.dispatcher, order, outcome="partly")
    assert (order.state, order.outcome) == ("closed", "partly")


def test_a_dispatcher_who_also_works_in_the_unit_closes_nothing_of_it(loop: Loop, roads):
    grant = {"starts_on": clock.now().date(), "person": loop.dispatcher}
    town_acts.grant_role(by=FOUNDER, organisation=roads, role="officer", **grant)
    order, _requester = loop.delivered_by_roads()
    before = row(order)
    for move, said in (("confirm", {"outcome": "solved"}), ("call_back", {"text": "无人接听"})):
        with pytest.raises(Refused, match="Your own unit"):
            do(move, loop.dispatcher, order, **said)
    assert row(order) == before


def test_whoever_delivered_it_cannot_close_it_after_changing_desks(loop: Loop, town):
    order, _requester = loop.delivered_by_lead()
    role = loop.lead.roles.get()
    town_acts.end_role(by=FOUNDER, role=role, ends_on=moment("2021-09-16 12:00").date())
    grant = {"starts_on": moment("2021-09-17 12:00").date(), "role": "dispatcher"}
    town_acts.grant_role(by=FOUNDER, person=loop.lead, organisation=town, **grant)
    with pytest.raises(Refused, match="Your own unit"):
        do("confirm", loop.lead, order, outcome="solved")


# Dispute ---------------------------------------------------------------------------------------


def test_a_dispute_goes_back_to_the_same_holder_whose_clock_never_stopped(loop: Loop):
    order, requester = loop.delivering_by_lead()
    due = order.due_at
    with clock.at(moment("2021-09-22 10:00")):
        do("deliver", loop.lead, order, reply="好了。")
    with clock.at(moment("2021-09-25 10:00")):
        order = do("dispute", requester, order, words="没好。")
    assert (order.state, order.holder, order.holder_person) == ("delivering", loop.leads, loop.lead)
    assert (order.due_at, order.delivered_at, order.prior_state) == (due, None, "")


def test_a_dispute_of_the_branchs_work_goes_back_to_the_branch(loop: Loop):
    order, requester = loop.delivered()
    order = do("dispute", requester, order, words="还是不亮。")
    assert (order.state, order.holder, order.due_at) == (
        "accepted",
        order.branch,
        order.promised_at,
    )


def test_who_joined_may_dispute_and_not_close(loop: Loop):
    order, _requester = loop.delivered()
    joined = join(by=VISITOR, order=order, leaves=Leaves(phone="13900002222")).made
    with pytest.raises(Refused, match="not yours"):
        do("confirm", joined, order, outcome="solved")
    assert do("dispute", joined, order, words="我家门口的没修。").state == "accepted"


def test_a_dispute_needs_words(loop: Loop):
    order, requester = loop.delivered()
    with pytest.raises(Refused, match="few words"):
        do("dispute", requester, order, words="")


# Silence ---------------------------------------------------------------------------------------

OVER = moment("2021-09-24 23:59:59")


def test_silence_closes_only_after_seven_days_and_a_call(loop: Loop):
    order, _requester = loop.delivered()
    assert order.due_at == OVER
    with clock.at(moment("2021-09-24 12:00")):
        do("call_back", loop.dispatcher, order, text="无人接听。")
        with pytest.raises(Refused, match="still has time"):
            lapse(order)
    with clock.at(OVER):
        order = lapse(order)
    assert (order.state, order.outcome, order.satisfaction) == ("closed", "silent", "")


def test_silence_without_a_call_closes_nothing(loop: Loop):
    order, _requester = loop.delivered()
    with clock.at(OVER + timedelta(days=30)):
        with pytest.raises(Refused, match="call the requester back"):
            lapse(order)
        assert lapse_silent() == 0


def test_who_left_no_number_cannot_be_called(loop: Loop):
    order, _requester = loop.delivered(phone="")
    with clock.at(OVER):
        assert (lapse_silent(), lapse_silent()) == (1, 0)
    order.refresh_from_db()
    assert (order.state, order.outcome) == ("closed", "silent")


def test_after_a_dispute_the_requester_is_called_anew(loop: Loop):
    order, requester = loop.delivered()
    do("call_back", loop.dispatcher, order, text="无人接听。")
    do("dispute", requester, order, words="没好。")
    order = do("deliver", loop.secretary, order, reply="这次好了。")
    assert order.called_back_at is None
    with clock.at(OVER), pytest.raises(Refused, match="call the requester back"):
        lapse(order)


# Reopen ----------------------------------------------------------------------------------------


def test_the_requester_opens_it_again_within_fifteen_days(loop: Loop):
    order, requester = loop.closed()
    end = moment("2021-10-02 08:12")
    with clock.at(end + timedelta(seconds=1)), pytest.raises(Refused, match="15 days"):
        do("reopen", requester, order, words="又坏了。")
    with clock.at(end):
        order = do("reopen", requester, order, words="又坏了。")
    assert (order.state, order.holder, order.reopened) == ("accepted", order.branch, 1)
    assert (order.outcome, order.closed_at, order.delivered_at) == ("", None, None)
    assert order.due_at == order.promised_at == moment("2021-10-13 17:30")


def test_the_dispatcher_opens_it_again_at_any_time(loop: Loop):
    order, _requester = loop.closed_by_roads()
    with clock.at(moment("2022-09-17 08:12")):
        order = do("reopen", loop.dispatcher, order, words="复查未解决。")
    assert (order.state, order.holder, order.promised_at) == ("escalated", order.town, None)


def test_what_lapsed_can_be_opened_again(loop: Loop):
    order, requester = loop.delivered(phone="")
    with clock.at(OVER):
        order = do("reopen", requester, lapse(order), words="我刚看到。")
    assert (order.state, order.outcome) == ("accepted", "")


# Withdraw and urge -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stage", ["placed", "accepted", "escalated", "deferred", "dispatched", "delivering"]
)
def test_what_is_not_delivered_can_be_withdrawn(loop: Loop, stage):
    order, requester = getattr(loop, stage)()
    order = do("withdraw", requester, order)
    assert (order.state, order.holder, order.due_at) == ("withdrawn", None, None)


def test_what_others_asked_for_too_stays_for_them(loop: Loop):
    order, requester = loop.accepted()
    join(by=VISITOR, order=order, leaves=Leaves(phone="13900002222"))
    with pytest.raises(Refused, match="stays for them"):
        do("withdraw", requester, order)


def test_requesters_urge_once_in_a_window_and_the_town_whenever_it_must(loop: Loop):
    order, requester = loop.accepted()
    do("urge", requester, order)
    with clock.at(moment("2021-09-18 08:11")), pytest.raises(Refused, match="24 hours"):
        do("urge", requester, order)
    with clock.at(moment("2021-09-18 08:12")):
        order = do("urge", requester, order)
        order = do("urge", loop.dispatcher, order)
    assert (order.state, order.urged_at) == ("accepted", moment("2021-09-18 08:12"))


# The sample ------------------------------------------------------------------------------------


def test_anyone_can_draw_the_sample_again_from_its_seed(loop: Loop, town):
    orders = [loop.delivered()[0].pk for _n in range(5)]
    loop.delivered(phone="")
    sample = draw(by=loop.dispatcher, town=town, size=2, seed="20210917").about
    drawn = sorted(sample.orders.values_list("pk", flat=True))
    assert (sample.frame, len(drawn)) == (orders, 2)
    assert redrawn(sample, 2) == drawn


def test_more_than_there_are_draws_them_all(loop: Loop, town):
    order, _requester = loop.delivered()
    sample = draw(by=loop.dispatcher, town=town, size=10).about
    assert list(sample.orders.all()) == [order]
    assert len(sample.seed) == 16


def test_a_unit_does_not_draw_its_own_sample(loop: Loop, town):
    for by in (loop.secretary, loop.officer):
        with pytest.raises(Refused, match="dispatchers"):
            draw(by=by, town=town, size=1)
