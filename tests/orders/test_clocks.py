"""When things are due: by class and category, on the town's calendar, each date with its reason."""

import pytest

from tests.orders.stages import Loop, do, moment
from touyan.kernel import clock, journal
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import Due, explain
from touyan.orders.acts.keeping import keep_clock
from touyan.orders.models import Clock, Custody
from touyan.town import acts as town_acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


@pytest.mark.parametrize(
    ("urgency", "accept", "deliver"),
    [
        ("urgent", "2021-09-17 10:30", "2021-09-18 08:12"),
        ("hard", "2021-09-18 17:30", "2021-10-14 17:30"),
        ("small", "2021-09-18 17:30", "2021-09-26 17:30"),
    ],
)
def test_each_class_has_its_times(loop: Loop, urgency, accept, deliver):
    order, _requester = loop.placed(urgency=urgency)
    assert order.due_at == moment(accept)
    assert do("accept", loop.secretary, order).due_at == moment(deliver)


def test_five_working_days_after_friday_17_september_2021_are_sunday_the_26th(loop: Loop):
    order, _requester = loop.accepted()
    assert order.due_at == moment("2021-09-26 17:30")
    assert explain(Due.from_json(order.due)) == (
        "5 working days from 17 Sep 2021 08:12; 19–21 Sep are holidays; "
        "18 Sep, 26 Sep are make-up working days"
    )


def test_a_date_beyond_the_published_calendar_is_provisional(loop: Loop):
    with clock.at(moment("2021-12-28 09:00")):
        soon, _requester = loop.placed()
        late, _requester = loop.accepted()
    assert (soon.due["provisional"], late.due["provisional"]) == (False, True)


def test_the_towns_own_rest_day_counts(loop: Loop, town, admin):
    day = moment("2021-09-18 12:00").date()
    town_acts.set_day(by=admin, town=town, day=day, working=False, source="停电")
    assert loop.placed()[0].due_at == moment("2021-09-22 17:30")


def test_a_category_may_have_times_of_its_own(loop: Loop, town, admin, street_light):
    times = {
        "name": "路灯", "accept": 3, "accept_in": "days", "answer": 1, "answer_in": "days",
        "deliver": 1, "deliver_in": "days", "silence_days": 3,
    }  # fmt: skip
    keep_clock(by=admin, town=town, urgency="small", category=street_light, **times)
    order, _requester = loop.placed(category=street_light)
    assert order.due_at == moment("2021-09-20 23:59:59")
    order = do("accept", loop.secretary, order)
    order = do("deliver", loop.secretary, order, reply="好了。")
    assert order.due_at == moment("2021-09-20 23:59:59")
    assert loop.placed(category=street_light, urgency="hard")[0].due_at == moment(
        "2021-09-18 17:30"
    )


def test_changed_times_leave_running_dates_alone(loop: Loop, town, admin):
    order, _requester = loop.placed()
    keep_clock(by=admin, town=town, urgency="small", accept=9)
    order.refresh_from_db()
    assert order.due_at == moment("2021-09-18 17:30")
    assert loop.placed()[0].due["amount"] == 9


@pytest.mark.parametrize("wrong", [0, 401])
def test_times_lie_within_reason(town, admin, wrong):
    with pytest.raises(Refused) as refused:
        keep_clock(by=admin, town=town, urgency="small", deliver=wrong)
    assert refused.value.field == "deliver"


def test_only_an_administrator_keeps_clocks(town, dispatcher):
    with pytest.raises(Refused, match="administrator"):
        keep_clock(by=dispatcher, town=town, urgency="small", deliver=9)


# Sorting ---------------------------------------------------------------------------------------


def test_another_class_moves_the_date_of_what_waits_with_the_branch(loop: Loop, street_light):
    order, _requester = loop.placed()
    with clock.at(moment("2021-09-17 09:00")):
        order = do("sort", loop.secretary, order, category=street_light, urgency="urgent")
    assert (order.category, order.urgency) == (street_light, "urgent")
    assert order.due_at == moment("2021-09-17 10:30")
    assert Custody.objects.get(order=order).due_at == order.due_at
    assert list(journal.faults()) == []


def test_sorting_what_was_accepted_moves_its_promise(loop: Loop):
    order, _requester = loop.accepted()
    with clock.at(moment("2021-09-20 09:00")):
        order = do("sort", loop.secretary, order, urgency="hard")
    assert order.due_at == order.promised_at == moment("2021-10-14 17:30")


def test_sorting_what_was_sent_up_leaves_the_date(loop: Loop):
    order, _requester = loop.escalated()
    due = order.due_at
    order = do("sort", loop.dispatcher, order, urgency="urgent")
    assert (order.urgency, order.due_at) == ("urgent", due)


def test_after_a_transfer_sorting_counts_from_the_transfer(loop: Loop, paibei, other_secretary):
    order, _requester = loop.placed()
    with clock.at(moment("2021-09-22 10:00")):
        order = do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
        order = do("sort", other_secretary, order, urgency="hard")
    assert order.due_at == moment("2021-09-23 17:30")


def test_after_a_reopening_sorting_counts_from_the_reopening(loop: Loop):
    order, requester = loop.closed()
    with clock.at(moment("2021-09-28 10:00")):
        order = do("reopen", requester, order, words="又坏了。")
        due = order.due_at
        order = do("sort", loop.secretary, order, urgency="small")
    assert order.due_at == due == moment("2021-10-11 17:30")


def test_what_was_extended_stays_extended_when_sorted(loop: Loop):
    order, _requester = loop.accepted()
    do("ask_extension", loop.secretary, order, days=3, reason="要采购。")
    order = do("decide_extension", loop.dispatcher, order, granted=True)
    due = order.due_at
    assert do("sort", loop.secretary, order, urgency="hard").due_at == due


def test_an_unknown_class_is_refused(loop: Loop):
    order, _requester = loop.escalated()
    with pytest.raises(Refused) as refused:
        do("sort", loop.dispatcher, order, urgency="whenever")
    assert refused.value.field == "urgency"


@pytest.mark.parametrize(
    ("counted_in", "due"),
    [("working_hours", "2021-09-24 10:30"), ("hours", "2021-09-23 19:30")],
)
def test_what_is_urgent_after_closing_is_due_in_hours_of_work_unless_somebody_is_on_duty(
    loop: Loop, town, counted_in, due
):
    profile = Clock.objects.get(town=town, urgency="urgent", category=None)
    Clock.objects.filter(pk=profile.pk).update(accept_in=counted_in)
    with clock.at(moment("2021-09-23 17:30")):
        order, _requester = loop.placed(urgency="urgent")
    assert order.due_at == moment(due)
