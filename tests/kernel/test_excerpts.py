"""What is shown of a text that was found, and which title comes first."""

import pytest

from touyan.kernel.search.excerpts import Excerpt, closeness, excerpt


def test_an_excerpt_begins_a_little_before_what_was_found() -> None:
    text = "从前有座山，" * 10 + "村口的路灯不亮，" + "晚上看不见路。" * 20
    found = excerpt(text, "路灯")
    assert (found.before.endswith("村口的"), found.hit) == (True, "路灯")
    assert found.before.startswith("…")
    assert found.after.endswith("…")
    assert len(found.before + found.hit + found.after) < 90


def test_what_is_found_in_another_form_is_shown_from_the_beginning() -> None:
    assert excerpt("１２号楼", "12号楼") == Excerpt("", "", "１２号楼")


def test_nothing_is_lost_of_a_short_text() -> None:
    assert excerpt("路灯不亮", "不亮") == Excerpt("路灯", "不亮", "")


@pytest.mark.parametrize(
    ("title", "closer"), [("停车场", 0), ("停车场收费", 1), ("东门停车场", 2), ("停车", 3)]
)
def test_a_title_that_is_what_was_typed_comes_first(title: str, closer: int) -> None:
    assert closeness(title, "停车场") == closer
