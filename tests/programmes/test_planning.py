"""When a programme takes place: working days, make-up days, holidays, terms."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import WorkingTime, seed_days
from touyan.programmes import acts, rules, tasks
from touyan.programmes.models import Programme, Session
from touyan.programmes.states import Kind
from touyan.town import acts as town_acts
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

WORKING = WorkingTime(
    {row.day: row.is_working for row in seed_days()}, published_until=date(2026, 12, 31)
)


def days(programme: Programme) -> list[date]:
    rows = programme.sessions.exclude(state="cancelled").order_by("starts_at")
    return list(rows.values_list("day", flat=True))


def test_the_after_school_class_skips_the_holiday_and_meets_on_the_make_up_saturday(
    after_school, monday
):
    acts.plan_sessions(by=CLOCK, programme=after_school, until=date(2021, 9, 26))
    assert days(after_school) == [
        date(2021, 9, 13), date(2021, 9, 14), date(2021, 9, 15), date(2021, 9, 16),
        date(2021, 9, 17), date(2021, 9, 18),  # Saturday, worked for Tuesday
        date(2021, 9, 22), date(2021, 9, 23), date(2021, 9, 24), date(2021, 9, 26),  # Sunday, worked
    ]  # fmt: skip


def test_a_session_begins_at_half_past_four_by_the_towns_clock(after_school, monday):
    acts.plan_sessions(by=CLOCK, programme=after_school, until=date(2021, 9, 13))
    session = after_school.sessions.get()
    assert timezone.localtime(session.starts_at).time() == time(16, 30)
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert (session.village, session.host) == (after_school.host, after_school.host)


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)))
def test_no_day_of_rest_has_a_class_and_every_working_day_has_one(day):
    class_ = Programme(
        kind=Kind.AFTER_SCHOOL, starts_on=date(2019, 1, 1), weekdays="12345", at=time(16, 30),
        on_working_days=True,
    )  # fmt: skip
    assert rules.takes_place(class_, WORKING, day) is WORKING.is_working(day)


@given(
    st.dates(date(2021, 1, 1), date(2021, 12, 31)),
    st.sets(st.sampled_from("1234567"), min_size=1).map(lambda chosen: "".join(sorted(chosen))),
)
def test_a_programme_that_asks_no_calendar_keeps_its_weekdays(day, weekdays):
    canteen = Programme(starts_on=date(2021, 1, 1), ends_on=date(2021, 6, 30), weekdays=weekdays)
    expected = str(day.isoweekday()) in weekdays and day <= date(2021, 6, 30)
    assert rules.takes_place(canteen, WORKING, day) is expected


def test_a_make_up_day_belongs_to_those_who_meet_all_five_days(programme):
    some = programme(weekdays="13", at=time(16, 30), on_working_days=True)
    assert not rules.takes_place(some, WORKING, date(2021, 9, 18))


def test_planning_again_makes_nothing(after_school, monday):
    assert len(acts.plan_sessions(by=CLOCK, programme=after_school).made) == 11
    again = acts.plan_sessions(by=CLOCK, programme=after_school)
    assert (again.repeated, again.made, after_school.sessions.count()) == (True, [], 11)


def test_nothing_is_planned_after_the_term(after_school, monday):
    with clock.at(moment("2022-01-17 08:00")):
        acts.plan_sessions(by=CLOCK, programme=after_school)
    assert max(days(after_school)) == date(2022, 1, 21)


def test_the_clock_plans_every_open_programme_and_no_other(after_school, canteen, monday):
    acts.end_programme(by=FOUNDER, programme=canteen)
    assert tasks.plan_ahead() == 11
    assert tasks.plan_ahead() == 0
    assert canteen.sessions.count() == 0


def test_a_day_that_becomes_a_holiday_loses_its_session(after_school, monday, town):
    acts.plan_sessions(by=CLOCK, programme=after_school)
    town_acts.set_day(
        by=FOUNDER, town=town, day=date(2021, 9, 16), working=False, source="镇里停课"
    )
    acts.plan_sessions(by=CLOCK, programme=after_school)
    assert date(2021, 9, 16) not in days(after_school)
    assert after_school.sessions.get(day=date(2021, 9, 16)).state == "cancelled"
    assert list(journal.faults()) == []


def test_a_session_that_somebody_booked_is_not_taken_away_by_the_calendar(
    after_school, monday, town, child, guardian
):
    acts.enrol(by=guardian, programme=after_school, person=child, starts_on=date(2021, 9, 13))
    acts.plan_sessions(by=CLOCK, programme=after_school)
    booked = after_school.sessions.get(day=date(2021, 9, 16))
    acts.book_by_rule(by=CLOCK, session=booked)
    town_acts.set_day(
        by=FOUNDER, town=town, day=date(2021, 9, 16), working=False, source="镇里停课"
    )
    acts.plan_sessions(by=CLOCK, programme=after_school)
    booked.refresh_from_db()
    assert booked.state == "planned"


def test_what_was_called_off_is_not_planned_again(after_school, monday, clerk):
    acts.plan_sessions(by=CLOCK, programme=after_school)
    session = after_school.sessions.get(day=date(2021, 9, 15))
    acts.call_off(by=clerk, session=session, reason="学校活动")
    assert acts.plan_sessions(by=CLOCK, programme=after_school).repeated
    assert date(2021, 9, 15) not in days(after_school)


def test_calling_off_gives_everybodys_booking_back(lecture, monday, member, resident, secretary):
    session = lecture(capacity=1)
    for person in (member, resident):
        acts.book(by=person, session=session, person=person)
    event = acts.call_off(by=secretary, session=session, reason="下雨")
    assert event.data["people"] == [member.pk, resident.pk]
    assert sorted(session.bookings.values_list("state", flat=True)) == ["cancelled", "cancelled"]
    assert Session.objects.get().confirmed == 0
    assert list(journal.faults()) == []


def test_a_session_to_which_people_came_is_not_called_off(lecture, monday, member, secretary):
    session = lecture()
    with clock.at(moment("2021-09-17 15:00")):
        acts.arrive(by=secretary, session=session, person=member, method="roster")
        with pytest.raises(Refused, match="People have come already"):
            acts.call_off(by=secretary, session=session)


def test_cancelling_a_programme_calls_off_what_has_not_begun(programme, monday, secretary):
    made = programme(sessions=["2021-09-12 15:00", "2021-09-17 15:00"])
    acts.cancel_programme(by=secretary, programme=made, reason="经费")
    states = list(made.sessions.order_by("starts_at").values_list("state", flat=True))
    assert states == ["planned", "cancelled"]
    with pytest.raises(Refused, match="over"):
        acts.add_session(by=secretary, programme=made, starts_at=moment("2021-09-20 15:00"))
    assert list(journal.faults()) == []


def test_the_same_session_put_down_twice_is_one(programme, monday, secretary):
    made = programme()
    first = acts.add_session(by=secretary, programme=made, starts_at=moment("2021-09-17 15:00"))
    again = acts.add_session(by=secretary, programme=made, starts_at=moment("2021-09-17 15:00"))
    assert (again.repeated, again.about) == (True, first.about)


def test_a_session_moves_with_its_day(lecture, monday, secretary):
    session = lecture()
    acts.change_session(
        by=secretary, session=session, starts_at=moment("2021-09-20 09:00"),
        ends_at=moment("2021-09-20 10:00"),
    )  # fmt: skip
    session.refresh_from_db()
    assert session.day == date(2021, 9, 20)
    assert list(journal.faults()) == []


def test_a_programme_is_its_hosts_to_put_on(baihua, other_secretary, secretary, resident, monday):
    said = {"kind": Kind.LECTURE, "name": "宣讲", "starts_on": date(2021, 9, 1)}
    for somebody in (other_secretary, resident):
        with pytest.raises(Refused, match="You cannot put programmes on"):
            acts.keep_programme(by=somebody, host=baihua, **said)
    assert Programme.objects.count() == 0
    assert acts.keep_programme(by=secretary, host=baihua, **said).about.state == "draft"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"name": "  "}, "name"),
        ({"ends_on": date(2021, 8, 31)}, "ends_on"),
        ({"weekdays": "8"}, "weekdays"),
        ({"weekdays": "1"}, "at"),
        ({"minutes": 0}, "minutes"),
        ({"cutoff_at": time(17), "cutoff_minutes": 60}, "cutoff_at"),
        ({"eligibility": "nobody"}, "eligibility"),
        ({"kind": Kind.AFTER_SCHOOL, "public": True}, "eligibility"),
    ],
)
def test_a_programme_that_makes_no_sense_is_refused_at_its_field(baihua, secretary, said, field):
    whole = {"kind": Kind.LECTURE, "name": "宣讲", "starts_on": date(2021, 9, 1), **said}
    with pytest.raises(Refused) as refused:
        acts.keep_programme(by=secretary, host=baihua, **whole)
    assert refused.value.field == field
    assert Programme.objects.count() == 0
