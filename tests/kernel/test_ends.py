"""Where a chain ends is read from its last entry: right for every journal, and as cheap for a long chain as for a short one."""

from datetime import UTC, datetime
from itertools import count, groupby
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel import journal
from touyan.kernel.models import Entry

pytestmark = pytest.mark.django_db

NOON = datetime(2021, 9, 17, 4, tzinfo=UTC)
NAME = "kernel.told"
ABOUTS = [f"tries:{key}" for key in ("a", "ab", "b", "巴", 'q"', "c,d", "{e}")]
portions = st.lists(
    st.lists(st.sampled_from(ABOUTS), min_size=1, max_size=12), min_size=1, max_size=5
)


@pytest.fixture(autouse=True)
def _an_act_that_tells_nothing_personal(monkeypatch):
    monkeypatch.setitem(journal.PERSONAL, NAME, frozenset())


def tell(*abouts: str, first: bool = False) -> list[Entry]:
    lines = [journal.Line(about, {"told": about}, first) for about in abouts]
    return journal.write_many(lines, name=NAME, by="person:7", at=NOON, town_code="")


@given(portions)
def test_whatever_is_told_of_together_every_chain_is_whole(told: list[list[str]]) -> None:
    with transaction.atomic():
        for some in told:
            tell(*some)
        entries = list(Entry.objects.order_by("about", "seq"))
        for about, chain in groupby(entries, lambda entry: entry.about):
            wanted, digest = sum(some.count(about) for some in told), ""
            for seq, entry in enumerate(chain, start=1):
                assert (entry.seq, entry.digest) == (seq, journal.digest_of(entry, digest))
                digest = entry.digest
            assert seq == wanted
        transaction.set_rollback(True)


@given(portions)
def test_the_end_of_each_chain_is_what_reading_all_of_it_says(told: list[list[str]]) -> None:
    with transaction.atomic():
        for some in told:
            tell(*some)
        rows = Entry.objects.order_by("seq").values_list("about", "seq", "digest")
        assert journal._ends([*ABOUTS, "tries:never"]) == {
            about: (seq, digest) for about, seq, digest in rows
        }
        transaction.set_rollback(True)


def test_one_more_than_a_portion_of_chains_go_on_too() -> None:
    abouts = [f"tries:{number}" for number in range(501)]
    tell(*abouts, first=True)
    tell(*abouts)
    assert Entry.objects.filter(seq=2).count() == 501


# What it costs ------------------------------------------------------------------------------------


def asked_of(*abouts: str) -> str:
    with CaptureQueriesContext(connection) as said:
        journal._ends(list(abouts))
    (one,) = said.captured_queries
    return one["sql"]


def rows_touched(node: dict[str, Any]) -> int:
    """By one node of a plan of PostgreSQL and all below it, those it threw away included."""
    told = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    below = sum(rows_touched(one) for one in node.get("Plans", []))
    return int(told * node["Actual Loops"]) + below


def work(*abouts: str) -> int:
    """What the database does to say where these chains end: its steps on SQLite, rows on PostgreSQL."""
    sql = asked_of(*abouts)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            ((told,),) = cursor.fetchall()
            return rows_touched(told[0]["Plan"])
        steps = count()
        connection.connection.set_progress_handler(lambda: next(steps) * 0, 1)
        try:
            journal._ends(list(abouts))
        finally:
            connection.connection.set_progress_handler(None, 1)
        return next(steps)


def grown(length: int) -> list[str]:
    """Chains among many others, of which the database knows how many there are."""
    abouts = [f"tries:{length}-{number}" for number in range(5)]
    tell(*[about for about in abouts for _ in range(length)])
    tell(*[f"tries:{length}-other-{number}" for number in range(2000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_entry")
    return abouts


def test_a_long_chain_costs_no_more_than_a_short_one() -> None:
    short = work(*grown(2))
    assert work(*grown(600)) <= short * 1.2


def test_the_end_is_found_by_the_index_of_the_chain() -> None:
    sql = asked_of(*grown(50))
    with connection.cursor() as cursor:
        how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{how} {sql}")
        told = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
    index = {
        "postgresql": "kernel_entry_one_chain",
        "sqlite": "INDEX sqlite_autoindex_kernel_entry_1 (about=?)",
    }[connection.vendor]
    assert index in told
    assert "Seq Scan" not in told
    assert "SCAN kernel_entry" not in told
