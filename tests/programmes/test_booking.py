"""Seats: given, waited for, held for those who come together, closed at the cutoff."""

from datetime import date, time

import pytest

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.programmes import acts, tasks
from touyan.programmes.models import Booking, Session
from touyan.programmes.rules import Room
from touyan.town import acts as town_acts
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def people(somebody):
    return [somebody(f"person{n}", name=f"居民{n}") for n in range(6)]


def book(session, person, **more):
    return acts.book(by=more.pop("by", person), session=session, person=person, **more).about


def states(session) -> list[str]:
    return list(session.bookings.order_by("id").values_list("state", flat=True))


def test_whoever_comes_too_late_waits_and_moves_up_in_order(lecture, people):
    session = lecture(capacity=2)
    bookings = [book(session, person) for person in people[:5]]
    assert states(session) == ["confirmed"] * 2 + ["waitlisted"] * 3
    acts.cancel_booking(by=people[1], booking=bookings[1])
    assert states(session) == ["confirmed", "cancelled", "confirmed", "waitlisted", "waitlisted"]
    acts.cancel_booking(by=people[3], booking=bookings[3])
    acts.cancel_booking(by=people[0], booking=bookings[0])
    assert states(session) == ["cancelled", "cancelled", "confirmed", "cancelled", "confirmed"]
    assert Session.objects.get().confirmed == 2
    assert list(journal.faults()) == []


def test_moving_up_is_kept_with_the_booking_that_moved(lecture, people):
    session = lecture(capacity=1)
    first, second = (book(session, person) for person in people[:2])
    acts.cancel_booking(by=people[0], booking=first)
    last = Entry.objects.filter(about=f"booking:{second.pk}").order_by("seq").last()
    assert (last.seq, last.name) == (2, "programmes.cancel_booking")
    assert last.data == {"promoted": True, "set": {"state": "confirmed"}}


def test_asked_again_it_is_the_same_booking(lecture, member):
    session = lecture()
    first = book(session, member)
    again = acts.book(by=member, session=session, person=member)
    assert (again.repeated, again.about) == (True, first)
    assert Booking.objects.count() == 1


def test_whoever_cancelled_can_book_again(lecture, member):
    session = lecture(capacity=1)
    acts.cancel_booking(by=member, booking=book(session, member))
    book(session, member)
    assert states(session) == ["cancelled", "confirmed"]


def test_nobody_books_for_a_stranger(lecture, member, resident, other_secretary, secretary):
    session = lecture()
    for by in (resident, other_secretary):
        with pytest.raises(Refused, match="You can book for yourself"):
            book(session, member, by=by)
    assert Booking.objects.count() == 0
    assert book(session, member, by=secretary).source == "clerk"


def test_whoever_was_let_may_book_for_somebody(lecture, elder, resident):
    session = lecture()
    town_acts.grant_authority(by=elder, subject=elder, kind="book", holder=resident)
    assert book(session, elder, by=resident).source == "proxy"


def test_a_branch_brings_its_own_people_and_no_others(
    programme, somebody, paibei, other_secretary, member
):
    """Seats of a trip that the town puts on: the secretary books members of the branch only."""
    session = _trip(programme, paibei)
    own = somebody("own", "member", paibei.children.get())
    branch = paibei.children.get()
    assert book(session, own, by=other_secretary, organisation=branch).source == "proxy"
    with pytest.raises(Refused):
        book(session, member, by=other_secretary, organisation=branch)


def _trip(programme, paibei, **more) -> Session:
    made = programme(
        host=paibei.parent,
        kind="study_trip",
        name="红色寻迹",
        sessions=["2021-09-17 07:30"],
        **more,
    )
    return made.sessions.select_related("programme__host", "host", "town").get()


def test_held_seats_are_kept_for_their_organisation(
    programme, somebody, paibei, dispatcher, other_secretary, people
):
    session, branch = _trip(programme, paibei, capacity=3), paibei.children.get()
    acts.hold_seats(
        by=dispatcher, session=session, organisation=branch, seats=2,
        until=moment("2021-09-15 12:00"),
    )  # fmt: skip
    assert Room.of(session).free == 1
    first, second = book(session, people[0]), book(session, people[1])
    assert (first.state, second.state) == ("confirmed", "waitlisted")
    own = somebody("own", "member", branch)
    theirs = book(session, own, by=other_secretary, organisation=branch)
    assert theirs.state == "confirmed"
    assert list(journal.faults()) == []


def test_what_an_organisation_did_not_fill_flows_back_to_whoever_waits(
    programme, paibei, dispatcher, people
):
    session = _trip(programme, paibei, capacity=3)
    acts.hold_seats(
        by=dispatcher, session=session, organisation=paibei, seats=3,
        until=moment("2021-09-15 12:00"),
    )  # fmt: skip
    for person in people[:4]:
        book(session, person)
    assert states(session) == ["waitlisted"] * 4
    assert tasks.flow_back() == 0
    with clock.at(moment("2021-09-15 12:00")):
        assert tasks.flow_back() == 1
        assert tasks.flow_back() == 0
    assert states(session) == ["confirmed"] * 3 + ["waitlisted"]
    assert list(journal.faults()) == []


