"""What the trial needs beside Python and PostgreSQL: etcd and etcdctl from Debian, Patroni from its lock."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.cluster.etcd import etcd
from bench.cluster.nodes import Missing
from bench.machine import ROOT
from tools import with_postgres

LOCK = ROOT / "requirements" / "cluster.txt"
PACKAGES = ("postgresql", "etcd-server", "etcd-client", "iproute2", "curl")
NEEDED = ("etcdctl", "ip", "curl")


def installed(home: Path) -> tuple[Path, str, str]:
    """Where Patroni's packages are, which Python runs them, which etcd; installs what is missing where it may."""
    home.mkdir(parents=True, exist_ok=True)
    _debian()
    python = _python()
    site, stamp = home / "site", home / "site.lock"
    if not (stamp.exists() and stamp.read_bytes() == LOCK.read_bytes()):
        shutil.rmtree(site, ignore_errors=True)
        _pip(python, site)
        shutil.copy(LOCK, stamp)
    return site, python, etcd(home)


def _debian() -> None:
    there = all(shutil.which(name) for name in NEEDED)
    try:
        with_postgres.binaries()
    except with_postgres.Missing:
        there = False
    if there or os.geteuid() or not shutil.which("apt-get"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-q", "-y", "--no-install-recommends", "install", *PACKAGES]
    for command in (["apt-get", "-q", "-q", "update"], apt):
        subprocess.run(command, env=environment, check=False)


def _python() -> str:
    """One that PostgreSQL's user may run: Patroni starts its own interpreter again, and an
    interpreter under a home that others cannot read fails without a word."""
    try:
        owner = with_postgres.owner()
    except with_postgres.Missing as missing:
        raise Missing(str(missing)) from missing
    for python in (sys.executable, "/usr/bin/python3"):
        prefix = ["runuser", "-u", owner.pw_name, "--"] if owner else []
        test = "import sys; sys.exit(sys.version_info < (3, 11))"
        tried = subprocess.run(
            [*prefix, python, "-c", test], capture_output=True, check=False, cwd="/"
        )
        if tried.returncode == 0:
            return python
    raise Missing("no Python ≥ 3.11 that PostgreSQL's user may run (not under /root)")


def _pip(python: str, site: Path) -> None:
    """Into a folder of its own: nothing of it is the town's."""
    quiet = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--require-hashes",
    ]
    pip = [sys.executable, "-m", "pip", "--python", python, "install", *quiet]
    done = subprocess.run([*pip, "--target", str(site), "-r", str(LOCK)], check=False)
    if done.returncode:
        raise Missing("Patroni could not be installed; pip says above why")
