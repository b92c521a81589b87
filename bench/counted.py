"""Clients that work side by side for some seconds, and what they counted."""

import multiprocessing
import statistics
import time
from collections.abc import Callable
from typing import Any, Protocol

from bench import spent

LONGEST_START = 60
FORK = multiprocessing.get_context("fork")
"""Forked, so that what was recorded before (statements with their parameters) needs no pickling."""


class Work(Protocol):
    """One client: opened in its own process, then asked again and again for one unit of work."""

    def __call__(self) -> str:
        """What came of it: `done`, or a word for what went otherwise."""


def together(clients: int, open_client: Callable[[int], Any], seconds: float) -> dict[str, Any]:
    """Let so many clients begin at once and work for so long; each finishes what it has begun."""
    start, results = FORK.Barrier(clients + 1), FORK.Queue()
    processes = [
        FORK.Process(target=_client, args=(number, open_client, seconds, start, results))
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    start.wait(LONGEST_START)
    begun = time.perf_counter()
    told = [results.get(timeout=seconds + LONGEST_START) for _ in processes]
    took = time.perf_counter() - begun
    for process in processes:
        process.join()
    return _summed(told, took)


def _client(
    number: int, open_client: Callable[[int], Any], seconds: float, start: Any, results: Any
) -> None:
    counted: dict[str, int] = {}
    took: list[float] = []
    with open_client(number) as work:
        start.wait(LONGEST_START)
        used = time.process_time()
        end = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < end:
            outcome = work()
            counted[outcome] = counted.get(outcome, 0) + 1
            if outcome == "done":
                took.append((time.perf_counter() - begun) * 1000)
        used = time.process_time() - used
        told = getattr(work, "told", [])
    results.put((counted, took, used, told))


def _summed(
    told: list[tuple[dict[str, int], list[float], float, list[str]]], took: float
) -> dict[str, Any]:
    counted: dict[str, int] = {}
    for outcomes, _, _, _ in told:
        for outcome, times in outcomes.items():
            counted[outcome] = counted.get(outcome, 0) + times
    done = counted.pop("done", 0)
    return {
        "done": done,
        "otherwise": counted,
        "seconds": round(took, 2),
        "per_second": round(done / took, 1),
        "ms": spread([one for _, taken, _, _ in told for one in taken]),
        "cpu_ms": round(sum(used for _, _, used, _ in told) * 1000 / max(1, done), 3),
        "machine_load": spent.load(),
        "told": [one for _, _, _, words in told for one in words],
    }


def spread(took: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the longest, in milliseconds."""
    if len(took) < 2:
        return dict.fromkeys(("p50", "p95", "p99", "max"), round(took[0], 2) if took else 0.0)
    parts = statistics.quantiles(took, n=100, method="inclusive")
    named = {"p50": parts[49], "p95": parts[94], "p99": parts[98], "max": max(took)}
    return {name: round(value, 2) for name, value in named.items()}
