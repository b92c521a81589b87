"""The real server, as `touyan serve` starts it: granian with two workers, and the background worker."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

from bench import spent
from bench.machine import ROOT

LONGEST_START = 90


@dataclass(frozen=True)
class Server:
    port: int
    session: int
    """All its processes are in one session, and nothing else is."""

    def cpu(self) -> float:
        """Seconds of processor time that the server's processes have used (not a PostgreSQL's)."""
        return spent.of_session(self.session)

    def costs(self) -> "Costs":
        """Begin to count what is spent from now on."""
        return Costs(self, self.cpu(), _of_database())


@dataclass(frozen=True)
class Costs:
    """Processor time since a moment, the town's own and its database server's."""

    server: Server
    own: float
    database: float

    def each(self, count: int) -> dict[str, float]:
        """Milliseconds for each of so many; on SQLite the database's work is in the town's own."""
        own, database = self.server.cpu() - self.own, _of_database() - self.database
        return {
            name: round(seconds * 1000 / max(1, count), 2)
            for name, seconds in (("cpu_ms", own), ("database_cpu_ms", database))
        }


def _of_database() -> float:
    return spent.of_postgresql(os.environ.get("DATABASE_URL", ""))


@contextmanager
def served(log: str) -> Iterator[Server]:
    """Serve this process's home (its environment names it) on a port of its own."""
    port = free_port()
    with open(log, "ab") as output:  # noqa: PTH123 (a name from the caller's own folder)
        server = subprocess.Popen(
            [sys.executable, "-m", "touyan", "serve", "--port", str(port)],
            cwd=ROOT, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(server, port, log)
        yield Server(port, server.pid)
    finally:
        stop(server)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=5)


def _wait(server: subprocess.Popen[bytes], port: int, log: str) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), closing(_connection(port)) as asked:
            asked.request("GET", "/readyz")
            if asked.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"The server did not start; it said:\n{_tail(log)}")


def _tail(log: str) -> str:
    with open(log, encoding="utf-8") as file:  # noqa: PTH123
        return "".join(file.readlines()[-20:])


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
