"""Who hears of what: the next holder at once, reminders once each, and nobody at night."""

from copy import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.orders.stages import FAR, Loop, do, moment
from touyan.kernel import clock
from touyan.orders.acts import VISITOR
from touyan.orders.models import Order
from touyan.orders.tasks import remind
from touyan.town.acts import see_notices
from touyan.town.models import Notice
from touyan.town.reads import notices_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def heard() -> list[tuple[str, str]]:
    """(organisation, event) of every notice since the last call, in order."""
    told = list(Notice.objects.order_by("id").values_list("organisation__name", "event"))
    Notice.objects.all().delete()
    return told


BRANCH, TOWN, ROADS = "百花社区党支部", "吴山镇", "村镇建设办"


def test_each_next_holder_hears_of_it_and_nobody_of_what_they_did(loop: Loop):
    order, requester = loop.placed()
    assert heard() == [(BRANCH, "orders.place")]
    do("accept", loop.secretary, order)
    assert heard() == []
    do("escalate", loop.secretary, order, reason="办不了。")
    assert heard() == [(TOWN, "orders.escalate")]
    do("dispatch", loop.dispatcher, order, unit=loop.roads)
    assert heard() == [(ROADS, "orders.dispatch")]
    do("take", loop.officer, order)
    assert heard() == []
    do("urge", requester, order)
    do("supervise", loop.dispatcher, order, text="抓紧。")
    assert heard() == [(ROADS, "orders.urge"), (ROADS, "orders.supervise")]
    do("ask_extension", loop.officer, order, days=2, reason="等材料。")
    assert heard() == [(TOWN, "orders.ask_extension")]
    do("decide_extension", loop.dispatcher, order, granted=False)
    assert heard() == [(ROADS, "orders.decide_extension")]
    do("deliver", loop.officer, order, reply="好了。")
    assert heard() == []
    do("dispute", requester, order, words="没好。")
    assert heard() == [(ROADS, "orders.dispute")]
    do("deliver", loop.officer, order, reply="这次好了。")
    do("confirm", requester, order, outcome="solved")
    assert heard() == [(ROADS, "orders.confirm")]
    do("reopen", requester, order, words="又坏了。")
    assert heard() == [(TOWN, "orders.reopen")]


def test_what_is_handed_over_or_given_back_is_heard_by_whoever_gets_it(loop: Loop, paibei):
    order, _requester = loop.placed()
    do("transfer", loop.secretary, order, to=paibei, reason="在牌碑地界。")
    assert heard() == [(BRANCH, "orders.place"), ("牌碑社区党支部", "orders.transfer")]
    order, _requester = loop.dispatched()
    heard()
    do("return", loop.officer, order, reason="归水利站。")
    assert heard() == [(TOWN, "orders.return_")]


def test_whoever_worked_on_it_hears_that_it_was_withdrawn(loop: Loop):
    order, requester = loop.delivering()
    heard()
    do("withdraw", requester, order)
    assert heard() == [(ROADS, "orders.withdraw")]


def test_a_secretary_does_not_hear_of_what_they_did_themselves(loop: Loop):
    order, _requester = loop.merged()
    heard()
    do("unmerge", loop.secretary, order, reason="弄错了。")
    assert heard() == []


def test_a_notice_reaches_those_who_stand_there_and_the_person_named(loop: Loop, somebody, leads):
    mate = somebody("mate", "lead", leads)
    order, _requester = loop.dispatched_to_lead()
    now = clock.now()
    assert [notice.event for notice in notices_for(loop.lead, now)] == ["orders.dispatch"]
    assert list(notices_for(mate, now)) == []
    assert [notice.event for notice in notices_for(loop.secretary, now)] == ["orders.place"]
    assert [notice.number for notice in notices_for(loop.dispatcher, now)] == [order.ref]


def test_another_villages_secretary_hears_nothing(loop: Loop, other_secretary):
    loop.delivering()
    assert list(notices_for(other_secretary, clock.now())) == []


def test_seeing_marks_only_what_was_shown(loop: Loop, somebody, leads):
    mate = somebody("mate", "lead", leads)
    order, _requester = loop.dispatched_to_lead()
    assert see_notices(by=mate) == 0
    assert see_notices(by=loop.lead, about="order:0") == 0
    assert see_notices(by=loop.lead, about=f"order:{order.pk}") == 1
    assert list(notices_for(loop.lead, clock.now())) == []


