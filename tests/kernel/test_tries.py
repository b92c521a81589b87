"""Slowing down whoever guesses: counted a key and window, shared by all workers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from touyan.kernel import clock, tries
from touyan.kernel.models import Tries
from touyan.kernel.refused import Refused, TooMany

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 9, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon():
    with override("en"), clock.at(NOON):
        yield


def test_tries_are_counted_for_each_key():
    assert [tries.count("a", window=HOUR) for _n in range(3)] == [1, 2, 3]
    assert tries.count("b", window=HOUR) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:1::1", "2001:db8:1:1:ffff:1:2:3", True),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "", True),
    ],
)
def test_a_line_is_all_that_somebody_has_to_themselves(one, other, same):
    assert (tries.line(one) == tries.line(other)) is same


def test_a_window_runs_from_its_first_try_and_then_begins_anew():
    tries.count("a", window=HOUR)
    with clock.at(NOON + timedelta(minutes=59)):
        assert tries.count("a", window=HOUR) == 2
    with clock.at(NOON + HOUR):
        assert tries.count("a", window=HOUR) == 1
    assert Tries.objects.get().until == NOON + 2 * HOUR


def test_more_than_the_limit_is_refused_with_the_minutes_to_wait():
    for _n in range(2):
        tries.refuse_after(2, "a", window=HOUR)
    with clock.at(NOON + timedelta(minutes=18)), pytest.raises(TooMany) as refused:
        tries.refuse_after(2, "a", window=HOUR)
    assert str(refused.value) == "That was too often. Please wait 42 minutes and try again."
    assert (refused.value.status, isinstance(refused.value, Refused)) == (429, True)


def test_the_last_minute_is_said_in_the_singular():
    tries.refuse_after(1, "a", window=HOUR)
    with (
        clock.at(NOON + timedelta(minutes=59, seconds=50)),
        pytest.raises(TooMany, match="wait a minute"),
    ):
        tries.refuse_after(1, "a", window=HOUR)


def test_whether_the_limit_is_reached_can_be_asked_without_counting():
    assert tries.spent(2, "a") is False
    tries.count("a", window=HOUR)
    assert [tries.spent(2, "a"), tries.spent(2, "a"), tries.spent(1, "a")] == [False, False, True]
    with clock.at(NOON + HOUR):
        assert tries.spent(1, "a") is False


def test_what_is_forgotten_begins_anew():
    tries.count("a", window=HOUR)
    tries.forget("a")
    assert tries.count("a", window=HOUR) == 1


def test_a_long_key_is_one_key():
    long = "x" * 500
    assert [tries.count(long, window=HOUR), tries.count(long, window=HOUR)] == [1, 2]
    assert (tries.spent(2, long), Tries.objects.count()) == (True, 1)
    tries.forget(long)
    assert Tries.objects.count() == 0


def test_sweeping_drops_only_windows_that_have_passed():
    tries.count("old", window=HOUR)
    tries.count("new", window=3 * HOUR)
    with clock.at(NOON + 2 * HOUR):
        assert tries.sweep() == 1
    assert Tries.objects.get().key == "new"
