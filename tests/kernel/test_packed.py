"""Whole numbers in few bytes, and back."""

import random

from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel.packed import packed, unpacked


@given(st.lists(st.integers(min_value=-(2**63), max_value=2**63)))
def test_what_was_packed_comes_back(numbers: list[int]):
    assert unpacked(packed(numbers)) == numbers


def test_a_million_records_fit_in_little():
    lot = random.Random(7)  # noqa: S311 - the same each time
    neighbours = range(1, 1_000_001)
    scattered = sorted(lot.sample(range(100_000_000), 1_000_000))
    assert len(packed(neighbours)) < 10_000
    assert len(packed(scattered)) < 2_000_000
