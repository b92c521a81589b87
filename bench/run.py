"""`make bench`: what the town bears, beside what the bare driver bears, in one run on one disk.

    python bench/run.py [--sizes 10000,100000,1000000] [--clients 1,8,32] [--seconds 5]
                        [--database sqlite|postgresql|both] [--stages bare,placing,pages,news,figures,plans,search,reading,outbox,memory,beside]
                        [--labelled FILE.csv]
                        [--out var/bench.json] [--small] [--migrated FILE]

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

SMALL = {
    "sizes": [200, 400],
    "clients": [1, 2],
    "seconds": 0.3,
    "rounds": 1,
    "articles": 60,
    "members": 40,
    "kills": 3,
    "texts": 300,
}


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the town.")
    parser.add_argument("--sizes", type=_numbers, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--clients", type=_numbers, default=[1, 8, 32])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=40, help="requests for each page")
    parser.add_argument("--articles", type=int, default=10_000, help="each with ten comments")
    parser.add_argument("--members", type=int, default=1000, help="party members of a plan's town")
    parser.add_argument("--kills", type=int, default=100, help="of the worker, while it sends")
    parser.add_argument(
        "--texts",
        type=int,
        default=5000,
        help="that are learnt from; the town whose memory is counted has so many orders",
    )
    parser.add_argument("--labelled", type=Path, help="a file of your own to learn from instead")
    parser.add_argument(
        "--stages",
        type=_stages,
        default=[name for name in STAGES if name not in ASKED_FOR],
        help=", ".join(STAGES),
    )
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("--migrated", type=Path, help="a file of SQLite to begin with, migrated")
    parser.add_argument("--small", action="store_true", help="does it run at all: seconds")
    wishes = parser.parse_args(given)
    if wishes.small:
        vars(wishes).update(SMALL)
    return wishes


def _stages(text: str) -> list[str]:
    if unknown := set(text.split(",")) - set(STAGES):
        raise argparse.ArgumentTypeError(f"no such stage: {', '.join(sorted(unknown))}")
    return text.split(",")


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


def measure(database: str, wishes: argparse.Namespace) -> dict[str, Any]:
    """Everything wished for about one database; each stage begins with a town without orders."""
    with homes.seed(database, wishes.migrated) as seed:
        return {name: STAGES[name](database, seed, wishes) for name in wishes.stages}


def _bare(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    return _clients("bare", database, seed, wishes)


def _placing(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    return _clients("placing", database, seed, wishes)


def _clients(
    name: str, database: str, seed: homes.Home, wishes: argparse.Namespace
) -> dict[str, Any]:
    _say(f"{database}: {name}")
    with homes.copy(seed, name) as home:
        return dict(home.stage(name, clients=wishes.clients, seconds=wishes.seconds))


def _pages(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    return _grown("pages", wishes.sizes, database, seed, wishes)


def _beside(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    return _grown("beside", wishes.sizes[:1], database, seed, wishes)


def _figures(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    ends = sorted({wishes.sizes[0], wishes.sizes[-1]})
    return _grown("figures", ends, database, seed, wishes)


def _search(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    return _grown("search", wishes.sizes, database, seed, wishes)


def _grown(
    name: str, sizes: list[int], database: str, seed: homes.Home, wishes: argparse.Namespace
) -> dict[str, Any]:
    found = {}
    with homes.copy(seed, name) as home:
        for size in sizes:
            _say(f"{database}: {name} at {size:,} orders")
            found[str(size)] = home.stage(name, size=size, rounds=wishes.rounds)
    return found


def _news(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    _say(f"{database}: {wishes.articles:,} articles")
    comments = wishes.articles * 10
    with homes.copy(seed, "news") as home:
        told = home.stage("news", articles=wishes.articles, comments=comments, rounds=wishes.rounds)
    return dict(told)


def _plans(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    _say(f"{database}: a plan of {wishes.members:,} members")
    with homes.copy(seed, "plans") as home:
        return dict(home.stage("plans", members=wishes.members, rounds=wishes.rounds))


def _reading(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    """What people write is read without a database: what it takes is asked beside the first of them only."""
    if seed.on_postgresql and wishes.database == "both":
        return {}
    _say("reading what people write")
    file = str(wishes.labelled.resolve()) if wishes.labelled else ""
    return dict(seed.stage("reading", file=file, count=wishes.texts))


def _outbox(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    _say(f"{database}: the worker killed {wishes.kills} times")
    with homes.copy(seed, "outbox") as home:
        return dict(home.stage("outbox", kills=wishes.kills, patient=not wishes.small))


def _memory(database: str, seed: homes.Home, wishes: argparse.Namespace) -> dict[str, Any]:
    _say(f"{database}: memory")
    with homes.copy(seed, "memory") as home:
        return dict(home.stage("memory", seconds=wishes.seconds * 6, size=wishes.texts))


STAGES = {
    "bare": _bare, "placing": _placing, "pages": _pages, "news": _news, "figures": _figures,
    "plans": _plans, "search": _search, "reading": _reading, "outbox": _outbox,
    "memory": _memory, "beside": _beside,
}  # fmt: skip
ASKED_FOR = {"beside"}
"""It installs another system: only when it is named."""


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
    paths = {"out", "labelled", "migrated"}
    return {name: value for name, value in vars(wishes).items() if name not in paths}


def _held(report: dict[str, Any]) -> bool:
    """Whether what has a bound of its own keeps it: the article's page, those of a plan, every search."""
    bounded = [
        one[name]
        for one in report["databases"].values()
        for name in ("news", "plans")
        if name in one
    ]
    bounded += [
        size for one in report["databases"].values() for size in one.get("search", {}).values()
    ]
    return all(one["held"] for one in bounded)


def _lost(report: dict[str, Any]) -> int:
    """Orders that were acknowledged and are not there, or there twice: no figure counts beside that."""
    found = 0
    for one in report["databases"].values():
        placing, bare = one.get("placing", {}), one.get("bare", {})
        found += placing.get("lost", 0) + placing.get("doubled", 0) + abs(bare.get("rows_lost", 0))
        found += _failed(one.get("outbox"))
    return found


def _failed(outbox: dict[str, Any] | None) -> int:
    """Messages that were lost, told of nothing, or repeated more often than the worker was killed."""
    if outbox is None:
        return 0
    repeats = max(0, int(outbox["repeats"]) - int(outbox["kills"]))
    return int(outbox["lost"]) + int(outbox["told_of_nothing"]) + repeats


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
