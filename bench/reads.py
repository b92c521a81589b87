"""How long one read takes, again and again, and how many statements it asks."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.counted import spread

WARM = 3
LONGEST = 5.0
"""Seconds for one read, if it is slow."""


def read(work: Callable[[], Any], rounds: int, longest: float = LONGEST) -> dict[str, Any]:
    for _ in range(WARM):
        work()
    took: list[float] = []
    used = time.process_time()
    end = time.perf_counter() + longest
    while len(took) < rounds and (not took or time.perf_counter() < end):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    used = (time.process_time() - used) * 1000 / len(took)
    with CaptureQueriesContext(connection) as asked:
        work()
    return {
        "ms": spread(took),
        "cpu_ms": round(used, 2),
        "queries": len(asked),
        "rounds": len(took),
    }
