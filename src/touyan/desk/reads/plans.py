"""Plans as the desk reads them: lists, a board, one of each, whom something can be given to."""

from django.db.models import Count, Q, QuerySet

from touyan.plans.models import Activity, Plan, Requirement, Task
from touyan.plans.reads import activities_visible_to, requirements_visible_to, visible_to
from touyan.plans.reads.progress import Asked, asked_in
from touyan.plans.reads.scope import ACTIVITY_NAMES, RUNS, WITH_NAMES
from touyan.plans.states import TaskState
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import HEARERS, UNITS, OrganisationKind


def plans(person: Person) -> QuerySet[Plan]:
    return visible_to(person).select_related(*WITH_NAMES)


def plan_for(person: Person, number: int) -> Plan | None:
    return plans(person).filter(pk=number).select_related("document_file").first()


def activities_of(person: Person, plan: int) -> QuerySet[Activity]:
    """Each with how many of its tasks are done, of how many."""
    rows = activities_visible_to(person).filter(plan=plan).select_related(*ACTIVITY_NAMES)
    counted = rows.annotate(
        tasks_done=Count("tasks", filter=Q(tasks__state=TaskState.DONE)),
        tasks_all=Count("tasks", filter=~Q(tasks__state=TaskState.DROPPED)),
    )
    return counted.order_by("number")


def activity_for(person: Person, number: int) -> Activity | None:
    return (
        activities_visible_to(person)
        .select_related(*ACTIVITY_NAMES, "plan__town__town")
        .filter(pk=number)
        .first()
    )


def activity_asked(person: Person, number: int) -> tuple[Activity | None, list[Asked]]:
    """One with what is asked in it: in one query, two where nothing is."""
    rows = requirements(person).filter(activity=number)
    asked = asked_in(rows.select_related("activity__plan__town__town"))
    return (asked[0].row.activity if asked else activity_for(person, number)), asked


def tasks_of(activity: Activity) -> list[Task]:
    return list(activity.tasks.select_related("owner").order_by("number"))


def task_for(person: Person, number: int) -> Task | None:
    names = [f"activity__{name}" for name in ACTIVITY_NAMES]
    rows = Task.objects.filter(Q(owner=person) | Q(activity__in=activities_visible_to(person)))
    return rows.select_related("town", "owner", *names).filter(pk=number).first()


def requirements(person: Person) -> QuerySet[Requirement]:
    names = [f"activity__{name}" for name in ACTIVITY_NAMES]
    return requirements_visible_to(person).select_related("town", "menu", *names)


# Whom something can be given to ------------------------------------------------------------------


def hosts_for(person: Person) -> QuerySet[Organisation]:
    """The towns that somebody runs plans for."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in RUNS:
            scope |= Q(path__startswith=role.organisation.path)
    rows = Organisation.objects.filter(scope, kind=OrganisationKind.TOWN, ended_on__isnull=True)
    return rows.order_by("path")


def units_of(town: Organisation) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(
        path__startswith=town.path, kind__in=[*UNITS, OrganisationKind.TOWN], ended_on__isnull=True
    )
    return rows.order_by("code")


def owners_in(town: Organisation) -> QuerySet[Person]:
    """Who can answer for a task: whoever works at a desk in the town."""
    roles = Role.in_force().filter(role__in=HEARERS, organisation__path__startswith=town.path)
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True).order_by("id")
