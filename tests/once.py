"""What is dear and the same for every process of a test run, and for every database: once is enough."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import on_postgresql

ITS_OWN_DATABASES = pytest.mark.skipif(
    on_postgresql(), reason="its own databases, whatever the tests run on: once is enough"
)

ONE_DATABASE_IS_ENOUGH = pytest.mark.skipif(
    on_postgresql(),
    reason="who may see what is asked of both in the same words; test_every_answer opens every page on both",
)


def shared(base: Path, name: str, make: Callable[[], str]) -> str:
    """What `make` gives, made by whichever of the run's processes comes first; `base` is pytest's own folder."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make()
    kept = base.parent / name
    with (base.parent / f"{name}-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(make(), encoding="utf-8")
        return kept.read_text(encoding="utf-8")
