"""How long a backup and its restore take, and what placing orders loses meanwhile."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from bench import loading
from bench.counted import together
from bench.machine import ROOT
from bench.placing import kept, resident
from bench.serving import served

CLIENTS = 4
LONGEST = 150.0
"""Seconds of placing in a turn."""


def main(size: int, seconds: float, restored_url: str) -> dict[str, Any]:
    """Placing alone, then beside backups that follow one another; the last is put back elsewhere.

    With no seconds nobody places anything: a backup in a hurry and its restore, alone.
    """
    report: dict[str, Any] = {"orders": size, "loaded_seconds": loading.grow(size)}
    report["chained_seconds"] = loading.chain()
    with tempfile.TemporaryDirectory(dir=os.environ["TOUYAN_HOME"]) as folder:
        archives = Path(folder)
        with served(f"{os.environ['TOUYAN_HOME']}/server.log") as server:
            backing = _Backing(archives, hurry=not seconds)
            with backing:
                pass
            report["backup_alone_seconds"] = round(backing.took[0], 1)
            if seconds:
                report |= _beside(server.port, backing, seconds)
        report |= _restored(archives, restored_url, backing.before)
    return report


def _beside(port: int, backing: "_Backing", seconds: float) -> dict[str, Any]:
    """In turns: whatever else the machine does meets both, and every part of a backup somebody who places."""
    together(2, partial(resident, port, 0, True), min(1.0, seconds))
    seconds = min(LONGEST, max(seconds, backing.took[0] * 1.2))
    quiet, busy = [], []
    for run in (1, 2, 3):
        quiet.append(_placed(port, run * 10, seconds))
        with backing:
            busy.append(_placed(port, run * 10 + 1, seconds))
    return _compared(quiet, busy, backing)


def _placed(port: int, run: int, seconds: float) -> dict[str, Any]:
    return together(CLIENTS, partial(resident, port, run, True), seconds)


class _Backing:
    """Backups one after another, as long as somebody places orders."""

    def __init__(self, folder: Path, hurry: bool) -> None:
        self.folder, self.number, self.took = folder, 0, list[float]()
        self.how = ["--hurry"] if hurry else []
        self.before: set[str] = set()
        self.going = False

    def __enter__(self) -> None:
        self.going = True
        self.thread = threading.Thread(target=self._go)
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.going = False
        self.thread.join()

    def _go(self) -> None:
        first = True
        while self.going or first:
            first = False
            for old in self.folder.glob("*.touyan"):
                old.unlink()
            self.before = kept()
            self.number += 1
            begun = time.perf_counter()
            file = self.folder / f"{self.number}.touyan"
            _run(os.environ["TOUYAN_HOME"], "backup", *self.how, str(file))
            self.took.append(time.perf_counter() - begun)


def _compared(
    quiet: list[dict[str, Any]], busy: list[dict[str, Any]], backing: _Backing
) -> dict[str, Any]:
    alone, beside = (sum(one["per_second"] for one in runs) / len(runs) for runs in (quiet, busy))
    (archive,) = backing.folder.glob("*.touyan")
    return {
        "placing_alone": round(alone, 1), "placing_beside_backup": round(beside, 1),
        "slower_by": round(1 - beside / alone, 3), "backups": len(backing.took),
        "turns": [
            {"alone": one["per_second"], "beside": two["per_second"], "loads": [one["machine_load"], two["machine_load"]]}
            for one, two in zip(quiet, busy, strict=True)
        ],
        "p99_ms_alone": max(one["ms"]["p99"] for one in quiet),
        "p99_ms_beside": max(one["ms"]["p99"] for one in busy),
        "backup_seconds": round(max(backing.took), 1), "archive_bytes": archive.stat().st_size,
    }  # fmt: skip


def _restored(archives: Path, url: str, before: set[str]) -> dict[str, Any]:
    (archive,) = archives.glob("*.touyan")
    home = Path(os.environ["TOUYAN_HOME"])
    elsewhere = archives / "elsewhere"
    (elsewhere / "var").mkdir(parents=True)
    (elsewhere / "var" / "secret-key").write_text((home / "var" / "secret-key").read_text())
    begun = time.perf_counter()
    said = _run(str(elsewhere), "restore", str(archive), url=url)
    took = time.perf_counter() - begun
    there = _kept_in(str(elsewhere), url)
    return {
        "restore_and_check_seconds": round(took, 1), "said": said.strip().splitlines()[-1],
        "acknowledged_before": len(before), "missing": len(before - there),
    }  # fmt: skip


def _kept_in(home: str, url: str) -> set[str]:
    own = {name: os.environ[name] for name in ("TOUYAN_HOME", "DATABASE_URL")}
    os.environ.update({"TOUYAN_HOME": home, "DATABASE_URL": url})
    try:
        return kept()
    finally:
        os.environ.update(own)


def _run(home: str, *arguments: str, url: str | None = None) -> str:
    own = {**os.environ, "TOUYAN_HOME": home}
    if url is not None:
        own["DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, "-m", "touyan", *arguments],
        cwd=ROOT, env=own, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"touyan {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout
