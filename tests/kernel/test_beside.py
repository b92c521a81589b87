"""One act that makes or changes many things: each has a chain of its own, and all of it or nothing."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from touyan.kernel import clock, journal
from touyan.kernel.acts import LISTENERS, Beside, Event, act
from touyan.kernel.models import Entry, Tries
from touyan.kernel.refused import Refused

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 9, 17, 12, tzinfo=UTC)


class Somebody:
    signed = "person:7"


BY = Somebody()


@act(personal=("words",))
def bump(*, by: Somebody, keys: list[str], words: str = "") -> Event[Tries]:
    """Count the first up, and the others beside it."""
    things = []
    for key in keys:
        row, made = Tries.objects.get_or_create(key=key, defaults={"until": NOON})
        row.count += 1
        row.save()
        things.append((row, made))
    (row, made), *others = things
    beside = [
        Beside(other, {"words": words, "count": other.count}, first) for other, first in others
    ]
    return Event(row, by, {"count": row.count}, first=made, beside=beside)


@act()
def follow(*, by: Somebody, key: str, refuse: bool = False) -> Event[Tries]:
    """What somebody who listens does in turn: an act of its own."""
    row = Tries.objects.create(key=key, until=NOON)
    if refuse:
        raise Refused("not this")
    return Event(row, by, first=True)


@pytest.fixture
def heard():
    """Lets a test listen to `bump` for as long as it runs."""
    kept = LISTENERS.get("kernel.bump")
    LISTENERS["kernel.bump"] = []
    yield LISTENERS["kernel.bump"].append
    if kept is None:
        del LISTENERS["kernel.bump"]


def chain(key: str) -> list[Entry]:
    return list(Entry.objects.filter(about=f"tries:{key}").order_by("seq"))


def test_everything_beside_gets_an_entry_in_its_own_chain():
    with clock.at(NOON):
        bump(by=BY, keys=["a", "b", "c"], words="你好")
    assert [entry.data for entry in chain("b")] == [{"words": "你好", "count": 1}]
    (b,) = chain("b")
    assert (b.name, b.by, b.at, b.seq) == ("kernel.bump", "person:7", NOON, 1)
    assert list(b.salts) == ["words"]
    assert b.digest == journal.digest_of(b, "")


def test_chains_that_were_there_go_on():
    bump(by=BY, keys=["b"])
    bump(by=BY, keys=["a", "b", "c"])
    bump(by=BY, keys=["c", "b"])
    entries = chain("b")
    assert [entry.seq for entry in entries] == [1, 2, 3]
    for before, entry in pairwise(entries):
        assert entry.digest == journal.digest_of(entry, before.digest)


def test_a_thing_told_of_twice_in_one_act_has_two_entries_in_order():
    bump(by=BY, keys=["a", "b"])
    lines = [journal.Line("tries:b", {"n": n}, first=False) for n in (1, 2)]
    journal.write_many(lines, name="kernel.bump", by="person:7", at=NOON, town_code="")
    entries = chain("b")
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert entries[2].digest == journal.digest_of(entries[2], entries[1].digest)


def test_many_things_cost_few_statements(django_assert_max_num_queries):
    keys = [f"key{n}" for n in range(50)]
    bump(by=BY, keys=["first", *keys])
    lines = [journal.Line(f"tries:{key}", {"count": 9}, first=False) for key in keys]
    with django_assert_max_num_queries(3):
        journal.write_many(lines, name="kernel.bump", by="person:7", at=NOON, town_code="")
    assert {len(chain(key)) for key in keys} == {2}


def test_an_act_that_a_listener_does_joins_the_transaction(heard):
    heard(lambda event: follow(by=event.by, key="followed"))
    bump(by=BY, keys=["a"])
    assert (len(chain("a")), len(chain("followed"))) == (1, 1)


def test_a_listener_that_is_refused_undoes_the_act_it_heard(heard):
    heard(lambda event: follow(by=event.by, key="followed", refuse=True))
    with pytest.raises(Refused):
        bump(by=BY, keys=["a", "b"])
    assert (Tries.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_listener_may_live_with_a_refusal_which_leaves_nothing_behind(heard):
    def tries(event: Event[Tries]) -> None:
        with pytest.raises(Refused):
            follow(by=event.by, key="followed", refuse=True)

    heard(tries)
    bump(by=BY, keys=["a"])
    assert list(Tries.objects.values_list("key", flat=True)) == ["a"]
    assert Entry.objects.count() == 1
