"""`make upgrade FROM=COMMIT`: a town that an earlier state of the code made, taken over by this one.

python bench/upgrade.py [--from COMMIT] [--database sqlite|postgresql|both]

The earlier code migrates, fills the demonstration, counts, and makes a backup. Then this code migrates that very
database, restores the backup elsewhere, and the earlier code takes its own backup back over what was migrated: each
time `touyan check` has to agree, and every figure that both know has to be what it was.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import homes  # noqa: E402
from bench.machine import ROOT  # noqa: E402
from tools import with_postgres  # noqa: E402

FROM = "6214113"
TOWN = "340121103"


class Missing(Exception):
    """That commit is not in this checkout; the text says why nothing was tried."""


class Wrong(Exception):
    """A command ended otherwise than it should; its last words."""


@dataclass(frozen=True)
class Town:
    """One installation, worked on by one state of the code."""

    code: Path
    folder: Path
    url: str

    def run(self, *words: str) -> str:
        own = {name: value for name, value in os.environ.items() if not name.startswith("TOUYAN_")}
        done = subprocess.run(
            [sys.executable, "-m", "touyan", *words],
            cwd=self.code, check=False, capture_output=True, text=True,
            env=own | {
                "PYTHONPATH": str(self.code / "src"), "TOUYAN_HOME": str(self.folder), "DATABASE_URL": self.url,
                "DJANGO_SETTINGS_MODULE": "touyan.conf.settings",
            },
        )  # fmt: skip
        if done.returncode:
            raise Wrong(f"touyan {' '.join(words)}: {(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def by(self, code: Path) -> "Town":
        return Town(code, self.folder, self.url)

    def figures(self) -> dict[str, Any]:
        """The last year's, until yesterday: what the clock does meanwhile belongs to today."""
        today = datetime.now(UTC).date()
        days = (str(today - timedelta(days=365)), str(today - timedelta(days=2)))
        told = self.run("figures", "--org", TOWN, "--from", days[0], "--to", days[1], "--json")
        return {key: one["value"] for key, one in json.loads(told)["figures"].items()}


def tried(commit: str, database: str, whole: bool = True) -> dict[str, Any]:
    """What was found; seconds of each step. Raises `Wrong` where a command fails.

    Not `whole`: without the backup, its restore and the way back.
    """
    with _folder() as folder, homes.url_of(database) as url:
        earlier = _earlier(commit, folder / "earlier")
        old, took = Town(earlier, folder / "town", url), {}
        old.folder.mkdir()
        archive = str(folder / "kept.touyan")
        took["made by the earlier code"] = _seconds(
            lambda: [old.run("migrate", "--verbosity", "0"), old.run("demo")]
        )
        before = old.figures()
        old.run("check")
        back = whole and "backup" in old.run("help", "--commands").split()
        if back:
            old.run("backup", archive)
        new = old.by(ROOT)
        report: dict[str, Any] = {"from": commit, "database": database}
        took["migrated"] = _seconds(lambda: new.run("migrate", "--verbosity", "0"))
        report["check"] = _last(new.run("check"))
        report["changed"] = _changed(before, new.figures())
        if not back:  # or it could not make one yet
            return report | {"figures": len(before), "seconds": took}
        with homes.another(url) as empty:
            there = Town(ROOT, _keyed(folder / "elsewhere", old), empty)
            took["restored by this code"] = _seconds(lambda: there.run("restore", archive))
            report["changed_by_restore"] = _changed(before, there.figures())
        took["gone back"] = _seconds(lambda: old.run("restore", archive, "--replace"))
        report["changed_by_going_back"] = _changed(before, old.figures())
        return report | {"figures": len(before), "seconds": took}


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="touyan-upgrade-") as folder:
        yield Path(folder)


def _earlier(commit: str, folder: Path) -> Path:
    """The code of that commit, as git has it."""
    done = subprocess.run(
        ["git", "archive", commit, "src"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        raise Missing(f"{commit} is not in this checkout: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder


def _keyed(folder: Path, town: Town) -> Path:
    """An empty home with the secret of another."""
    (folder / "var").mkdir(parents=True)
    shutil.copy(town.folder / "var" / "secret-key", folder / "var")
    return folder


def _changed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, list[Any]]:
    """Figures that both count and that differ: what they were, and what they are."""
    counted = {key: value for key, value in before.items() if value is not None}
    return {
        key: [value, now[key]] for key, value in counted.items() if now.get(key, value) != value
    }


def _seconds(do: Any) -> float:
    begun = time.perf_counter()
    do()
    return round(time.perf_counter() - begun, 1)


def _last(said: str) -> str:
    return said.strip().splitlines()[-1]


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description="Take over what an earlier state of the code made."
    )
    parser.add_argument("--from", dest="commit", default=FROM)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    wishes = parser.parse_args(given)
    databases = ["sqlite", "postgresql"] if wishes.database == "both" else [wishes.database]
    reports = []
    for database in databases:
        try:
            reports.append(tried(wishes.commit, database))
        except (Missing, with_postgres.Missing) as missing:
            sys.stderr.write(f"SKIPPED: {database}: {missing}\n")
    print(json.dumps(reports, ensure_ascii=False, indent=1))
    return 1 if any(_differs(one) for one in reports) else 0


def _differs(report: dict[str, Any]) -> bool:
    return any(value for name, value in report.items() if name.startswith("changed"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
