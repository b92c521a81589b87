"""What one room tells another: a deed counts where it belongs, once, and never stops what it followed from."""

from datetime import date
from uuid import uuid4

import pytest

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.models import Entry
from touyan.newsroom.rules.redaction import found
from touyan.orders.acts import ACTS, place
from touyan.programmes import acts
from touyan.programmes.founding import found_programmes
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.states import RAISED, Kind
from touyan.selections import acts as selections
from touyan.selections.acts import Stop
from touyan.selections.models import TourStop
from touyan.town import acts as town_acts
from touyan.town.models import Notice, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db
MORNING = moment("2021-09-17 09:00")


@pytest.fixture
def deeds(town) -> Programme:
    return found_programmes(by=FOUNDER, town=town, starts_on=date(2021, 1, 1))


@pytest.fixture
def delivering(placed, secretary, dispatcher, lead, leads):
    """An order that the lead was named for and has taken."""

    def make():
        with clock.at(MORNING):
            order, asker = placed()
            order = ACTS["escalate"](by=secretary, order=order, reason="难。").about
            order = ACTS["dispatch"](by=dispatcher, order=order, unit=leads, person=lead).about
            return ACTS["take"](by=lead, order=order).about, asker

    return make


def deliver(order, by):
    with clock.at(MORNING):
        return ACTS["deliver"](by=by, order=order, reply="修好了。").about


def test_an_order_that_a_lead_delivers_is_a_service_in_its_village(deeds, delivering, lead, baihua):
    order, _asker = delivering()
    deliver(order, lead)
    row = Attendance.objects.get()
    assert (row.person, row.method, row.role, row.minutes) == (lead, "order", "volunteer", 0)
    assert (row.session.programme, row.session.village) == (deeds, baihua)
    assert (row.day, row.session.state) == (date(2021, 9, 17), "held")
    assert list(journal.faults()) == []


def test_an_order_delivered_again_after_a_dispute_is_the_same_deed(deeds, delivering, lead):
    order, asker = delivering()
    order = deliver(order, lead)
    with clock.at(moment("2021-09-20 09:00")):
        order = ACTS["dispute"](by=asker, order=order, words="还是不亮。").about
        ACTS["deliver"](by=lead, order=order, reply="换了线。")
    assert Attendance.objects.count() == 1


def test_several_orders_of_one_day_and_village_are_one_service(deeds, delivering, lead):
    for _n in range(2):
        deliver(delivering()[0], lead)
    assert Attendance.objects.count() == 1


def test_what_an_officer_delivers_at_work_is_no_service(
    deeds, placed, secretary, dispatcher, officer, roads
):
    order, _asker = placed()
    order = ACTS["escalate"](by=secretary, order=order, reason="难。").about
    order = ACTS["dispatch"](by=dispatcher, order=order, unit=roads).about
    order = ACTS["take"](by=officer, order=order).about
    ACTS["deliver"](by=officer, order=order, reply="修好了。")
    assert Attendance.objects.count() == 0


def test_a_secretary_who_is_a_member_serves_when_the_branch_delivers(
    deeds, placed, secretary, baihua
):
    town_acts.grant_role(
        by=FOUNDER, person=secretary, organisation=baihua.children.get(), role="member",
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    order, _asker = placed()
    ACTS["accept"](by=secretary, order=order)
    ACTS["deliver"](by=secretary, order=order, reply="修好了。")
    assert list(Attendance.objects.values_list("person", flat=True)) == [secretary.pk]


@pytest.mark.parametrize(
    ("outcome", "thanked"), [("solved", True), ("partly", True), ("unsolved", False)]
)
def test_whoever_asked_confirms_the_service_by_confirming_the_order(
    deeds, delivering, lead, outcome, thanked
):
    order, asker = delivering()
    order = deliver(order, lead)
    ACTS["confirm"](by=asker, order=order, outcome=outcome)
    assert (Attendance.objects.get().served_at is not None) is thanked


def test_an_order_is_delivered_where_no_programme_counts_it(delivering, lead, town):
    assert deliver(delivering()[0], lead).state == "delivered"
    assert Attendance.objects.count() == 0


def test_an_order_is_delivered_though_the_programme_is_over(deeds, delivering, lead):
    acts.end_programme(by=FOUNDER, programme=deeds)
    assert deliver(delivering()[0], lead).state == "delivered"
    assert Attendance.objects.count() == 0


def test_a_difficulty_raised_at_a_symposium_stands_with_it_by_its_number(town, baihua, dispatcher):
    with clock.at(MORNING):
        programme = acts.keep_programme(
            by=FOUNDER, host=town, kind=Kind.SYMPOSIUM, name="座谈会", starts_on=date(2021, 9, 1)
        ).about
        session = acts.add_session(by=FOUNDER, programme=programme, starts_at=MORNING).about
        said = {
            "by": dispatcher, "village": baihua, "words": "老人就餐难。", "source": RAISED,
            "source_ref": f"{session.pk}:1", "key": uuid4(),
        }  # fmt: skip
        order = place(**said).about
        assert place(**said).about == order
    heard = Entry.objects.filter(about=f"session:{session.pk}", name="programmes.hear_difficulty")
    assert [entry.data for entry in heard] == [{"order": order.ref}]


def test_a_reference_to_no_session_is_left_alone(town, baihua, dispatcher):
    place(by=dispatcher, village=baihua, words="难。", source=RAISED, source_ref="99:1")
    assert Session.objects.count() == 0


def test_founding_again_finds_the_same_programme(deeds, town):
    assert found_programmes(by=FOUNDER, town=town, starts_on=date(2021, 1, 1)) == deeds


@pytest.mark.parametrize(
    ("until", "stopped"), [(date(2099, 1, 1), ["赵小满"]), (date(2020, 1, 1), [])]
)
def test_the_newsroom_stops_at_the_name_of_a_child_whom_the_town_knows(town, until, stopped):
    Person.objects.create(name="赵小满", town=town, child_until=until)
    assert [one.text for one in found("赵小满同学得了奖。")] == stopped


# A contest's winners go on tour ------------------------------------------------------------------


@pytest.fixture
def winners(contest, town):
    """Two winners of a contest that is decided."""
    with clock.at(MORNING):
        hall = contest(entries=3, quota_people=2)
        for entry, mark in enumerate(("9", "8", "7")):
            hall.mark_all(entry, *[mark] * 5)
        hall.go("lock", "reveal", "announce")
    return hall, list(hall.selection.candidates.filter(state="honoured").order_by("place"))


def tour(hall, *stops):
    with clock.at(MORNING):
        return selections.plan_tour(by=hall.dispatcher, selection=hall.selection, stops=stops)


def test_a_winners_stop_is_a_session_of_the_contests_touring_programme(winners, baihua):
    hall, (first, _second) = winners
    tour(hall, Stop(first, "community", baihua, moment("2021-09-24 15:00"), "广场"))
    session = Session.objects.get()
    assert (session.programme.kind, session.programme.state, session.host, session.speaker) == (
        Kind.TOUR, "open", baihua, first.label,
    )  # fmt: skip
    assert TourStop.objects.get().session == session.pk
    assert list(journal.faults()) == []


def test_two_winners_before_one_audience_share_the_session_and_both_have_spoken(winners, baihua):
    hall, pair = winners
    tour(hall, *(Stop(one, "village", baihua, moment("2021-09-24 15:00")) for one in pair))
    session = Session.objects.get()
    assert session.speaker == "、".join(one.label for one in pair)
    with clock.at(moment("2021-09-24 16:30")):
        acts.hold(by=hall.dispatcher, session=session)
    held = TourStop.objects.values_list("held_on", flat=True)
    assert list(held) == [date(2021, 9, 24)] * 2
    assert list(journal.faults()) == []


def test_planning_the_same_stop_again_puts_nothing_on_twice(winners, baihua):
    hall, (first, _second) = winners
    stop = Stop(first, "village", baihua, moment("2021-09-24 15:00"))
    tour(hall, stop)
    assert tour(hall, stop).repeated
    assert (Session.objects.count(), TourStop.objects.count()) == (1, 1)


def test_a_stop_whose_session_is_called_off_was_not_held(winners, baihua):
    hall, (first, _second) = winners
    tour(hall, Stop(first, "village", baihua, moment("2021-09-24 15:00")))
    with clock.at(MORNING):
        acts.call_off(by=hall.dispatcher, session=Session.objects.get(), reason="下雨")
    assert TourStop.objects.get().held_on is None


def revoked(hall, winner, leader, at=MORNING):
    with clock.at(at):
        selections.revoke(by=leader, candidate=winner, reason="稿子是别人的。")


def gaps():
    return Notice.objects.filter(event="selections.speaker_gone")


def test_a_winner_whose_honour_is_taken_back_is_announced_no_more(winners, baihua, town_leader):
    hall, (first, second) = winners
    tour(
        hall,
        *(Stop(one, "village", baihua, moment("2021-09-24 15:00")) for one in (first, second)),
        Stop(first, "campus", baihua, moment("2021-09-25 15:00")),
    )
    revoked(hall, first, town_leader)
    assert list(Session.objects.order_by("pk").values_list("speaker", flat=True)) == [
        second.label, "",
    ]  # fmt: skip
    told = set(gaps().values_list("person__login", "about"))
    assert told == {
        (one.login, f"selection:{hall.selection.pk}") for one in (hall.dispatcher, town_leader)
    }
    with clock.at(moment("2021-09-24 16:30")):
        acts.hold(by=hall.dispatcher, session=Session.objects.earliest("pk"))
    held = TourStop.objects.filter(held_on__isnull=False)
    assert [stop.candidate for stop in held] == [second]
    assert list(journal.faults()) == []


def test_what_somebody_wrote_behind_the_name_goes_with_it(winners, baihua, town_leader):
    hall, (first, _second) = winners
    tour(hall, Stop(first, "village", baihua, moment("2021-09-24 15:00")))
    with clock.at(MORNING):
        both = f"{first.label}（头雁）、{first.label}鸣"
        acts.change_session(by=hall.dispatcher, session=Session.objects.get(), speaker=both)
    revoked(hall, first, town_leader)
    assert Session.objects.get().speaker == f"{first.label}鸣"


def test_where_they_spoke_already_nothing_changes_and_nobody_is_told(winners, baihua, town_leader):
    hall, (first, _second) = winners
    tour(hall, Stop(first, "village", baihua, moment("2021-09-24 15:00")))
    revoked(hall, first, town_leader, at=moment("2021-09-24 16:00"))
    with clock.at(moment("2021-09-24 16:30")):
        acts.hold(by=hall.dispatcher, session=Session.objects.get())
    assert Session.objects.get().speaker == first.label
    assert TourStop.objects.get().held_on == date(2021, 9, 24)
    assert gaps().count() == 0
