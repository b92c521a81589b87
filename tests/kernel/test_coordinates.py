"""Coordinates at the edge: what the map apps of the mainland want, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel.coordinates import Point, to_gcj02, to_wgs84

# Shanghai, Shenzhen and Beijing as published with the formula; two metres for its other ellipsoid.
KNOWN = [
    (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
    (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
    (Point(39.911954, 116.377817), Point(39.91334545536069, 116.38404722455657)),
]


@pytest.mark.parametrize(("ours", "theirs"), KNOWN)
def test_a_known_point_is_shifted_as_published(ours, theirs):
    assert to_gcj02(ours) == pytest.approx(theirs, abs=2e-5)
    assert to_wgs84(theirs) == pytest.approx(ours, abs=2e-5)


def test_outside_the_mainland_nothing_is_shifted():
    paris = Point(48.8566, 2.3522)
    assert to_gcj02(paris) == paris
    assert to_wgs84(paris) == paris


@given(st.floats(20, 50), st.floats(80, 130))
def test_there_and_back_is_where_it_was(north, east):
    assert to_wgs84(to_gcj02(Point(north, east))) == pytest.approx(Point(north, east), abs=1e-8)
