"""The one place that knows what time it is. Imports and demonstrations set it; no door can."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.utils import timezone

_set: ContextVar[datetime | None] = ContextVar("touyan_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC; or the moment that `at` has set."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The date of this moment on the town's calendar."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at `moment` (aware): ledgers keep their own dates."""
    if moment.tzinfo is None:
        raise ValueError("The moment must carry its time zone.")
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)


def is_night() -> bool:
    """Between one and five in China, when hardly anybody waits for a page: the hours of long work."""
    return timezone.localtime(now()).hour in range(1, 5)


class Clock:
    """Who acts when nobody does: silence that lapses, reminders that fall due."""

    signed = "clock"

    def __str__(self) -> str:
        return "clock"


CLOCK = Clock()
