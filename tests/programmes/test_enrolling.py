"""Terms, weekdays and pauses: ranges never overlap, and bookings follow them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.programmes import acts, tasks
from touyan.programmes.models import Booking, Enrolment
from touyan.programmes.reads import peak
from touyan.town import acts as town_acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def enrolment(canteen, elder, clerk) -> Enrolment:
    return acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 13)).about


def planned(canteen) -> None:
    acts.plan_sessions(by=CLOCK, programme=canteen)
    tasks.book_ahead()


def booked(state="confirmed") -> list[int]:
    """The days of September on which there is a booking."""
    rows = Booking.objects.filter(state=state).order_by("session__starts_at")
    return [row.session.day.day for row in rows.select_related("session")]


day = st.integers(0, 60).map(lambda n: date(2021, 9, 1) + timedelta(days=n))


@given(st.lists(st.tuples(day, st.none() | st.integers(0, 20)), min_size=2, max_size=6))
def test_ranges_of_one_person_never_overlap(canteen, elder, clerk, asked):
    Enrolment.objects.all().delete()
    for starts_on, length in asked:
        ends_on = None if length is None else starts_on + timedelta(days=length)
        try:
            acts.enrol(
                by=clerk, programme=canteen, person=elder, starts_on=starts_on, ends_on=ends_on
            )
        except Refused:
            continue
    rows = list(Enrolment.objects.order_by("starts_on"))
    assert peak(rows, date(2021, 1, 1), None) == 1
    for earlier, later in pairwise(rows):
        assert earlier.ends_on is not None
        assert earlier.ends_on < later.starts_on


def test_the_same_enrolment_again_is_the_same(enrolment, canteen, elder, clerk):
    again = acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 13))
    assert (again.repeated, again.about) == (True, enrolment)


def test_two_open_enrolments_of_one_person_are_refused_by_the_database_itself(enrolment):
    other = Enrolment.objects.get()
    other.pk, other.starts_on = None, date(2022, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)


@pytest.mark.postgres
def test_postgresql_itself_refuses_ranges_that_overlap(enrolment, clerk):
    acts.end_enrolment(by=clerk, enrolment=enrolment, last_day=date(2021, 9, 20))
    other = Enrolment.objects.get()
    other.pk, other.starts_on, other.ends_on = None, date(2021, 9, 20), date(2021, 9, 30)
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        other.save(force_insert=True)
    other.starts_on = date(2021, 9, 21)
    other.save(force_insert=True)
    assert Enrolment.objects.count() == 2


def test_whoever_left_can_come_back_the_day_after(enrolment, canteen, elder, clerk):
    acts.end_enrolment(by=clerk, enrolment=enrolment, last_day=date(2021, 9, 20))
    with pytest.raises(Refused, match="enrolled for some of these days"):
        acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 20))
    acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 21))
    assert Enrolment.objects.count() == 2
    assert list(journal.faults()) == []


def test_an_enrolment_taken_back_before_it_began_never_was(canteen, elder, clerk):
    said = {"by": clerk, "programme": canteen, "person": elder}
    first = acts.enrol(starts_on=date(2021, 10, 1), **said).about
    acts.end_enrolment(by=clerk, enrolment=first, last_day=date(2021, 9, 30))
    acts.enrol(starts_on=date(2021, 9, 20), **said)
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assert list(journal.faults()) == []


def test_an_elder_is_enrolled_by_the_clerk_and_not_by_the_secretary(
    canteen, elder, secretary, clerk
):
    said = {"programme": canteen, "person": elder, "starts_on": date(2021, 9, 13)}
    for somebody in (secretary, elder):
        with pytest.raises(Refused, match="office that keeps the list"):
            acts.enrol(by=somebody, **said)
    acts.enrol(by=clerk, **said)


def test_what_somebody_may_not_eat_is_kept_only_with_their_consent(canteen, elder, clerk):
    said = {
        "programme": canteen, "person": elder, "starts_on": date(2021, 9, 13),
        "options": {"diet": ["low_sugar"]},
    }  # fmt: skip
    with pytest.raises(Refused, match="about their health"):
        acts.enrol(by=clerk, **said)
    town_acts.give_consent(by=clerk, subject=elder, purpose="diet", given_by=elder)
    assert acts.enrol(by=clerk, **said).about.options == {"diet": ["low_sugar"]}


def test_the_rule_books_those_who_come_that_day(canteen, elder, clerk):
    acts.enrol(
        by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 14), weekdays="24"
    )
    planned(canteen)
    assert booked() == [14, 16]


def test_booking_by_the_rule_again_books_nobody(enrolment, canteen):
    planned(canteen)
    assert tasks.book_ahead() == 0
    assert booked() == [13, 14, 15, 16, 17, 18, 19]


def test_a_pause_takes_what_the_rule_had_booked_and_coming_back_gives_it_again(
    enrolment, canteen, clerk
):
    planned(canteen)
    acts.pause(by=clerk, enrolment=enrolment, starts_on=date(2021, 9, 15))
    assert booked() == [13, 14]
    assert tasks.book_ahead() == 0
    acts.resume(by=clerk, enrolment=enrolment, from_day=date(2021, 9, 18))
    assert booked() == [13, 14, 18, 19]
    assert booked("cancelled") == [15, 16, 17]
    assert list(journal.faults()) == []


def test_a_pause_leaves_what_is_being_cooked(enrolment, canteen, clerk):
    planned(canteen)
    with clock.at(moment("2021-09-13 17:00")):
        acts.pause(
            by=clerk, enrolment=enrolment, starts_on=date(2021, 9, 14), ends_on=date(2021, 9, 16)
        )
    assert booked() == [13, 14, 17, 18, 19]


def test_a_day_somebody_excused_themselves_from_stays_excused(enrolment, canteen, clerk):
    planned(canteen)
    acts.excuse(
        by=clerk, booking=Booking.objects.get(session__day=date(2021, 9, 16)), reason="走亲戚"
    )
    acts.pause(by=clerk, enrolment=enrolment, starts_on=date(2021, 9, 15))
    acts.resume(by=clerk, enrolment=enrolment, from_day=date(2021, 9, 15))
    assert booked("excused") == [16]
    assert booked() == [13, 14, 15, 17, 18, 19]
    assert list(journal.faults()) == []


def test_ending_takes_the_bookings_that_come_after(enrolment, canteen, clerk):
    planned(canteen)
    acts.end_enrolment(by=clerk, enrolment=enrolment, last_day=date(2021, 9, 15))
    assert booked() == [13, 14, 15]
    assert list(journal.faults()) == []


def test_a_full_class_takes_nobody_else_for_days_that_are_full(programme, child, guardian, baihua):
    from_town = {"kind": "after_school", "name": "小班", "weekdays": "12345", "minutes": 60}
    small = programme(
        capacity=1, eligibility="children", at=moment("2021-09-13 16:30").time(), **from_town
    )
    other = town_acts.add_child(by=guardian, name="汪小禾", child_until=date(2027, 5, 1)).about
    town_acts.give_consent(by=guardian, subject=other, purpose="child_care")
    said = {"by": guardian, "programme": small}
    acts.enrol(person=child, starts_on=date(2021, 9, 13), ends_on=date(2021, 9, 30), **said)
    with pytest.raises(Refused, match="no place left"):
        acts.enrol(person=other, starts_on=date(2021, 9, 30), **said)
    acts.enrol(person=other, starts_on=date(2021, 10, 1), **said)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 10)), min_size=1, max_size=8),
    st.tuples(st.integers(0, 30), st.none() | st.integers(0, 10)),
)
def test_the_peak_is_the_most_that_any_day_of_the_range_sees(spans, asked):
    def span(start: int, length: int | None) -> tuple[date, date | None]:
        first = date(2021, 9, 1) + timedelta(days=start)
        return first, None if length is None else first + timedelta(days=length)

    rows = [Enrolment(starts_on=a, ends_on=b) for a, b in (span(*one) for one in spans)]
    first, last = span(*asked)
    every = [first + timedelta(days=n) for n in range(60)]
    days = [one for one in every if last is None or one <= last]
    brute = max(
        sum(r.starts_on <= one and (r.ends_on is None or one <= r.ends_on) for r in rows)
        for one in days
    )
    assert peak(rows, first, last) == brute
