"""What happened: check-ins that arrive twice, hours within the session, corrections that append."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.programmes import acts, tasks
from touyan.programmes.models import Attendance, Session
from touyan.programmes.rules import minutes_within

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

THREE, FOUR = moment("2021-09-17 15:00"), moment("2021-09-17 16:00")


def arrive(session, person, by, **more):
    return acts.arrive(by=by, session=session, person=person, method="scanner", **more)


@pytest.fixture
def session(lecture) -> Session:
    return lecture()


@pytest.fixture
def came(session, member, secretary) -> Attendance:
    with clock.at(THREE):
        return arrive(session, member, secretary).about


def test_a_check_in_sent_twice_is_one_row(session, member, secretary):
    nonce = uuid4()
    with clock.at(THREE):
        first = arrive(session, member, secretary, nonce=nonce)
        again = arrive(session, member, secretary, nonce=nonce)
    assert (again.repeated, again.about) == (True, first.about)
    assert Attendance.objects.count() == 1
    assert Entry.objects.filter(about=f"attendance:{first.about.pk}").count() == 1


def test_two_devices_that_see_the_same_person_make_one_row(session, member, secretary):
    with clock.at(THREE):
        first = arrive(session, member, secretary, nonce=uuid4())
        second = arrive(session, member, secretary, nonce=uuid4())
    assert second.about == first.about


def test_a_nonce_is_not_anothers_check_in(session, member, resident, secretary):
    nonce = uuid4()
    with clock.at(THREE):
        arrive(session, member, secretary, nonce=nonce)
        with pytest.raises(Refused, match="used for somebody else"):
            arrive(session, resident, secretary, nonce=nonce)
    assert Attendance.objects.count() == 1


def test_at_the_poster_people_check_themselves_in_and_nobody_else(session, member, resident):
    with clock.at(THREE):
        acts.arrive(by=member, session=session, person=member, method="poster")
        with pytest.raises(Refused, match="cannot check people in"):
            acts.arrive(by=resident, session=session, person=resident, method="scanner")
        with pytest.raises(Refused, match="cannot check people in"):
            acts.arrive(by=member, session=session, person=resident, method="poster")
    assert list(Attendance.objects.values_list("person", flat=True)) == [member.pk]


@pytest.mark.parametrize(
    ("now", "at", "why"),
    [
        ("2021-09-17 11:59", "2021-09-17 11:59", "not when this takes place"),
        ("2021-09-17 16:30", "2021-09-17 16:01", "not when this takes place"),
        ("2021-09-17 15:00", "2021-09-17 15:06", "in the future"),
        ("2021-09-18 04:01", "2021-09-17 15:30", "This is over"),
    ],
)
def test_a_check_in_out_of_its_time_is_refused(session, member, secretary, now, at, why):
    with clock.at(moment(now)), pytest.raises(Refused, match=why):
        arrive(session, member, secretary, at=moment(at))


def test_a_device_that_was_offline_brings_its_own_times(session, member, secretary):
    with clock.at(moment("2021-09-17 21:00")):
        row = arrive(session, member, secretary, at=moment("2021-09-17 14:50")).about
    assert row.arrived_at == moment("2021-09-17 14:50")


def test_a_session_that_was_called_off_takes_nobody(session, member, secretary):
    acts.call_off(by=secretary, session=session)
    with clock.at(THREE), pytest.raises(Refused, match="does not take place"):
        arrive(session, member, secretary)


def test_hours_are_counted_between_arriving_and_leaving_within_the_session(came, secretary):
    with clock.at(moment("2021-09-17 15:40")):
        row = acts.leave(by=secretary, attendance=came).about
    assert row.minutes == 40


@given(st.integers(-180, 60), st.integers(0, 600))
def test_hours_never_exceed_the_session(late, stayed):
    session = Session(starts_at=THREE, ends_at=FOUR)
    arrived = THREE + timedelta(minutes=late)
    minutes = minutes_within(session, arrived, arrived + timedelta(minutes=stayed))
    assert minutes == max(0, min(60, late + stayed) - max(0, late))
    assert 0 <= minutes <= 60


def test_leaving_twice_is_leaving_once(came, secretary):
    with clock.at(moment("2021-09-17 15:40")):
        acts.leave(by=secretary, attendance=came)
    with clock.at(moment("2021-09-17 15:50")):
        again = acts.leave(by=secretary, attendance=came)
    assert (again.repeated, again.about.minutes) == (True, 40)


def test_a_forgotten_check_out_ends_with_the_session_unconfirmed(came):
    with clock.at(FOUR):
        assert tasks.close_ended() == 1
        assert tasks.close_ended() == 0
    came.refresh_from_db()
    assert (came.left_at, came.minutes, came.forgotten) == (FOUR, 60, True)
    assert came.confirmed_at is None
    assert Session.objects.get().state == "held"
    assert list(journal.faults()) == []


def test_a_session_to_which_nobody_came_was_not_held(session):
    with clock.at(FOUR):
        tasks.close_ended()
    session.refresh_from_db()
    assert (session.state, session.closed_at) == ("planned", FOUR)


def test_a_session_is_not_closed_before_its_end(session, secretary):
    with clock.at(moment("2021-09-17 15:59")), pytest.raises(Refused, match="not over yet"):
        acts.close_session(by=secretary, session=session)


def test_a_correction_stands_beside_what_it_corrects(came, secretary):
    with clock.at(FOUR):
        row = acts.correct(
            by=secretary, attendance=came, reason="提前走了", left_at=moment("2021-09-17 15:20")
        ).about
    came.refresh_from_db()
    assert (came.standing, came.left_at, came.minutes) == (False, None, 0)
    assert (row.standing, row.corrects, row.minutes) == (True, came, 20)
    assert list(journal.faults()) == []


def test_a_row_is_corrected_once_and_its_correction_after_that(came, secretary):
    with clock.at(FOUR):
        row = acts.correct(by=secretary, attendance=came, reason="误", arrived_at=THREE).about
        with pytest.raises(Refused, match="corrected meanwhile"):
            acts.correct(by=secretary, attendance=came, reason="误", arrived_at=THREE)
        acts.correct(by=secretary, attendance=row, reason="误", left_at=FOUR)
    assert Attendance.objects.filter(standing=True).count() == 1


def test_whoever_was_never_there_can_still_come(came, member, session, secretary):
    with clock.at(moment("2021-09-17 15:10")):
        acts.correct(by=secretary, attendance=came, reason="认错人", annul=True)
        assert Attendance.objects.filter(standing=True).count() == 0
        arrive(session, member, secretary)
    assert list(Attendance.objects.order_by("id").values_list("standing", flat=True)) == [
        False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "误", "left_at": moment("2021-09-17 14:00")}, "before they come"),
        ({"reason": "误", "left_at": moment("2021-09-17 18:00")}, "in the future"),
        ({"reason": "误", "arrived_at": moment("2021-09-17 16:01")}, "not when this takes place"),
    ],
)
def test_a_correction_that_makes_no_sense_changes_nothing(came, secretary, said, why):
    with clock.at(moment("2021-09-17 16:10")), pytest.raises(Refused, match=why):
        acts.correct(by=secretary, attendance=came, **said)
    came.refresh_from_db()
    assert came.standing
    assert Attendance.objects.count() == 1


def test_only_whoever_keeps_the_list_corrects_it(came, member, other_secretary):
    for somebody in (member, other_secretary):
        with pytest.raises(Refused, match="keeps the list"):
            acts.correct(by=somebody, attendance=came, reason="误")


def test_all_here_notes_everybody_once(session, member, resident, secretary):
    with clock.at(THREE):
        arrive(session, member, secretary)
        event = acts.record(
            by=secretary, session=session,
            people=[acts.Came(member), acts.Came(resident), acts.Came(resident)],
        )  # fmt: skip
        again = acts.record(by=secretary, session=session, people=[acts.Came(resident)])
    assert [row.person for row in event.made] == [resident]
    assert again.repeated
    assert Attendance.objects.count() == 2
    assert list(journal.faults()) == []


def test_hours_are_confirmed_by_the_host_and_never_by_oneself(session, member, secretary):
    with clock.at(THREE):
        acts.record(by=secretary, session=session, people=[acts.Came(member), acts.Came(secretary)])
    with clock.at(FOUR):
        acts.close_session(by=CLOCK, session=session)
        rows = {row.person_id: row for row in session.attendances.all()}
        with pytest.raises(Refused, match="their own hours"):
            acts.confirm_hours(by=secretary, session=session, attendances=rows.values())
        acts.confirm_hours(by=secretary, session=session, attendances=[rows[member.pk]])
        with pytest.raises(Refused, match="Only the host"):
            acts.confirm_hours(by=member, session=session, attendances=[rows[secretary.pk]])
    confirmed = Attendance.objects.filter(confirmed_at__isnull=False)
    assert [(row.person, row.confirmed_by) for row in confirmed] == [(member, secretary)]
    assert list(journal.faults()) == []


def test_whoever_was_served_says_so_and_nobody_thanks_themselves(came, member, resident):
    with pytest.raises(Refused, match="their own hours"):
        acts.thank(by=member, attendance=came)
    acts.thank(by=resident, attendance=came)
    assert acts.thank(by=resident, attendance=came).repeated
    came.refresh_from_db()
    assert came.served_by == resident
