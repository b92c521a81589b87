"""The year rolls over: a successor with the same workstreams, activities, tasks and requirements, a year on."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.plans.models import ActionMenu, Activity, Plan, Requirement, Task, Workstream
from touyan.plans.moves import LIFE
from touyan.plans.reads.faults import facts
from touyan.plans.reads.scope import locked
from touyan.plans.states import State


@act()
def roll_over(
    *, by: Actor, plan: Plan, code: str, name: str, year: int, name_en: str = ""
) -> Event[Plan]:
    """Draft the plan of another year after this one; dates move, documents and facts do not."""
    plan = locked(plan)
    LIFE.take("roll_over", plan, by)
    if Plan.objects.filter(town=plan.town, code=code).exists():
        raise Refused(_("There is a plan with this short name already."), field="code")
    if year <= plan.starts_on.year:
        raise Refused(_("It follows in a later year."), field="year")
    copy = _Copy(year - plan.starts_on.year)
    begins, ends = date(year, 1, 1), date(year, 12, 31)
    if plan.ends_on.year > plan.starts_on.year:  # a school year, say
        begins, ends = copy.later(plan.starts_on), copy.later(plan.ends_on)
    new = copy.of(
        plan, code=code, name=name.strip()[:80], name_en=name_en, follows=plan, state=State.DRAFT,
        document="", document_url="", document_file=None, document_on=None, kickoff_on=None, opened_at=None,
        closed_at=None, starts_on=begins, ends_on=ends,
    )  # fmt: skip
    _copy_below(plan, new, copy)
    beside = [Beside(row, {"set": facts(row)}, first=True) for row in copy.made[1:]]
    data = {"from": plan.pk, "code": code, "set": facts(new)}
    return Event(new, by, data, first=True, beside=beside, made=plan)


class _Copy:
    """Copies rows, moves their days by whole years, and remembers what was made."""

    def __init__(self, years: int) -> None:
        self.years = years
        self.made: list[models.Model] = []

    def of(self, row: Any, **changed: Any) -> Any:
        fields = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields  # noqa: SLF001 - Django documents _meta as its API
            if not field.primary_key and not field.generated
        }
        new = type(row)(**fields)
        for name in ("starts_on", "ends_on", "due_on"):
            if hasattr(new, name):
                setattr(new, name, self.later(getattr(new, name)))
        for name, value in changed.items():
            setattr(new, name, value)
        new.save(force_insert=True)
        self.made.append(new)
        return new

    def later(self, day: date) -> date:
        leap = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year + self.years, day=28 if leap else day.day)


def _copy_below(plan: Plan, new: Plan, copy: _Copy) -> None:
    streams = {row.pk: copy.of(row, plan=new, starts_on=new.starts_on)
               for row in Workstream.objects.filter(plan=plan).order_by("number")}  # fmt: skip
    menus = {row.pk: copy.of(row, plan=new) for row in ActionMenu.objects.filter(plan=plan)}
    for row in Activity.objects.filter(plan=plan).order_by("number"):
        there = copy.of(
            row, plan=new, workstream=streams[row.workstream_id], ends_on=min(copy.later(row.ends_on), new.ends_on),
            starts_on=max(copy.later(row.starts_on), new.starts_on),
        )  # fmt: skip
        there.helpers.set(row.helpers.all())
        for task in Task.objects.filter(activity=row).exclude(state="dropped").order_by("number"):
            copy.of(task, activity=there, state="open", done_at=None, result="")
        for asked in Requirement.objects.filter(activity=row).order_by("number"):
            copy.of(asked, activity=there, menu=menus.get(asked.menu_id or 0))
