"""The demonstration town's facilities: spread over its villages, and most of them looked at last week."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from touyan.kernel import clock
from touyan.town import acts
from touyan.town.models import Organisation, Person, Place
from touyan.town.rules import FOUNDER

NUMBERS = {"latitude": float, "longitude": float, "spaces": int, "accessible_spaces": int}
IN_USE_SINCE = date(2020, 12, 1)


def put(town: Organisation) -> None:
    """The kinds are those of 2021; where they lie, their hours and their spaces are ours."""
    villages = {one.code: one for one in Organisation.objects.filter(town=town)}
    for said in _facilities():
        village = villages[town.code + said.pop("village")]
        acts.add_place(by=FOUNDER, village=village, opened_on=IN_USE_SINCE, **said)


def _facilities() -> Iterator[dict[str, Any]]:
    text = files("touyan.town").joinpath("data/demo_places.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield {
            name: NUMBERS[name](value) if value and name in NUMBERS else value
            for name, value in row.items()
            if value
        }


def look_after(now: datetime, keeper: Person, resident: Person) -> None:
    """The office went round last week, all but the last three; a resident said a word yesterday."""
    facilities = list(Place.objects.filter(opened_on__isnull=False).order_by("code"))
    with clock.at(now - timedelta(days=6)):
        for place in facilities[:-3]:
            acts.verify_place(
                by=keeper, place=place, hours=place.hours, spaces=place.spaces,
                accessible_spaces=place.accessible_spaces, closed_on=None,
            )  # fmt: skip
    with clock.at(now - timedelta(days=1)):
        acts.say_fine(by=resident, place=facilities[0])
