"""What most tests of plans begin with: a plan of 2021 in force, its departments and branches, and a hand to count with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from touyan.kernel import clock
from touyan.plans import acts
from touyan.plans.acts import Deed
from touyan.plans.models import Activity, Plan, Requirement
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    """09:00 on Friday 17 September 2021, in the words of the source."""
    with override("en"), clock.at(moment("2021-09-17 09:00")):
        yield


@dataclass(frozen=True)
class Year:
    """A plan with one activity, and how more is added to it."""

    plan: Plan
    activity: Activity

    def ask(
        self, audience: str = "branch", measure: str = "lecture", target: int = 1, **more: Any
    ) -> Requirement:
        said = {"starts_on": FIRST, "due_on": LAST, **more}
        return acts.keep_requirement(
            by=FOUNDER,
            activity=self.activity,
            audience=audience,
            measure=measure,
            target=target,
            **said,
        ).about

    def menu(self, audience: str, pick: int = 1) -> None:
        acts.keep_menu(by=FOUNDER, plan=self.plan, audience=audience, pick=pick)

    def done(self, source: str, **more: Any) -> Any:
        said = {"measure": "lecture", "day": date(2021, 5, 1), **more}
        return acts.record_facts(
            by=FOUNDER, deeds=[Deed(town=self.plan.town, source=source, **said)]
        )


@pytest.fixture
def branch(baihua: Organisation) -> Organisation:
    return baihua.children.get()


@pytest.fixture
def draft(town: Organisation, roads: Organisation, officer: Person) -> Year:
    plan = acts.keep_plan(
        by=FOUNDER, host=town, code="p2021", name="年度计划", starts_on=FIRST, ends_on=LAST
    ).about
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="丰富活动").about
    activity = acts.keep_activity(
        by=FOUNDER, plan=plan, number=1, workstream=stream, name="专题宣讲", lead=roads,
        starts_on=FIRST, ends_on=LAST, carrier="study",
    ).about  # fmt: skip
    return Year(plan, activity)


@pytest.fixture
def in_force(draft: Year, officer: Person) -> Year:
    acts.keep_task(
        by=FOUNDER,
        activity=draft.activity,
        name="邀请主讲",
        owner=officer,
        due_on=date(2021, 9, 20),
    )
    acts.put_in_force(by=FOUNDER, plan=draft.plan)
    return draft


@pytest.fixture
def member(somebody: Callable[..., Person], branch: Organisation) -> Callable[..., Person]:
    made: list[Person] = []

    def make() -> Person:
        made.append(somebody(f"member{len(made)}", "member", branch, name=f"党员{len(made)}"))
        return made[-1]

    return make
