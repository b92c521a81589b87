"""What many people write of leads; a village's mixed bag does not."""

from dataclasses import replace

from tests.reading.texts import month
from touyan.reading.hot import hot


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
