"""Whose figures somebody may read."""

from django.db.models import Q

from touyan.figures.reads.whose import READERS
from touyan.town.models import Organisation, Person
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN

KINDS = (COUNTY, TOWN, *PLACES_PEOPLE_LIVE)


def places(person: Person) -> list[Organisation]:
    """The county, towns and villages that their roles reach, and the units where they stand, from the top."""
    reached = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in READERS:
            below = Q(path__startswith=role.organisation.path, kind__in=KINDS)
            reached |= below | Q(pk=role.organisation_id)
    found = Organisation.objects.filter(reached).order_by("path")
    return sorted(found, key=lambda place: place.path.count("/"))


def place(number: int) -> Organisation | None:
    return Organisation.objects.filter(pk=number).first()
