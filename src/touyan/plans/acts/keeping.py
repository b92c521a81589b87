"""What the office keeps: the plan, its workstreams, activities, tasks, platforms, and what is asked of whom."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import evidence
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.refused import Refused
from touyan.plans import rules
from touyan.plans.models import (
    ActionMenu,
    Activity,
    Plan,
    Platform,
    Requirement,
    Task,
    Workstream,
)
from touyan.plans.reads.faults import facts
from touyan.plans.reads.scope import locked, locked_activity
from touyan.plans.states import TARGET_MOST, Audience, Measure, State
from touyan.town.acts import town_of
from touyan.town.models import Organisation, Person

FIELDS = frozenset(
    {
        "name", "name_en", "about", "document", "document_url", "document_on", "kickoff_on",
        "starts_on", "ends_on", "follows",
    }
)  # fmt: skip


@act()
def keep_plan(
    *, by: Actor, host: Organisation, code: str, plan: Plan | None = None, **fields: Any
) -> Event[Plan]:
    """Draft a plan, or change one that is not closed."""
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"not kept: {sorted(unknown)}")
    made = plan is None
    kept = locked(plan) if plan else Plan(town=town_of(host), host=host, code=code)
    if not rules.runs(kept, by):
        raise Refused(_("You cannot run a plan for {host}.").format(host=kept.host.label))
    _open_to_change(kept)
    for name, value in fields.items():
        setattr(kept, name, value)
    _check_plan(kept, made=made)
    kept.save()
    told = {name: value for name, value in fields.items() if name != "follows"}
    return Event(kept, by, {**told, "code": kept.code, "set": facts(kept)}, first=made)


@act()
def attach_document(*, by: Actor, plan: Plan, paper: str) -> Event[Plan]:
    """The document as a file; `paper` is the key under which it waits. An earlier one stays in the plan's file."""
    plan = _run(plan, by)
    claimed = evidence.claim(paper, about(plan))
    if not claimed:
        raise Refused(_("Choose the document."), field="file")
    plan.document_file = claimed[-1]
    plan.save(update_fields=["document_file"])
    return Event(plan, by, {"paper": claimed[-1].pk, "set": facts(plan)})


def _open_to_change(plan: Plan) -> None:
    if plan.state == State.CLOSED:
        raise Refused(_("This plan is closed: it stays as it is."))


def _check_plan(kept: Plan, *, made: bool) -> None:
    if not kept.name.strip():
        raise Refused(_("Give it a name."), field="name")
    if made and Plan.objects.filter(town=kept.town, code=kept.code).exists():
        raise Refused(_("There is a plan with this short name already."), field="code")
    if kept.ends_on < kept.starts_on:
        raise Refused(_("It ends after it begins."), field="ends_on")
    if kept.document and kept.document_on is None:
        raise Refused(_("Say when the document was issued."), field="document_on")


def _run(plan: Plan, by: Actor) -> Plan:
    plan = locked(plan)
    if not rules.runs(plan, by):
        raise Refused(_("Only the office that runs the plan changes it."))
    _open_to_change(plan)
    return plan


@act()
def keep_workstream(
    *, by: Actor, plan: Plan, number: int, name: str, name_en: str = ""
) -> Event[Workstream]:
    plan = _run(plan, by)
    kept = plan.workstreams.filter(number=number).first()
    made, kept = kept is None, kept or Workstream(plan=plan, town=plan.town, number=number)
    if not name.strip():
        raise Refused(_("Give it a name."), field="name")
    kept.name, kept.name_en, kept.starts_on = name.strip(), name_en, plan.starts_on
    kept.save()
    return Event(kept, by, {"plan": plan.pk, "set": facts(kept)}, first=made)


@act()
def keep_activity(
    *,
    by: Actor,
    plan: Plan,
    number: int,
    workstream: Workstream,
    name: str,
    lead: Organisation,
    starts_on: date,
    ends_on: date,
    helpers: Sequence[Organisation] | None = None,
    **more: Any,
) -> Event[Activity]:
    """Keep a numbered activity: one department leads it, others help; `more` is name_en, about, carrier."""
    plan = _run(plan, by)
    kept = plan.activities.filter(number=number).first()
    made, kept = kept is None, kept or Activity(plan=plan, town=plan.town, number=number)
    said = {"workstream": workstream, "name": name.strip(), "lead": lead}
    for field, value in {**said, "starts_on": starts_on, "ends_on": ends_on, **more}.items():
        setattr(kept, field, value)
    _check_activity(kept)
    kept.save()
    data: dict[str, Any] = {"plan": plan.pk, "set": facts(kept)}
    if helpers is not None:
        kept.helpers.set([one for one in helpers if one.pk != lead.pk])
        data["helpers"] = [one.code for one in helpers]
    return Event(kept, by, data, first=made)


