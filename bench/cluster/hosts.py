"""Seven hosts on one machine, each a network namespace: three databases, three that keep etcd, and the town with its visitors.

Where namespaces are refused, the hosts are addresses of the loopback: processes can still be killed
and paused, links cannot be cut. A process belongs to the host in whose folder it works.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SPACE = "touyan-"
BRIDGE = "bridge"


@dataclass(frozen=True)
class Host:
    name: str
    address: str
    folder: Path
    spaced: bool
    """Whether it is a namespace, so that its links can be cut."""

    @property
    def space(self) -> str:
        return f"{SPACE}{self.name}"

    @property
    def inside(self) -> list[str]:
        """What goes before a command to run it on this host."""
        return ["ip", "netns", "exec", self.space] if self.spaced else []


@dataclass(frozen=True)
class Network:
    nodes: tuple[Host, Host, Host]
    keepers: tuple[Host, Host, Host]
    """Of etcd, which says who leads."""
    town: Host
    cidr: str
    spaced: bool

    @property
    def hosts(self) -> tuple[Host, ...]:
        return (*self.nodes, *self.keepers, self.town)


def may_have_namespaces() -> str:
    """Why this machine has no namespaces for us; "" where it has."""
    if os.geteuid():
        return "network namespaces need root"
    tried = subprocess.run(
        ["ip", "netns", "add", f"{SPACE}try"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return f"network namespaces are refused: {tried.stderr.strip()}"
    _ip("netns", "del", f"{SPACE}try")
    return ""


def network(folder: Path, spaced: bool) -> Network:
    net = "10.78.0" if spaced else "127.78.0"
    made = [
        Host(name, f"{net}.{last}", folder / name, spaced)
        for name, last in (
            ("n1", 11), ("n2", 12), ("n3", 13), ("e1", 21), ("e2", 22), ("e3", 23), ("town", 1),
        )
    ]  # fmt: skip
    for host in made:
        host.folder.mkdir(parents=True, exist_ok=True)
    nodes, keepers = (made[0], made[1], made[2]), (made[3], made[4], made[5])
    # On the loopback everybody calls from 127.0.0.1.
    cidr = f"{net}.0/24" if spaced else "127.0.0.0/8"
    return Network(nodes, keepers, made[6], cidr, spaced)


def up(net: Network) -> None:
    """A bridge that lives in the town's namespace joins them: this machine's own network is not touched."""
    if not net.spaced:
        return
    town = net.town.space
    _ip("netns", "add", town)
    _ip("-n", town, "link", "set", "lo", "up")
    _ip("-n", town, "link", "add", BRIDGE, "type", "bridge")
    _ip("-n", town, "addr", "add", f"{net.town.address}/24", "dev", BRIDGE)
    _ip("-n", town, "link", "set", BRIDGE, "up")
    for node in (*net.nodes, *net.keepers):
        _ip("netns", "add", node.space)
        _ip("-n", node.space, "link", "set", "lo", "up")
        _ip(
            "link", "add", "eth0", "netns", node.space, "type", "veth",
            "peer", "name", node.name, "netns", town,
        )  # fmt: skip
        _ip("-n", town, "link", "set", node.name, "master", BRIDGE)
        _ip("-n", town, "link", "set", node.name, "up")
        _ip("-n", node.space, "addr", "add", f"{node.address}/24", "dev", "eth0")
        _ip("-n", node.space, "link", "set", "eth0", "up")


def down(net: Network) -> None:
    """End what runs on our hosts, and the hosts."""
    for host in net.hosts:
        for number in (signal.SIGCONT, signal.SIGTERM, signal.SIGKILL):
            send(host, number)
            time.sleep(0.3)
    if net.spaced:
        for host in net.hosts:
            _ip("netns", "del", host.space, check=False)


def start(host: Host, command: list[str], log: str, **more: str) -> subprocess.Popen[bytes]:
    """A process on a host, in its folder, in a session of its own; `more` is added to its environment."""
    with (host.folder / log).open("ab") as output:
        return subprocess.Popen(
            [*host.inside, *command], cwd=host.folder, env={**os.environ, **more},
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip


def processes(host: Host) -> Iterator[tuple[int, str]]:
    """The numbers and command lines of what works in the host's folder or below it."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                where = (folder / "cwd").readlink()
                if where.is_relative_to(host.folder):
                    said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    yield int(folder.name), said.strip()


def send(host: Host, number: int, only: str = "") -> int:
    """Signal every process of the host, or those whose command line names `only`; how many they were."""
    found = [process for process, said in processes(host) if only in said]
    for process in found:
        with suppress(ProcessLookupError):
            os.kill(process, number)
    return len(found)


def cut(net: Network, node: Host) -> None:
    """Nobody reaches the node, and it reaches nobody."""
    _ip("-n", net.town.space, "link", "set", node.name, "down")


def mend(net: Network, node: Host) -> None:
    _ip("-n", net.town.space, "link", "set", node.name, "up")


def part(net: Network, node: Host) -> None:
    """The node reaches neither its peers nor etcd, and they do not reach it; the town reaches them all."""
    _routes(net, node, "add")


def join(net: Network, node: Host) -> None:
    _routes(net, node, "del")


def _routes(net: Network, node: Host, verb: str) -> None:
    for other in (*net.nodes, *net.keepers):
        if other != node:
            for here, there in ((node, other), (other, node)):
                _ip(
                    "-n", here.space, "route", verb, "blackhole", f"{there.address}/32", check=False
                )


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=True)
