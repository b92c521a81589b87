"""Marks into places: recomputed another way, with exact fractions, for any marks."""

import hashlib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.selections.reads.ranking import (
    Marked,
    digest_of,
    digest_of_all,
    dropped,
    ranked,
    sentence,
    shown,
    trimmed,
)
from touyan.selections.states import TieRule

MARK = st.integers(0, 1000).map(lambda n: Decimal(n) / 100)
MARKS = st.lists(MARK, min_size=3, max_size=9)
ENTRIES = st.lists(MARKS, min_size=1, max_size=12)


def decimals(*marks: str) -> list[Decimal]:
    return [Decimal(mark) for mark in marks]


def test_the_marks_of_the_issue_are_shown_as_9_32_and_ranked_unrounded() -> None:
    marks = decimals("9.10", "9.25", "9.30", "9.40", "9.95")
    assert trimmed(marks) == Fraction(559, 60)
    assert shown(trimmed(marks)) == Decimal("9.32")
    assert trimmed(marks) != Fraction(shown(trimmed(marks)))


@given(MARKS)
def test_one_lowest_and_one_highest_are_dropped_and_the_rest_is_averaged(marks) -> None:
    left = sorted(marks)[1:-1]
    assert trimmed(marks) == sum(map(Fraction, left)) / len(left)
    low, high = dropped(marks)
    assert (low != high, marks[low], marks[high]) == (True, min(marks), max(marks))


@given(MARKS, st.randoms())
def test_the_order_in_which_judges_sit_changes_nothing(marks, lot) -> None:
    others = list(marks)
    lot.shuffle(others)
    assert trimmed(others) == trimmed(marks)


@given(MARKS, MARK)
def test_one_extreme_judge_alone_moves_nothing_beyond_the_others(marks, mark) -> None:
    score = trimmed([*marks, mark])
    assert min(marks) <= score <= max(marks)


def test_fewer_than_three_marks_make_no_mean() -> None:
    with pytest.raises(ValueError, match="2 marks are too few"):
        trimmed(decimals("9", "10"))


@given(st.fractions(min_value=0, max_value=100))
def test_what_is_shown_is_the_nearest_hundredth_and_a_half_goes_up(score) -> None:
    told = Fraction(shown(score))
    assert -Fraction(1, 200) < told - score <= Fraction(1, 200)
    assert shown(score).as_tuple().exponent == -2


@given(ENTRIES, st.sampled_from(TieRule.values), st.randoms())
def test_the_ranking_is_one_order_whatever_order_the_entries_come_in(entries, rule, lot) -> None:
    rows = [Marked(n + 100, n + 1, tuple(marks)) for n, marks in enumerate(entries)]
    there = ranked(rows, rule)
    lot.shuffle(rows)
    assert ranked(rows, rule) == there
    scores = [row.score for row in there]
    assert scores == sorted(scores, reverse=True)


def test_means_that_are_shown_alike_are_still_ranked_apart() -> None:
    a = Marked(1, 1, tuple(decimals("9", "9.31", "9.32", "9.32", "10")))
    b = Marked(2, 2, tuple(decimals("9", "9.32", "9.32", "9.32", "10")))
    assert [shown(row.score) for row in (a, b)] == decimals("9.32", "9.32")
    assert ranked([a, b], TieRule.LOT) == [b, a]


@pytest.mark.parametrize(
    ("rule", "first"), [(TieRule.ALL_MARKS, 2), (TieRule.HIGHEST, 3), (TieRule.LOT, 1)]
)
def test_each_rule_parts_a_tie_in_its_own_way(rule, first) -> None:
    """Three of the same trimmed mean: drawn first, with the better mean of all, with the highest mark."""
    rows = [
        Marked(1, 1, tuple(decimals("8.00", "9.00", "9.50"))),
        Marked(2, 2, tuple(decimals("8.90", "9.00", "9.60"))),
        Marked(3, 3, tuple(decimals("5.00", "9.00", "10.00"))),
    ]
    assert {row.score for row in rows} == {Fraction(9)}
    assert ranked(rows, rule)[0].entry == first


@given(ENTRIES, st.sampled_from(TieRule.values))
def test_every_rule_ends_with_the_lot(entries, rule) -> None:
    rows = [Marked(n, 20 - n, tuple(entries[0])) for n in range(len(entries))]
    assert [row.lot for row in ranked(rows, rule)] == sorted(20 - n for n in range(len(entries)))


def test_a_digest_is_what_any_shell_makes_of_the_line() -> None:
    line = sentence(7, 12, 3, Decimal("9.3"), "ab12")
    assert line == "touyan/7/12/3/9.30/ab12"
    assert digest_of(line) == hashlib.sha256(b"touyan/7/12/3/9.30/ab12").hexdigest()


@given(st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), max_size=6), st.randoms())
def test_the_digest_over_all_does_not_depend_on_their_order(digests, lot) -> None:
    told = digest_of_all(digests)
    lot.shuffle(digests)
    assert digest_of_all(digests) == told
