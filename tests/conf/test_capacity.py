"""What was measured, carried over to more people: sums that can be done by hand."""

from typing import Any

import pytest

from bench import capacity
from bench.capacity import Costs, Habits

HABITS = Habits(
    orders=365, moves=1, pages=10, busiest_day=1, busiest_hour=1, years=1, disk_gb=1,
    server_cores=8, restore_hours=1,
)  # fmt: skip
"""An order a head and day, all of them in one hour."""
COSTS = Costs(
    placing_ms=18, placing_database_ms=9, page_ms=3.6, page_database_ms=1.8, order_octets=1000,
    writes_a_second=100, restore_s=0.001, cores=2, town_mb=250,
)  # fmt: skip


def test_the_need_of_a_head_is_what_falls_into_the_busiest_hour() -> None:
    one = capacity.need(HABITS, COSTS)
    assert one.orders_a_second == pytest.approx(1 / 3600)
    assert one.web_cores == pytest.approx((2 * 18 + 10 * 3.6) / 1000 / 3600)
    assert one.database_cores == pytest.approx((2 * 9 + 10 * 1.8) / 1000 / 3600)
    assert one.writes_a_second == pytest.approx(2 / 3600)
    assert (one.octets, one.restore_s) == (365_000, pytest.approx(0.365))


def test_what_the_fewest_people_use_up_breaks_first() -> None:
    found = {limit.what.split(",")[0]: limit.people for limit in capacity.limits("sqlite", HABITS, COSTS)}  # fmt: skip
    assert found == {
        "a disk": pytest.approx(1e9 / 365_000),
        "a restore that ends in time": pytest.approx(3600 / 0.365),
        "the 2 cores that were measured": pytest.approx(0.5 * 2 * 3600 / 0.108),
        "the one writer of SQLite": pytest.approx(0.5 * 100 * 3600 / 2),
    }
    assert list(found.values()) == sorted(found.values())


def test_another_server_takes_over_from_the_writer_of_sqlite() -> None:
    on_postgresql = {limit.what: limit.people for limit in capacity.limits("postgresql", HABITS, COSTS)}  # fmt: skip
    assert on_postgresql["a database server of 8 cores"] == pytest.approx(0.5 * 8 * 3600 / 0.036)
    assert not any("SQLite" in what for what in on_postgresql)


def test_costs_come_from_the_most_clients_and_how_much_an_order_weighs_from_both_sizes() -> None:
    found = capacity.costs(_measured(), "postgresql", {"postgresql": {"backups": _restored()}})
    assert (found.placing_ms, found.placing_database_ms, found.writes_a_second) == (6.0, 3.0, 210)
    assert (found.page_ms, found.page_database_ms) == (5.0, 2.0)
    assert found.order_octets == pytest.approx(5_000)
    assert found.restore_s == pytest.approx(0.0004)
    assert (found.cores, found.town_mb) == (2, 257)


def test_a_nation_is_told_with_as_many_databases_as_it_needs() -> None:
    found = capacity.told(HABITS, {"sqlite": COSTS, "postgresql": COSTS})
    nation = next(line for line in found.splitlines() if line.startswith("| a nation"))
    least = min(one.people for one in capacity.limits("postgresql", HABITS, COSTS) if one.parts)
    assert nation.split("|")[-2].strip() == f"{-(-1_400_000_000 // int(least)):,}"
    assert (
        nation.split("|")[3].strip() == "510,000,000,000"
    )  # 1.4 thousand million × 365, in two digits


def test_it_is_told_half_loaded_and_never_less_than_a_core() -> None:
    assert [capacity.cores(used) for used in (0.01, 0.5, 1.0, 620)] == ["1", "1", "2", "1,240"]


def _measured() -> dict[str, Any]:
    def page(own: float, database: float) -> dict[str, float]:
        return {"cpu_ms": own, "database_cpu_ms": database}

    def placed(per_second: float, own: float) -> dict[str, float]:
        return page(own, own / 2) | {"per_second": per_second}

    pages = {
        "10000": {
            "megabytes": 100,
            "pages": {"form": page(2, 1), "list": page(8, 3), "gone": {"absent": True}},
        },
        "1000000": {"megabytes": 5_050, "pages": {"form": page(20, 10)}},
    }
    one = {
        "placing": {"clients": {"8": placed(150, 7.0), "32": placed(210, 6.0), "similar_seen": placed(9, 9)}},
        "pages": pages, "memory": {"working": {"pss_mb": 257}},
    }  # fmt: skip
    return {"machine": {"cores": 2}, "databases": {"postgresql": one}}


def _restored() -> dict[str, Any]:
    return {"orders": 1_000_000, "restore_and_check_seconds": 400}
