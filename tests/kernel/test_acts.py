"""One use case, one transaction, one journal entry: all of it, or nothing."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from touyan.kernel import clock, journal
from touyan.kernel.acts import LISTENERS, Event, act, batch, beginning_with
from touyan.kernel.models import Entry, Tries
from touyan.kernel.refused import Refused

NOON = datetime(2021, 9, 17, 12, tzinfo=UTC)


class Somebody:
    signed = "person:7 as tester"


BY = Somebody()


@act(personal=("words",))
def note(*, by: Somebody, key: str, words: str = "", refuse: bool = False) -> Event[Tries]:
    """Count something up, so that there is a row to look at."""
    row, made = Tries.objects.get_or_create(key=key, defaults={"until": NOON})
    row.count += 1
    row.save()
    if refuse:
        raise Refused("no")
    return Event(row, by, {"words": words, "count": row.count}, first=made)


@act()
def add_row(*, by: Somebody, key: str, looks: list[bool]) -> Event[Tries]:
    """Somebody who looks too early, and finds what the quicker one made when made to look again."""
    if looks.pop(0) and (row := Tries.objects.filter(key=key).first()):
        return Event(row, by, repeated=True)
    return Event(Tries.objects.create(key=key, until=NOON), by, first=True)


@pytest.mark.django_db
def test_an_act_writes_one_entry_that_says_what_who_and_when():
    with clock.at(NOON):
        event = note(by=BY, key="a", words="你好")
    entry = Entry.objects.get()
    assert event.entry == entry
    assert (entry.name, entry.about, entry.by) == ("kernel.note", "tries:a", "person:7 as tester")
    assert (entry.at, entry.seq, entry.data) == (NOON, 1, {"words": "你好", "count": 1})
    assert list(entry.salts) == ["words"]
    assert entry.digest == journal.digest_of(entry, "")


@pytest.mark.django_db
def test_each_thing_has_a_chain_of_its_own():
    for key in ("a", "b", "a"):
        note(by=BY, key=key)
    first, second = Entry.objects.filter(about="tries:a").order_by("seq")
    assert (first.seq, second.seq, Entry.objects.get(about="tries:b").seq) == (1, 2, 1)
    assert second.digest == journal.digest_of(second, first.digest)
    assert second.digest != journal.digest_of(second, "")


@pytest.mark.django_db
def test_a_refused_act_changes_nothing():
    note(by=BY, key="a")
    with pytest.raises(Refused):
        note(by=BY, key="a", refuse=True)
    assert (Tries.objects.get().count, Entry.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_listeners_hear_the_event_within_the_same_transaction(monkeypatch):
    heard = []
    monkeypatch.setitem(LISTENERS, "kernel.note", [heard.append])
    note(by=BY, key="a")
    assert [(event.name, event.about.count, event.entry.seq) for event in heard] == [
        ("kernel.note", 1, 1)
    ]


@pytest.mark.django_db
def test_a_listener_that_fails_undoes_the_act(monkeypatch):
    def fail(event):
        raise Refused("no")

    monkeypatch.setitem(LISTENERS, "kernel.note", [fail])
    with pytest.raises(Refused):
        note(by=BY, key="a")
    assert (Tries.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_who_was_slower_finds_what_the_quicker_one_made():
    first = add_row(by=BY, key="a", looks=[False])
    event = add_row(by=BY, key="a", looks=[False, True])
    assert (event.about, event.repeated, event.entry) == (first.about, True, None)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_what_contradicts_the_database_twice_is_an_error():
    add_row(by=BY, key="a", looks=[False])
    with pytest.raises(IntegrityError):
        add_row(by=BY, key="a", looks=[False, False])
    assert (Tries.objects.count(), Entry.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_act_commits_by_itself_and_not_inside_anothers_transaction():
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        note(by=BY, key="a")
    assert Tries.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_all_or_nothing():
    with batch():
        note(by=BY, key="a")
        note(by=BY, key="a")
    assert (Tries.objects.get().count, Entry.objects.count()) == (2, 2)
    with pytest.raises(Refused), batch():  # noqa: PT012 - the first is what must be undone
        note(by=BY, key="b")
        note(by=BY, key="c", refuse=True)
    assert (Tries.objects.count(), Entry.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_in_a_batch_one_refusal_can_be_passed_over():
    with batch():
        note(by=BY, key="a")
        with pytest.raises(Refused):
            note(by=BY, key="a", refuse=True)
        note(by=BY, key="a")
    assert (Tries.objects.get().count, Entry.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_after_a_batch_acts_commit_by_themselves_again():
    with pytest.raises(Refused), batch():
        note(by=BY, key="a", refuse=True)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        note(by=BY, key="a")


def test_an_act_says_which_fields_are_personal():
    assert journal.PERSONAL["kernel.note"] == {"words"}
    assert journal.PERSONAL["kernel.add_row"] == frozenset()


@pytest.mark.django_db
def test_only_personal_fields_are_shed():
    entry = note(by=BY, key="a", words="周桂英").entry
    digest = entry.digest
    journal.shed(entry, ["words", "count"])
    entry.refresh_from_db()
    assert (entry.data, list(entry.shed), entry.salts) == ({"count": 1}, ["words"], {})
    assert journal.digest_of(entry, "") == digest


@pytest.mark.django_db
def test_the_same_words_have_another_digest_in_another_entry():
    entries = [note(by=BY, key="a", words="周桂英").entry for _n in range(2)]
    for entry in entries:
        journal.shed(entry, ["words"])
    assert entries[0].shed != entries[1].shed


def test_a_moment_is_one_text_whatever_zone_it_was_told_in():
    shanghai = datetime.fromisoformat("2021-09-17T20:00:00+08:00")
    assert (
        journal.plain({"at": shanghai})
        == journal.plain({"at": NOON})
        == {"at": "2021-09-17T12:00:00Z"}
    )


@pytest.mark.django_db
def test_what_a_door_counts_first_is_in_the_acts_own_transaction():
    def count():
        Tries.objects.create(key="door", until=NOON)

    with pytest.raises(Refused), beginning_with(count):
        note(by=BY, key="a", refuse=True)
    assert not Tries.objects.exists()
    with beginning_with(count):
        note(by=BY, key="a")
    assert set(Tries.objects.values_list("key", flat=True)) == {"a", "door"}


@pytest.mark.django_db
def test_what_a_door_counts_may_refuse_the_act_and_then_nothing_is_done():
    def refuse():
        raise Refused("too often")

    with pytest.raises(Refused, match="too often"), beginning_with(refuse):
        note(by=BY, key="a")
    note(by=BY, key="b")
    assert list(Tries.objects.values_list("key", flat=True)) == ["b"]
    assert Entry.objects.count() == 1
