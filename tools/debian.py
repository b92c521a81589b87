"""On Debian as root: install what the tests use beyond Python. Elsewhere: say what is missing.

Never fails: what cannot be had is skipped by the tests themselves, by name and with the reason.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# The first is Chromium without what only a window needs: a quarter less work for the same pages.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
APT = ["apt-get", "-y", "--no-install-recommends", "install"]


def has_chromium() -> bool:
    return any(map(shutil.which, CHROMIUM))


def has_fonts() -> bool:
    return any(any(Path("/usr/share/fonts").rglob(f"*{name}*")) for name in ("CJK", "wqy"))


def has_postgresql() -> bool:
    """The server, not only the client."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def has_pgbouncer() -> bool:
    return bool(shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"))


NEEDED: dict[str, Callable[[], bool]] = {
    CHROMIUM[0]: has_chromium,
    "fonts-noto-cjk": has_fonts,
    "postgresql": has_postgresql,
    "pgbouncer": has_pgbouncer,
}


def tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def not_installed(missing: list[str]) -> list[str]:
    """One by one: what this machine's packages lack keeps nothing else away."""
    _run(["apt-get", "-q", "-q", "update"])
    return [package for package in missing if not _run([*APT, "-q", "-q", package])]


def _run(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def main() -> int:
    missing = [package for package, is_there in NEEDED.items() if not is_there()]
    if not missing:
        return 0
    names = " ".join(missing)
    if os.geteuid() or not shutil.which("apt-get"):
        tell(f"Not on this machine: {names}. The tests which need them are skipped.")
        return 0
    tell(f"Installing what the tests use: {names} (this machine is Debian, and we are root) …")
    if lacking := not_installed(missing):
        names = " ".join(lacking)
        tell(f"apt-get could not install {names}: the tests which need them are skipped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
