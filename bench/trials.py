"""`make trials`: kill -9, a full disk, a clock set back; backups beside people who write, and their restore.

python bench/trials.py [--kills 40] [--size 10000] [--seconds 8] [--database sqlite|postgresql|both]
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import homes  # noqa: E402
from tools import with_postgres  # noqa: E402


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Harm the town, and see what it loses.")
    parser.add_argument("--kills", type=int, default=40, help="a thousand take about ten minutes")
    parser.add_argument(
        "--size", type=int, default=10_000, help="orders in the town backed up; 0: none is"
    )
    parser.add_argument(
        "--seconds", type=float, default=8.0, help="of placing; 0: backup and restore alone"
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    return parser.parse_args(given)


def tried(database: str, wishes: argparse.Namespace) -> dict[str, Any]:
    report: dict[str, Any] = {}
    with homes.seed(database) as seed:
        if database == "sqlite" and wishes.kills:
            with homes.copy(seed, "dying") as home:
                report["dying"] = home.stage("dying", kills=wishes.kills)
        if wishes.size:
            with homes.copy(seed, "backups") as home, homes.copy(seed, "restored") as other:
                url = other.url if home.on_postgresql else ""
                if home.on_postgresql:
                    homes.emptied(other.url)
                report["backups"] = home.stage(
                    "backups", size=wishes.size, seconds=wishes.seconds, restored_url=url
                )
    return report


def main(given: list[str]) -> int:
    wishes = arguments(given)
    databases = ["sqlite", "postgresql"] if wishes.database == "both" else [wishes.database]
    report = {}
    for database in databases:
        try:
            report[database] = tried(database, wishes)
        except with_postgres.Missing as missing:
            sys.stderr.write(f"SKIPPED: {database}: {missing}\n")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 1 if any(_harmed(one) for one in report.values()) else 0


def _harmed(report: dict[str, Any]) -> bool:
    dying, backups = report.get("dying", {}), report.get("backups", {})
    return bool(
        dying.get("lost") or dying.get("faults") or backups.get("missing")
        or "agree" not in backups.get("said", "agree")
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
