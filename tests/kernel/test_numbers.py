"""Numbers over the telephone: one wrong digit, or two that changed places, are noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel.numbers import check_digit, heard, spoken

numbers = st.integers(min_value=1, max_value=10**16)


@given(numbers)
def test_what_is_spoken_is_heard(number):
    assert heard(spoken(number)) == number


@given(numbers, st.data())
def test_one_wrong_digit_is_noticed(number, data):
    said = spoken(number)
    at = data.draw(st.integers(0, len(said) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != said[at]]))
    assert heard(said[:at] + wrong + said[at + 1 :]) is None


@given(numbers, st.data())
def test_neighbours_that_changed_places_are_noticed(number, data):
    said = spoken(number)
    at = data.draw(st.integers(0, len(said) - 2))
    swapped = said[:at] + said[at + 1] + said[at] + said[at + 2 :]
    assert heard(swapped) == (number if swapped == said else None)


def test_a_number_has_six_digits_at_least():
    assert [len(spoken(number)) for number in (1, 99_999, 100_000)] == [6, 6, 7]


def test_the_check_digit_is_that_of_the_published_example():
    """572 → 4: the example of Damm's dissertation, as every implementation quotes it."""
    assert check_digit("572") == "4"
    assert check_digit("5724") == "0"


@pytest.mark.parametrize("separator", [" ", "-", "－", "."])
def test_how_it_is_written_does_not_matter(separator):
    said = spoken(69)
    assert heard(f" {said[:3]}{separator}{said[3:]}\n") == 69


@pytest.mark.parametrize("text", ["", "12345", "abcdef", "00069x", "1" * 19, "½00690", "٠٠٠٠٦٩"])
def test_what_is_no_number_is_none(text):
    assert heard(text) is None
