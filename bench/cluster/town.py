"""The application on the cluster: two web processes and a worker, started again when they die, and its visitors."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.cluster import hosts
from bench.cluster.hosts import Host
from bench.cluster.nodes import Nodes
from bench.cluster.seed import Seed
from bench.machine import ROOT

PORTS = (8161, 8162)
STARTED_AGAIN = 1.0
"""Seconds, as systemd's Restart=always with RestartSec=1 would take."""


class Town:
    def __init__(self, host: Host, url: str) -> None:
        self.host, self.log = host, host.folder / "acknowledged.jsonl"
        own = {n: v for n, v in os.environ.items() if not n.startswith("TOUYAN_")}
        self.environment = {
            **own, "TOUYAN_HOME": str(host.folder), "DATABASE_URL": url, "TOUYAN_PROXY_HOPS": "1",
            "TOUYAN_SECRET_KEY": secrets.token_urlsafe(60), "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = threading.Event()
        self.visitors: subprocess.Popen[bytes] | None = None

    # Before anybody comes ----------------------------------------------------------------------

    def found(self, seed: Seed, nodes: Nodes) -> dict[str, Any]:
        """Migrated and founded on this very cluster, or put back from one that was."""
        static = self.host.folder / "var" / "static"
        if seed.is_there:
            self.environment["TOUYAN_SECRET_KEY"], founded = seed.told()
            nodes.tool(
                "pg_restore", "--no-owner", "--exit-on-error", "-d", nodes.url, str(seed.dump)
            )
            shutil.copytree(seed.folder / "static", static)
            return founded
        self.touyan("migrate", "--verbosity", "0")
        self.touyan("collectstatic", "--no-input", "--verbosity", "0")
        founded = dict(self.stage("founding"))
        nodes.tool("pg_dump", "-Fc", "-f", str(seed.dump), nodes.url)
        seed.keep(static, self.environment["TOUYAN_SECRET_KEY"], founded)
        return founded

    def touyan(self, *words: str) -> str:
        return self._run("-m", "touyan", *words)

    def stage(self, name: str, **wishes: Any) -> Any:
        return json.loads(self._run("-m", "bench.stage", f"cluster.{name}", json.dumps(wishes)))

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [*self.host.inside, sys.executable, *words], cwd=self.host.folder, env=self.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{' '.join(words[:3])} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    # While they are here -----------------------------------------------------------------------

    def begin(self) -> None:
        for number, port in enumerate(PORTS, 1):
            self.running[f"web{number}"] = self._start(f"web{number}", self._pages(port))
        self.running["worker"] = self._start("worker", ["-m", "touyan", "work"])
        threading.Thread(target=self._watch, daemon=True).start()
        for port in PORTS:
            self._await(port)

    def _pages(self, port: int) -> list[str]:
        return [
            "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--blocking-threads", "2", "--backpressure", "256", "--no-ws",
            "--log-level", "warning", "--workers-kill-timeout", "5", "touyan.conf.wsgi:application",
        ]  # fmt: skip

    def _start(self, name: str, words: list[str]) -> subprocess.Popen[bytes]:
        return hosts.start(self.host, [sys.executable, *words], f"{name}.log", **self.environment)

    def _watch(self) -> None:
        """What an init system does: whatever has died is started again."""
        commands = {f"web{n}": self._pages(port) for n, port in enumerate(PORTS, 1)}
        commands["worker"] = ["-m", "touyan", "work"]
        while not self.stopping.wait(0.2):
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self.stopping.wait(STARTED_AGAIN):
                    self.running[name] = self._start(name, commands[name])

    def _await(self, port: int) -> None:
        ends = time.monotonic() + 90
        command = [
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            f"http://127.0.0.1:{port}/readyz",
        ]
        while time.monotonic() < ends:
            said = subprocess.run(
                [*self.host.inside, *command], capture_output=True, text=True, check=False
            )
            if said.stdout == "200":
                return
            time.sleep(0.5)
        raise SystemExit(
            f"The town does not answer:\n{(self.host.folder / 'web1.log').read_text()[-2000:]}"
        )

    def kill(self, name: str) -> None:
        """-9, with everything that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)

    def let_in(self, founded: dict[str, Any], seed: int) -> None:
        """The visitors begin; a run of theirs has a log of its own."""
        self.log = self.host.folder / f"acknowledged-{seed}.jsonl"
        wishes = {
            **founded, "addresses": [f"127.0.0.1:{port}" for port in PORTS], "log": str(self.log),
            "seed": seed,
        }  # fmt: skip
        command = [sys.executable, "-m", "bench.cluster.load", json.dumps(wishes)]
        self.visitors = hosts.start(self.host, command, "load.log", **self.environment)
        ends = time.monotonic() + 60
        while time.monotonic() < ends and not (
            self.log.exists() and self.log.stat().st_size > 2000
        ):
            time.sleep(0.2)

    def see_off(self) -> None:
        """They finish what they have begun, and go."""
        if self.visitors is not None:
            self.visitors.terminate()
            self.visitors.wait(150)
            self.visitors = None

    def end(self) -> None:
        self.stopping.set()
        for process in self.running.values():
            process.terminate()

    def tail(self, name: str) -> str:
        log = Path(self.host.folder / f"{name}.log")
        return log.read_text(encoding="utf-8", errors="replace")[-1500:] if log.exists() else ""
