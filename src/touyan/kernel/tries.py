"""Slowing down whoever guesses: a counter a key and window, kept in the database so that all workers share it."""

from datetime import timedelta

from django.db import connection
from django.utils.translation import ngettext

from touyan.kernel import clock
from touyan.kernel.models import Tries
from touyan.kernel.refused import TooMany

_COUNT = """
    INSERT INTO kernel_tries (key, until, count) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN kernel_tries.until > %s THEN kernel_tries.count + 1 ELSE 1 END,
        until = CASE WHEN kernel_tries.until > %s THEN kernel_tries.until ELSE excluded.until END
    RETURNING count
"""


def count(key: str, *, window: timedelta) -> int:
    """Note one try and answer how many there were in the window that is running."""
    now = clock.now()
    until, this = (connection.ops.adapt_datetimefield_value(t) for t in (now + window, now))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key[:120], until, this, this])
        return int(cursor.fetchone()[0])


def refuse_after(limit: int, key: str, *, window: timedelta) -> None:
    """Count a try; TooMany, with the minutes to wait, once there were more than `limit`."""
    if count(key, window=window) > limit:
        raise too_many(key)


def too_many(key: str) -> TooMany:
    row = Tries.objects.filter(key=key[:120]).first()
    left = max(1, round((row.until - clock.now()).total_seconds() / 60)) if row else 1
    return TooMany(
        ngettext(
            "That was too often. Please wait a minute and try again.",
            "That was too often. Please wait {minutes} minutes and try again.",
            left,
        ).format(minutes=left)
    )


def spent(limit: int, key: str) -> bool:
    """Whether the limit has been reached, without counting."""
    row = Tries.objects.filter(key=key[:120], until__gt=clock.now()).first()
    return row is not None and row.count >= limit


def forget(key: str) -> None:
    Tries.objects.filter(key=key[:120]).delete()


def sweep() -> int:
    """Drop counters whose window has passed; for the worker."""
    return Tries.objects.filter(until__lt=clock.now()).delete()[0]
