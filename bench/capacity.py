"""How many people each part bears: what was measured, carried over to a town, a county, a province, a nation.

    python bench/capacity.py [--measured var/bench.json …] [--restored var/trials.json] [--docs] [--orders 1 …]

Nothing is measured here. docs/capacity.md says what is taken from where, and what it cannot know.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import fmean
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.machine import ROOT  # noqa: E402

PAGE = ROOT / "docs" / "capacity.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
PLACES = {
    "a town": 50_000, "a county": 500_000, "a city": 5_000_000, "a province": 60_000_000,
    "a nation": 1_400_000_000,
}  # fmt: skip
HALF = 0.5
"""Of what was measured at most, so that a busy day finds room."""
Measured = dict[str, Any]


@dataclass(frozen=True)
class Habits:
    """What people do. None of it is measured by us; every value is an option of the command."""

    orders: float = 1.0
    """A head and year."""
    moves: float = 4.0
    """On each order, each as dear as placing it."""
    pages: float = 40.0
    """Read for each order, by residents and at the desk."""
    busiest_day: float = 7.0
    """Times an average day."""
    busiest_hour: float = 0.12
    """Of a day's orders."""
    years: float = 5.0
    """That orders stay in the database."""
    disk_gb: float = 500.0
    server_cores: float = 32.0
    """Of the largest database server that is wanted."""
    restore_hours: float = 4.0
    """That a town may be without its database at most, when it has to be restored."""


@dataclass(frozen=True)
class Costs:
    """What one order and one page cost on one kind of database; milliseconds of processor time, octets, seconds."""

    placing_ms: float
    placing_database_ms: float
    page_ms: float
    page_database_ms: float
    order_octets: float
    writes_a_second: float
    """Orders that were acknowledged a second by the machine that was measured, by 32 clients."""
    restore_s: float
    """For each order, with its check."""
    cores: int
    town_mb: float


@dataclass(frozen=True)
class Need:
    """Of one head."""

    orders_a_second: float
    """In the busiest hour of the busiest day."""
    web_cores: float
    database_cores: float
    writes_a_second: float
    octets: float
    restore_s: float


@dataclass(frozen=True)
class Limit:
    """Something that a number of people uses up, and what takes over then."""

    what: str
    people: float
    then: str
    parts: bool = True
    """Whether it is the database itself that is too much for one."""


def costs(measured: Measured, database: str, restored: Measured) -> Costs:
    """From a run of the bench with bare, placing, pages and memory, and a restore of trials."""
    one = measured["databases"][database]
    clients = one["placing"]["clients"]
    most = clients[max((name for name in clients if name.isdigit()), key=int)]
    sizes = sorted(one["pages"], key=int)
    first, last = (one["pages"][size] for size in (sizes[0], sizes[-1]))
    # At the smallest size: just after a million rows were put in, the database server still tidies up beside the pages.
    pages = [page for page in first["pages"].values() if "cpu_ms" in page]
    told = restored[database]["backups"]
    return Costs(
        placing_ms=most["cpu_ms"], placing_database_ms=most["database_cpu_ms"],
        page_ms=fmean(page["cpu_ms"] for page in pages),
        page_database_ms=fmean(page["database_cpu_ms"] for page in pages),
        order_octets=(last["megabytes"] - first["megabytes"]) * 1e6 / (int(sizes[-1]) - int(sizes[0])),
        writes_a_second=most["per_second"], restore_s=told["restore_and_check_seconds"] / told["orders"],
        cores=measured["machine"]["cores"], town_mb=one["memory"]["working"]["pss_mb"],
    )  # fmt: skip


def need(habits: Habits, cost: Costs) -> Need:
    peak = habits.orders / 365 * habits.busiest_day * habits.busiest_hour / 3600
    acts, kept = 1 + habits.moves, habits.orders * habits.years
    return Need(
        orders_a_second=peak,
        web_cores=peak * (acts * cost.placing_ms + habits.pages * cost.page_ms) / 1000,
        database_cores=peak
        * (acts * cost.placing_database_ms + habits.pages * cost.page_database_ms)
        / 1000,
        writes_a_second=peak * acts,
        octets=kept * cost.order_octets,
        restore_s=kept * cost.restore_s,
    )


def limits(database: str, habits: Habits, cost: Costs) -> list[Limit]:
    """What is used up, by how many people; the first breaks first."""
    one = need(habits, cost)
    both = one.web_cores + one.database_cores
    found = [
        Limit(f"the {cost.cores} cores that were measured, pages and database on them",
              cost.cores * HALF / both, "web processes and workers on other machines", parts=False),
        Limit("a disk", habits.disk_gb * 1e9 / one.octets, "a database for each county"),
        Limit("a restore that ends in time", habits.restore_hours * 3600 / one.restore_s,
              "replicas to fail over to, and a database for each county"),
    ]  # fmt: skip
    if database == "sqlite":
        writer = cost.writes_a_second * HALF / one.writes_a_second
        found.append(Limit("the one writer of SQLite", writer, "PostgreSQL"))
    else:
        cores = habits.server_cores * HALF / one.database_cores
        found.append(Limit(f"a database server of {habits.server_cores:.0f} cores", cores,
                           "replicas for what everybody reads, then a database for each county"))  # fmt: skip
    return sorted(found, key=lambda limit: limit.people)


