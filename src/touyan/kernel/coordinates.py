"""WGS-84, as every coordinate is kept here, and GCJ-02, as the map apps of the mainland want it.

The shift is the published approximation on the Krasovsky ellipsoid. Outside the mainland there is none.
"""

from math import cos, pi, sin, sqrt
from typing import NamedTuple

AXIS, FLATTENING = 6378245.0, 0.00669342162296594323
ROUNDS = 8
"""Of the way back; after these what is left is far below a millimetre."""


class Point(NamedTuple):
    latitude: float
    longitude: float


def to_gcj02(point: Point) -> Point:
    """Where a map app of the mainland shows this point."""
    if not _is_shifted(point):
        return point
    north, east = _shift(point)
    return Point(point.latitude + north, point.longitude + east)


def to_wgs84(point: Point) -> Point:
    """Where a point of such an app lies, found by going back and forth."""
    if not _is_shifted(point):
        return point
    guess = point
    for _round in range(ROUNDS):
        there = to_gcj02(guess)
        guess = Point(
            guess.latitude + point.latitude - there.latitude,
            guess.longitude + point.longitude - there.longitude,
        )
    return guess


def _is_shifted(point: Point) -> bool:
    return 0.8293 <= point.latitude <= 55.8271 and 72.004 <= point.longitude <= 137.8347


def _shift(point: Point) -> Point:
    north, east = point.latitude - 35, point.longitude - 105
    radians = point.latitude * pi / 180
    magic = 1 - FLATTENING * sin(radians) ** 2
    up = _north(north, east) * 180 / ((AXIS * (1 - FLATTENING)) / (magic * sqrt(magic)) * pi)
    right = _east(north, east) * 180 / (AXIS / sqrt(magic) * cos(radians) * pi)
    return Point(up, right)


def _waves(x: float, *parts: tuple[float, float]) -> float:
    return sum(height * sin(x * pi / length) for height, length in parts) * 2 / 3


def _north(y: float, x: float) -> float:
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return (
        plain
        + _waves(x, (20, 1 / 6), (20, 1 / 2))
        + _waves(y, (20, 1), (40, 3))
        + _waves(y, (160, 12), (320, 30))
    )


def _east(y: float, x: float) -> float:
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    return (
        plain
        + _waves(x, (20, 1 / 6), (20, 1 / 2))
        + _waves(x, (20, 1), (40, 3))
        + _waves(x, (150, 12), (300, 30))
    )
