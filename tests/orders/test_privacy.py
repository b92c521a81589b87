"""What is kept of people, who can read it, and how it is erased for good."""

import re
from uuid import uuid4

import pytest
from django.db import connection

from tests.orders.stages import Loop, do
from touyan.kernel import journal, search
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders import acts
from touyan.orders.acts import Leaves, join
from touyan.orders.models import Extension, Order, Requester
from touyan.orders.reads import FOR_REQUESTERS, public
from touyan.orders.tasks import KIND
from touyan.town import acts as town_acts
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def everything_kept() -> str:
    """Every value that the database has about orders, as it has it."""
    values = []
    with connection.cursor() as cursor:
        for rows in KEPT:
            cursor.execute(f"SELECT * FROM {rows}")
            values += [str(value) for line in cursor.fetchall() for value in line]
    # SQLite keeps JSON as text with everything but ASCII escaped.
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), "\n".join(values))


KEPT = (
    "orders_order", "orders_requester", "orders_extension", "orders_custody", "town_notice",
    "kernel_entry WHERE about LIKE 'order:%'",
)  # fmt: skip


def test_names_numbers_and_receipts_do_not_stand_in_the_database_in_plain(placed):
    _order, requester = placed(name="周桂英", phone="13900001234")
    kept = everything_kept()
    assert [word for word in ("周桂英", "13900001234", requester.receipt) if word in kept] == []
    requester = Requester.objects.get()
    assert (requester.name, requester.phone) == ("周桂英", "13900001234")


def test_whoever_is_anonymous_leaves_no_name_at_all(loop: Loop, resident):
    order, _requester = loop.placed(by=resident, person=resident, name="居民小周", anonymous=True)
    join(by=resident, order=order, leaves=Leaves(name="居民小周", anonymous=True, person=resident))
    for requester in Requester.objects.all():
        assert (requester.anonymous, requester.name, requester.person) == (True, "", None)
    told = Entry.objects.filter(about=f"order:{order.pk}").order_by("seq")
    assert [entry.by for entry in told] == ["visitor", "visitor"]


def test_a_clerk_who_writes_for_somebody_anonymous_is_named_and_they_are_not(loop: Loop, secretary):
    order, requester = loop.placed(by=secretary, name="周桂英", anonymous=True, channel="desk")
    assert Entry.objects.get(name="orders.place").by == f"person:{secretary.pk} as secretary"
    assert (requester.name, order.reachable) == ("", True)


def test_the_journal_names_requesters_by_number_only(loop: Loop):
    order, requester = loop.accepted()
    do("urge", requester, order)
    assert Entry.objects.get(name="orders.urge").by == f"requester:{requester.pk}"


def test_who_looked_at_a_telephone_number_is_kept_and_not_told_to_requesters(loop: Loop):
    order, _requester = loop.accepted()
    do("reveal", loop.secretary, order)
    assert Entry.objects.get(name="orders.reveal").by == f"person:{loop.secretary.pk} as secretary"
    assert FOR_REQUESTERS & {"orders.reveal", "orders.note", "orders.call_back"} == frozenset()


def test_a_lead_whose_role_ended_can_look_at_nothing_any_more(loop: Loop):
    order, _requester = loop.delivering_by_lead()
    role = loop.lead.roles.get()
    town_acts.end_role(by=FOUNDER, role=role, ends_on=role.starts_on)
    loop.lead.__dict__.pop("roles_today", None)
    for move, said in (("reveal", {}), ("note", {"text": "看看"})):
        with pytest.raises(Refused, match="not yours"):
            do(move, loop.lead, order, **said)


# The public copy -------------------------------------------------------------------------------


def test_only_a_checked_copy_is_public(loop: Loop):
    order, _requester = loop.placed("我是周桂英，灯坏了。")
    assert list(public()) == []
    order = do("publish", loop.secretary, order, words="路灯坏了。")
    assert [(one.pk, one.public_words) for one in public()] == [(order.pk, "路灯坏了。")]
    do("unpublish", loop.secretary, order)
    assert list(public()) == []


