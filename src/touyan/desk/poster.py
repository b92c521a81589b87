"""A poster to hang up: its QR code opens the form with the village filled in, or asks whether a place is still right."""

from dataclasses import dataclass

import segno
from django.conf import settings

from touyan.town import reads
from touyan.town.models import Organisation


@dataclass(frozen=True)
class Poster:
    name: str
    village: str
    address: str
    picture: str
    """An SVG as a data address."""


def poster_of(root: Organisation, code: str) -> Poster | None:
    """Of a village or a place below the root; None where there is none."""
    place = reads.place(code)
    if place is not None and place.village.path.startswith(root.path):
        return _poster(f"/places/{code}/still-true/", place.label, place.village.label)
    village = reads.village(code)
    if village is not None and village.path.startswith(root.path):
        return _poster(f"/orders/new/?at={code}", village.label, "")
    return None


def _poster(path: str, name: str, village: str) -> Poster:
    address = f"{settings.BASE_URL}{path}"
    return Poster(name, village, address, picture_of(address))


def picture_of(address: str) -> str:
    """The address as a QR code. Quartile correction: a poster gets rained on."""
    picture: str = segno.make(address, error="q", micro=False).svg_data_uri(scale=8, border=2)
    return picture