def _check_activity(kept: Activity) -> None:
    if not kept.name:
        raise Refused(_("Give it a name."), field="name")
    if kept.workstream.plan_id != kept.plan_id:
        raise Refused(_("That workstream is another plan's."), field="workstream")
    if not kept.lead.path.startswith(kept.plan.town.path):
        raise Refused(_("Whoever leads it belongs to the town."), field="lead")
    if kept.ends_on < kept.starts_on:
        raise Refused(_("It ends after it begins."), field="ends_on")
    if kept.starts_on < kept.plan.starts_on or kept.ends_on > kept.plan.ends_on:
        raise Refused(_("Its days lie within the plan's."), field="ends_on")


@act()
def keep_task(
    *,
    by: Actor,
    activity: Activity,
    name: str,
    owner: Person,
    due_on: date,
    number: int | None = None,
) -> Event[Task]:
    """Add a task to the list of an activity, or change one: it has an owner and a date."""
    activity = locked_activity(activity)
    if not rules.leads(activity, by):
        raise Refused(_("Only the department that leads it keeps its tasks."))
    _open_to_change(activity.plan)
    kept = activity.tasks.filter(number=number).first() if number else None
    made, kept = kept is None, kept or Task(activity=activity, town=activity.town)
    if not name.strip():
        raise Refused(_("Say what is to be done."), field="name")
    if not owner.is_active or owner.is_child:
        raise Refused(_("{name} cannot answer for a task.").format(name=owner.name), field="owner")
    if kept.number is None:
        kept.number = number or next_number(activity.tasks)
    kept.name, kept.owner, kept.due_on = name.strip()[:160], owner, due_on
    kept.save()
    return Event(
        kept, by, {"activity": activity.pk, "name": kept.name, "set": facts(kept)}, first=made
    )


def next_number(rows: Any) -> int:
    last: int | None = rows.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@act()
def keep_platform(
    *, by: Actor, plan: Plan, number: int, kind: str, name: str, opened_on: date, name_en: str = ""
) -> Event[Platform]:
    """Keep a platform for outreach, from the day on which it was there."""
    plan = _run(plan, by)
    kept = plan.platforms.filter(number=number).first()
    made, kept = kept is None, kept or Platform(plan=plan, town=plan.town, number=number)
    kept.kind, kept.name, kept.name_en, kept.opened_on = kind, name.strip(), name_en, opened_on
    kept.save()
    return Event(kept, by, {"plan": plan.pk, "name": kept.name, "set": facts(kept)}, first=made)


@act()
def keep_menu(*, by: Actor, plan: Plan, audience: str, pick: int) -> Event[ActionMenu]:
    """Say how many of its actions an audience chooses: “2 of 5”."""
    plan = _run(plan, by)
    kept = plan.menus.filter(audience=audience).first()
    made, kept = kept is None, kept or ActionMenu(plan=plan, town=plan.town, audience=audience)
    if audience not in Audience.values or audience == Audience.TOWN:
        raise Refused(_("Choose of whom it is asked."), field="audience")
    if pick < 1:
        raise Refused(_("At least one is chosen."), field="pick")
    kept.pick = pick
    kept.save()
    return Event(kept, by, {"plan": plan.pk, "set": facts(kept)}, first=made)


@act()
def keep_requirement(
    *,
    by: Actor,
    activity: Activity,
    audience: str,
    measure: str,
    target: int,
    starts_on: date,
    due_on: date,
    chosen: bool = False,
    number: int | None = None,
) -> Event[Requirement]:
    """Ask so many of a measure of each of an audience: prescribed, or one of its menu."""
    activity = locked_activity(activity)
    if not rules.runs(activity.plan, by):
        raise Refused(_("Only the office that runs the plan changes it."))
    _open_to_change(activity.plan)
    kept = activity.requirements.filter(number=number).first() if number else None
    made, kept = kept is None, kept or Requirement(activity=activity, town=activity.town)
    if kept.number is None:
        kept.number = number or next_number(activity.requirements)
    kept.audience, kept.measure, kept.target = audience, measure, target
    kept.starts_on, kept.due_on = starts_on, due_on
    kept.menu = activity.plan.menus.filter(audience=audience).first() if chosen else None
    _check_requirement(kept, chosen=chosen)
    kept.save()
    return Event(kept, by, {"activity": activity.pk, "set": facts(kept)}, first=made)


def _check_requirement(kept: Requirement, *, chosen: bool) -> None:
    if kept.audience not in Audience.values:
        raise Refused(_("Choose of whom it is asked."), field="audience")
    if kept.measure not in Measure.values:
        raise Refused(_("Choose what is counted."), field="measure")
    if not 1 <= kept.target <= TARGET_MOST:
        raise Refused(_("Ask for 1 to {n}.").format(n=TARGET_MOST), field="target")
    if kept.due_on < kept.starts_on:
        raise Refused(_("It is due after it begins."), field="due_on")
    if chosen and kept.menu is None:
        raise Refused(_("First say how many this audience chooses."), field="chosen")
    if kept.pk and kept.commitments.exclude(requirement__audience=kept.audience).exists():
        raise Refused(_("Somebody has taken it on: its audience stays."), field="audience")
