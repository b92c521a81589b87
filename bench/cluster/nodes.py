"""Three PostgreSQL nodes under Patroni, with etcd: from the very files that deploy/patroni/ recommends."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from bench.cluster import hosts
from bench.cluster.hosts import Host, Network
from bench.machine import ROOT
from tools import with_postgres

PASSWORD = "only-in-this-trial"  # noqa: S105 (nobody reaches these hosts)
DEPLOY = ROOT / "deploy" / "patroni"


class Missing(Exception):
    """This machine cannot run the trial; the text says why."""


@dataclass(frozen=True)
class Programs:
    """Where things are that the trial starts."""

    python: str
    site: Path
    """Patroni's packages; readable by the user that PostgreSQL runs as."""
    etcd: str
    binaries: Path
    user: str

    @property
    def as_user(self) -> list[str]:
        if os.geteuid():
            return []
        return ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]

    def environment(self) -> dict[str, str]:
        path = f"{self.binaries}:{os.environ.get('PATH', '/usr/bin:/bin')}"
        return {"PATH": path, "PYTHONPATH": str(self.site), "LANG": "C.UTF-8", "HOME": "/tmp"}  # noqa: S108


def programs(site: Path, python: str, etcd: str) -> Programs:
    try:
        owner, binaries = with_postgres.owner(), with_postgres.binaries()
    except with_postgres.Missing as missing:
        raise Missing(str(missing)) from missing
    user = owner.pw_name if owner else pwd.getpwuid(os.geteuid()).pw_name
    return Programs(python, site, etcd, binaries, user)


