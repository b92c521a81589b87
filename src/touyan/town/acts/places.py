"""What can be done to a place: put it on the list, find that it is right, say at its plaque that it is."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.town.acts.keeping import town_of
from touyan.town.models import Organisation, Person, Place
from touyan.town.rules import fits_place, may_put_place, must_administer

WORD_LASTS = timedelta(hours=1)
"""Within which a second word at the same plaque says nothing new."""


@act()
def add_place(
    *,
    by: Actor,
    village: Organisation,
    code: str,
    name: str,
    kind: str,
    name_en: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    **facts: Any,
) -> Event[Place]:
    """Put a thing on the town's list, so that a code can hang on it."""
    if why := may_put_place(village, by):
        raise Refused(why)
    place = Place(
        town=town_of(village), village=village, code=code, name=name, kind=kind, name_en=name_en,
        latitude=latitude, longitude=longitude, **facts,
    )  # fmt: skip
    _must_fit(place)
    place.save()
    return Event(
        place, by, {"code": code, "name": name, "village": village.code, **facts}, first=True
    )


@act()
def change_place(
    *,
    by: Actor,
    place: Place,
    name: str,
    kind: str,
    name_en: str,
    latitude: float | None,
    longitude: float | None,
) -> Event[Place]:
    """What it is and where it lies; its code and its village stay, since a plaque hangs there."""
    place = _locked(place)
    if why := may_put_place(place.village, by):
        raise Refused(why)
    told = {"name": name, "kind": kind, "name_en": name_en, "latitude": latitude, "longitude": longitude}  # fmt: skip
    changed = {key: value for key, value in told.items() if getattr(place, key) != value}
    for key, value in changed.items():
        setattr(place, key, value)
    _must_fit(place)
    if not changed:
        return Event(place, by, repeated=True)
    place.save(update_fields=[*changed])
    return Event(place, by, changed)


@act()
def verify_place(
    *,
    by: Person,
    place: Place,
    hours: str,
    spaces: int | None,
    accessible_spaces: int | None,
    closed_on: date | None,
) -> Event[Place]:
    """Somebody of the office was there, and this is how it is."""
    place = _locked(place)
    must_administer(place.village, by)
    found = {"hours": hours, "spaces": spaces, "accessible_spaces": accessible_spaces, "closed_on": closed_on}  # fmt: skip
    for name, value in found.items():
        setattr(place, name, value)
    _must_fit(place)
    place.verified_at, place.verified_by = clock.now(), by
    place.save(update_fields=[*found, "verified_at", "verified_by"])
    return Event(place, by, found)


@act()
def say_fine(*, by: Actor, place: Place) -> Event[Place]:
    """A resident's word at the plaque that all is well; the office's own finding stays what it was."""
    place = _locked(place)
    today = clock.today()
    if place.closed_on is not None and place.closed_on <= today:
        raise Refused(_("This place is closed."))
    if place.said_fine_at is not None and clock.now() - place.said_fine_at < WORD_LASTS:
        return Event(place, by, repeated=True)
    place.said_fine_at = clock.now()
    place.save(update_fields=["said_fine_at"])
    return Event(place, by)


def _must_fit(place: Place) -> None:
    if wrong := fits_place(place):
        field, why = wrong
        raise Refused(why, field=field)


def _locked(place: Place) -> Place:
    return (
        Place.objects.select_for_update(of=("self",), no_key=True)
        .select_related("village")
        .get(pk=place.pk)
    )
