"""The demonstration's plans: the reconstructed plan of 2021, closed, and its successor for the year that it is now."""

import tomllib
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from touyan.kernel import clock
from touyan.plans import acts
from touyan.plans.models import Activity, Plan, Requirement, Task
from touyan.town.models import Organisation, Person
from touyan.town.reads import branches
from touyan.town.rules import FOUNDER

ZONE = ZoneInfo("Asia/Shanghai")
Told = dict[str, Any]
People = Mapping[str, Person]


def tell(
    now: datetime, town: Organisation, people: People, members: Mapping[str, Sequence[Person]]
) -> None:
    """`people` by login and by the code of their organisation; `members` by village."""
    text = files("touyan.plans").joinpath("data/demo_2021.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    with clock.at(datetime(2021, 3, 1, 9, tzinfo=ZONE)):
        plan = _plan(told, town, people)
        acts.put_in_force(by=FOUNDER, plan=plan)
        _chosen(plan, members)
    with clock.at(datetime(2021, 12, 31, 17, tzinfo=ZONE)):
        for task in Task.objects.filter(activity__plan=plan).select_related("activity"):
            acts.finish(by=FOUNDER, task=task)
        acts.close(by=FOUNDER, plan=plan)
    year = timezone.localdate(now).year
    with clock.at(datetime(year, 1, 4, 9, tzinfo=ZONE)):
        _live(plan, year, members)
    _under_way(year, now)


def _plan(told: Told, town: Organisation, people: People) -> Plan:
    said = told["plan"]
    plan = acts.keep_plan(by=FOUNDER, host=town, **said).about
    streams = [
        acts.keep_workstream(by=FOUNDER, plan=plan, number=n, **one).about
        for n, one in enumerate(told["workstream"], 1)
    ]
    for n, one in enumerate(told["platform"], 1):
        acts.keep_platform(by=FOUNDER, plan=plan, number=n, **one)
    for one in told["menu"]:
        acts.keep_menu(by=FOUNDER, plan=plan, **one)
    units = {row.code: row for row in Organisation.objects.filter(parent=town)}
    for n, one in enumerate(told["activity"], 1):
        lead = units[f"{town.code}{one['lead']}"]
        activity = acts.keep_activity(
            by=FOUNDER, plan=plan, number=n, workstream=streams[one["stream"] - 1], name=one["name"],
            name_en=one["name_en"], lead=lead, carrier=one.get("carrier", ""),
            helpers=[units[f"{town.code}{code}"] for code in one.get("helpers", ())],
            **_months(2021, one["months"]),
        ).about  # fmt: skip
        _below(activity, one, people[lead.code])
    return plan


def _months(year: int, months: Sequence[int]) -> dict[str, date]:
    first, last = months
    ends = date(year, last, monthrange(year, last)[1])
    return {"starts_on": date(year, first, 4 if first == 1 else 1), "ends_on": ends}


def _below(activity: Activity, told: Told, owner: Person) -> None:
    days = (activity.ends_on - activity.starts_on).days
    for n, name in enumerate(told["tasks"], 1):
        due = activity.starts_on + timedelta(days=days * n // len(told["tasks"]))
        acts.keep_task(by=FOUNDER, activity=activity, name=name, owner=owner, due_on=due)
    for asked in told.get("asked", ()):
        acts.keep_requirement(
            by=FOUNDER, activity=activity, starts_on=activity.starts_on, due_on=activity.ends_on,
            **asked,
        )  # fmt: skip


def _chosen(plan: Plan, members: Mapping[str, Sequence[Person]]) -> None:
    """Each branch takes on two of its menu, and some members one of theirs."""
    rows = Requirement.objects.filter(activity__plan=plan, menu__isnull=False).order_by("id")
    of_branches = [row for row in rows if row.audience == "branch"]
    of_members = [row for row in rows if row.audience == "member"]
    for n, branch in enumerate(branches(plan.town)):
        for step in range(2):
            row = of_branches[(n + step) % len(of_branches)]
            acts.take_on(by=FOUNDER, requirement=row, subject=branch)
    for people in members.values():
        for person in people[:6]:
            acts.take_on(by=FOUNDER, requirement=of_members[0], subject=person)


def _live(before: Plan, year: int, members: Mapping[str, Sequence[Person]]) -> None:
    plan = acts.roll_over(
        by=FOUNDER, plan=before, code=f"best-{year}", name=f"“三强三最、创先争优”{year}年计划", year=year,
        name_en=f"Plan of {year}: strong and first",
    ).about  # fmt: skip
    acts.keep_plan(
        by=FOUNDER, plan=plan, host=plan.host, code=plan.code, document=f"{year}年活动安排",
        document_on=date(year, 1, 4), kickoff_on=date(year, 1, 4),
    )  # fmt: skip
    acts.put_in_force(by=FOUNDER, plan=plan)
    _chosen(plan, members)


def _under_way(year: int, now: datetime) -> None:
    """What was due is done, but for a few that are late or wait for this week."""
    today = timezone.localdate(now)
    rows = Task.objects.filter(activity__plan__code=f"best-{year}", due_on__lt=today)
    for n, task in enumerate(rows.select_related("activity", "owner").order_by("due_on", "id")):
        if n % 8 != 7:
            with clock.at(datetime.combine(task.due_on, datetime.min.time(), ZONE)):
                acts.finish(by=task.owner, task=task)
