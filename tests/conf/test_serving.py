"""`touyan serve`: pages and worker out of one load of the code, together in memory, together at the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bench.machine import ROOT
from bench.memory import held
from bench.serving import _wait, free_port
from tests import migrated
from touyan.conf import environment

MOST_MEGABYTES = 400
"""For the pages, the worker and what it starts, counting once what they share."""


@pytest.fixture
def serving(request, tmp_path):
    """A served town without an order, under a test's own settings; ended by force if a test leaves it."""
    var, log, port = tmp_path / "var", tmp_path / "log", free_port()
    var.mkdir()
    (var / "static").mkdir()
    migrated.copy_to(var / "touyan.sqlite3")
    own = {name: value for name, value in os.environ.items() if not name.startswith("TOUYAN_")}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "touyan", "serve", "--port", str(port)],
            cwd=ROOT, stdout=output, stderr=output, start_new_session=True,
            env=own | getattr(request, "param", {}) | {"TOUYAN_HOME": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "touyan.conf.settings"},
        )  # fmt: skip
    try:
        _wait(server, port, str(log))
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]


def is_alone(session: int) -> bool:
    """Whether no process of that session is left, waiting a little for the last to go."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if not held(session)["processes"]:
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
def test_the_whole_town_shares_its_memory_and_ends_together(serving):
    first = held(serving.pid)
    assert first["processes"] >= 4  # itself, two for pages, the worker
    assert first["pss_mb"] <= MOST_MEGABYTES
    assert first["pss_mb"] < first["rss_mb"] / 1.5
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(30) == 0
    assert is_alone(serving.pid)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
def test_a_worker_that_dies_takes_the_pages_with_it_and_the_end_is_no_success(serving):
    worker = min(children(serving.pid))  # it was forked first
    os.kill(worker, signal.SIGKILL)
    assert serving.wait(30) == 128 + signal.SIGKILL
    assert is_alone(serving.pid)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("serving", [{"TOUYAN_TASKS": "elsewhere"}], indirect=True)
def test_pages_whose_tasks_are_done_elsewhere_have_no_worker(serving):
    assert len(children(serving.pid)) == 2


def test_who_does_the_tasks_is_one_of_two(monkeypatch):
    monkeypatch.setenv("TOUYAN_TASKS", "sometimes")
    with pytest.raises(environment.Unsafe, match="here or elsewhere"):
        environment.tasks_are_here()


@pytest.mark.django_db
def test_a_port_that_is_taken_is_refused_in_a_sentence_even_by_one_who_would_share_it():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"127.0.0.1:{port} .*是否已在运行"):
            call_command("serve", port=port)
