"""What many people write of leads; a village's mixed bag does not."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.reading.texts import month
from touyan.reading.hot import Likeness, Pairs, hot


def test_the_matter_of_many_people_leads_and_is_whole() -> None:
    first = hot(month())[0]
    assert sorted(first["ids"]) == sorted(f"k{n}" for n in range(12))
    assert first["people"] == 12
    assert (first["first"], first["last"]) == ("2026-03-01 09:00:00", "2026-03-12 09:00:00")


def test_its_headline_is_somebodys_own_words() -> None:
    first = hot(month())[0]
    assert first["headline"] in {one.title for one in month() if one.key in first["ids"]}


def test_a_place_with_many_different_things_is_no_matter() -> None:
    bags = [one for one in hot(month()) if sum(key.startswith("b") for key in one["ids"]) > 3]
    assert bags == []


def test_one_person_who_writes_often_is_one_person() -> None:
    same = [replace(one, who="w0") if one.key.startswith("k") else one for one in month()]
    assert [one for one in hot(same) if "k1" in one["ids"]] == []


def test_nothing_and_little_is_no_matter() -> None:
    assert hot([]) == []
    assert hot(month()[:2]) == []
    assert hot([replace(one, title="", words="") for one in month()]) == []


@given(
    st.lists(st.text(alphabet="路灯坏水管漏车位", max_size=12), min_size=3, max_size=25), st.data()
)
def test_likeness_worked_out_where_it_is_asked_for_is_that_of_a_table_of_all_pairs(
    texts: list[str], data: st.DataObject
) -> None:
    halves = [text[: len(text) // 2] for text in texts]
    likeness = Likeness(halves, texts)
    table = sum((part @ part.T).toarray() for part in likeness.parts) / 2
    above = np.triu_indices(len(texts), k=1)
    assert np.allclose(likeness.apart(), np.clip(1 - table[above], 0, 1), atol=1e-5)
    members = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, unique=True))
    assert np.allclose(likeness.of_all(members), table[:, members].sum(axis=1), atol=1e-5)


@given(st.lists(st.text(alphabet="路灯坏水管漏ab", max_size=12), min_size=2, max_size=25))
def test_pairs_are_counted_once_a_text(texts: list[str]) -> None:
    pairs = Pairs(texts)
    for pair in {text[n : n + 2] for text in texts for n in range(len(text) - 1)}:
        assert pairs.having(pair) == sum(pair in text for text in texts)
