"""Slowing down whoever guesses: a counter a key and window, shared by all workers: in Redis, or in the database."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import ngettext

from touyan.kernel import clock
from touyan.kernel.models import Tries
from touyan.kernel.refused import TooMany

T = TypeVar("T")
_COUNT = """
    INSERT INTO kernel_tries (key, until, count) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN kernel_tries.until > %s THEN kernel_tries.count + 1 ELSE 1 END,
        until = CASE WHEN kernel_tries.until > %s THEN kernel_tries.until ELSE excluded.until END
    RETURNING count
"""


def line(address: str) -> str:
    """What counts as one place that asks: of IPv6 the /64 that an ordinary line has to itself, else the address."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    if told.version == 4:
        return address
    if told.ipv4_mapped is not None:
        return str(told.ipv4_mapped)
    return str(ip_network((told, 64), strict=False))


def count(key: str, *, window: timedelta) -> int:
    """Note one try and answer how many there were in the window that is running."""
    return _kept(lambda far: _count_there(far, key, window), lambda: _count_here(key, window))


def _kept(there: Callable[[Any], T], here: Callable[[], T]) -> T:
    """In Redis where there is one and it answers, else in the database."""
    if not settings.REDIS_URL:
        return here()
    shared = import_module("touyan.kernel.shared")  # by name: most towns never need Redis's client
    found: T = shared.asked(lambda: there(shared.client(settings.REDIS_URL)), here)
    return found


def _count_there(far: Any, key: str, window: timedelta) -> int:
    with far.pipeline() as together:
        together.incr(_name(key))
        together.expire(_name(key), window, nx=True)
        return int(together.execute()[0])


def _name(key: str) -> str:
    return f"touyan:tries:{key[:120]}"


def _count_here(key: str, window: timedelta) -> int:
    now = clock.now()
    until, this = (connection.ops.adapt_datetimefield_value(t) for t in (now + window, now))
    # Outside an act too it is a transaction: on SQLite only those wait in the writers' queue.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_COUNT, [key[:120], until, this, this])
        return int(cursor.fetchone()[0])


def refuse_after(limit: int, key: str, *, window: timedelta) -> None:
    """Count a try; TooMany, with the minutes to wait, once there were more than `limit`."""
    if count(key, window=window) > limit:
        raise too_many(key)


def too_many(key: str) -> TooMany:
    seconds = ceil(_kept(lambda far: _left_there(far, key), lambda: _left_here(key))) or 60
    seconds = max(1, seconds)
    left = max(1, round(seconds / 60))
    return TooMany(
        ngettext(
            "That was too often. Please wait a minute and try again.",
            "That was too often. Please wait {minutes} minutes and try again.",
            left,
        ).format(minutes=left),
        seconds=seconds,
    )


def _left_there(far: Any, key: str) -> float:
    return float(max(far.ttl(_name(key)), 0))


def _left_here(key: str) -> float:
    row = Tries.objects.filter(key=key[:120]).first()
    return (row.until - clock.now()).total_seconds() if row else 0.0


def spent(limit: int, key: str) -> bool:
    """Whether the limit has been reached, without counting."""
    return _kept(lambda far: int(far.get(_name(key)) or 0), lambda: _so_far(key)) >= limit


def _so_far(key: str) -> int:
    row = Tries.objects.filter(key=key[:120], until__gt=clock.now()).first()
    return row.count if row else 0


def forget(key: str) -> None:
    _kept(lambda far: int(far.delete(_name(key))), lambda: 0)
    Tries.objects.filter(key=key[:120]).delete()


def sweep() -> int:
    """Drop counters whose window has passed; for the worker."""
    return Tries.objects.filter(until__lt=clock.now()).delete()[0]
