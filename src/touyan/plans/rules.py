"""Whose plan it is, who leads an activity, who answers for a task or for an organisation."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.plans.models import Activity, Commitment, Plan, Task
from touyan.plans.reads.scope import LEADS, RUNS, SPEAKS
from touyan.town.models import Organisation, Person
from touyan.town.rules import Founder


def runs_for(host: Organisation, by: Any) -> bool:
    return isinstance(by, Founder) or (isinstance(by, Person) and by.works_in(host.path, *RUNS))


def runs(plan: Plan, by: Any) -> bool:
    return runs_for(plan.host, by)


def leads(activity: Activity, by: Any) -> bool:
    """The department that leads it, and the office that runs the plan."""
    if runs(activity.plan, by):
        return True
    return isinstance(by, Person) and by.works_in(activity.lead.path, *LEADS)


def keeps_tasks(task: Task, by: Any) -> bool:
    return leads(task.activity, by)


def finishes(task: Task, by: Any) -> bool:
    """Its owner, or whoever leads the activity."""
    return (isinstance(by, Person) and task.owner_id == by.pk) or keeps_tasks(task, by)


def speaks_for(plan: Plan, subject: Organisation | Person, by: Any) -> bool:
    """Everybody for themselves; an organisation by its secretary or officer; the office for every organisation."""
    if isinstance(subject, Person):
        return isinstance(by, Founder) or (isinstance(by, Person) and by.pk == subject.pk)
    return runs(plan, by) or (isinstance(by, Person) and by.works_in(subject.path, *SPEAKS))


def speaks(commitment: Commitment, by: Any) -> bool:
    plan = commitment.requirement.activity.plan
    if commitment.state == "waived":
        return runs(plan, by)
    subject = commitment.person or commitment.organisation
    return subject is not None and speaks_for(plan, subject, by)


def waives(commitment: Commitment, by: Any) -> bool:
    return runs(commitment.requirement.activity.plan, by)


def force_refused(plan: Plan, by: Any) -> str | None:
    if not plan.activities.exists():
        return _("It has no activity yet.")
    if plan.activities.filter(tasks__isnull=True).exists():
        return _("Every activity needs a task list before the plan is put in force.")
    return None
