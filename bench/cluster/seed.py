"""A founded town, kept for some hours: migrating on a synchronous cluster takes minutes, and says nothing new."""

import hashlib
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import ROOT

KEPT = 6 * 3600
"""Seconds: what is on now at the founding is on for ten hours."""


@dataclass(frozen=True)
class Seed:
    """A dump, the static files, the key and what the visitors have to know."""

    folder: Path

    @property
    def dump(self) -> Path:
        return self.folder / "town.dump"

    @property
    def is_there(self) -> bool:
        told = self.folder / "told.json"
        return told.exists() and time.time() - told.stat().st_mtime < KEPT

    def keep(self, static: Path, key: str, founded: dict[str, Any]) -> None:
        """Beside the dump, which is there already; the last file makes it whole."""
        shutil.rmtree(self.folder / "static", ignore_errors=True)
        shutil.copytree(static, self.folder / "static")
        (self.folder / "told.json").write_text(json.dumps({"key": key, "founded": founded}))

    def told(self) -> tuple[str, dict[str, Any]]:
        told = json.loads((self.folder / "told.json").read_text())
        return told["key"], told["founded"]


def seed(home: Path) -> Seed:
    """Another one for whatever could make it another town."""
    digest = hashlib.sha256()
    for path in sorted(
        [*(ROOT / "src").rglob("*.py"), *(ROOT / "bench" / "cluster").glob("f*.py")]
    ):
        digest.update(path.name.encode() + path.read_bytes())
    folder = home / "seeds" / digest.hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return Seed(folder)
