"""What follows from an act, written in the same transaction: people and places are found by their names."""

from typing import Any

from django.db.models import QuerySet

from touyan.kernel import clock, held
from touyan.kernel.acts import Event, batch
from touyan.kernel.clock import CLOCK
from touyan.kernel.search.shelves import Shelf
from touyan.town.acts import erase_person
from touyan.town.models import Erasure, Organisation, Person, Place
from touyan.town.states import PlaceKind


def _people() -> QuerySet[Person]:
    """Children are on no list but their class's."""
    return Person.objects.filter(child_until__isnull=True, is_active=True, town__isnull=False)


def _called(person: Person) -> str:
    return f"{person.name}\n{person.initials}\n{person.login or ''}"


def _told(place: Place) -> str:
    kind = str(PlaceKind(place.kind).label)
    return "\n".join([place.name, place.name_en, kind, place.village.name, place.village.name_en])


PEOPLE = Shelf("person", _people, _called, lambda person: [f"o{person.town_id}"])
PLACES = Shelf(
    "place",
    lambda: Place.objects.select_related("village"),
    _told,
    lambda place: [f"t{place.town_id}", f"v{place.village_id}"],
)


def index_person(event: Event[Person]) -> None:
    person = event.about
    if person.child_until is None and person.town_id is not None:
        PEOPLE.keep(person)


def index_people(event: Event[Organisation]) -> None:
    """A register makes many known at once."""
    made: list[Any] = event.made or []
    PEOPLE.keep_many(person for person in made if person.child_until is None)


def index_place(event: Event[Place]) -> None:
    PLACES.keep(event.about)


def erase_asked(portion: int = 100) -> int:
    """Erase of those who asked for it, and whose time to think again is over, what does not have to wait; how
    many are done. What waits is tried again until it need not, in any order: however many have to wait, they
    keep nobody back. Safe to run twice."""
    due = Erasure.objects.filter(
        due_at__lte=clock.now(), cancelled_at__isnull=True, done_at__isnull=True
    ).select_related("subject")
    return sum(_erased(one) for one in due.order_by("?")[:portion])


def _erased(erasure: Erasure) -> bool:
    """In one transaction; somebody who thinks again at this moment is before it or after it."""
    with batch():
        subject = Person.objects.select_for_update(of=("self",), no_key=True).get(
            pk=erasure.subject_id
        )
        if Erasure.objects.filter(pk=erasure.pk, cancelled_at__isnull=False).exists():
            return False
        if held.erase(CLOCK, subject):
            return False
        erase_person(by=CLOCK, erasure=erasure, keep_name=held.keeps_name(subject))
        return True