def test_releasing_seats_lets_whoever_waits_move_up(programme, paibei, dispatcher, people):
    session = _trip(programme, paibei, capacity=1)
    acts.hold_seats(
        by=dispatcher, session=session, organisation=paibei, seats=1,
        until=moment("2021-09-15 12:00"),
    )  # fmt: skip
    book(session, people[0])
    acts.release_seats(by=dispatcher, session=session, organisation=paibei)
    assert states(session) == ["confirmed"]


def test_no_more_seats_are_held_than_there_are(programme, paibei, baihua, dispatcher, people):
    session = _trip(programme, paibei, capacity=3)
    book(session, people[0])
    until = moment("2021-09-15 12:00")
    with pytest.raises(Refused, match="not that many"):
        acts.hold_seats(by=dispatcher, session=session, organisation=paibei, seats=3, until=until)
    acts.hold_seats(by=dispatcher, session=session, organisation=paibei, seats=2, until=until)
    with pytest.raises(Refused, match="not that many"):
        acts.hold_seats(by=dispatcher, session=session, organisation=baihua, seats=1, until=until)


def test_a_larger_room_lets_them_in_and_a_smaller_one_throws_nobody_out(lecture, people, secretary):
    session = lecture(capacity=1)
    for person in people[:3]:
        book(session, person)
    acts.change_session(by=secretary, session=session, capacity=3)
    assert states(session) == ["confirmed"] * 3
    with pytest.raises(Refused, match="3 people have a seat already"):
        acts.change_session(by=secretary, session=session, capacity=2)
    assert Session.objects.get().capacity == 3


@pytest.mark.parametrize(
    ("rule", "last_minute", "too_late"),
    [
        ({}, "2021-09-17 14:59", "2021-09-17 15:00"),
        ({"cutoff_minutes": 60}, "2021-09-17 13:59", "2021-09-17 14:00"),
        ({"cutoff_at": time(17)}, "2021-09-16 16:59", "2021-09-16 17:00"),
    ],
)
def test_bookings_close_at_the_cutoff(lecture, member, rule, last_minute, too_late):
    session = lecture(**rule)
    with clock.at(moment(too_late)), pytest.raises(Refused, match="Bookings closed on"):
        book(session, member)
    with clock.at(moment(last_minute)):
        assert book(session, member).state == "confirmed"


def test_after_the_cutoff_the_office_books_with_a_reason(lecture, member, secretary):
    session = lecture(cutoff_minutes=60)
    with clock.at(moment("2021-09-17 14:30")):
        with pytest.raises(Refused, match="give a reason"):
            book(session, member, by=secretary)
        assert book(session, member, by=secretary, reason="加座").state == "confirmed"


def test_a_meal_that_is_being_cooked_is_not_cancelled_by_telephone_without_a_reason(
    canteen, elder, clerk
):
    acts.enrol(by=clerk, programme=canteen, person=elder, starts_on=date(2021, 9, 13))
    session = acts.plan_sessions(by=CLOCK, programme=canteen).made[1]
    booking = acts.book_by_rule(by=CLOCK, session=session).made[0]
    with clock.at(moment("2021-09-13 17:00")):
        with pytest.raises(Refused, match="give a reason"):
            acts.cancel_booking(by=clerk, booking=booking)
        acts.cancel_booking(by=clerk, booking=booking, reason="住院")
    assert states(session) == ["cancelled"]


@pytest.mark.parametrize(
    ("eligibility", "who", "why"),
    [("members", "resident", "party members"), ("residents", "resident", "live in the village"),
     ("children", "member", "children under fourteen")],
)  # fmt: skip
def test_whoever_it_is_not_for_is_told_for_whom_it_is(
    lecture, request, eligibility, who, why, baihua
):
    session = lecture(eligibility=eligibility, village=baihua)
    person = request.getfixturevalue(who)
    with pytest.raises(Refused, match=why):
        book(session, person)


def test_members_and_those_who_live_there_may_come(lecture, member, elder, baihua):
    assert book(lecture(eligibility="members"), member).state == "confirmed"
    Session.objects.update(starts_at=moment("2021-09-18 15:00"), ends_at=moment("2021-09-18 16:00"))
    there = lecture(eligibility="residents", village=baihua, code="second")
    assert book(there, elder).state == "confirmed"


def test_a_draft_and_what_has_ended_take_no_bookings(lecture, member, secretary):
    session = lecture()
    acts.end_programme(by=secretary, programme=session.programme)
    with pytest.raises(Refused, match="takes no bookings"):
        book(session, member)


def test_whoever_has_come_cannot_be_unbooked(lecture, member, secretary):
    session = lecture()
    booking = book(session, member)
    with clock.at(moment("2021-09-17 15:00")):
        acts.arrive(by=secretary, session=session, person=member, method="roster")
        with pytest.raises(Refused, match="come already"):
            acts.cancel_booking(by=secretary, booking=booking, reason="误")
    assert states(session) == ["confirmed"]


def test_a_seat_costs_the_same_statements_however_many_have_one(
    lecture, somebody, django_assert_max_num_queries
):
    session = lecture(capacity=300)
    rows = [somebody(f"many{n}") for n in range(40)]
    for person in rows[:39]:
        book(session, person)
    with django_assert_max_num_queries(16):
        book(session, rows[39])


def test_founders_and_the_clock_do_not_pass_as_the_person(lecture, member):
    assert book(lecture(), member, by=FOUNDER).source == "clerk"
