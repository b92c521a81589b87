"""Projects as the desk reads them: the list, one milestone, the files behind them, whom one can be given to."""

from django.db.models import Q, QuerySet

from touyan.kernel.models import Evidence
from touyan.projects.models import Milestone, Picture, Project
from touyan.projects.reads import visible_to
from touyan.projects.reads.scope import LEADS, MILESTONE_NAMES, RUNS, WITH_NAMES
from touyan.town.models import Organisation, Person
from touyan.town.states import PLACES_PEOPLE_LIVE, UNITS, OrganisationKind


def projects(person: Person) -> QuerySet[Project]:
    return visible_to(person).select_related(*WITH_NAMES)


def project_for(person: Person, number: int) -> Project | None:
    return projects(person).filter(pk=number).first()


def milestone_for(person: Person, number: int) -> Milestone | None:
    rows = Milestone.objects.filter(project__in=visible_to(person))
    return rows.select_related("town", *MILESTONE_NAMES).filter(pk=number).first()


def picture_for(person: Person, project: int, number: int) -> Picture | None:
    rows = Picture.objects.filter(project__in=visible_to(person), project=project)
    names = [f"project__{name}" for name in WITH_NAMES]
    return rows.select_related(*names).filter(pk=number).first()


def photo_for(person: Person, project: int, number: int) -> Evidence | None:
    """A file of a project or of one of its milestones, which the person may see."""
    found = Evidence.objects.filter(pk=number).first()
    if found is None:
        return None
    kind, _colon, key = found.owner.partition(":")
    rows = visible_to(person).filter(pk=project)
    mine = kind == "project" and key == str(project)
    if kind == "milestone" and key.isdigit():
        rows, mine = rows.filter(milestones=int(key)), True
    return found if mine and rows.exists() else None


# Whom one can be given to ------------------------------------------------------------------------


def leads_for(person: Person) -> QuerySet[Organisation]:
    """The departments for which somebody proposes: their own; for the town's office every one, and the town."""
    scope = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in RUNS:
            kinds = [*UNITS, OrganisationKind.TOWN]
            scope |= Q(path__startswith=role.organisation.path, kind__in=kinds)
        elif role.role in LEADS:
            scope |= Q(pk=role.organisation_id)
    rows = Organisation.objects.filter(scope, ended_on__isnull=True).exclude(kind="county")
    return rows.select_related("town").order_by("path")


def villages_for(person: Person) -> QuerySet[Organisation]:
    towns = {role.organisation.town_id_of for role in person.roles_today}
    rows = Organisation.objects.filter(
        parent__in=towns - {None}, kind__in=PLACES_PEOPLE_LIVE, ended_on__isnull=True
    )
    return rows.select_related("town").order_by("code")
