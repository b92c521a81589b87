"""`touyan serve`: the pages and the background worker, until it is told to stop."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from argparse import ArgumentParser
from importlib import import_module
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.urls import get_resolver
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from touyan.conf.commands import TownCommand
from touyan.orders.demo import PASSWORD
from touyan.town.reads import demonstration_logins

log = logging.getLogger("touyan.serve")


class Command(TownCommand):
    help = "Serve the pages, with the background worker beside them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument(
            "--without-work", action="store_true", help="`touyan work` runs elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION and demonstration_logins():
            raise CommandError(
                _("This database holds demonstration accounts with a public password. Use another one.")
            )  # fmt: skip
        _refuse_taken(options["host"], options["port"])
        self._welcome(f"http://{options['host']}:{options['port']}")
        for old in settings.MEASURED_IN.glob("*.db"):  # of processes that are gone
            old.unlink()
        self._loaded()
        if options["without_work"] or not settings.TASKS_HERE:
            self._pages(options)
        else:
            self._both(options)

    def _welcome(self, address: str) -> None:
        """The addresses, and the accounts of the demonstration where there are any."""
        self.stdout.write(_("Residents  {address}").format(address=f"{address}/"))
        self.stdout.write(_("The desk   {address}").format(address=f"{address}/desk/"))
        if logins := demonstration_logins():
            told = _("Accounts   {logins}; password {password}")
            self.stdout.write(told.format(logins=" ".join(logins), password=PASSWORD))
        self.stdout.write(_("Stop with Ctrl-C."))
        self.stdout.flush()

    def _loaded(self) -> None:
        """Load everything here and set it apart: what is forked shares it, and memory is paid for once."""
        import_module("touyan.conf.wsgi")
        get_resolver().url_patterns  # noqa: B018 - its first reading loads every page's code
        connections.close_all()  # a connection belongs to one process
        if sys.platform == "linux":
            multiprocessing.set_start_method("fork", force=True)
        gc.collect()
        gc.freeze()

    def _pages(self, options: dict[str, Any]) -> None:
        Server(
            "touyan.conf.wsgi:application", address=options["host"], port=options["port"],
            interface=Interfaces.WSGI, workers=options["workers"], blocking_threads=2,
            backpressure=256, websockets=False, log_level=LogLevels.warning,
            static_path_route=["/static"], static_path_mount=[settings.STATIC_ROOT],
            static_path_expires=31536000, workers_kill_timeout=5,
        ).serve()  # fmt: skip

    def _both(self, options: dict[str, Any]) -> None:
        """The pages and the worker; when one ends, or we are told to stop, both end."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        worker = _Worker()
        try:
            self._pages(options)
        finally:
            code = worker.end()
        sys.exit(code)


def _refuse_taken(host: str, port: int) -> None:
    """Pages would share a port with those of another town, without a word, and take turns with them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            why = _(
                "Nothing can be served at {place} ({why}). Is the town running already?"
                " Stop that first, or name another with --port."
            )
            place = f"{host}:{port}"
            raise CommandError(why.format(place=place, why=error.strerror)) from error


class _Worker:
    """`touyan work`, forked from here. When it ends by itself, the pages end too."""

    def __init__(self) -> None:
        self.pid, self.code = os.fork(), 0
        if not self.pid:
            self._work()
        self.watch = threading.Thread(target=self._wait, daemon=True)
        self.watch.start()

    def end(self) -> int:
        """Tell it to stop, wait until it has; how it ended."""
        if self.watch.is_alive():
            os.kill(self.pid, signal.SIGTERM)
        self.watch.join()
        return self.code

    def _wait(self) -> None:
        _pid, status = os.waitpid(self.pid, 0)
        # 128 + the signal's number, as a shell tells it
        code = os.waitstatus_to_exitcode(status)
        self.code = code if code >= 0 else 128 - code
        os.kill(os.getpid(), signal.SIGTERM)

    def _work(self) -> NoReturn:
        code = 1
        try:
            call_command("work")
            code = 0
        except Exception:
            log.exception("the worker ended")
        finally:
            os._exit(code)
