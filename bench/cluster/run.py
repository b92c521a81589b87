"""`make cluster`: the town on three PostgreSQL nodes, real flows over HTTP, and what goes wrong at night.

    python bench/cluster/run.py [--times 1] [--faults postgres,host,pause,etcd,cut,one-way,disk,web,worker]
                                [--control] [--out var/cluster.json] [--add] [--docs]

docs/cluster.md says what is done and how to read it.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Started by its path, Python would look for modules in this folder rather than in the checkout.
sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)

from bench.cluster import disks, hosts, report  # noqa: E402
from bench.cluster.faults import FAULTS, Fault  # noqa: E402
from bench.cluster.lines import read  # noqa: E402
from bench.cluster.nodes import Missing, Nodes, programs  # noqa: E402
from bench.cluster.seed import Seed, seed  # noqa: E402
from bench.cluster.tools import installed  # noqa: E402
from bench.cluster.town import Town  # noqa: E402
from bench.machine import ROOT  # noqa: E402

OF_THE_TOWN = {
    "web": ("web1", "a web process killed (-9)"),
    "worker": ("worker", "the worker killed (-9)"),
}
KNOWN = [fault.name for fault in FAULTS] + list(OF_THE_TOWN)
CONTROL = "one-way"
SETTLE = 4.0
PROMISED = {fault.name: fault.most for fault in FAULTS} | {"web": 10.0, "worker": 10.0}


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Break the cluster, and count.")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--faults", type=lambda text: text.split(","), default=KNOWN)
    parser.add_argument("--control", action="store_true", help="the control alone: it must lose")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "cluster.json")
    parser.add_argument("--add", action="store_true", help="to the runs that the file has")
    parser.add_argument("--docs", action="store_true", help="put the figures into docs/cluster.md")
    parser.add_argument("--home", type=Path, default=Path("/var/tmp/touyan-cluster"))  # noqa: S108 (readable by the user of PostgreSQL)
    wishes = parser.parse_args(given)
    if unknown := set(wishes.faults) - set(KNOWN):
        parser.error(f"unknown faults: {', '.join(sorted(unknown))}")
    return wishes


def say(text: str) -> None:
    print(f"{time.strftime('%X')} {text}", flush=True)


class Trial:
    """A cluster that is up, the town on it, and what can be done to them."""

    def __init__(self, nodes: Nodes, town: Town, skipped: dict[str, str]) -> None:
        self.nodes, self.town, self.skipped = nodes, town, skipped
        self.founded: dict[str, Any] = {}
        self.runs = 0

    def run(self, faults: list[str], times: int, synchronous: bool) -> dict[str, Any]:
        """Let visitors in, do each fault so many times, see them off, and judge."""
        self.runs += 1
        self.town.let_in(self.founded, self.runs)
        time.sleep(SETTLE)
        events = [self._event(name, synchronous) for name in faults for _time in range(times)]
        ended = time.time()
        self.town.see_off()
        lines, verdict = read(self.town.log), self.town.stage("judge", log=str(self.town.log))
        report.judged(events, lines, verdict, ended)
        return {
            "synchronous": synchronous, "events": events, **report.summed(verdict, lines),
            "verdict": verdict, "skipped": self.skipped, "check": self._check(),
        }  # fmt: skip

    def _event(self, name: str, synchronous: bool) -> dict[str, Any]:
        fault = next((fault for fault in FAULTS if fault.name == name), None)
        event = self._to_a_node(fault, synchronous) if fault else self._to_the_town(name)
        healed = (
            "not healthy again"
            if event["heal_s"] is None
            else f"healthy after {event['heal_s']:.1f} s"
        )
        say(f"  {event['told']}: {event['where']} → {event['then']}, {healed}")
        return event

    def _to_a_node(self, fault: Fault, synchronous: bool) -> dict[str, Any]:
        node, begun = self.nodes.leader(), time.time()
        fault.do(self.nodes, node)
        time.sleep(fault.hold)
        fault.undo(self.nodes, node)
        healed = self.nodes.heal(synchronous=synchronous)
        time.sleep(SETTLE)
        return {
            "fault": fault.name, "told": fault.told, "at": begun, "where": node.name,
            "then": self.nodes.leader().name, "heal_s": healed and round(healed, 1),
        }  # fmt: skip

    def _to_the_town(self, name: str) -> dict[str, Any]:
        process, words = OF_THE_TOWN[name]
        begun = time.time()
        self.town.kill(process)
        time.sleep(8)
        return {
            "fault": name,
            "told": words,
            "at": begun,
            "where": "town",
            "then": "town",
            "heal_s": 0.0,
        }

    def _check(self) -> str:
        command = [*self.town.host.inside, sys.executable, "-m", "touyan", "check"]
        done = subprocess.run(
            command, cwd=self.town.host.folder, env=self.town.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return "clean" if done.returncode == 0 else done.stderr[-2000:]


@contextmanager
def trial(home: Path) -> Iterator[Trial]:
    tools = programs(*installed(home))
    reason = hosts.may_have_namespaces()
    folder = home / f"run-{int(time.time())}"
    net = hosts.network(folder, spaced=not reason)
    nodes = Nodes(net, tools)
    skipped = {fault.name: reason for fault in FAULTS if reason and fault.needs_spaces}
    town = Town(net.town, nodes.url)
    try:
        hosts.up(net)
        why_no_disk = next(filter(None, (disks.attach(node.folder) for node in net.nodes)), "")
        if why_no_disk:
            skipped |= {fault.name: why_no_disk for fault in FAULTS if fault.needs_disk}
        made = Trial(nodes, town, skipped)
        begin(made, seed(home))
        yield made
    finally:
        town.end()
        hosts.down(net)
        keep_logs(folder, home / "logs")  # before the nodes' disks are gone
        for node in net.nodes:
            disks.detach(node.folder)
        shutil.rmtree(folder, ignore_errors=True)


def begin(made: Trial, kept: Seed) -> None:
    say("three nodes with Patroni and PostgreSQL, three with etcd …")
    made.nodes.begin()
    healed = made.nodes.heal(120)
    if healed is None:
        logs = [made.town.host.folder.parent / name for name in ("n1/patroni.log", "e1/etcd.log")]
        said = "\n".join(log.read_text()[-1500:] for log in logs if log.exists())
        raise SystemExit(f"The nodes did not become healthy:\n{said}")
    say(f"healthy after {healed:.0f} s; the town is founded …")
    made.nodes.found()
    made.founded = made.town.found(kept, made.nodes)
    made.town.begin()


def keep_logs(folder: Path, logs: Path) -> None:
    """The last run's, for whoever wants to see what happened."""
    shutil.rmtree(logs, ignore_errors=True)
    for log in [*folder.glob("*/*.log"), *folder.glob("*/*.jsonl")]:
        target = logs / log.parent.name / log.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(log, target)


