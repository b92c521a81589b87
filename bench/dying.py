"""A town on SQLite whose writer is killed again and again, whose disk is full, whose clock is set back.

The writer is forked, so that a thousand deaths cost no thousand starts. It places orders with photos
through the product's own acts and says each number through a pipe once the act has returned: that is
what was acknowledged.
"""

import io
import os
import random
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from PIL import Image

from touyan.kernel import clock, evidence, journal
from touyan.orders.acts import VISITOR, Leaves, place
from touyan.orders.models import Order
from touyan.town.reads import home_town, villages

LOOK_EVERY = 50
"""Kills between two full replays of the journal."""
BACK = timedelta(days=2)


def main(kills: int, most_seconds: float = 0.3) -> dict[str, Any]:
    """What was acknowledged, lost and found wrong over all faults."""
    if connection.vendor != "sqlite":
        raise SystemExit("This trial is about SQLite; make cluster is PostgreSQL's.")
    photo = _photo()
    each = {
        "killed": _killed(kills, most_seconds, photo),
        "clock_set_back": _set_back(photo),
        "disk_full": _full(photo),
    }
    return {
        **each,
        "faults": sum(len(one["faults"]) for one in each.values()),
        "lost": sum(one["lost"] for one in each.values()),
    }


def _photo() -> evidence.Photo:
    data = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(data, "JPEG")
    data.seek(0)
    return evidence.reencoded(data)


def _write(say: Callable[[int], None], photo: evidence.Photo, number: int) -> None:
    """Place one order after another, each with a photo, until something ends it."""
    town = home_town()
    assert town is not None
    there = list(villages(town))
    while True:
        number += 1
        order = place(
            by=VISITOR, village=there[number % len(there)], words=f"第{number}次，路灯不亮。",
            leaves=Leaves(name="许安然", phone=f"139{number:08d}", anonymous=False),
        ).about  # fmt: skip
        evidence.keep(photo, owner=f"order:{order.pk}", by="visitor", town_code=town.code)
        say(order.pk)


def _forked(work: Callable[[Callable[[int], None]], None]) -> tuple[int, int]:
    """(process, the pipe it speaks through). The connection is closed before: nothing is shared."""
    connection.close()
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read

    def say(number: int) -> None:
        os.write(write, f"{number}\n".encode())

    with suppress(BaseException):
        work(say)
    os._exit(1)


def _said(pipe: int) -> set[int]:
    with os.fdopen(pipe) as file:
        return {int(line) for line in file.read().split("\n")[:-1]}


def _killed(kills: int, most_seconds: float, photo: evidence.Photo) -> dict[str, Any]:
    chance = random.Random(1)  # noqa: S311 - the same moments every time
    acknowledged: set[int] = set()
    faults: list[str] = []
    begun = time.monotonic()
    for number in range(1, kills + 1):
        child, pipe = _forked(lambda say, n=number: _write(say, photo, n * 1000))  # type: ignore[misc]
        time.sleep(chance.uniform(0.02, most_seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged |= _said(pipe)
        if number % LOOK_EVERY == 0 or number == kills:
            faults += _wrong()
    took = round(time.monotonic() - begun, 1)
    return {"kills": kills, "seconds": took, **_counted(acknowledged, faults)}


def _set_back(photo: evidence.Photo, seconds: float = 1.0) -> dict[str, Any]:
    """Two writers side by side, one of them two days in the past, both killed."""

    def late(say: Callable[[int], None]) -> None:
        with clock.at(clock.now() - BACK):
            _write(say, photo, 9_100_000)

    writers = [_forked(lambda say: _write(say, photo, 9_000_000)), _forked(late)]
    time.sleep(seconds)
    acknowledged: set[int] = set()
    for child, pipe in writers:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged |= _said(pipe)
    return _counted(acknowledged, list(_wrong()))


def _full(photo: evidence.Photo) -> dict[str, Any]:
    """The file may not grow any more: an error, not a death; reads go on, and writes once there is room."""
    size = os.path.getsize(connection.settings_dict["NAME"])  # noqa: PTH202

    def limited(say: Callable[[int], None]) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, size + 200_000))
        with suppress(DatabaseError, OSError):
            _write(say, photo, 9_200_000)
        if Order.objects.count():  # who only reads notices nothing
            os._exit(0)

    child, pipe = _forked(limited)
    acknowledged = _said(pipe)
    _, status = os.waitpid(child, 0)
    faults = list(_wrong())
    if os.waitstatus_to_exitcode(status):
        faults.append("nothing could be read while the disk was full")
    again, pipe = _forked(lambda say: _write(say, photo, 9_300_000))
    time.sleep(0.5)
    os.kill(again, signal.SIGKILL)
    os.waitpid(again, 0)
    afterwards = _said(pipe)
    if not afterwards:
        faults.append("nothing could be written once there was room again")
    return _counted(acknowledged | afterwards, faults + list(_wrong()))


def _wrong() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        told = [str(row[0]) for row in cursor.fetchall()]
    return [*(line for line in told if line != "ok"), *journal.faults()]


def _counted(acknowledged: set[int], faults: list[str]) -> dict[str, Any]:
    there = set(Order.objects.values_list("pk", flat=True))
    return {
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - there),
        "faults": faults[:20],
    }
