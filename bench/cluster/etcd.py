"""An etcd that leaves a new leader's leases alone as far as any does: this machine's, or that of a later Debian beside it.

Before 3.4.31 and 3.5.13 a member that led, stood still and woke up takes back everybody's leases each time
(etcd-io/etcd, issue 15247); since then seldom. docs/cluster.md tells what that cost.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.cluster.nodes import Missing

LATER = "trixie"
"""A Debian that has one; its program needs no library that Debian 12 lacks."""
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_VERSION = re.compile(r"etcd Version: (\d+)\.(\d+)\.(\d+)")


def is_sound(version: tuple[int, int, int]) -> bool:
    """Whether it leaves a new leader's leases alone."""
    return version >= (3, 5, 13) or (3, 4, 31) <= version < (3, 5, 0)


def etcd(home: Path) -> str:
    """The program; fetched into `home` where this machine's is too old.

    :raises Missing: where there is none and none can be had.
    """
    kept = home / "etcd" / "usr" / "bin" / "etcd"
    for program in (shutil.which("etcd"), str(kept)):
        if program and is_sound(version_of(program)):
            return program
    _fetch(home / "etcd")
    if not is_sound(version_of(str(kept))):
        raise Missing(f"no etcd ≥ 3.4.31 or ≥ 3.5.13 is here, and {LATER}'s could not be fetched")
    return str(kept)


def version_of(program: str) -> tuple[int, int, int]:
    """(0, 0, 0) where it does not say."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0, 0, 0
    found = _VERSION.search(done.stdout)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def _fetch(folder: Path) -> None:
    """From where this machine's own packages come from, without changing what it installs."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    address = _said(
        "apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Component: main"
    )
    if not address:
        return
    source = folder / "later.list"
    source.write_text(
        f"deb [signed-by={KEYS}] {address.splitlines()[0]} {LATER} main\n", encoding="utf-8"
    )
    apart = [
        "-q", "-q", "-o", f"Dir::Etc::sourcelist={source}", "-o", "Dir::Etc::sourceparts=-",
        "-o", f"Dir::State::lists={folder}/lists", "-o", f"Dir::Cache={folder}/cache", "-o", "APT::Sandbox::User=root",
    ]  # fmt: skip
    _said("apt-get", *apart, "update")
    _said("apt-get", *apart, "download", f"etcd-server/{LATER}", cwd=folder)
    for package in folder.glob("etcd-server_*.deb"):
        _said("dpkg", "-x", str(package), str(folder))


def _said(*command: str, cwd: Path | None = None) -> str:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return _run(command, environment, cwd)
    except OSError:  # this is no Debian
        return ""


def _run(command: Sequence[str], environment: dict[str, str], cwd: Path | None) -> str:
    done = subprocess.run(
        command, env=environment, cwd=cwd, check=False, capture_output=True, text=True
    )
    return done.stdout.strip() if done.returncode == 0 else ""
