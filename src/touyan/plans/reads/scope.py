"""Which plans somebody may see, and the rows as they stand under a lock."""

from django.db.models import Q, QuerySet

from touyan.plans.models import Activity, Plan, Requirement, Task
from touyan.plans.states import TaskState
from touyan.town.models import Organisation, Person
from touyan.town.states import RoleCode

RUNS = (RoleCode.DISPATCHER,)
"""The office that runs a plan."""
LEADS = (RoleCode.OFFICER,)
"""Of a department that leads an activity."""
SPEAKS = (RoleCode.SECRETARY, RoleCode.OFFICER)
"""Who takes something on for an organisation."""
SEES = frozenset({*RUNS, *SPEAKS, RoleCode.LEADER})

WITH_NAMES = ("town", "host")
ACTIVITY_NAMES = ("town", "plan__town", "plan__host", "workstream", "lead")


def _towns_of(person: Person, town: str) -> Q:
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in SEES:
            scope |= Q(**{f"{town}__path__startswith": role.organisation.path})
            if own := role.organisation.town_id_of:
                scope |= Q(**{town: own})
    return scope


def visible_to(person: Person) -> QuerySet[Plan]:
    """Plans of the town that somebody works in. A draft is its office's."""
    drafts = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in RUNS:
            drafts |= Q(host__path__startswith=role.organisation.path)
    return Plan.objects.filter(_towns_of(person, "town")).filter(~Q(state="draft") | drafts)


def activities_visible_to(person: Person) -> QuerySet[Activity]:
    return Activity.objects.filter(plan__in=visible_to(person))


def requirements_visible_to(person: Person) -> QuerySet[Requirement]:
    return Requirement.objects.filter(activity__plan__in=visible_to(person))


def tasks_waiting_for(person: Person) -> QuerySet[Task]:
    """What somebody has to do, the nearest date first; of plans that are in force."""
    rows = Task.objects.filter(owner=person, state=TaskState.OPEN, activity__plan__state="in_force")
    return rows.select_related("activity__plan").order_by("due_on", "id")


def plan_of_code(town: Organisation, code: str) -> Plan | None:
    return Plan.objects.filter(town=town, code=code).select_related(*WITH_NAMES).first()


def locked(plan: Plan) -> Plan:
    """The plan as it stands now; one writer at a time until the act is over."""
    rows = Plan.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH_NAMES)
    return rows.get(pk=plan.pk)


def locked_activity(activity: Activity) -> Activity:
    """The activity with its plan, the plan first, so that nobody deadlocks."""
    plan = locked(Plan(pk=activity.plan_id))
    rows = Activity.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("town", "workstream", "lead").get(pk=activity.pk)
    found.plan = plan
    return found