class Nodes:
    """What runs on the three hosts, and how it is."""

    def __init__(self, net: Network, tools: Programs) -> None:
        self.net, self.tools = net, tools

    def begin(self) -> None:
        for keeper in self.net.keepers:
            self._prepare(keeper, "etcd.yml")
            hosts.start(keeper, [self.tools.etcd, "--config-file", "etcd.yml"], "etcd.log")
        time.sleep(2)
        for node in self.net.nodes:
            self._prepare(node, "patroni.yml")
            self.start_patroni(node)

    def _prepare(self, host: Host, name: str) -> None:
        text = Template((DEPLOY / name).read_text(encoding="utf-8"))
        (host.folder / name).write_text(text.substitute(self._words(host)), encoding="utf-8")
        if not os.geteuid():
            shutil.chown(host.folder, self.tools.user, self.tools.user)

    def _words(self, node: Host) -> dict[str, str]:
        first, second, third = (one.address for one in self.net.nodes)
        one, two, three = (keeper.address for keeper in self.net.keepers)
        return {
            "NAME": node.name, "ADDRESS": node.address, "NETWORK": self.net.cidr,
            "FIRST": first, "SECOND": second, "THIRD": third,
            "ETCD_ONE": one, "ETCD_TWO": two, "ETCD_THREE": three, "DATA": str(node.folder),
            "BINARIES": str(self.tools.binaries), "SYSTEM_USER": self.tools.user,
            "ADMIN_PASSWORD": PASSWORD, "REPLICATION_PASSWORD": PASSWORD, "REWIND_PASSWORD": PASSWORD,
            "SHARED_BUFFERS": "64MB", "WAL_KEEP": "192MB", "WAL_MOST": "384MB", "WATCHDOG": "off",
        }  # fmt: skip

    def start_patroni(self, node: Host) -> None:
        command = [self.tools.python, str(self.tools.site / "bin" / "patroni"), "patroni.yml"]
        words = self.tools.environment()
        hosts.start(node, [*self.tools.as_user, *command], "patroni.log", **words)

    # How they are ----------------------------------------------------------------------------

    def ask(self, node: Host, path: str, *more: str) -> Any:
        """What Patroni says at an address; None where it does not."""
        url = f"http://{node.address}:8008{path}"
        command = [*self.net.town.inside, "curl", "-s", "-m", "2", *more, url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        with suppress(ValueError):
            return json.loads(done.stdout)
        return None

    def members(self) -> list[dict[str, Any]]:
        for node in self.net.nodes:
            told = self.ask(node, "/cluster")
            if told:
                return list(told["members"])
        return []

    def leader(self) -> Host:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            for member in self.members():
                if member["role"] == "leader" and member["state"] == "running":
                    return next(n for n in self.net.nodes if n.name == member["name"])
            time.sleep(0.5)
        raise Missing("no node leads")

    def is_healthy(self, synchronous: bool = True) -> bool:
        """One leader, one synchronous standby, three members at work on one timeline; and every node
        says so, the one too that was cut off and has old news."""
        views = [self.ask(node, "/cluster") for node in self.net.nodes]
        return all(view and _is_whole(view["members"], synchronous) for view in views) and (
            len({_leader(view["members"]) for view in views}) == 1
        )

    def heal(self, seconds: float = 120, synchronous: bool = True) -> float | None:
        """How long it took until they were healthy again; None where it took longer."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if self.is_healthy(synchronous):
                return time.monotonic() - begun
            time.sleep(0.5)
        return None

    def synchronous(self, on: bool) -> None:
        """Change it in the cluster's own configuration, as an operator would."""
        wish = json.dumps({"synchronous_mode": on})
        self.ask(self.leader(), "/config", "-X", "PATCH", "-d", wish)

    def found(self) -> None:
        """The town's own role and database on the primary."""
        for words in (
            f"CREATE ROLE touyan LOGIN PASSWORD '{PASSWORD}'",
            "CREATE DATABASE touyan OWNER touyan",
        ):
            self._psql(words)

    def _psql(self, words: str) -> None:
        url = f"postgresql://postgres:{PASSWORD}@{self.leader().address}/postgres"
        self.tool("psql", "-qX", url, "-c", words)

    def tool(self, program: str, *words: str) -> None:
        """One of PostgreSQL's own programs, on the town's host."""
        command = [*self.net.town.inside, str(self.tools.binaries / program), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{program} failed:\n{done.stderr[-2000:]}")

    @property
    def url(self) -> str:
        """As an operator writes it: all three, whichever takes writes."""
        named = ",".join(f"{node.address}:5432" for node in self.net.nodes)
        return f"postgresql://touyan:{PASSWORD}@{named}/touyan?target_session_attrs=read-write"

    # Faults --------------------------------------------------------------------------------------

    def leading_keeper(self) -> Host:
        """The host whose etcd leads the others."""
        endpoints = ",".join(f"http://{keeper.address}:2379" for keeper in self.net.keepers)
        done = subprocess.run(
            [*self.net.town.inside, "etcdctl", "--endpoints", endpoints, "endpoint", "status", "-w", "json"],
            env={**os.environ, "ETCDCTL_API": "3"}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = json.loads(done.stdout)
        leads = [one["Status"]["header"]["member_id"] == one["Status"]["leader"] for one in told]
        return self.net.keepers[leads.index(True)]

    def kill_postgresql(self, node: Host) -> int:
        """The server and its children, -9: a crash, a killer of processes out of memory."""
        return hosts.send(node, signal.SIGKILL, "postgres:") + hosts.send(
            node, signal.SIGKILL, str(self.tools.binaries / "postgres")
        )


def _leader(members: list[dict[str, Any]]) -> str:
    return next((str(member["name"]) for member in members if member["role"] == "leader"), "")


def _is_whole(members: list[dict[str, Any]], synchronous: bool) -> bool:
    roles = [member["role"] for member in members]
    return (
        len(members) == 3
        and roles.count("leader") == 1
        and roles.count("sync_standby") == (1 if synchronous else 0)
        and all(member["state"] in {"running", "streaming"} for member in members)
        and len({member.get("timeline") for member in members}) == 1
    )
