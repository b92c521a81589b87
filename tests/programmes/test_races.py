"""Many at the same moment: seats are never given twice, and each retry is the same row.

Each attempt runs in a thread with a connection of its own. On SQLite these contend for one file.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Charge, Enrolment, Session
from touyan.town import acts as town_acts
from touyan.town.acts import Registered
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)
Attempt = Callable[[], Event[Any]]


def race(attempts: list[Attempt], at: str = "2021-09-13 08:00") -> list[Event[Any] | Refused]:
    """Everybody at once, each at the same moment of the town's clock."""
    barrier = Barrier(len(attempts), timeout=120)

    def run(attempt: Attempt) -> Event[Any] | Refused:
        try:
            connection.ensure_connection()
            barrier.wait()
            with clock.at(moment(at)):
                return attempt()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [one.result(timeout=120) for one in [pool.submit(run, a) for a in attempts]]


@pytest.fixture
def crowd(town):
    lines = [Registered(f"居民{n}") for n in range(24)]
    return town_acts.register(by=FOUNDER, town=town, people=lines, since=date(2021, 1, 1)).made


@pytest.fixture
def in_time():
    with clock.at(moment("2021-09-13 08:00")):
        yield


def test_racing_bookings_never_exceed_the_capacity(in_time, lecture, crowd):
    session = lecture(capacity=5)
    race([lambda one=one: acts.book(by=one, session=session, person=one) for one in crowd[:16]])
    states = list(Booking.objects.order_by("id").values_list("state", flat=True))
    assert states == ["confirmed"] * 5 + ["waitlisted"] * 11
    assert Session.objects.get().confirmed == 5
    assert list(journal.faults()) == []


def test_racing_cancellations_give_each_seat_to_one_who_waits(in_time, lecture, crowd):
    session = lecture(capacity=5)
    rows = [acts.book(by=one, session=session, person=one).about for one in crowd[:15]]
    race(
        [lambda row=row: acts.cancel_booking(by=row.person, booking=row) for row in rows[:5]]
        + [lambda one=one: acts.book(by=one, session=session, person=one) for one in crowd[15:20]]
    )
    confirmed = set(Booking.objects.filter(state="confirmed").values_list("pk", flat=True))
    assert confirmed == {row.pk for row in rows[5:10]}
    assert Session.objects.get().confirmed == 5
    assert list(journal.faults()) == []


def test_one_person_who_taps_ten_times_has_one_booking(in_time, lecture, crowd):
    session, one = lecture(capacity=5), crowd[0]
    results = race([lambda: acts.book(by=one, session=session, person=one)] * 10)
    assert Booking.objects.count() == 1
    assert sorted(event.repeated for event in results) == [False] + [True] * 9


def test_three_devices_and_every_retry_make_one_row_a_person(in_time, lecture, crowd, secretary):
    session = lecture()
    nonces = {one.pk: uuid4() for one in crowd}

    def device(people) -> Event[Any]:
        for one in [*people, *people]:
            event = acts.arrive(
                by=secretary, session=session, person=one, method="scanner", nonce=nonces[one.pk]
            )
        return event

    race(
        [lambda: device(crowd), lambda: device(crowd[::-1]), lambda: device(crowd[6:])],
        "2021-09-17 15:05",
    )
    assert sorted(Attendance.objects.values_list("person", flat=True)) == [p.pk for p in crowd]
    assert list(journal.faults()) == []


def test_a_meal_handed_over_at_two_counters_is_charged_once(in_time, canteen, elder, clerk):
    acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 13))
    session = acts.plan_sessions(by=CLOCK, programme=canteen).made[0]
    acts.book_by_rule(by=CLOCK, session=session)
    race(
        [lambda: acts.serve_meal(by=clerk, session=session, person=elder, nonce=uuid4())] * 6,
        "2021-09-13 11:45",
    )
    assert Charge.objects.count() == Attendance.objects.count() == 1
    assert list(journal.faults()) == []


def test_a_clerk_and_a_colleague_enrol_the_same_person_once(in_time, canteen, elder, clerk):
    starts = [date(2021, 9, 13), date(2021, 9, 20), date(2021, 10, 1)]
    results = race(
        [
            lambda day=day: acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=day)
            for day in starts * 2
        ]
    )
    made = [one for one in results if isinstance(one, Event) and not one.repeated]
    assert len(made) == Enrolment.objects.count() == 1


def test_two_workers_plan_and_book_the_same_week_once(in_time, after_school, child, guardian):
    acts.enrol(by=guardian, programme=after_school, person=child, starts_on=date(2021, 9, 13))
    race([lambda: acts.plan_sessions(by=CLOCK, programme=after_school)] * 4)
    assert Session.objects.count() == 11
    session = Session.objects.order_by("starts_at").first()
    race([lambda: acts.book_by_rule(by=CLOCK, session=session)] * 4)
    assert Booking.objects.count() == 1
    assert list(journal.faults()) == []


def test_a_child_is_given_out_once_however_many_teachers_tap(
    in_time, after_school, child, guardian, teacher, collector
):
    acts.enrol(by=guardian, programme=after_school, person=child, starts_on=date(2021, 9, 13))
    session = acts.plan_sessions(by=CLOCK, programme=after_school).made[0]
    acts.book_by_rule(by=CLOCK, session=session)
    with clock.at(moment("2021-09-13 16:35")):
        here = acts.arrive(by=teacher, session=session, person=child, method="roster").about
        code = town_acts.issue_code(by=guardian, authority=collector).made
    leave = lambda: acts.leave(  # noqa: E731
        by=teacher, attendance=here, collector=collector, code=code
    )
    results = race([leave] * 5, "2021-09-13 17:40")
    assert sorted(one.repeated for one in results) == [False] + [True] * 4
    assert list(journal.faults()) == []
