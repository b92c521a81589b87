"""What most tests of the loop begin with."""

from collections.abc import Iterator

import pytest

from tests.orders.stages import Loop, moment
from touyan.kernel import clock
from touyan.orders.acts.keeping import keep_clock
from touyan.orders.states import DEFAULT_CLOCKS
from touyan.town import acts as town_acts
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER


@pytest.fixture
def friday() -> Iterator[None]:
    """08:12 on Friday 17 September 2021; Saturday is worked, Sunday to Tuesday are Mid-Autumn."""
    with clock.at(moment("2021-09-17 08:12")):
        yield


@pytest.fixture
def loop(placed, secretary, dispatcher, officer, roads, lead, leads) -> Loop:
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def water(town: Organisation) -> Organisation:
    """A second unit of the town."""
    return town_acts.add_organisation(
        by=FOUNDER, parent=town, code="340121103-WATER", kind="department", name="水利站"
    ).about


@pytest.fixture
def elsewhere(town: Organisation) -> Organisation:
    """A village of the next town in the same county, with its branch."""
    next_town = town_acts.add_organisation(
        by=FOUNDER, parent=town.parent, code="340121104", kind="town", name="岗集镇"
    ).about
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=FOUNDER, town=next_town, **profile)
    village = town_acts.add_organisation(
        by=FOUNDER, parent=next_town, code="340121104001", kind="village", name="岗集村"
    ).about
    town_acts.add_organisation(
        by=FOUNDER, parent=village, code="340121104001-B1", kind="branch", name="岗集村党支部"
    )
    return village
