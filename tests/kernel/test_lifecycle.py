"""A table of moves: who may, why not now, and where to."""

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from touyan.kernel.lifecycle import Lifecycle, Move
from touyan.kernel.refused import Refused


@dataclass
class Door:
    state: str
    locked: bool = False


DOORS = Lifecycle(
    {"shut": "Shut", "open": "Open", "gone": "Gone"},
    Move("open", {"shut"}, ["open"], "Open", lambda door, by: by == "owner", lambda door, by: "It is locked." if door.locked else None),
    Move("remove", {"shut", "open"}, ["gone", "shut"], "Remove", lambda door, by: True),
    Move("knock", {"shut"}, [], "Knock", lambda door, by: True, quiet=True),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def offers(door, by):
    return [(offer.name, offer.why_not) for offer in DOORS.offers(door, by)]


def test_one_is_shown_the_moves_that_are_ones_own_from_here():
    assert offers(Door("shut"), "owner") == [("open", None), ("remove", None), ("knock", None)]
    assert offers(Door("shut"), "guest") == [("remove", None), ("knock", None)]
    assert offers(Door("gone"), "owner") == []


def test_what_may_not_be_done_now_is_shown_with_its_reason():
    assert offers(Door("shut", locked=True), "owner")[0] == ("open", "It is locked.")


def test_a_move_leads_to_its_first_end_unless_another_is_chosen():
    assert DOORS.take("remove", Door("open"), "guest") == "gone"
    assert DOORS.take("remove", Door("open"), "guest", "shut") == "shut"


def test_a_move_without_ends_stays():
    assert DOORS.take("knock", Door("shut"), "guest") == "shut"


@pytest.mark.parametrize(
    ("door", "by", "why"),
    [
        (Door("shut"), "guest", "“Open” is not yours to do here."),
        (Door("open"), "guest", "“Open” is not yours to do here."),
        (Door("open"), "owner", "“Open” is not possible now: this is “Open”. Open the page again to see what is."),
        (Door("shut", locked=True), "owner", "It is locked."),
    ],
)  # fmt: skip
def test_a_refusal_says_whose_it_is_before_it_says_why(door, by, why):
    with pytest.raises(Refused) as refused:
        DOORS.take("open", door, by)
    assert (str(refused.value), refused.value.status, refused.value.field) == (why, 409, None)


def test_an_end_that_the_table_does_not_have_is_a_programmers_mistake():
    with pytest.raises(ValueError, match="does not lead to open"):
        DOORS.take("remove", Door("shut"), "guest", "open")
    with pytest.raises(KeyError):
        DOORS.take("paint", Door("shut"), "guest")


def test_the_diagram_has_an_arrow_for_each_way():
    assert DOORS.as_mermaid().splitlines() == [
        "stateDiagram-v2",
        "    shut --> open: open",
        "    open --> gone: remove",
        "    open --> shut: remove",
        "    shut --> gone: remove",
        "    shut --> shut: remove",
    ]
