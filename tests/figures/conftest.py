"""The town's numbers: whose, of which days, and how a scope is told."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.utils.translation import override

from tests.orders.stages import Loop, moment
from touyan.kernel import clock
from touyan.kernel.figures import Scope
from touyan.town.models import Organisation, Person


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The words of the source, whichever catalogues are compiled."""
    with override("en"):
        yield


@pytest.fixture
def september() -> Iterator[None]:
    """08:12 on Friday 17 September 2021."""
    with clock.at(moment("2021-09-17 08:12")):
        yield


@pytest.fixture
def of(september: None) -> Callable[[Organisation], Scope]:
    """The scope of a place in that September: `of(baihua)`."""
    return lambda place: Scope(place, date(2021, 9, 1), date(2021, 9, 30))


@pytest.fixture
def loop(placed, secretary, dispatcher, officer, roads, lead, leads) -> Loop:
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def leader(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("leader", "leader", town, name="镇长")
