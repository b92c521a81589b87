"""`touyan serve`: the pages and the background worker, until it is told to stop."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from touyan.orders.demo import PASSWORD
from touyan.town.reads import demonstration_logins


class Command(BaseCommand):
    help = "Serve the pages, with the background worker beside them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and demonstration_logins():
            raise CommandError(
                "This database holds demonstration accounts with a public password. Use another one."
            )
        self._welcome(f"http://{options['host']}:{options['port']}")
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options["host"],
            "--port", str(options["port"]), "--workers", str(options["workers"]),
            "--blocking-threads", "2", "--backpressure", "256", "--no-ws", "--log-level", "warning",
            "--static-path-route", "/static", "--static-path-mount", str(settings.STATIC_ROOT),
            "--static-path-expires", "31536000", "--workers-kill-timeout", "5",
            "touyan.conf.wsgi:application",
        ]  # fmt: skip
        self._together(command, [sys.executable, "-m", "touyan", "work"])

    def _welcome(self, address: str) -> None:
        """The addresses, and the accounts of the demonstration where there are any."""
        self.stdout.write(f"Residents  {address}/")
        self.stdout.write(f"The desk   {address}/desk/")
        logins = demonstration_logins()
        if logins:
            self.stdout.write(f"Accounts   {' '.join(logins)}; password {PASSWORD}")
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()

    def _together(self, *commands: list[str]) -> None:
        """Run all; when one ends, or we are told to stop, all end."""
        children = [subprocess.Popen(command) for command in commands]  # noqa: S603 - our own words

        def stop(_signal: int, _frame: FrameType | None) -> None:
            for child in children:
                child.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        for child in children:
            child.terminate()
        codes = [child.wait() for child in children]
        sys.exit(max(0, *codes))
