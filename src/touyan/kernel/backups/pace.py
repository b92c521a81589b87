"""How fast a backup goes: it rests between stretches of work, so that the town's people keep the machine."""

import time
from collections.abc import Callable

STRETCH = 0.02
"""Seconds of work before a rest: shorter than anybody waiting for a page would notice."""
SHARE = 0.25
"""Of the time, while people are served: a quarter of a core at most, and as much of the disk."""


class Pace:
    """Rests so long that work is `share` of the time; 1 never rests.

    What counts as work is time that passed, not processor time: on a busy machine a stretch takes
    longer, and so does the rest after it.
    """

    def __init__(
        self, share: float = SHARE,
        clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], object] = time.sleep,
    ) -> None:  # fmt: skip
        self.rest_for_work = 1 / share - 1
        self.clock, self.sleep = clock, sleep
        self.since = clock()

    def keep(self) -> None:
        """Called often, from the midst of the work."""
        worked = self.clock() - self.since
        if worked >= STRETCH:
            self.sleep(worked * self.rest_for_work)
            self.since = self.clock()
