"""A plan is drafted, put in force, worked through, and rolled over."""

from datetime import date

import pytest

from tests.plans.conftest import moment
from touyan.kernel import clock, journal
from touyan.kernel.refused import Refused
from touyan.plans import acts, tasks
from touyan.plans.models import Plan, Task
from touyan.town.models import Notice
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def test_a_plan_without_a_task_list_is_not_put_in_force(draft):
    with pytest.raises(Refused, match="task list"):
        acts.put_in_force(by=FOUNDER, plan=draft.plan)


def test_only_its_office_runs_a_plan(draft, secretary, dispatcher):
    with pytest.raises(Refused):
        acts.keep_workstream(by=secretary, plan=draft.plan, number=2, name="另一个")
    acts.keep_workstream(by=dispatcher, plan=draft.plan, number=2, name="另一个")


def test_an_activity_lies_within_its_plan_and_is_led_from_the_town(draft, town):
    said = {"workstream": draft.activity.workstream, "name": "二", "starts_on": date(2021, 2, 1)}
    with pytest.raises(Refused, match="within the plan"):
        acts.keep_activity(
            by=FOUNDER, plan=draft.plan, number=2, lead=town, ends_on=date(2022, 1, 1), **said
        )
    with pytest.raises(Refused, match="belongs to the town"):
        acts.keep_activity(
            by=FOUNDER,
            plan=draft.plan,
            number=2,
            lead=town.parent,
            ends_on=date(2021, 3, 1),
            **said,
        )


def test_a_task_is_finished_by_its_owner_and_dropped_with_a_reason_by_who_leads(
    in_force, officer, secretary
):
    task = Task.objects.get()
    with pytest.raises(Refused):
        acts.finish(by=secretary, task=task)
    assert acts.finish(by=officer, task=task, result="请到三位").about.state == "done"
    assert acts.resume(by=officer, task=task).about.done_at is None
    with pytest.raises(Refused, match="why"):
        acts.drop(by=officer, task=task)


def test_a_closed_plan_stays_as_it_is(in_force):
    acts.close(by=FOUNDER, plan=in_force.plan)
    for act, said in (
        (acts.finish, {"task": Task.objects.get()}),
        (acts.keep_menu, {"plan": in_force.plan, "audience": "branch", "pick": 1}),
    ):
        with pytest.raises(Refused, match="closed"):
            act(by=FOUNDER, **said)


def test_an_owner_hears_before_the_date_on_it_and_after_it_each_once(in_force, officer):
    told = []
    for day in ("16", "18", "20", "22"):
        with clock.at(moment(f"2021-09-{day} 10:00")):
            tasks.remind()
            tasks.remind()
            told.append(list(Notice.objects.order_by("id").values_list("event", "person")))
    soon, now, late = (
        ("plans.due_soon", officer.pk),
        ("plans.due_now", officer.pk),
        ("plans.overdue", officer.pk),
    )
    assert told == [[], [soon], [soon, now], [soon, now, late]]


def test_the_year_rolls_over_with_its_days_a_year_on_and_nothing_done(in_force):
    in_force.menu("branch", 1)
    in_force.ask(target=3)
    in_force.ask(chosen=True)
    acts.finish(by=FOUNDER, task=Task.objects.get())
    new = acts.roll_over(
        by=FOUNDER, plan=in_force.plan, code="p2022", name="三强三最", year=2022
    ).about
    activity = new.activities.get()
    assert (new.state, new.follows, new.document) == ("draft", in_force.plan, "")
    assert (activity.starts_on, activity.lead) == (date(2022, 1, 1), in_force.activity.lead)
    assert list(activity.tasks.values_list("state", "due_on")) == [("open", date(2022, 9, 20))]
    asked = [
        (row.target, row.is_chosen, row.due_on.year) for row in activity.requirements.order_by("id")
    ]
    assert asked == [(3, False, 2022), (1, True, 2022)]
    with pytest.raises(Refused, match="already"):
        acts.roll_over(by=FOUNDER, plan=in_force.plan, code="p2022", name="x", year=2022)
    assert (Plan.objects.count(), list(journal.faults())) == (2, [])


def test_a_plan_over_two_years_follows_itself_over_two_years(town, roads, officer):
    plan = acts.keep_plan(
        by=FOUNDER, host=town, code="s2021", name="学年计划", starts_on=date(2021, 9, 1),
        ends_on=date(2022, 8, 31),
    ).about  # fmt: skip
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="春季").about
    spring = acts.keep_activity(
        by=FOUNDER, plan=plan, number=1, workstream=stream, name="春季活动", lead=roads, carrier="study",
        starts_on=date(2022, 3, 1), ends_on=date(2022, 5, 1),
    ).about  # fmt: skip
    acts.keep_task(
        by=FOUNDER, activity=spring, name="定日程", owner=officer, due_on=date(2022, 4, 1)
    )
    acts.put_in_force(by=FOUNDER, plan=plan)
    new = acts.roll_over(by=FOUNDER, plan=plan, code="s2022", name="下一学年", year=2022).about
    assert (new.starts_on, new.ends_on) == (date(2022, 9, 1), date(2023, 8, 31))
    assert new.activities.values_list("starts_on", "ends_on").get() == (date(2023, 3, 1), date(2023, 5, 1))  # fmt: skip
