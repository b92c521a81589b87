"""Near in words, in place and in time: each moves the scale, and courtesies do not."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from touyan.reading.sameness import Said, alike, beside, metres, most_beside, pairs

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
LAMP = "村口石桥边的路灯坏了，晚上看不见路。"


def said(key: int, words: str, days: float = 0, spot: str = "", point=None) -> Said:
    return Said(key, words, NOW - timedelta(days=days), spot, point)


def keys(one: Said, *others: Said) -> list[int]:
    return [key for _how, key in alike(one, others)]


OTHERS = [
    said(90 + n, words)
    for n, words in enumerate(
        ("自来水发黄有味道，请派人看看。", "垃圾桶满了没人清运，请派人看看。", "楼上装修太吵，请派人看看。", "健身器材松动，请派人看看。")
    )
]  # fmt: skip


def test_the_same_thing_in_other_words_is_found_and_the_likest_comes_first() -> None:
    near = said(1, "村口石桥边路灯坏了，晚上看不见。")
    nearer = said(2, "村口石桥边的路灯坏了，晚上看不见路了。")
    assert keys(said(0, LAMP), *OTHERS, near, nearer) == [2, 1]


def test_courtesies_alone_are_nothing_in_common() -> None:
    assert keys(said(0, "路面塌了一块，请派人看看。"), *OTHERS) == []


def test_a_short_text_within_a_long_one_is_found() -> None:
    long = said(
        1, LAMP + "另外上次反映的健身步道也一直没有修，老人孩子出门都不方便，希望一起处理。"
    )
    assert keys(said(0, LAMP), *OTHERS, long) == [1]


def test_place_and_time_each_move_the_scale() -> None:
    here, there = (32.1700, 117.0200), (32.1900, 117.0200)
    one = said(0, LAMP, spot="7", point=here)
    words = "石桥那里路灯又坏了，晚上很黑。"
    by = {
        name: {key: how for how, key in alike(one, [*OTHERS, other], least=-1)}[1]
        for name, other in {
            "same spot": said(1, words, spot="7"),
            "near": said(1, words, point=here),
            "unknown": said(1, words),
            "far": said(1, words, point=there),
            "long ago": said(1, words, days=300),
        }.items()
    }
    assert by["same spot"] == by["near"]
    assert by["near"] > by["unknown"] > by["far"]
    assert by["unknown"] > by["long ago"]


def test_nothing_said_is_like_nothing() -> None:
    assert keys(said(0, ""), said(1, "")) == []
    assert keys(said(0, "灯"), said(1, "灯")) == []


def test_a_thousandth_of_a_degree_is_a_hundred_metres() -> None:
    assert round(metres((32.0, 117.0), (32.001, 117.0))) == 111
    assert round(metres((32.0, 117.0), (32.0, 117.001))) == 94


def test_characters_beyond_the_first_plane_and_halves_of_one_are_read() -> None:
    assert len(pairs("𠮷野家")) == 3
    assert pairs("\ud842路灯") >= pairs("路灯")
    assert pairs("") == pairs("灯") == pairs("，。！") == set()


@given(st.text(max_size=40))
def test_each_two_neighbours_are_one_pair_and_marks_are_none(text: str) -> None:
    plain = re.sub(r"[\W_]+", "", text.lower())
    octets = plain.encode("utf-16-le")
    expected = {octets[n : n + 4] for n in range(0, len(octets) - 3, 2)}
    assert len(pairs(text)) == len(expected)
    assert pairs(text) == pairs(plain)


@given(st.text(alphabet="路灯坏了晚上看不见水浑", min_size=12, max_size=30))
def test_whatever_is_said_twice_is_the_same(text: str) -> None:
    assert keys(said(0, text), *OTHERS, said(1, text))[:1] in ([1], [])
    assert (1 in keys(said(0, text), *OTHERS, said(1, text))) == (len(pairs(text)) >= 2)


points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
saids = st.builds(
    said, st.integers(1, 9), st.just(LAMP), st.floats(0, 4000), st.sampled_from(["", "L1", "L2"]),
    st.none() | points,
)  # fmt: skip


@given(saids, saids)
def test_place_and_time_never_add_more_than_is_said(one: Said, other: Said) -> None:
    assert beside(one, other) <= most_beside(one)
