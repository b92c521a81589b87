"""What is done to the primary, and how it is mended."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.cluster import hosts
from bench.cluster.hosts import Host
from bench.cluster.nodes import Nodes


@dataclass(frozen=True)
class Fault:
    name: str
    told: str
    hold: float
    """Seconds until it is mended, long enough for another node to take over."""
    most: float
    """Seconds without anything acknowledged that are promised; 0 where nothing is."""
    do: Callable[[Nodes, Host], object]
    undo: Callable[[Nodes, Host], object] = lambda _nodes, _node: None
    needs_spaces: bool = False
    needs_disk: bool = False


def _kill_host(_nodes: Nodes, node: Host) -> None:
    hosts.send(node, signal.SIGKILL)


def _pause(_nodes: Nodes, node: Host) -> None:
    hosts.send(node, signal.SIGSTOP)


def _wake(_nodes: Nodes, node: Host) -> None:
    hosts.send(node, signal.SIGCONT)


def _pause_keeper(nodes: Nodes, _node: Host) -> None:
    hosts.send(nodes.leading_keeper(), signal.SIGSTOP)


def _wake_keepers(nodes: Nodes, _node: Host) -> None:
    for keeper in nodes.net.keepers:
        hosts.send(keeper, signal.SIGCONT)


FILLED = "filled-by-the-trial"


def _fill(_nodes: Nodes, node: Host) -> None:
    """Take every block that is left on the node's disk, again and again while the server frees some."""
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        left = os.statvfs(node.folder)
        with (node.folder / FILLED).open("ab") as file:
            try:
                os.posix_fallocate(
                    file.fileno(), file.tell(), max(left.f_bavail * left.f_frsize, 4096)
                )
            except OSError:
                time.sleep(0.1)


def _empty(nodes: Nodes, node: Host) -> None:
    """The operator makes room, and starts again what had ended for want of it."""
    (node.folder / FILLED).unlink(missing_ok=True)
    said = [words for _process, words in hosts.processes(node)]
    if not any("patroni.yml" in words for words in said):
        nodes.start_patroni(node)


FAULTS = (
    Fault("postgres", "PostgreSQL killed (-9)", 10, 10, Nodes.kill_postgresql),
    Fault("host", "its whole host killed (-9)", 32, 30, _kill_host, Nodes.start_patroni),
    Fault("pause", "its host paused (SIGSTOP), then awake", 34, 30, _pause, _wake),
    Fault("etcd", "the host that leads etcd paused, then awake", 34, 30, _pause_keeper, _wake_keepers),
    Fault(
        "cut", "its links cut both ways, then mended", 34, 30,
        lambda nodes, node: hosts.cut(nodes.net, node),
        lambda nodes, node: hosts.mend(nodes.net, node), needs_spaces=True,
    ),
    Fault(
        "one-way", "cut from its peers, the town still reaches it", 34, 30,
        lambda nodes, node: hosts.part(nodes.net, node),
        lambda nodes, node: hosts.join(nodes.net, node), needs_spaces=True,
    ),
    Fault("disk", "its disk full", 34, 0, _fill, _empty, needs_disk=True),
)  # fmt: skip
