"""What most tests of projects begin with: a Friday in September, and what `touyan check` finds."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from touyan.kernel import clock, journal

ZONE = ZoneInfo("Asia/Shanghai")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    """09:00 on Friday 17 September 2021."""
    with override("en"), clock.at(moment("2021-09-17 09:00")):
        yield


@pytest.fixture
def faults() -> Callable[[], list[str]]:
    return lambda: list(journal.faults())
