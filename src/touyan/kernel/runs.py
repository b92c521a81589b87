"""What runs without anybody looking: when it last went well, and how often it has failed since."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from touyan.kernel import clock
from touyan.kernel.models import Run

_GOOD = """
    INSERT INTO kernel_run (name, good_at, seconds, failures, said) VALUES (%s, %s, %s, 0, '')
    ON CONFLICT (name) DO UPDATE SET
        good_at = excluded.good_at, seconds = excluded.seconds, failures = 0, said = ''
"""
_BAD = """
    INSERT INTO kernel_run (name, failed_at, seconds, failures, said) VALUES (%s, %s, %s, 1, %s)
    ON CONFLICT (name) DO UPDATE SET
        failed_at = excluded.failed_at, seconds = excluded.seconds, said = excluded.said,
        failures = kernel_run.failures + 1
"""


def went_well(name: str, seconds: float) -> None:
    _write(_GOOD, [name, _now(), seconds])


def failed(name: str, seconds: float, why: str) -> None:
    """`why` is a kind of error, never its text: that may quote what somebody wrote."""
    _write(_BAD, [name, _now(), seconds, why[:60]])


@contextmanager
def noted(name: str) -> Iterator[None]:
    """Note how a command ends; what it raises goes on."""
    begun = time.monotonic()
    try:
        yield
    except Exception as error:
        failed(name, time.monotonic() - begun, type(error).__name__)
        raise
    went_well(name, time.monotonic() - begun)


def last(name: str) -> Run | None:
    return Run.objects.filter(pk=name).first()


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(clock.now())


def _write(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
