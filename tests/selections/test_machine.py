"""Random histories of a commendation: whatever is tried in whatever order, what must hold holds."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.selections.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Candidate, Objection, Selection
from touyan.selections.states import EVER_HONOURED, State

pytestmark = pytest.mark.django_db

WHO = st.sampled_from(["secretary", "dispatcher", "leader"])
AT = st.integers(0, 5)


@pytest.fixture
def world(commendation, member, branch, secretary, dispatcher, leader):
    people = [member() for _n in range(5)]
    cast = {"secretary": secretary, "dispatcher": dispatcher, "leader": leader}

    def begin() -> Selection:
        return commendation(quota_people=2, quota_organisations=1)

    return begin, people, branch, cast


class Commendation(RuleBasedStateMachine):
    world: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.now = moment("2021-09-17 09:00")
        with clock.at(self.now):
            self.selection = self.world[0]()

    def cast(self, who):
        return self.world[3][who]

    def tried(self, act, **said) -> None:
        with clock.at(self.now):
            try:
                act(**said)
            except Refused:
                return

    def candidate(self, at: int) -> Candidate | None:
        rows = list(self.selection.candidates.order_by("id"))
        return rows[at % len(rows)] if rows else None

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(at=AT, who=WHO)
    def nominate(self, at, who):
        award = "organisation" if at == 5 else "member"
        person = None if at == 5 else self.world[1][at]
        self.tried(
            acts.nominate, by=self.cast(who), selection=self.selection, award=award, unit=self.world[2],
            person=person,
        )  # fmt: skip

    @rule(at=AT, who=WHO, years=st.integers(-1, 5))
    def vet(self, at, who, years):
        since = date(2021, 9, 17) - timedelta(days=365 * years)
        self._move("vet", at, who, full_since=since)

    @rule(at=AT, who=WHO, name=st.sampled_from(["pass_review", "honour"]))
    def step(self, at, who, name):
        self._move(name, at, who)

    @rule(at=AT, who=WHO, name=st.sampled_from(["turn_down", "pass_over", "revoke"]))
    def say_no(self, at, who, name):
        self._move(name, at, who, reason="原因。")

    def _move(self, name, at, who, **said):
        if (one := self.candidate(at)) is not None:
            self.tried(acts.CANDIDATE_MOVES[name], by=self.cast(who), candidate=one, **said)

    @rule(who=WHO, name=st.sampled_from(["review", "publish", "conclude", "judge", "reveal"]))
    def go_on(self, who, name):
        self.tried(acts.MOVES[name], by=self.cast(who), selection=self.selection)

    @rule()
    def all_the_way_to_the_notice(self):
        """What a history by chance seldom reaches."""
        for at in range(5):
            self.nominate(at, "secretary")
            self.vet(at, "dispatcher", 1)
        self.go_on("dispatcher", "review")
        for at in range(6):
            self.step(at, "dispatcher", "pass_review")
        self.go_on("dispatcher", "publish")

    @rule(at=AT)
    def object_to(self, at):
        if (one := self.candidate(at)) is not None:
            said = {"name": "周", "phone": "13900001234", "words": "不对。"}
            self.tried(acts.object_to, by=acts.OBJECTOR, candidate=one, **said)

    @rule(at=AT, who=WHO, upheld=st.booleans())
    def answer(self, at, who, upheld):
        rows = list(Objection.objects.filter(candidate__selection=self.selection))
        if rows:
            said = {"objection": rows[at % len(rows)], "finding": "核查。", "upheld": upheld}
            self.tried(acts.answer_objection, by=self.cast(who), **said)

    @invariant()
    def what_must_hold(self):
        self.selection.refresh_from_db()
        rows = self.selection.candidates.all()
        honoured = rows.filter(state__in=EVER_HONOURED)
        assert honoured.filter(person__isnull=False).count() <= 2
        for row in honoured:
            assert row.decided_at > self.selection.notice_until
            assert not row.objections.exclude(state="dismissed").exists()
            assert row.organisation_id or row.full_since <= row.decided_on
        closed = self.selection.state == State.CLOSED
        assert not (closed and rows.filter(state="on_notice").exists())

    def teardown(self):
        assert list(journal.faults()) == []


def test_no_history_decides_too_early_too_often_or_against_an_objection(world):
    machine = type("Told", (Commendation,), {"world": world})
    run_state_machine_as_test(machine, settings=settings(max_examples=8, stateful_step_count=25))