def test_what_happens_at_night_is_heard_at_eight_and_not_seen_before(loop: Loop):
    with clock.at(moment("2021-09-17 21:00")):
        loop.placed()
        notice = Notice.objects.get()
        assert notice.not_before == moment("2021-09-18 08:00")
        assert list(notices_for(loop.secretary, clock.now())) == []
        assert see_notices(by=loop.secretary) == 0
    with clock.at(moment("2021-09-18 08:00")):
        assert list(notices_for(loop.secretary, clock.now())) == [notice]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2021-09-17 20:59", "2021-09-17 20:59"),
        ("2021-09-17 23:59", "2021-09-18 08:00"),
        ("2021-09-18 07:59", "2021-09-18 08:00"),
        ("2021-09-18 08:00", "2021-09-18 08:00"),
    ],
)
def test_the_night_is_from_nine_to_eight(placed, at, shown):
    with clock.at(moment(at)):
        placed()
    assert Notice.objects.get().not_before == moment(shown)


# Reminders -------------------------------------------------------------------------------------


def reminded(at: str) -> list[tuple[str, str]]:
    with clock.at(moment(at)):
        count = remind()
        again = remind()
    told = heard()
    assert (count, again) == (len(told), 0)
    return told


def test_the_holder_is_told_the_day_before_and_on_the_day_then_the_town(loop: Loop):
    loop.accepted()
    heard()
    assert reminded("2021-09-24 23:59") == []
    assert reminded("2021-09-25 08:30") == [(BRANCH, "orders.due_soon")]
    assert reminded("2021-09-26 08:30") == [(BRANCH, "orders.due_now")]
    assert reminded("2021-09-26 17:31") == [(TOWN, "orders.overdue")]


def test_a_date_that_passed_is_told_once_and_then_the_superior_once(loop: Loop):
    loop.accepted()
    heard()
    with clock.at(moment("2021-09-27 17:31")):
        assert (remind(), remind()) == (1, 0)
    assert Notice.objects.get().organisation.name == TOWN
    with clock.at(moment("2021-10-27 17:31")):
        assert remind() == 0


def test_another_date_is_told_anew(loop: Loop):
    order, _requester = loop.accepted()
    with clock.at(moment("2021-09-26 10:00")):
        assert remind() == 1
        do("ask_extension", loop.secretary, order, days=2, reason="等材料。")
        do("decide_extension", loop.dispatcher, order, granted=True)
        assert remind() == 0
    with clock.at(moment("2021-09-28 10:00")):
        assert remind() == 1


def test_the_person_named_is_reminded_and_requesters_are_not(loop: Loop):
    order, _requester = loop.dispatched_to_lead()
    loop.delivered()
    heard()
    with clock.at(moment("2021-09-18 10:00")):
        remind()
    notice = Notice.objects.get()
    assert (notice.about, notice.person) == (f"order:{order.pk}", loop.lead)


def test_reminders_wait_for_the_morning_too(loop: Loop):
    loop.placed()
    heard()
    with clock.at(moment("2021-09-18 02:00")):
        remind()
    assert Notice.objects.get().not_before == moment("2021-09-18 08:00")


def test_a_thousand_late_ones_do_not_keep_the_next_from_being_told(loop: Loop):
    order, _requester = loop.placed()
    early = order.due_at - timedelta(hours=1)
    copies = [copy(order) for _n in range(1001)]
    for late in copies:
        late.pk, late.due_at = None, early
    Order.objects.bulk_create(copies)
    heard()
    with clock.at(moment("2021-09-20 12:00")):
        assert (remind(), remind()) == (1002, 0)
    assert Notice.objects.filter(about=f"order:{order.pk}").count() == 1


def test_what_was_put_off_is_looked_at_on_its_day(loop: Loop):
    loop.deferred()
    heard()
    assert reminded(f"{FAR} 12:00") == [(TOWN, "orders.due_now")]


def test_when_the_town_itself_is_late_the_county_is_told(loop: Loop):
    loop.escalated()
    heard()
    assert reminded("2021-09-27 12:00") == [("长丰县", "orders.overdue")]


def test_a_visitor_is_told_nothing_at_the_desk(placed):
    placed(by=VISITOR)
    assert Notice.objects.filter(person__isnull=False).count() == 0


def test_whoever_has_it_in_hand_is_told_once_that_a_first_answer_is_due(loop: Loop):
    order, _requester = loop.accepted()
    assert order.awaits_answer
    heard()
    answer_by = f"{timezone.localtime(order.answer_due_at):%Y-%m-%d}"
    assert reminded(f"{answer_by} 08:30") == [(BRANCH, "orders.answer_due")]


def test_nobody_is_told_of_an_answer_that_was_given(loop: Loop):
    order, _requester = loop.accepted()
    order = do("answer", loop.secretary, order, reply="明天上午去看。")
    assert not order.awaits_answer
    heard()
    answer_by = f"{timezone.localtime(order.answer_due_at):%Y-%m-%d}"
    assert reminded(f"{answer_by} 08:30") == []


def test_a_unit_that_takes_what_went_straight_to_the_town_owes_an_answer_too(loop: Loop):
    order, _requester = loop.delivering()
    assert order.awaits_answer
