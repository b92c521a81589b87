"""Where it is: an attribute, an address's number, a position or an address in words, in this order."""

from dataclasses import dataclass
from math import cos, hypot, isfinite, radians

from django.http import QueryDict
from django.utils.translation import gettext as _

from touyan.api.open311.answers import Problem
from touyan.api.open311.told import VILLAGE
from touyan.api.reads import positioned
from touyan.town.models import Organisation, Place
from touyan.town.reads import place as place_of
from touyan.town.reads import villages

KILOMETRES_A_DEGREE = 111.2
FARTHEST = 20.0
"""Kilometres from the nearest place whose position is known: what lies farther is not in this town."""


@dataclass(frozen=True)
class Spot:
    village: Organisation
    place: Place | None = None
    where: str = ""
    latitude: float | None = None
    longitude: float | None = None


def spot_of(town: Organisation, sent: QueryDict) -> Spot:
    """A Problem that says what to send where the village cannot be told."""
    known = list(villages(town))
    address, number = (sent.get(name, "").strip() for name in ("address_string", "address_id"))
    latitude, longitude = position(sent)
    place = _place(town, number)
    chosen = sent.get(f"attribute[{VILLAGE}]", "").strip()
    if not (chosen or number or address or latitude is not None):
        raise Problem(400, _("Say where it is: lat and long, or address_string, or address_id."))
    village = (
        _by_code(known, chosen, f"attribute[{VILLAGE}]")
        or (place.village if place else None)
        or _by_code(known, "" if place else number, "address_id")
        or _nearest(town, known, latitude, longitude)
        or _named(known, address)
    )
    if village is None:
        raise Problem(
            400, _("We cannot tell the village from this. Send attribute[village] with its code.")
        )
    return Spot(village, place, address[:120], latitude, longitude)


def position(sent: QueryDict) -> tuple[float | None, float | None]:
    """Latitude and longitude in WGS-84, both or neither."""
    said = [sent.get(name, "").strip() for name in ("lat", "long")]
    if not any(said):
        return None, None
    try:
        latitude, longitude = (float(text) for text in said)
    except ValueError as error:
        raise Problem(400, _("lat and long must both be numbers of degrees.")) from error
    if (
        not (isfinite(latitude) and isfinite(longitude))
        or abs(latitude) > 90
        or abs(longitude) > 180
    ):
        raise Problem(400, _("lat and long must be a position on the earth."))
    return latitude, longitude


def _place(town: Organisation, code: str) -> Place | None:
    found = place_of(code) if code else None
    return found if found is not None and found.town_id == town.pk else None


def _by_code(known: list[Organisation], code: str, name: str) -> Organisation | None:
    if not code:
        return None
    for village in known:
        if village.code == code:
            return village
    raise Problem(
        400, _("{name}: this town has no village or place with this code.").format(name=name)
    )


def _named(known: list[Organisation], address: str) -> Organisation | None:
    """The village whose name stands in the address, the longest where one name holds another."""
    found = [
        v
        for v in known
        if v.name in address or (v.name_en and v.name_en.lower() in address.lower())
    ]
    return max(found, key=lambda village: len(village.name), default=None)


def _nearest(
    town: Organisation, known: list[Organisation], latitude: float | None, longitude: float | None
) -> Organisation | None:
    """The village of the nearest place whose position is known, if one is near enough."""
    if latitude is None or longitude is None:
        return None
    narrow = cos(radians(latitude))
    away = [
        (hypot(lat - latitude, (long - longitude) * narrow) * KILOMETRES_A_DEGREE, village)
        for lat, long, village in positioned(town)
    ]
    distance, village_id = min(away, default=(FARTHEST + 1, 0))
    return next((v for v in known if distance <= FARTHEST and v.pk == village_id), None)
