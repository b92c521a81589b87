"""A plan in Excel, both ways: its activities, their task lists, and what is asked of whom.

Each ledger goes out under the headings with which it comes in again; a row whose number is there
changes that row, another adds one. Every row is the same act as at the desk.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor
from touyan.kernel.ledgers import Column, Kind, Line, Progress, day, differs, one_of, text, whole
from touyan.kernel.refused import Refused
from touyan.kernel.sheets import Problem, Problems
from touyan.plans import acts
from touyan.plans.models import Activity, Plan, Requirement, Task, Workstream
from touyan.plans.states import TARGET_MOST, Audience, Carrier, Measure
from touyan.town.imports import OF_TOWN
from touyan.town.models import Organisation, Person, Role
from touyan.town.rules import FOUNDER, same_name

Options = Mapping[str, Any]
Said = dict[str, Any]
Keep = Callable[[Actor, Plan, Said], bool]
"""Keep one row; whether that changed anything."""
NUMBER_MOST = 999


def _plans(options: Options) -> dict[tuple[str, str], Plan]:
    """By town and code, where a row says no town that of the first; at the desk the one that is open there."""
    rows = Plan.objects.select_related("town", "host")
    if one := options.get("plan"):
        rows = rows.filter(pk=one.pk)
    return {key: row for row in rows.order_by("-town_id") for key in _keys(row)}


def _keys(row: Plan) -> tuple[tuple[str, str], ...]:
    return (row.town.code, row.code), ("", row.code)


def _key(line: Line) -> tuple[str, str]:
    return line.said["town"] or "", line.said["plan"]


def _loaded(keep: Keep) -> Callable[[list[Line], Options, Progress], int]:
    """Row by row; what an act refuses is told with its row, and then nothing was kept at all."""

    def load(lines: list[Line], options: Options, progress: Progress) -> int:
        plans, by = _plans(options), options.get("by", FOUNDER)
        changed, problems = 0, []
        for done, line in enumerate(lines, 1):
            try:
                said = {name: value for name, value in line.said.items() if name != "town"}
                changed += keep(by, plans[_key(line)], said)
            except Refused as no:
                problems.append(Problem(line.number, HEADINGS.get(no.field or "", ""), str(no)))
            progress(done, len(lines))
        if problems:
            raise Problems(problems)
        return changed

    return load


# Activities ------------------------------------------------------------------------------------


def _keep_activity(by: Actor, plan: Plan, said: Said) -> bool:
    said.pop("plan")
    helpers = _units(plan, said.pop("helpers") or "")
    said["lead"] = _unit(plan, said["lead"])
    said["workstream"] = _stream(by, plan, said["workstream"])
    for name in ("name_en", "carrier", "about"):
        said[name] = said[name] or ""
    row = plan.activities.filter(number=said["number"]).first()
    if row and not differs(row, said) and {one.pk for one in helpers} == {*row.helpers.values_list("pk", flat=True)}:  # fmt: skip
        return False
    acts.keep_activity(by=by, plan=plan, helpers=helpers, **said)
    return True


def _stream(by: Actor, plan: Plan, name: str) -> Workstream:
    rows = list(plan.workstreams.order_by("number"))
    if found := next((row for row in rows if name in {row.name, row.name_en}), None):
        return found
    number = rows[-1].number + 1 if rows else 1
    return acts.keep_workstream(by=by, plan=plan, number=number, name=name).about


def _unit(plan: Plan, code: str) -> Organisation:
    found = Organisation.objects.filter(code=code, path__startswith=plan.town.path).first()
    if found is None:
        raise Refused(_("“{code}” is no organisation's code").format(code=code), field="lead")
    return found


def _units(plan: Plan, codes: str) -> list[Organisation]:
    return [_unit(plan, code) for code in codes.replace("、", " ").replace(",", " ").split()]


def _dump_activities(plans: QuerySet[Plan]) -> Iterator[Sequence[Any]]:
    rows = Activity.objects.filter(plan__in=plans)
    rows = rows.select_related("plan__town", "workstream", "lead")
    for row in rows.prefetch_related("helpers").order_by("plan", "number"):
        helpers = "、".join(sorted(one.code for one in row.helpers.all()))
        yield (
            row.plan.code, row.number, row.workstream.name, row.name, row.name_en, row.lead.code,
            helpers, row.carrier, row.starts_on, row.ends_on, row.about, row.plan.town.code,
        )  # fmt: skip


# Task lists ------------------------------------------------------------------------------------


def _keep_task(by: Actor, plan: Plan, said: Said) -> bool:
    activity = _activity(plan, said)
    tasks = activity.tasks.select_related("owner")
    by_what = {"number": said["number"]} if said["number"] else {"name": said["name"]}
    row = tasks.filter(**by_what).order_by("number").first()
    said["number"] = row.number if row else said["number"]
    said["owner"] = _owner(plan, row, said.pop("owner") or "", said.pop("owner_name") or "")
    if row and not differs(row, said):
        return False
    acts.keep_task(by=by, activity=activity, **said)
    return True


def _owner(plan: Plan, row: Task | None, login: str, name: str) -> Person:
    """Whoever has it already, if the row still means them; else by login, or by name where somebody has none."""
    if row and (row.owner.login or "") == login and name in {"", row.owner.name}:
        return row.owner
    if login:
        return _signing_in(plan, login, name)
    if not name:
        raise Refused(_("Say who does it, by login or by name."), field="owner")
    working = Role.objects.filter(organisation__path__startswith=plan.town.path)
    people = Person.objects.filter(name=name, is_active=True, pk__in=working.values("person"))[:2]
    if not people:
        raise Refused(_("Nobody here is called {name}.").format(name=name), field="owner_name")
    if len(people) > 1:
        why = _("Several people here are called {name}: give a login.").format(name=name)
        raise Refused(why, field="owner_name")
    return people[0]


def _signing_in(plan: Plan, login: str, name: str) -> Person:
    found = Person.objects.filter(login=login, town=plan.town).first()
    if found is None:
        raise Refused(_("Nobody here signs in as “{login}”.").format(login=login), field="owner")
    if name and not same_name(found.name, name):
        why = _("“{login}” is somebody else's: {name}'s").format(login=login, name=found.name)
        raise Refused(why, field="owner")
    return found


def _activity(plan: Plan, said: Said) -> Activity:
    said.pop("plan")
    number = said.pop("activity")
    found = plan.activities.filter(number=number).first()
    if found is None:
        raise Refused(_("The plan has no activity {n}.").format(n=number), field="activity")
    return found


def _dump_tasks(plans: QuerySet[Plan]) -> Iterator[Sequence[Any]]:
    rows = Task.objects.filter(activity__plan__in=plans)
    rows = rows.select_related("activity__plan__town", "owner")
    for row in rows.order_by("activity__plan", "activity__number", "number"):
        plan, owner = row.activity.plan, row.owner
        yield (
            plan.code, row.activity.number, row.number, row.name, owner.login, row.due_on, owner.name,
            plan.town.code,
        )  # fmt: skip


# What is asked ---------------------------------------------------------------------------------


def _keep_requirement(by: Actor, plan: Plan, said: Said) -> bool:
    activity = _activity(plan, said)
    pick = said.pop("pick")
    if pick and not plan.menus.filter(audience=said["audience"], pick=pick).exists():
        acts.keep_menu(by=by, plan=plan, audience=said["audience"], pick=pick)
    row = activity.requirements.filter(number=said["number"]).first() if said["number"] else None
    if row and row.is_chosen == bool(pick) and not differs(row, said):
        return False
    acts.keep_requirement(by=by, activity=activity, chosen=bool(pick), **said)
    return True


def _dump_requirements(plans: QuerySet[Plan]) -> Iterator[Sequence[Any]]:
    rows = Requirement.objects.filter(activity__plan__in=plans)
    rows = rows.select_related("activity__plan__town", "menu")
    for row in rows.order_by("activity__plan", "activity__number", "number"):
        pick = row.menu.pick if row.menu else None
        yield (
            row.activity.plan.code, row.activity.number, row.number, row.audience, pick, row.measure,
            row.target, row.starts_on, row.due_on, row.activity.plan.town.code,
        )  # fmt: skip


# The ledgers -----------------------------------------------------------------------------------


def _known_plans(lines: list[Line], options: Options) -> Iterator[Problem]:
    known = _plans(options)
    for line in lines:
        code = line.said["plan"]
        if _key(line) not in known:
            yield Problem(line.number, "计划代码", _("There is no plan “{code}” here.").format(code=code))  # fmt: skip


PLAN = Column("plan", ("计划代码", "plan"), text(40), required=True)
OF_ACTIVITY = Column("activity", ("活动序号", "activity"), whole(1, NUMBER_MOST), required=True)
COLUMNS: dict[str, Sequence[Column]] = {
    "activities": (
        PLAN,
        Column("number", ("序号", "number"), whole(1, NUMBER_MOST), required=True),
        Column("workstream", ("工作板块", "workstream"), text(80), required=True),
        Column("name", ("活动名称", "name"), text(80), required=True),
        Column("name_en", ("英文名称", "name_en"), text(80)),
        Column("lead", ("牵头单位代码", "lead"), text(30), required=True),
        Column("helpers", ("协助单位代码", "helpers"), text(4000)),
        Column("carrier", ("载体", "carrier"), one_of(Carrier)),
        Column("starts_on", ("开始日期", "from"), day, required=True),
        Column("ends_on", ("结束日期", "to"), day, required=True),
        Column("about", ("说明", "about"), text(1000)),
        OF_TOWN,
    ),
    "tasks": (
        PLAN,
        OF_ACTIVITY,
        Column("number", ("任务序号", "number"), whole(1, NUMBER_MOST)),
        Column("name", ("任务", "task"), text(160), required=True),
        Column("owner", ("责任人登录名", "owner"), text(40)),
        Column("due_on", ("完成时限", "due"), day, required=True),
        Column("owner_name", ("责任人", "owner_name"), text(60)),
        OF_TOWN,
    ),
    "requirements": (
        PLAN,
        OF_ACTIVITY,
        Column("number", ("要求序号", "number"), whole(1, NUMBER_MOST)),
        Column("audience", ("对象", "audience"), one_of(Audience), required=True),
        Column("pick", ("自选几项", "pick"), whole(1, NUMBER_MOST)),
        Column("measure", ("计量", "measure"), one_of(Measure), required=True),
        Column("target", ("数量", "target"), whole(1, TARGET_MOST), required=True),
        Column("starts_on", ("开始日期", "from"), day, required=True),
        Column("due_on", ("截止日期", "due"), day, required=True),
        OF_TOWN,
    ),
}
HEADINGS = {column.name: column.headings[0] for many in COLUMNS.values() for column in many}
DUMPS: dict[str, Callable[[QuerySet[Plan]], Iterator[Sequence[Any]]]] = {
    "activities": _dump_activities,
    "tasks": _dump_tasks,
    "requirements": _dump_requirements,
}
KEEPS: dict[str, Keep] = {
    "activities": _keep_activity, "tasks": _keep_task, "requirements": _keep_requirement,
}  # fmt: skip


def kind(name: str, plans: QuerySet[Plan] | None = None) -> Kind:
    """One of the three ledgers, of these plans or of all."""
    rows = Plan.objects.all() if plans is None else plans
    return Kind(COLUMNS[name], _loaded(KEEPS[name]), lambda: DUMPS[name](rows), _known_plans)


KINDS: dict[str, Kind] = {f"plan-{name}": kind(name) for name in COLUMNS}
"""By the name that `touyan import` and `touyan export` use."""