def main(given: list[str]) -> int:
    wishes = arguments(given)
    wrong: list[str] = []
    try:
        with trial(wishes.home) as made:
            for name, why in made.skipped.items():
                say(f"SKIPPED {name}: {why}")
            faults = [name for name in wishes.faults if name not in made.skipped]
            if wishes.control:
                made.nodes.synchronous(False)
                time.sleep(10)
                faults = [name for name in [CONTROL] if name not in made.skipped]
            say(f"{', '.join(faults)}; {wishes.times} times each …")
            run = made.run(faults, wishes.times, synchronous=not wishes.control)
            wrong = report.broken(run, PROMISED)
    except Missing as missing:
        say(f"SKIPPED: {missing}")
        return 0
    runs = report.kept(wishes.out, run, wishes.add)
    print(f"\n{report.told(runs)}\n\n{summary(run)}")
    if wishes.docs:
        report.publish(runs)
    print("\n".join(f"DOES NOT HOLD: {line}" for line in wrong) or "Everything held.")
    return 1 if wrong else 0


def summary(run: dict[str, Any]) -> str:
    said = ", ".join(f"{count:,} × {kind}" for kind, count in run["acknowledged"].items())
    return (
        f"Acknowledged: {said}. Lost {run['lost']}, doubled {run['doubled']}, refused {run['refused']}; "
        f"{run['repeated_on_purpose']} repeated on purpose, {run['repeated_answered_otherwise']} of them answered "
        f"otherwise; begun and never acknowledged {run['never_acknowledged']}. touyan check: {run['check']}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
