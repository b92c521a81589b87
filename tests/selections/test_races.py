"""Several people decide at the same moment: quotas hold, and what was objected in time keeps a decision back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.selections.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.acts import Event
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.models import Ballot, Candidate

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
END, BEFORE = "2021-09-27 09:00", "2021-09-24 09:00"


def race(*attempts: Callable[[], Any]) -> list[Event[Any] | Refused]:
    """Everybody at once, each with a connection of their own: what each one got."""
    barrier = Barrier(len(attempts), timeout=120)

    def run(attempt: Callable[[], Any]) -> Event[Any] | Refused:
        try:
            connection.ensure_connection()
            barrier.wait()
            return attempt()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [future.result(timeout=300) for future in [pool.submit(run, a) for a in attempts]]


def won(results: list[Event[Any] | Refused]) -> int:
    return sum(isinstance(result, Event) for result in results)


def at(when: str, act: Callable[..., Any], **said: Any) -> Callable[[], Any]:
    def run() -> Any:
        with clock.at(moment(when)):
            return act(**said)

    return run


def test_six_decisions_for_two_places_honour_two(on_notice):
    for _round in range(ROUNDS):
        office = on_notice(people=6, code=f"r{_round}")
        results = race(
            *(at(END, acts.honour, by=office.leader, candidate=one) for one in office.candidates)
        )
        assert won(results) == 2
        office.selection.refresh_from_db()
        honoured = Candidate.objects.filter(selection=office.selection, state="honoured").count()
        assert (office.selection.honoured_people, honoured) == (2, 2)
    assert list(journal.faults()) == []


def test_the_same_decision_many_times_takes_one_place(on_notice):
    for _round in range(ROUNDS):
        office = on_notice(people=1, code=f"s{_round}")
        once = at(END, acts.honour, by=office.leader, candidate=office.candidates[0])
        assert won(race(*[once] * 5)) == 1
        office.selection.refresh_from_db()
        assert office.selection.honoured_people == 1
    assert list(journal.faults()) == []


def test_honouring_and_passing_over_at_once_is_one_decision(on_notice):
    for _round in range(ROUNDS):
        office = on_notice(people=1, code=f"t{_round}")
        said = {"by": office.leader, "candidate": office.candidates[0]}
        results = race(
            at(END, acts.honour, **said), at(END, acts.pass_over, **said, reason="不够。")
        )
        assert won(results) == 1
    assert list(journal.faults()) == []


def test_an_objection_in_time_beats_every_decision_that_comes_with_it(on_notice):
    """Objecting happens within the notice, deciding after it: whichever commits first, nobody is honoured
    while one is open. (Each thread has its own hour, so the notice is over for one and runs for the other.)"""
    for _round in range(ROUNDS):
        office = on_notice(people=1, code=f"o{_round}")
        one = office.candidates[0]
        said = {"name": "周", "phone": "13900001234", "words": "不对。"}
        race(
            at(BEFORE, acts.object_to, by=acts.OBJECTOR, candidate=one, **said),
            at(END, acts.honour, by=office.leader, candidate=one),
        )
        one.refresh_from_db()
        assert (one.state, one.open_objections) in {("honoured", 0), ("on_notice", 1)}
    assert list(journal.faults()) == []


def test_two_taps_of_a_judge_are_one_ballot(contest):
    hall = contest()
    for entry in range(3):
        tap = lambda entry=entry: hall.mark(0, entry, "9.10")  # noqa: E731
        assert won(race(*[tap] * 4)) == 4
    assert Ballot.objects.count() == 3
    assert list(journal.faults()) == []


def test_a_mark_and_the_lock_never_part(contest):
    """A mark given beside the lock is either within it or refused."""
    hall = contest(entries=2)
    for entry in range(2):
        hall.mark_all(entry, "9.10", "9.20", "9.30", "9.40", "9.50")
    race(lambda: hall.mark(0, 0, "8.00"), lambda: hall.go("lock"))
    assert hall.now().state == "locked"
    assert list(journal.faults()) == []
