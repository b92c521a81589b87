"""`make bench` runs, and what it reports hangs together; no test asserts a time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.counted import spread
from bench.ratios import ratios
from bench.tables import TOLD
from tests import migrated
from tests.once import ITS_OWN_DATABASES, shared

pytestmark = ITS_OWN_DATABASES

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("bench")
    out, begin = folder / "bench.json", folder / "migrated.sqlite3"
    command = [
        sys.executable, "bench/run.py", "--small", "--database", "sqlite",
        "--migrated", str(begin), "--out", str(out),
    ]  # fmt: skip

    def measured() -> str:
        migrated.copy_to(begin)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return out.read_text(encoding="utf-8")

    told: dict[str, Any] = json.loads(shared(tmp_path_factory.getbasetemp(), "bench", measured))
    return told


def test_every_acknowledged_order_is_in_the_database_once(report: dict[str, Any]) -> None:
    placing = report["databases"]["sqlite"]["placing"]
    done = sum(one["done"] for one in placing["clients"].values())
    assert done > 0
    assert (placing["acknowledged"], placing["lost"], placing["doubled"]) == (done, 0, 0)


def test_the_throttle_and_the_form_refused_nobody(report: dict[str, Any]) -> None:
    clients = report["databases"]["sqlite"]["placing"]["clients"]
    assert {name: one["otherwise"] for name, one in clients.items()} == {
        "1": {}, "2": {}, "similar_seen": {},
    }  # fmt: skip


def test_the_bare_driver_writes_what_a_placed_order_writes(report: dict[str, Any]) -> None:
    bare = report["databases"]["sqlite"]["bare"]
    assert bare["statements"][:4] == [
        "orders_order", "orders_custody", "orders_requester", "kernel_entry",
    ]  # fmt: skip
    assert "kernel_words" in bare["statements"]
    assert "town_notice" in bare["statements"]
    assert bare["rows_lost"] == 0


def test_a_killed_worker_loses_no_message_and_repeats_one_at_most(report: dict[str, Any]) -> None:
    outbox = report["databases"]["sqlite"]["outbox"]
    assert outbox["written"] >= outbox["placed"] > 0
    assert (outbox["lost"], outbox["told_of_nothing"]) == (0, 0)
    assert outbox["repeats"] <= outbox["kills"] == 3


def test_every_page_answers_at_every_size(report: dict[str, Any]) -> None:
    sizes = report["databases"]["sqlite"]["pages"]
    assert [(size, one["orders"]) for size, one in sizes.items()] == [("200", 200), ("400", 400)]
    wrong = {
        (size, name): page["status"]
        for size, one in sizes.items()
        for name, page in one["pages"].items()
        if page["status"] != 200 and not page["absent"]
    }
    assert wrong == {}


def test_growth_is_told_for_every_page_that_answered(report: dict[str, Any]) -> None:
    pages = report["databases"]["sqlite"]["pages"]["400"]["pages"]
    growth = report["ratios"]["sqlite"]["page at the largest ÷ at the smallest size"]
    assert list(growth) == [name for name, page in pages.items() if "ms" in page]


def test_the_article_page_answers_with_no_more_queries_than_the_towns_own(
    report: dict[str, Any],
) -> None:
    news = report["databases"]["sqlite"]["news"]
    assert (news["articles"], news["comments"]) == (60, 600)
    assert {page["status"] for page in news["pages"].values()} == {200}
    assert news["pages"]["article, nothing remembered"]["queries"] <= 6
    assert news["pages"]["article, remembered"]["queries"] <= 6


def test_figures_of_a_county_answer_exactly_and_within_six_queries(report: dict[str, Any]) -> None:
    sizes = report["databases"]["sqlite"]["figures"]
    assert [(size, one["orders"], one["faults"]) for size, one in sizes.items()] == [
        ("200", 200, 0), ("400", 400, 0),
    ]  # fmt: skip
    pages = {name: page for one in sizes.values() for name, page in one["pages"].items()}
    assert {page["status"] for page in pages.values()} == {200}
    assert max(page["queries"] for page in pages.values()) <= 6
    growth = report["ratios"]["sqlite"]["figures at the largest ÷ at the smallest size"]
    assert growth.keys() == sizes["400"]["reads"].keys() | pages.keys()


def test_ratios_are_of_the_same_number_of_clients() -> None:
    def run(rate: float, cpu: float) -> dict[str, float]:
        return {"per_second": rate, "cpu_ms": cpu}

    measured = {
        "bare": {
            "placed": {"1": run(100, 2), "8": run(200, 4)},
            "one_row": {"1": run(400, 1), "8": run(0, 1)},
        },
        "placing": {"clients": {"1": run(25, 10), "8": run(40, 12), "similar_seen": run(50, 9)}},
        "pages": {
            "10": {
                "pages": {"front": {"ms": {"p50": 4.0}, "cpu_ms": 2.0}, "desk": {"status": 404}}
            },
            "1000": {
                "pages": {"front": {"ms": {"p50": 6.0}, "cpu_ms": 2.0}, "desk": {"status": 404}}
            },
        },
        "figures": {
            "10": {"reads": {"values": {"ms": {"p50": 2.0}}}, "pages": {}},
            "1000": {"reads": {"values": {"ms": {"p50": 2.2}}}, "pages": {}},
        },
    }
    assert ratios(measured) == {
        "orders over HTTP ÷ bare driver": {"1": 0.25, "8": 0.2},
        "processor time of an order over HTTP ÷ bare driver": {"1": 5.0, "8": 3.0},
        "placed ÷ one row, bare driver": {"1": 0.25, "8": None},
        "page at the largest ÷ at the smallest size": {"front": {"median": 1.5, "cpu": 1.0}},
        "figures at the largest ÷ at the smallest size": {"values": {"median": 1.1, "cpu": None}},
    }


def test_what_the_town_holds_in_memory_is_told_in_the_terminal_too() -> None:
    held = {"pss_mb": 283.1, "rss_mb": 851.4, "processes": 4}
    lines = "\n".join(TOLD["memory"]({"rested": held}))
    assert "memory, rested: 283.1 MB of 4 processes together, 851.4 MB counted for each" in lines


def test_a_spread_names_the_longest() -> None:
    assert spread([1.0, 2.0, 3.0, 4.0, 100.0]) == {
        "p50": 3.0,
        "p95": 80.8,
        "p99": 96.16,
        "max": 100.0,
    }
    assert spread([7.0]) == {"p50": 7.0, "p95": 7.0, "p99": 7.0, "max": 7.0}
