"""A plan of the year that the tests begin in, for tests of both doors."""

from collections.abc import Callable
from datetime import date

import pytest

from touyan.plans import acts
from touyan.plans.models import Plan, Requirement
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

YEAR = {"starts_on": date(2026, 1, 4), "ends_on": date(2026, 12, 31)}
OF_MEMBERS = (
    ("志愿服务", "service", 2),
    ("红色寻根", "trip_member", 1),
    ("为民代办", "order_delivered", 1),
)


@pytest.fixture
def year_plan(town: Organisation, roads: Organisation, officer: Person) -> Plan:
    """Two services of every member, and one of two more that a member chooses; of branches a lecture."""
    plan = acts.keep_plan(by=FOUNDER, host=town, code="p2026", name="今年的计划", **YEAR).about
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="办好实事").about
    acts.keep_menu(by=FOUNDER, plan=plan, audience="member", pick=1)
    for number, (name, measure, target) in enumerate(OF_MEMBERS, 1):
        activity = acts.keep_activity(
            by=FOUNDER, plan=plan, number=number, workstream=stream, name=name, lead=roads,
            carrier="practise", **YEAR,
        ).about  # fmt: skip
        acts.keep_task(
            by=FOUNDER, activity=activity, name="排班", owner=officer, due_on=YEAR["ends_on"]
        )
        days = {"starts_on": YEAR["starts_on"], "due_on": YEAR["ends_on"]}
        acts.keep_requirement(
            by=FOUNDER, activity=activity, audience="member", measure=measure, target=target,
            chosen=number > 1, **days,
        )  # fmt: skip
        acts.keep_requirement(
            by=FOUNDER, activity=activity, audience="branch", measure="lecture", target=1, **days
        )
    acts.put_in_force(by=FOUNDER, plan=plan)
    return plan


@pytest.fixture
def of_members(year_plan: Plan) -> Callable[[int], Requirement]:
    """What an activity asks of members."""
    return lambda number: Requirement.objects.get(
        activity__plan=year_plan, activity__number=number, audience="member"
    )
