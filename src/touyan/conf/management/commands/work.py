"""`touyan work`: what the clock does by itself."""

import logging
import signal
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection

from touyan.conf.commands import TownCommand
from touyan.conf.outage import is_outage
from touyan.conf.reader import ReadingFailed
from touyan.conf.wiring import BY_THE_CLOCK
from touyan.kernel import runs
from touyan.kernel.postgresql.base import Patience

log = logging.getLogger("touyan.work")
NOTED_EVERY = 300
"""Seconds between two notes that a task goes well: it costs a write."""

BACK_OFF = (2, 5, 10)
"""Seconds between two questions whether the database is there again; the last one from then on."""
PATIENCE = 300.0
"""Seconds that one statement may take here: a database that is paused is no reason to stand still for ever."""


class Command(TownCommand):
    help = "Run what is due by the clock, again and again; --once runs everything a single time."
    going = True
    outages = 0
    """How many tasks in turn met a database that did not answer."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.noted: dict[str, float] = {}

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for _seconds, task in BY_THE_CLOCK:
                self._run(task)
            return
        Patience.seconds = PATIENCE
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "going", False))
        signal.signal(signal.SIGINT, lambda *_: setattr(self, "going", False))
        due = {task: time.monotonic() for _seconds, task in BY_THE_CLOCK}
        while self.going:
            for seconds, task in BY_THE_CLOCK:
                if self.going and time.monotonic() >= due[task] and self._run(task):
                    due[task] = time.monotonic() + seconds
            time.sleep(1)

    def _run(self, task: Any) -> bool:
        """Whether the task had its turn. Its failure is told and does not stop the others."""
        name, begun = f"{task.__module__.split('.')[1]}.{task.__name__}", time.monotonic()
        try:
            done = task()
            self.outages = 0
            if done:
                log.info("%s: %s", task.__name__, done)
            if begun - self.noted.get(name, -NOTED_EVERY) >= NOTED_EVERY:
                runs.went_well(name, time.monotonic() - begun)
                self.noted[name] = begun
        except Exception as error:
            connection.close()
            if is_outage(error):
                self._wait(task, error)
                return False
            # What went wrong in a process of its own has its traceback there.
            whole = not isinstance(error, ReadingFailed)
            log.error("%s failed; it will be tried again", task.__name__, exc_info=whole)
            self._note_failure(name, time.monotonic() - begun, error)
        return True

    def _note_failure(self, name: str, seconds: float, error: Exception) -> None:
        self.noted.pop(name, None)
        with suppress(DatabaseError):
            runs.failed(name, seconds, type(error).__name__)

    def _wait(self, task: Any, error: Exception) -> None:
        """One line an attempt, no traceback: the operator knows, and the task stays due."""
        seconds = BACK_OFF[min(self.outages, len(BACK_OFF) - 1)]
        self.outages += 1
        log.warning(
            "%s waits %s s: the database does not answer (%s)",
            task.__name__,
            seconds,
            type(error).__name__,
        )
        ends = time.monotonic() + seconds
        while self.going and time.monotonic() < ends:
            time.sleep(0.2)
