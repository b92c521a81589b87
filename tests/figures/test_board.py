"""How a number is told: its parts, what it is a share of, and what was declared beside it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.orders.stages import do
from touyan.figures.acts import declare
from touyan.figures.reads.board import board, share
from touyan.kernel.figures import FIGURES
from touyan.town.rules import FOUNDER


@pytest.mark.parametrize(
    ("value", "whole", "said"),
    [(2, 3, "66.7%"), (1, 3, "33.3%"), (69, 69, "100.0%"), (9999, 10000, "99.9%"), (1, 10000, "0.1%"), (0, 5, "0.0%"), (0, 0, ""), (3, None, "")],
)  # fmt: skip
def test_a_share_is_rounded_and_never_says_all_or_none_where_that_is_not_so(value, whole, said):
    assert share(value, whole) == said


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_share_is_within_a_tenth_of_a_percent(value: int, whole: int):
    value = min(value, whole)
    told = float(share(value, whole).removesuffix("%"))
    assert abs(told - 100 * value / whole) <= 0.1


@pytest.mark.django_db
def test_a_part_stands_in_its_whole_and_what_has_parts_also_by_itself(loop, of, town):
    order = loop.accepted()[0]
    do("escalate", loop.secretary, order, reason="村里办不了。")
    told = {one.figure.key: one for one in board(of(town))}
    placed = told["orders.placed"]
    assert (placed.value, {part.figure.key: part.value for part in placed.parts}) == (
        1,
        {
            "orders.closed_by_branch": 0,
            "orders.escalated": 1,
            "orders.with_branch": 0,
            "orders.ended_otherwise": 0,
        },
    )
    assert "orders.escalated" not in told
    assert told["orders.assessed"].parts


@pytest.mark.django_db
def test_a_number_that_nobody_counts_is_the_newest_declared_of_that_very_place(
    of, town, baihua, paibei
):
    for place, until, value in (
        (town, 10, 900),
        (town, 20, 910),
        (baihua, 10, 80),
        (baihua, 20, 81),
    ):
        declare(
            by=FOUNDER, figure="town.residents", organisation=place, since=date(2021, 9, 1),
            until=date(2021, 9, until), value=value, source="台账", signer="党政办", at_least=True,
        )  # fmt: skip

    def told(place):
        (one,) = board(of(place), [FIGURES["town.residents"]])
        return one.is_known and one.value, [row.value for row in one.declared]

    assert (told(town), told(baihua), told(paibei)) == (
        (910, [910, 81]), (81, [81]), (False, []),
    )  # fmt: skip
    assert board(of(town.parent), [FIGURES["town.residents"]])[0].is_known is False


def test_what_is_declared_of_a_place_below_or_of_other_days_is_told_where_it_belongs(
    of, town, baihua, paibei
):
    for place, since, until in (
        (baihua, date(2021, 9, 1), date(2021, 9, 30)),
        (baihua, date(2021, 8, 1), date(2021, 9, 30)),
        (paibei, date(2021, 9, 2), date(2021, 9, 3)),
    ):
        declare(
            by=FOUNDER, figure="orders.placed", organisation=place, since=since, until=until,
            value=5, source="台账", signer="党政办",
        )  # fmt: skip

    def told(place):
        (one,) = board(of(place), [FIGURES["orders.placed"]])
        assert one.value == 0
        return [(row.organisation.code, row.since) for row in one.declared]

    both = [(baihua.code, date(2021, 9, 1)), (paibei.code, date(2021, 9, 2))]
    assert (told(town), told(baihua)) == (both, both[:1])
