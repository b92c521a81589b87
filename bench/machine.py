"""What was measured on: the figures mean nothing without it."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("django", "granian", "psycopg", "jinja2", "touyan")
SYNCS = 200


def machine() -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit(),
        "cores": os.cpu_count(),
        "processor": _line("/proc/cpuinfo", "model name"),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in PACKAGES},
        "load_before": os.getloadavg(),
        "sync_ms": sync_ms(),
    }


def commit() -> str:
    """The commit, and `+` where the checkout differs from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--abbrev=12"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "unknown"


def sync_ms() -> float:
    """What one durable write costs this disk: the median of appending 4 KB and waiting for it."""
    took = []
    with tempfile.NamedTemporaryFile(prefix="touyan-bench-") as file:
        for _ in range(SYNCS):
            begun = time.perf_counter()
            os.write(file.fileno(), bytes(4096))
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    return round(sorted(took)[SYNCS // 2], 3)


def _line(path: str, name: str) -> str:
    """What a file of /proc says under a name; nothing where there is no such file."""
    file = Path(path)
    lines = file.read_text().splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
