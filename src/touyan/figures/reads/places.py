"""Whose figures somebody may read."""

from django.db.models import Exists, OuterRef, Q

from touyan.figures.models import Declared
from touyan.figures.reads.whose import READERS
from touyan.town.models import Organisation, Person
from touyan.town.states import COUNTY, PLACES_PEOPLE_LIVE, TOWN

KINDS = (COUNTY, TOWN, *PLACES_PEOPLE_LIVE)


def places(person: Person, figure: str = "") -> list[Organisation]:
    """The county, towns and villages that their roles reach, and the units where they stand, from the top.

    Each says whether a `figure` was ever declared there or below: nearly always not, and a page need not ask.
    """
    reached = Q(pk__in=[])
    for role in person.roles_today:
        if role.role in READERS:
            below = Q(path__startswith=role.organisation.path, kind__in=KINDS)
            reached |= below | Q(pk=role.organisation_id)
    ever = Declared.objects.filter(figure=figure, organisation__path__startswith=OuterRef("path"))
    found = Organisation.objects.filter(reached).annotate(declares=Exists(ever)).order_by("path")
    return sorted(found, key=lambda place: place.path.count("/"))


def place(number: int) -> Organisation | None:
    return Organisation.objects.filter(pk=number).first()
