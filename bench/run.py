"""`make bench`: what the town bears, beside what the bare driver bears, in one run on one disk.

    python bench/run.py [--sizes 10000,100000,1000000] [--clients 1,8,32] [--seconds 5]
                        [--database sqlite|postgresql|both] [--out var/bench.json] [--small]

docs/benchmarks.md says what is compared and how to read it.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

# Started by its path, Python would look for modules in this folder rather than in the checkout.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import homes, spent  # noqa: E402
from bench.machine import ROOT, machine  # noqa: E402
from bench.ratios import ratios  # noqa: E402
from bench.tables import told  # noqa: E402
from tools import with_postgres  # noqa: E402

SMALL = {"sizes": [200, 400], "clients": [1, 2], "seconds": 0.3, "rounds": 1, "articles": 60}


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the town.")
    parser.add_argument("--sizes", type=_numbers, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--clients", type=_numbers, default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=40, help="requests for each page")
    parser.add_argument("--articles", type=int, default=10_000, help="each with ten comments")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("--small", action="store_true", help="does it run at all: seconds")
    wishes = parser.parse_args(given)
    if wishes.small:
        vars(wishes).update(SMALL)
    return wishes


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def measure(database: str, wishes: argparse.Namespace) -> dict[str, Any]:
    """Everything about one database; each stage begins with a town without orders."""
    report: dict[str, Any] = {}
    with homes.seed(database) as seed:
        for name in ("bare", "placing"):
            _say(f"{database}: {name}")
            with homes.copy(seed, name) as home:
                report[name] = home.stage(name, clients=wishes.clients, seconds=wishes.seconds)
        with homes.copy(seed, "pages") as home:
            report["pages"] = {}
            for size in wishes.sizes:
                _say(f"{database}: {size:,} orders")
                report["pages"][str(size)] = home.stage("pages", size=size, rounds=wishes.rounds)
        with homes.copy(seed, "news") as home:
            _say(f"{database}: {wishes.articles:,} articles")
            report["news"] = home.stage(
                "news",
                articles=wishes.articles,
                comments=wishes.articles * 10,
                rounds=wishes.rounds,
            )
        with homes.copy(seed, "figures") as home:
            report["figures"] = {}
            for size in sorted({wishes.sizes[0], wishes.sizes[-1]}):
                _say(f"{database}: {size:,} orders in a county")
                report["figures"][str(size)] = home.stage(
                    "figures", size=size, rounds=wishes.rounds
                )
    return report


def _say(what: str) -> None:
    sys.stderr.write(f"{what} (machine load {spent.load()})\n")
    sys.stderr.flush()


def main(given: list[str]) -> int:
    wishes = arguments(given)
    databases = ["sqlite", "postgresql"] if wishes.database == "both" else [wishes.database]
    report: dict[str, Any] = {"machine": machine(), "wishes": _plain(wishes), "databases": {}}
    for database in databases:
        try:
            report["databases"][database] = measure(database, wishes)
        except with_postgres.Missing as missing:
            _say(f"SKIPPED: {database}: {missing}")
    report["ratios"] = {name: ratios(one) for name, one in report["databases"].items()}
    report["machine"]["load_after"] = os.getloadavg()
    wishes.out.parent.mkdir(parents=True, exist_ok=True)
    wishes.out.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(told(report))
    _say(f"written to {wishes.out}")
    return 0 if report["databases"] and not _lost(report) and (wishes.small or _held(report)) else 1


def _plain(wishes: argparse.Namespace) -> dict[str, Any]:
    return {name: value for name, value in vars(wishes).items() if name != "out"}


def _held(report: dict[str, Any]) -> bool:
    """Whether the article page takes a tenth of the time that the town's own says, and no more queries."""
    return all(one["news"]["held"] for one in report["databases"].values())


def _lost(report: dict[str, Any]) -> int:
    """Orders that were acknowledged and are not there, or there twice: no figure counts beside that."""
    return sum(
        one["placing"]["lost"] + one["placing"]["doubled"] + abs(one["bare"]["rows_lost"])
        for one in report["databases"].values()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
