"""Progress is the facts: recounted by hand after any history it is the same, and a deed counts once in each ledger."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plans.conftest import FIRST
from touyan.kernel import journal
from touyan.kernel.refused import Refused
from touyan.plans import acts
from touyan.plans.models import Fact, Plan, Requirement
from touyan.plans.reads.overview import facts_behind, overview
from touyan.plans.reads.progress import asked_in, progress_of
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def stands(year):
    found, _there = progress_of(asked_in(Requirement.objects.all()), year.plan.town)
    return [(one.done, one.target) for one in found[year.activity.pk]]


def test_one_deed_counts_in_many_requirements_and_never_twice_in_one(in_force, branch, paibei):
    in_force.ask("town", target=18)
    in_force.ask("branch", target=1)
    for _again in range(3):
        in_force.done("session:1", organisation=branch.pk)
    assert (Fact.objects.count(), stands(in_force)) == (1, [(1, 18), (1, 2)])


def test_what_is_taken_off_again_counts_no_longer_and_may_count_anew(in_force, branch):
    asked = in_force.ask("town", target=2)
    in_force.done("order:1", organisation=branch.pk)
    for _again in range(2):
        acts.retract_facts(by=FOUNDER, keys=[("lecture", "order:1")])
    assert (stands(in_force), facts_behind(asked).count()) == ([(0, 2)], 0)
    in_force.done("order:1", organisation=branch.pk)
    assert (stands(in_force), facts_behind(asked).count(), Fact.objects.count()) == ([(1, 2)], 1, 3)
    assert list(journal.faults()) == []


def test_what_is_chosen_is_asked_of_whoever_took_it_on(in_force, branch, paibei, secretary):
    in_force.menu("branch")
    asked = in_force.ask("branch", chosen=True)
    assert stands(in_force) == [(0, 0)]
    acts.take_on(by=secretary, requirement=asked, subject=branch)
    assert acts.take_on(by=secretary, requirement=asked, subject=branch).repeated
    in_force.done("session:1", organisation=branch.pk)
    assert stands(in_force) == [(1, 1)]
    acts.give_back(by=secretary, requirement=asked, subject=branch)
    assert stands(in_force) == [(0, 0)]


def test_a_waiver_has_a_reason_and_is_the_offices(in_force, branch, paibei, secretary, dispatcher):
    asked = in_force.ask("branch")
    with pytest.raises(Refused, match="why"):
        acts.waive(by=dispatcher, requirement=asked, subject=branch, reason=" ")
    with pytest.raises(Refused, match="office"):
        acts.waive(by=secretary, requirement=asked, subject=branch, reason="汛期")
    acts.waive(by=dispatcher, requirement=asked, subject=branch, reason="汛期")
    assert stands(in_force) == [(0, 1)]


def test_nobody_takes_on_what_is_prescribed_or_asked_of_others(
    in_force, branch, roads, secretary, member
):
    in_force.menu("branch")
    prescribed, chosen = in_force.ask("branch"), in_force.ask("branch", chosen=True)
    for asked, subject in ((prescribed, branch), (chosen, roads), (chosen, member())):
        with pytest.raises(Refused):
            acts.take_on(by=FOUNDER, requirement=asked, subject=subject)


def test_no_act_takes_a_percentage():
    names = {name for act in (acts.keep_plan, acts.keep_activity, acts.keep_task, acts.keep_requirement)
             for name in act.__wrapped__.__code__.co_varnames}  # fmt: skip
    columns = {field.name for model in (Plan, Requirement) for field in model._meta.get_fields()}
    assert {"progress", "percent", "percentage", "done", "share"} & (names | columns) == set()


HISTORY = st.lists(
    st.tuples(
        st.sampled_from(["do", "undo"]), st.sampled_from(["lecture", "service"]), st.integers(0, 5),
        st.integers(0, 3), st.integers(0, 400),
    ),
    max_size=15,
)  # fmt: skip


def test_progress_equals_a_recount_by_hand_after_any_history(in_force, branch, paibei, member):
    people, places = [member() for _n in range(4)], [branch, paibei.children.get()]
    in_force.ask("town", "lecture", 3)
    in_force.ask("branch", "lecture", 2, due_on=date(2021, 6, 30))
    in_force.ask("member", "service", 2)

    @settings(max_examples=15)
    @given(HISTORY)
    def holds(history):
        Fact.objects.filter(retracts__isnull=False).delete()
        Fact.objects.all().delete()
        standing = {}
        for what, measure, source, who, days in history:
            key = (measure, f"deed:{source}")
            if what == "undo":
                acts.retract_facts(by=FOUNDER, keys=[key])
                standing.pop(key, None)
                continue
            day = FIRST + timedelta(days=days)
            said = {
                "measure": measure,
                "day": day,
                "person": people[who].pk,
                "organisation": places[who % 2].pk,
            }
            in_force.done(key[1], **said)
            standing.setdefault(key, said)
        rows = list(standing.values())

        def count(measure, until=date(2021, 12, 31), **of):
            return sum(
                row["measure"] == measure and FIRST <= row["day"] <= until
                and all(row[name] == value for name, value in of.items())
                for row in rows
            )  # fmt: skip

        june = date(2021, 6, 30)
        assert stands(in_force) == [
            (count("lecture"), 3),
            (sum(count("lecture", june, organisation=one.pk) >= 2 for one in places), 2),
            (sum(count("service", person=one.pk) >= 2 for one in people), 4),
        ]

    holds()


def test_the_overview_counts_branches_and_members_of_each_village(in_force, baihua, branch, member):
    in_force.ask("branch")
    in_force.ask("member", "service", 1)
    one, _other = member(), member()
    in_force.done("session:1", organisation=branch.pk)
    in_force.done("attendance:1", measure="service", person=one.pk, organisation=branch.pk)
    _villages, grid = overview(Requirement.objects.all(), in_force.plan.town)
    cell = grid[baihua.pk, in_force.activity.pk]
    assert (cell.met, cell.asked) == (2, 3)
    assert len(asked_in(Requirement.objects.all())) == 2