def test_what_the_requester_hid_is_not_public_and_stays_so(loop: Loop):
    order, requester = loop.placed()
    do("publish", loop.secretary, order, words="路灯坏了。")
    do("hide", requester, order)
    assert list(public()) == []
    for move, by, said in (("publish", loop.secretary, {"words": "灯"}), ("hide", requester, {})):
        with pytest.raises(Refused, match="wishes it hidden"):
            do(move, by, order, **said)


def test_there_is_nothing_to_take_back_that_is_not_public(loop: Loop):
    order, _requester = loop.placed()
    with pytest.raises(Refused, match="not public"):
        do("unpublish", loop.secretary, order)


# Erasing ---------------------------------------------------------------------------------------

SAID = {
    "words": "周桂英家门口", "where": "周桂英家", "reply": "已联系周桂英", "reason": "周桂英不在家",
    "text": "周桂英的电话打不通", "public": "周家门口的灯", "name": "周桂英", "phone": "13900001234",
}  # fmt: skip


@pytest.fixture
def told(loop: Loop) -> Order:
    """An order in which every field that people write in was written in."""
    names = {"name": SAID["name"], "phone": SAID["phone"], "where": SAID["where"]}
    order, requester = loop.accepted(words=SAID["words"], key=uuid4(), **names)
    do("answer", loop.secretary, order, reply=SAID["reply"])
    do("ask_extension", loop.secretary, order, days=2, reason=SAID["reason"])
    do("decide_extension", loop.dispatcher, order, granted=True, reason=SAID["reason"])
    do("note", loop.secretary, order, text=SAID["text"])
    do("add", requester, order, words=SAID["words"])
    do("supervise", loop.dispatcher, order, text=SAID["text"])
    do("publish", loop.secretary, order, words=SAID["public"])
    do("deliver", loop.secretary, order, reply=SAID["reply"])
    do("call_back", loop.dispatcher, order, text=SAID["text"])
    do("dispute", requester, order, words=SAID["words"])
    do("escalate", loop.secretary, order, reason=SAID["reason"])
    return do("dispatch", loop.dispatcher, order, unit=loop.leads, person=loop.lead)


def test_what_is_erased_is_nowhere_any_more_and_the_chain_is_whole(told, loop: Loop):
    before = everything_kept()
    assert [word for word in SAID.values() if word not in before] == [SAID["phone"]]
    assert list(Order.objects.filter(pk__in=search.matching(KIND, "门口"))) == [told]
    order = do("redact", loop.dispatcher, told)
    kept = everything_kept()
    assert [word for word in ("周", "13900001234", "头雁老陈") if word in kept] == []
    assert (order.words, order.where, order.reachable) == ("(erased)", "", False)
    assert [(r.name, r.phone, r.phone_blind) for r in order.requesters.all()] == [("", "", "")]
    assert Extension.objects.get().reason == ""
    assert list(Order.objects.filter(pk__in=search.matching(KIND, "门口"))) == []
    assert list(journal.faults()) == []


def test_what_happened_and_when_remains(told, loop: Loop):
    before = list(Entry.objects.order_by("id").values_list("name", "at", "by", "digest"))
    do("redact", loop.dispatcher, told)
    after = list(Entry.objects.order_by("id").values_list("name", "at", "by", "digest"))
    assert after[:-1] == before
    assert after[-1][0] == "orders.redact"


def test_erasing_twice_and_working_on_leaves_the_chain_whole(told, loop: Loop):
    do("redact", loop.dispatcher, told)
    do("take", loop.lead, told)
    do("redact", loop.dispatcher, told)
    assert list(journal.faults()) == []


def test_every_event_type_says_what_is_personal_in_it():
    written = {"words", "where", "reply", "reason", "text", "rule", "next_door", "person"}
    names = {f"orders.{act.__name__}" for act in acts.ACTS.values()} | {
        "orders.place",
        "orders.join",
    }
    assert names - journal.PERSONAL.keys() == set()
    assert set().union(*(journal.PERSONAL[name] for name in names)) == written
