"""Whatever was altered behind the journal's back, it says so, and says where."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from tests.orders.stages import Loop, do, lapse, moment
from touyan.kernel import clock, journal
from touyan.kernel.models import Entry
from touyan.orders.models import Custody, Order
from touyan.town.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


@pytest.fixture
def order(loop: Loop) -> Order:
    """place, accept, note, deliver, dispute: five entries."""
    order, requester = loop.accepted()
    do("note", loop.secretary, order, text="灯杆编号 7。")
    do("deliver", loop.secretary, order, reply="换了灯泡。")
    order = do("dispute", requester, order, words="还是不亮。")
    assert list(journal.faults()) == []
    return order


def entry(order: Order, seq: int) -> Entry:
    return Entry.objects.get(about=f"order:{order.pk}", seq=seq)


@pytest.mark.parametrize("stage", [
    "closed", "closed_by_roads", "delivered_by_lead", "declined", "withdrawn", "merged", "deferred",
])  # fmt: skip
def test_what_the_acts_did_is_what_the_tables_say(loop: Loop, stage):
    getattr(loop, stage)()
    assert list(journal.faults()) == []


def test_a_silent_end_is_in_the_journal_too(loop: Loop):
    order, _requester = loop.delivered(phone="")
    with clock.at(moment("2021-10-01 12:00")):
        lapse(order)
    assert list(journal.faults()) == []
    assert Entry.objects.get(name="orders.lapse").by == "clock"


def test_entries_count_from_one_and_say_who_and_when(order, loop: Loop):
    entries = Entry.objects.filter(about=f"order:{order.pk}").order_by("seq")
    secretary = f"person:{loop.secretary.pk} as secretary"
    requester = f"requester:{order.requesters.get().pk}"
    assert [(e.seq, e.name, e.by, e.town_code) for e in entries] == [
        (1, "orders.place", "visitor", "340121103"),
        (2, "orders.accept", secretary, "340121103"),
        (3, "orders.note", secretary, "340121103"),
        (4, "orders.deliver", secretary, "340121103"),
        (5, "orders.dispute", requester, "340121103"),
    ]
    assert {e.at for e in entries} == {moment("2021-09-17 08:12")}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"urgency": "urgent"}, "urgency is 'urgent', the journal says 'small'"),
        ({"hidden": True}, "hidden is True, the journal says False"),
        ({"reopened": 1}, "reopened is 1, the journal says 0"),
        ({"outcome": "solved"}, "outcome is 'solved', the journal says ''"),
        ({"promised_at": None}, "promised_at is None, the journal says '2021-09-26T09:30:00Z'"),
    ],
)
def test_a_field_of_an_order_that_was_altered_is_named(order, change, says):
    Order.objects.filter(pk=order.pk).update(**change)
    assert list(journal.faults()) == [f"order:{order.pk}: {says}"]


def test_a_state_that_was_altered_is_named(order):
    Order.objects.filter(pk=order.pk).update(state="delivering")
    assert list(journal.faults()) == [
        f"order:{order.pk}: state is 'delivering', the journal says 'accepted'"
    ]


def test_an_order_put_in_behind_its_back_is_named(order):
    copy = Order.objects.get(pk=order.pk)
    copy.pk = None
    copy.save()
    assert sorted(journal.faults()) == [
        f"order:{copy.pk}: its chain of holders does not end with its holder",
        f"order:{copy.pk}: stands in the tables but nothing in the journal made it",
    ]


def test_an_order_that_was_deleted_is_named(order):
    pk = order.pk
    order.delete()
    assert list(journal.faults()) == [f"order:{pk}: the journal knows it, the tables do not"]


@pytest.mark.parametrize(
    "change",
    [
        {"by": "person:999 as secretary"},
        {"at": moment("2021-09-17 08:13")},
        {"name": "orders.reveal"},
        {"salts": {"text": "0000000000000000"}},
        {"data": {"text": "灯杆编号 8。", "set": {}}},
        {"data": {"set": {}}},
    ],
)
def test_an_entry_that_was_altered_is_named(order, change):
    Entry.objects.filter(pk=entry(order, 3).pk).update(**change)
    name = change.get("name", "orders.note")
    assert list(journal.faults()) == [f"order:{order.pk}: entry 3 ({name}) is not what was written"]


def test_an_entry_with_a_new_digest_breaks_the_next(order):
    third = entry(order, 3)
    third.data["text"] = "灯杆编号 8。"
    third.digest = journal.digest_of(third, entry(order, 2).digest)
    third.save()
    assert list(journal.faults()) == [
        f"order:{order.pk}: entry 4 (orders.deliver) is not what was written"
    ]


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_an_entry_that_was_deleted_is_missed(order, seq):
    entry(order, seq).delete()
    faults = list(journal.faults())
    assert f"order:{order.pk}: entry {seq} is missing" in faults
    after = entry(order, seq + 1)
    assert f"order:{order.pk}: entry {seq + 1} ({after.name}) is not what was written" in faults


def test_a_last_entry_that_was_deleted_is_missed_in_the_tables(order):
    entry(order, 5).delete()
    faults = list(journal.faults())
    assert f"order:{order.pk}: state is 'accepted', the journal says 'delivered'" in faults


def test_two_entries_that_changed_places_are_named(order):
    third, fourth = entry(order, 3), entry(order, 4)
    Entry.objects.filter(pk=third.pk).update(seq=99)
    Entry.objects.filter(pk=fourth.pk).update(seq=3)
    Entry.objects.filter(pk=third.pk).update(seq=4)
    assert f"order:{order.pk}: entry 3 (orders.deliver) is not what was written" in list(
        journal.faults()
    )


def test_a_field_that_is_hidden_rather_than_shed_is_named(order):
    second = entry(order, 2)
    second.shed["set"] = journal._leaf("", second.data.pop("set"))
    second.save()
    faults = list(journal.faults())
    says = "hides set, which is not personal"
    assert f"order:{order.pk}: entry 2 (orders.accept) {says}" in faults


def test_a_move_that_the_table_does_not_allow_is_named(order, loop: Loop):
    journal.write(
        name="orders.take", about=f"order:{order.pk}", by=loop.officer.signed, at=clock.now(),
        data={"set": {"state": "delivering"}}, town_code="340121103", first=False,
    )  # fmt: skip
    Order.objects.filter(pk=order.pk).update(state="delivering")
    assert list(journal.faults()) == [
        f"order:{order.pk}: entry 6 (orders.take) leads from accepted to delivering, which no move does"
    ]


def open_link(order: Order):
    return Custody.objects.filter(order=order, until__isnull=True)


@pytest.mark.parametrize("alter", [
    lambda order: open_link(order).delete(),
    lambda order: open_link(order).update(due_at=F("due_at") + timedelta(days=1)),
    lambda order: open_link(order).update(organisation=Organisation.objects.get(kind="town")),
    lambda order: open_link(order).update(until=moment("2021-09-18 12:00"), ended="transfer"),
])  # fmt: skip
def test_a_chain_of_holders_that_was_altered_is_named(order, alter):
    alter(order)
    assert list(journal.faults()) == [
        f"order:{order.pk}: its chain of holders does not end with its holder"
    ]


def test_a_chain_that_goes_on_after_the_end_is_named(loop: Loop):
    order, _requester = loop.closed()
    Custody.objects.filter(order=order).order_by("-id")[:1].get()
    Custody.objects.filter(pk=Custody.objects.latest("id").pk).update(until=None, ended="")
    assert list(journal.faults()) == [f"order:{order.pk}: is over, yet its chain of holders is not"]


def test_shedding_personal_fields_leaves_the_chain_whole_and_only_those(order):
    fourth = entry(order, 4)
    journal.shed(fourth, ["reply", "set", "photos"])
    fourth.refresh_from_db()
    assert sorted(fourth.data) == ["photos", "set"]
    assert (sorted(fourth.shed), fourth.salts) == (["reply"], {})
    assert list(journal.faults()) == []


def test_what_was_shed_cannot_be_guessed_from_its_digest(order):
    fourth = entry(order, 4)
    reply = fourth.data["reply"]
    journal.shed(fourth, ["reply"])
    assert fourth.shed["reply"] != journal._leaf("", reply)


def test_the_command_names_the_faults_and_fails(order, capsys):
    call_command("check")
    assert "the tables agree" in capsys.readouterr().out
    Order.objects.filter(pk=order.pk).update(urgency="urgent")
    with pytest.raises(CommandError) as error:
        call_command("check")
    assert error.value.returncode == 1
    assert f"order:{order.pk}: urgency is" in capsys.readouterr().err
