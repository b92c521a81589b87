"""What comes back, and how: after a pause, other days, a sheet of paper, a place that was given up."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from tests.programmes.conftest import moment
from touyan.kernel import clock
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.programmes import acts, tasks
from touyan.programmes.acts import Came
from touyan.programmes.models import Attendance, Booking, Enrolment, Programme, Session, Waiting
from touyan.programmes.reads.canteen import unclaimed
from touyan.programmes.reads.coming import comes_on
from touyan.programmes.rules.canteen import Wish
from touyan.programmes.states import Eligibility, Group, Kind
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2021, 9, day) for day in range(13, 18))


def booked_ahead(programme: Programme) -> None:
    acts.plan_sessions(by=CLOCK, programme=programme)
    tasks.book_ahead()


def on(programme: Programme, day: date) -> Session:
    return Session.objects.get(programme=programme, day=day)


def states(programme: Programme, person: Person) -> dict[date, str]:
    """Of the latest booking of each day."""
    rows = Booking.objects.filter(session__programme=programme, person=person).order_by("id")
    return {row.session.day: row.state for row in rows.select_related("session")}


@pytest.fixture
def enrolled(canteen: Programme, clerk: Person, elder: Person) -> Enrolment:
    return acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=MONDAY).about


# Meals -------------------------------------------------------------------------------------------


def test_a_meal_comes_back_with_the_plate_and_at_the_price_of_now(
    enrolled: Enrolment, canteen: Programme, clerk: Person, elder: Person
) -> None:
    acts.keep_tariff(
        by=FOUNDER, programme=canteen, starts_on=date(2021, 1, 1), price=800, subsidy=600, group=Group.AGED
    )  # fmt: skip
    booked_ahead(canteen)
    acts.pause(by=clerk, enrolment=enrolled, starts_on=WEDNESDAY)
    town_acts.give_consent(by=clerk, subject=elder, purpose="diet", given_by=elder)
    acts.change_enrolment(
        by=clerk, enrolment=enrolled, weekdays="", deliver_to="3栋201", group=Group.AGED,
        options={"way": "deliver", "allergies": ["peanut"]},
    )  # fmt: skip
    assert states(canteen, elder)[THURSDAY] == "cancelled", "still paused"
    acts.resume(by=clerk, enrolment=enrolled, from_day=THURSDAY)
    booking = Booking.objects.get(session=on(canteen, THURSDAY), person=elder)
    assert (booking.state, booking.options["allergies"]) == ("confirmed", ["peanut"])
    assert (booking.deliver_to, booking.price) == ("3栋201", 200)


def test_a_meal_that_they_cancelled_themselves_does_not_come_back(
    enrolled: Enrolment, canteen: Programme, clerk: Person, elder: Person
) -> None:
    booked_ahead(canteen)
    friday = Booking.objects.get(session=on(canteen, FRIDAY), person=elder)
    acts.cancel_booking(by=elder, booking=friday)
    acts.pause(by=clerk, enrolment=enrolled, starts_on=WEDNESDAY, ends_on=WEDNESDAY)
    acts.resume(by=clerk, enrolment=enrolled, from_day=TUESDAY)
    tasks.book_ahead()
    assert states(canteen, elder)[WEDNESDAY] == "confirmed"
    assert states(canteen, elder)[FRIDAY] == "cancelled"


def test_a_weekday_that_is_taken_back_on_the_same_call_is_booked_again(
    enrolled: Enrolment, canteen: Programme, clerk: Person, elder: Person
) -> None:
    booked_ahead(canteen)
    for weekdays in ("12", "12345"):
        acts.change_enrolment(by=clerk, enrolment=enrolled, weekdays=weekdays, options={})
    assert [states(canteen, elder)[day] for day in (WEDNESDAY, THURSDAY, FRIDAY)] == ["confirmed"] * 3  # fmt: skip


def test_whoever_is_enrolled_again_is_booked_for_days_that_the_first_term_gave_back(
    enrolled: Enrolment, canteen: Programme, clerk: Person, elder: Person
) -> None:
    booked_ahead(canteen)
    acts.end_enrolment(by=clerk, enrolment=enrolled, last_day=TUESDAY)
    acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=WEDNESDAY)
    tasks.book_ahead()
    assert states(canteen, elder)[THURSDAY] == "confirmed"


def test_after_the_cutoff_a_day_stays_given_back(
    enrolled: Enrolment, canteen: Programme, clerk: Person, elder: Person
) -> None:
    booked_ahead(canteen)
    acts.pause(by=clerk, enrolment=enrolled, starts_on=WEDNESDAY)
    with clock.at(moment("2021-09-15 17:30")):
        acts.resume(by=clerk, enrolment=enrolled, from_day=THURSDAY)
        tasks.book_ahead()
    assert states(canteen, elder)[THURSDAY] == "cancelled"
    assert states(canteen, elder)[FRIDAY] == "confirmed"


def test_a_meal_that_a_late_pause_leaves_booked_costs_what_the_group_pays(
    canteen: Programme, clerk: Person, elder: Person
) -> None:
    acts.keep_tariff(
        by=FOUNDER, programme=canteen, starts_on=date(2021, 1, 1), price=800, subsidy=600, group=Group.AGED
    )  # fmt: skip
    enrolment = acts.enrol(
        by=clerk, programme=canteen, person=elder, starts_on=MONDAY, group=Group.AGED
    ).about
    booked_ahead(canteen)
    with clock.at(moment("2021-09-14 09:00")):
        acts.pause(by=clerk, enrolment=enrolment, starts_on=TUESDAY, ends_on=FRIDAY)
    with clock.at(moment("2021-09-14 11:45")):
        charge = acts.serve_meal(by=clerk, session=on(canteen, TUESDAY), person=elder).made
    assert (charge.payable, charge.subsidy) == (200, 600)


def test_somebody_knocks_where_a_meal_was_noted_by_mistake(
    enrolled: Enrolment, canteen: Programme, clerk: Person, elder: Person,
    somebody: Callable[..., Person],
) -> None:  # fmt: skip
    other = somebody("other", name="邻桌老人")
    acts.enrol(by=clerk, programme=canteen, person=other, starts_on=MONDAY)
    booked_ahead(canteen)
    today = on(canteen, TUESDAY)
    with clock.at(moment("2021-09-14 11:45")):
        mistaken = acts.serve_meal(by=clerk, session=today, person=elder)
        acts.reverse_charge(by=clerk, charge=mistaken.made, reason="认错人了")
        acts.correct(by=clerk, attendance=mistaken.about, reason="认错人了", annul=True)
        acts.serve_meal(by=clerk, session=today, person=other)
    with clock.at(moment("2021-09-14 12:45")):
        assert [row.person for row in unclaimed(clock.now())] == [elder]


def test_taking_back_the_diet_leaves_how_the_meal_comes(
    canteen: Programme, clerk: Person, elder: Person
) -> None:
    consent = town_acts.give_consent(by=clerk, subject=elder, purpose="diet", given_by=elder).about
    enrolment = acts.enrol(
        by=clerk, programme=canteen, person=elder, starts_on=MONDAY, deliver_to="3栋",
        options={"way": "deliver", "diet": ["soft"], "allergies": ["egg"], "on_call": True, "round": 2},
    ).about  # fmt: skip
    town_acts.withdraw_consent(by=elder, consent=consent)
    enrolment.refresh_from_db()
    assert enrolment.options == {"way": "deliver", "on_call": True, "round": 2}
    assert Wish.of(enrolment.options, enrolment.deliver_to) == Wish(way="deliver", deliver_to="3栋")
    assert not comes_on(enrolment, TUESDAY)


# Children ----------------------------------------------------------------------------------------


def test_a_child_that_was_to_stay_away_can_be_told_of_and_is_noted_when_it_comes(
    after_school: Programme, teacher: Person, guardian: Person, child: Person
) -> None:
    enrolment = acts.enrol(
        by=guardian, programme=after_school, person=child, starts_on=MONDAY
    ).about
    booked_ahead(after_school)
    acts.pause(by=guardian, enrolment=enrolment, starts_on=TUESDAY, ends_on=FRIDAY)
    acts.book(by=guardian, session=on(after_school, THURSDAY), person=child)
    assert states(after_school, child)[THURSDAY] == "confirmed"
    assert states(after_school, child)[FRIDAY] == "cancelled"
    with clock.at(moment("2021-09-14 16:30")):
        acts.arrive(by=teacher, session=on(after_school, TUESDAY), person=child, method="roster")
    assert Attendance.objects.get(session__day=TUESDAY).person == child


@pytest.fixture
def crowded(
    programme: Callable[..., Programme], guardian: Person
) -> tuple[Programme, list[Person]]:
    """A class of one, and three children: one in it, two who wait."""
    full = programme(
        kind=Kind.FULL_DAY, name="暑期托管", weekdays="12345", at=time(8), minutes=400, capacity=1,
        eligibility=Eligibility.CHILDREN, ends_on=date(2021, 12, 1), public=True,
    )  # fmt: skip
    children = []
    for name in ("汪一", "汪二", "汪三"):
        made = town_acts.add_child(by=guardian, name=name, child_until=date(2026, 5, 1)).about
        town_acts.give_consent(by=guardian, subject=made, purpose="child_care")
        children.append(made)
    acts.enrol(by=guardian, programme=full, person=children[0], starts_on=MONDAY)
    for made in children[1:]:
        acts.wait_for_place(by=guardian, programme=full, person=made, starts_on=MONDAY)
    return full, children


def in_line(programme: Programme) -> list[str]:
    rows = Waiting.objects.filter(programme=programme, settled_at=None).order_by("id")
    return list(rows.values_list("person__name", flat=True))


def test_whoever_takes_the_consent_back_waits_no_longer(
    crowded: tuple[Programme, list[Person]], guardian: Person, clerk: Person
) -> None:
    full, (first, second, third) = crowded
    consent = town_acts.give_consent(by=guardian, subject=second, purpose="child_care").about
    town_acts.withdraw_consent(by=guardian, consent=consent)
    assert in_line(full) == ["汪三"]
    place = Enrolment.objects.get(person=first)
    acts.end_enrolment(by=guardian, enrolment=place, last_day=MONDAY)
    acts.enrol(by=clerk, programme=full, person=third, starts_on=TUESDAY)
    assert in_line(full) == []


def test_a_line_can_be_left_and_a_strangers_cannot(
    crowded: tuple[Programme, list[Person]], guardian: Person, somebody: Callable[..., Person]
) -> None:
    full, _children = crowded
    wait = Waiting.objects.get(person__name="汪二")
    with pytest.raises(Refused, match="Only a guardian"):
        acts.stop_waiting(by=somebody("stranger", name="路人"), waiting=wait)
    acts.stop_waiting(by=guardian, waiting=wait)
    assert in_line(full) == ["汪三"]


def test_what_is_over_keeps_no_childs_name(
    crowded: tuple[Programme, list[Person]], programme: Callable[..., Programme],
    after_school: Programme, guardian: Person, child: Person,
) -> None:  # fmt: skip
    full, _children = crowded
    acts.enrol(by=guardian, programme=after_school, person=child, starts_on=MONDAY)
    acts.wait_for_place(by=guardian, programme=full, person=child, starts_on=MONDAY)
    endless = programme(
        kind=Kind.AFTER_SCHOOL, name="没写结束日期的课堂", weekdays="12345", at=time(16), minutes=60,
        eligibility=Eligibility.CHILDREN,
    )  # fmt: skip
    late = town_acts.add_child(by=guardian, name="汪四", child_until=date(2026, 5, 1)).about
    town_acts.give_consent(by=guardian, subject=late, purpose="child_care")
    acts.enrol(by=guardian, programme=endless, person=late, starts_on=MONDAY)
    booked_ahead(endless)
    acts.end_programme(by=FOUNDER, programme=endless)
    tasks.erase_children()
    assert Person.objects.get(pk=late.pk).name == "汪四", "its last class was not half a year ago"
    with clock.at(moment("2024-06-01 03:00")):
        tasks.erase_children()
    names = Person.objects.filter(pk__in=[child.pk, late.pk]).values_list("name", flat=True)
    assert not set(names) & {"汪小满", "汪四"}


def test_more_seats_reach_the_days_that_are_planned_already(
    crowded: tuple[Programme, list[Person]], clerk: Person, baihua: Organisation
) -> None:
    full, (first, second, _third) = crowded
    booked_ahead(full)
    alone = on(full, THURSDAY)
    acts.change_session(by=FOUNDER, session=alone, capacity=7)
    acts.keep_programme(by=FOUNDER, host=baihua, programme=full, capacity=2)
    full.refresh_from_db()
    acts.enrol(by=clerk, programme=full, person=second, starts_on=TUESDAY)
    tasks.book_ahead()
    assert states(full, second)[WEDNESDAY] == "confirmed"
    assert (on(full, WEDNESDAY).capacity, on(full, THURSDAY).capacity) == (2, 7)
    acts.keep_programme(by=FOUNDER, host=baihua, programme=full, capacity=1)
    assert on(full, WEDNESDAY).capacity == 2, "nobody loses a seat"
    assert states(full, first)[WEDNESDAY] == states(full, second)[WEDNESDAY] == "confirmed"


# Lists -------------------------------------------------------------------------------------------


def test_a_sheet_of_paper_is_written_up_afterwards_and_counts(
    lecture: Callable[..., Session], clerk: Person, member: Person, elder: Person
) -> None:
    session = lecture(kind=Kind.VOLUNTEERING, name="清洁家园")
    with clock.at(moment("2021-09-17 16:30")):
        tasks.close_ended()
    with clock.at(moment("2021-09-20 09:00")):
        acts.record(by=clerk, session=session, people=[Came(member)])
        acts.arrive(by=clerk, session=session, person=elder, method="roster")
    session.refresh_from_db()
    rows = Attendance.objects.filter(session=session)
    assert (session.state, session.closed_at is not None) == ("held", True)
    assert {(row.minutes, row.forgotten) for row in rows} == {(60, True)}, "for the host to confirm"
    assert not rows.exclude(arrived_at=session.starts_at).exists()


def test_nobody_is_here_days_before_it_begins(
    lecture: Callable[..., Session], clerk: Person, member: Person
) -> None:
    session = lecture()
    with pytest.raises(Refused, match="not begun yet"):
        acts.record(by=clerk, session=session, people=[Came(member)])
    assert not Attendance.objects.exists()


def test_a_poster_is_silent_after_the_end(lecture: Callable[..., Session], member: Person) -> None:
    session = lecture()
    with clock.at(moment("2021-09-17 16:05")), pytest.raises(Refused, match="not when this takes"):
        acts.arrive(by=member, session=session, person=member, method="poster")


@pytest.mark.parametrize("listed", [True, False])
def test_what_is_for_elders_of_the_list_is_for_them(
    lecture: Callable[..., Session],
    enrolled: Enrolment,
    somebody: Callable[..., Person],
    listed: Any,
) -> None:
    session = lecture(eligibility=Eligibility.ELDERS, name="健康讲座")
    person = enrolled.person if listed else somebody("young", name="年轻人")
    if listed:
        assert acts.book(by=person, session=session, person=person).about.state == "confirmed"
        return
    with pytest.raises(Refused, match="on the list of a canteen"):
        acts.book(by=person, session=session, person=person)
