"""`touyan work`: what the clock does by itself."""

import logging
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from touyan.conf.wiring import BY_THE_CLOCK

log = logging.getLogger("touyan.work")


class Command(BaseCommand):
    help = "Run what is due by the clock, again and again; --once runs everything a single time."
    going = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for _seconds, task in BY_THE_CLOCK:
                self._run(task)
            return
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "going", False))
        signal.signal(signal.SIGINT, lambda *_: setattr(self, "going", False))
        due = {task: time.monotonic() for _seconds, task in BY_THE_CLOCK}
        while self.going:
            for seconds, task in BY_THE_CLOCK:
                if self.going and time.monotonic() >= due[task]:
                    self._run(task)
                    due[task] = time.monotonic() + seconds
            time.sleep(1)

    def _run(self, task: Any) -> None:
        """One task's failure is told and does not stop the others."""
        try:
            done = task()
            if done:
                log.info("%s: %s", task.__name__, done)
        except Exception:
            log.exception("%s failed; it will be tried again", task.__name__)
            close_old_connections()
            connection.close()
