"""Who sees which programmes, and whose lists."""

from datetime import date

import pytest

from touyan.programmes import acts, reads, rules
from touyan.programmes.states import Kind
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(programme, town, baihua, paibei, canteen, after_school):
    """A lecture of the town and one of each village, beside a class and a canteen at 百花."""
    return {
        one.code: programme(kind=Kind.LECTURE, name=one.name, host=one, code=f"lecture-{one.code}")
        for one in (town, baihua, paibei)
    }


def names(rows) -> list[str]:
    return sorted(rows.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("secretary", ["四点半课堂", "百花社区", "百花社区大食堂"]),
        ("other_secretary", ["牌碑社区"]),
        ("dispatcher", ["吴山镇", "四点半课堂", "牌碑社区", "百花社区", "百花社区大食堂"]),
        ("clerk", ["四点半课堂", "百花社区", "百花社区大食堂"]),
        ("teacher", ["四点半课堂", "百花社区", "百花社区大食堂"]),
        ("member", []),
        ("resident", []),
        ("officer", []),
    ],
)
def test_at_the_desk_each_sees_their_own_place(three, request, who, seen):
    assert names(reads.visible_to(request.getfixturevalue(who))) == seen


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        ("clerk", ["四点半课堂", "百花社区大食堂"]),
        ("teacher", ["四点半课堂"]),
        ("secretary", []),
        ("dispatcher", []),
        ("admin", []),
        ("member", []),
    ],
)
def test_lists_of_children_and_elders_are_their_own_roles(three, request, who, kept):
    person = request.getfixturevalue(who)
    assert names(reads.guarded_by(person)) == kept
    guarded = [row for row in reads.visible_to(_overseer(request)) if row.is_guarded]
    assert sorted(row.name for row in guarded if rules.reads_records(row, person)) == kept


def _overseer(request):
    return request.getfixturevalue("dispatcher")


def test_the_public_sees_what_is_public_and_neither_drafts_nor_what_was_cancelled(baihua):
    for n, (public, move) in enumerate(
        [(True, "open"), (False, "open"), (True, None), (True, "cancel")]
    ):
        made = acts.keep_programme(
            by=FOUNDER, host=baihua, kind=Kind.LECTURE, name=f"宣讲{n}", public=public,
            starts_on=date(2021, 9, 1),
        ).about  # fmt: skip
        if move:
            acts.MOVES[move](by=FOUNDER, programme=made)
    assert names(reads.public()) == ["宣讲0"]