# Told ------------------------------------------------------------------------------------------


def told(habits: Habits, known: dict[str, Costs]) -> str:
    parts = [*_assumed(habits), "", *_measured(known)]
    for database, cost in known.items():
        parts += ["", *_limits(database, habits, cost)]
    return "\n".join([*parts, "", *_places(habits, known)])


def _assumed(habits: Habits) -> Iterator[str]:
    yield "| assumed | |"
    yield "|---|---|"
    for name, value in asdict(habits).items():
        yield f"| `--{name.replace('_', '-')}` | {value:g} |"


def _measured(known: dict[str, Costs]) -> Iterator[str]:
    yield f"| measured | {' | '.join(known)} |"
    yield f"|---|{'---|' * len(known)}"
    for field in fields(Costs):
        values = (getattr(cost, field.name) for cost in known.values())
        yield f"| {MEASURED[field.name]} | {' | '.join(f'{value:,.4g}' for value in values)} |"


MEASURED = {
    "placing_ms": "an order placed, the town's processes, ms of a core",
    "placing_database_ms": "the same, the database server's",
    "page_ms": "a page, mean of all that were measured at the smallest size, ms of a core",
    "page_database_ms": "the same, the database server's",
    "order_octets": "an order with all that hangs on it, octets",
    "writes_a_second": "orders placed a second, all cores at work",
    "restore_s": "restored with its check, seconds an order",
    "cores": "cores",
    "town_mb": "the town's memory while pages are asked for, MB (PSS)",
}


def _limits(database: str, habits: Habits, cost: Costs) -> Iterator[str]:
    yield f"| on {NAMES[database]}, used up by half | people | then |"
    yield "|---|---|---|"
    for limit in limits(database, habits, cost):
        yield f"| {limit.what} | {rounded(limit.people)} | {limit.then} |"


NAMES = {"sqlite": "one machine with SQLite", "postgresql": "one primary of PostgreSQL"}


def _places(habits: Habits, known: dict[str, Costs]) -> Iterator[str]:
    """On PostgreSQL where it was measured; cores are twice what is used, so half loaded."""
    database = "postgresql" if "postgresql" in known else next(iter(known))
    one = need(habits, known[database])
    most = min(limit.people for limit in limits(database, habits, known[database]) if limit.parts)
    yield (
        "| | people | orders a year | orders a second, busiest hour | cores for pages | cores for the database "
        "| database, GB | restored in, h | databases |"
    )
    yield f"|{'---|' * 9}"
    for name, people in PLACES.items():
        yield (
            f"| {name} | {people:,} | {rounded(people * habits.orders)} | {people * one.orders_a_second:,.1f} "
            f"| {cores(people * one.web_cores)} | {cores(people * one.database_cores)} "
            f"| {people * one.octets / 1e9:,.0f} | {people * one.restore_s / 3600:,.1f} | {-(-people // int(most)):,} |"
        )


def cores(used: float) -> str:
    """Whole ones, so many that they are half used."""
    return f"{max(1, round(used / HALF)):,}"


def rounded(number: float) -> str:
    """Two digits that say something: more would say what nobody knows."""
    return f"{float(f'{number:.2g}'):,.0f}"


def publish(text: str) -> None:
    """Put the figures into the page, between its marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Carry what was measured over to more people.")
    parser.add_argument(
        "--measured", type=Path, nargs="+", default=[ROOT / "var" / "bench.json"],
        help="runs of the bench with --stages placing,pages,memory",
    )  # fmt: skip
    parser.add_argument("--restored", type=Path, nargs="+", default=[ROOT / "var" / "trials.json"])
    parser.add_argument("--docs", action="store_true", help="put the figures into docs/capacity.md")
    for field in fields(Habits):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=float, default=field.default)
    wishes = parser.parse_args(given)
    restored = {name: one for file in wishes.restored for name, one in _read(file).items()}
    known = {
        database: costs(measured, database, restored)
        for measured in map(_read, wishes.measured)
        for database in measured["databases"]
    }
    habits = Habits(**{field.name: getattr(wishes, field.name) for field in fields(Habits)})
    text = told(habits, known)
    print(text)
    if wishes.docs:
        publish(text)
    return 0


def _read(file: Path) -> Measured:
    return dict(json.loads(file.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
