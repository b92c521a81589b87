"""A session under any order of asking, leaving, holding and growing: a model beside it says what must be."""

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.programmes.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Seats, Session
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

PEOPLE = 8
NOW = moment("2021-09-13 08:00")


class Bookings(RuleBasedStateMachine):
    """Two branches and some who come alone want seats of one trip."""

    town: Organisation
    branches: list[Organisation]
    people: list[Person]

    @initialize(capacity=st.integers(0, 5))
    def begin(self, capacity):
        with clock.at(NOW):
            programme = acts.keep_programme(
                by=FOUNDER, host=self.town, kind="study_trip", name="红色寻迹",
                starts_on=date(2021, 9, 1), capacity=capacity,
            ).about  # fmt: skip
            acts.open_programme(by=FOUNDER, programme=programme)
            self.session = acts.add_session(
                by=FOUNDER, programme=programme, starts_at=moment("2021-09-17 07:30")
            ).about
        self.now, self.line = NOW, []

    @rule(who=st.integers(0, PEOPLE - 1), branch=st.sampled_from([None, 0, 1]))
    def book(self, who, branch):
        person, organisation = self.people[who], None if branch is None else self.branches[branch]
        with clock.at(self.now):
            event = acts.book(
                by=FOUNDER, session=self.session, person=person, organisation=organisation
            )
        if not event.repeated:
            self.line.append(event.about.pk)

    @rule(who=st.integers(0, PEOPLE - 1))
    def cancel(self, who):
        booking = self.session.bookings.filter(
            person=self.people[who], state__in=["confirmed", "waitlisted"]
        ).first()
        if booking is not None:
            with clock.at(self.now):
                acts.cancel_booking(by=FOUNDER, booking=booking)

    @rule(branch=st.sampled_from([0, 1]), seats=st.integers(1, 4), hours=st.integers(1, 40))
    def hold(self, branch, seats, hours):
        with clock.at(self.now):
            try:
                acts.hold_seats(
                    by=FOUNDER, session=self.session, organisation=self.branches[branch],
                    seats=seats, until=self.now + timedelta(hours=hours),
                )  # fmt: skip
            except Refused:
                return

    @rule(branch=st.sampled_from([0, 1]))
    def release(self, branch):
        with clock.at(self.now):
            acts.release_seats(by=FOUNDER, session=self.session, organisation=self.branches[branch])

    @rule(capacity=st.integers(0, 6))
    def resize(self, capacity):
        with clock.at(self.now):
            try:
                acts.change_session(by=FOUNDER, session=self.session, capacity=capacity)
            except Refused:
                return

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours):
        self.now = min(self.now + timedelta(hours=hours), moment("2021-09-17 07:29"))
        with clock.at(self.now):
            acts.promote_waiting(by=clock.CLOCK, session=self.session)

    @invariant()
    def no_more_than_fit_and_the_count_is_right(self):
        session = Session.objects.get(pk=self.session.pk)
        confirmed = session.bookings.filter(state="confirmed").count()
        assert confirmed == session.confirmed
        assert confirmed <= session.capacity

    @invariant()
    def whoever_waits_waits_for_a_reason_and_in_order(self):
        """The first in line who comes alone waits only while every free seat is held for others."""
        session = Session.objects.get(pk=self.session.pk)
        waiting = session.bookings.filter(state="waitlisted").order_by("id")
        alone = [row.pk for row in waiting if row.organisation_id is None]
        later = session.bookings.filter(state="confirmed", organisation__isnull=True)
        if alone:
            assert self._free(session) <= 0
            assert not later.filter(pk__gt=alone[0]).exists()

    def _free(self, session) -> int:
        held = 0
        for row in Seats.objects.filter(session=session, until__gt=self.now):
            filled = session.bookings.filter(
                state="confirmed", organisation=row.organisation_id
            ).count()
            held += max(0, row.seats - filled)
        return session.capacity - session.confirmed - held


def test_any_order_of_booking_keeps_the_seats_and_the_line_right(town, baihua, paibei, somebody):
    class Here(Bookings):
        pass

    Here.town, Here.branches = town, [baihua.children.get(), paibei.children.get()]
    Here.people = [
        town_acts.add_person(by=FOUNDER, town=town, name=f"居民{n}").about for n in range(PEOPLE)
    ]
    run_state_machine_as_test(
        Here, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )
    assert list(journal.faults()) == []
