"""What most tests of selections begin with: Friday 17 September 2021, an office, a leader and members."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from touyan.kernel import clock
from touyan.town.models import Person

ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    """`2021-09-17 08:12` on the town's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals in the words of the source, whichever catalogues are compiled."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    """09:00 on Friday 17 September 2021; Saturday the 18th is worked, Mid-Autumn is from the 19th to the 21st."""
    with clock.at(moment("2021-09-17 09:00")):
        yield


@pytest.fixture
def leader(town_leader: Person) -> Person:
    return town_leader


@pytest.fixture
def member(another_member: Callable[..., Person]) -> Callable[..., Person]:
    """Another member of 百花社区党支部: `member()`."""
    return another_member
