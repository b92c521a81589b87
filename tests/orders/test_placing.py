"""Asking: words and a village are enough, and the same sending is one order."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.orders.stages import Loop, moment
from touyan.kernel import journal
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders import acts
from touyan.orders.acts import VISITOR, Leaves, join
from touyan.orders.models import Custody, Order, Requester
from touyan.town import acts as town_acts
from touyan.town.reads import branch_of
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]


def test_words_and_a_village_are_enough(baihua):
    order = acts.place(by=VISITOR, village=baihua, words=" 灯坏了 ").about
    branch = branch_of(baihua)
    assert (order.words, order.state, order.holder, order.branch) == (
        "灯坏了",
        "placed",
        branch,
        branch,
    )
    assert (order.urgency, order.category, order.reachable) == ("small", None, False)
    assert order.due_at == moment("2021-09-18 17:30")
    assert list(journal.faults()) == []


def test_it_begins_a_chain_of_holders_with_the_branch(placed):
    order, _requester = placed()
    link = Custody.objects.get(order=order)
    assert (link.organisation, link.state, link.due_at) == (order.branch, "placed", order.due_at)
    assert (link.since, link.until, link.ended) == (order.placed_at, None, "")


def test_the_category_says_how_pressing_it_is_unless_the_one_who_asks_does(placed, street_light):
    assert placed(category=street_light)[0].urgency == "small"
    assert placed(category=street_light, urgency="urgent")[0].urgency == "urgent"


@pytest.mark.parametrize("words", ["", "  \n ", "\x00", "长" * 2001])
def test_no_words_or_more_than_a_page_place_nothing(baihua, words):
    with pytest.raises(Refused) as refused:
        acts.place(by=VISITOR, village=baihua, words=words)
    assert refused.value.field == "words"
    assert (Order.objects.count(), Entry.objects.filter(name="orders.place").count()) == (0, 0)


def test_a_page_of_words_is_placed(placed):
    assert len(placed("长" * 2000)[0].words) == 2000


def test_a_village_without_a_branch_cannot_be_asked(town):
    village = town_acts.add_organisation(
        by=FOUNDER, parent=town, code="340121103099", kind="village", name="新村"
    ).about
    with pytest.raises(Refused, match="no branch") as refused:
        acts.place(by=VISITOR, village=village, words="灯坏了")
    assert refused.value.field == "village"


# Once ------------------------------------------------------------------------------------------


def test_the_same_sending_twice_is_one_order_with_one_receipt(placed):
    key = uuid4()
    order, requester = placed(key=key)
    again, same = placed("别的话", key=key)
    assert (again, same, same.receipt) == (order, requester, requester.receipt)
    assert Order.objects.get().words == order.words
    assert Entry.objects.filter(name="orders.place").count() == 1


def test_another_key_is_another_order(placed):
    assert placed(key=uuid4())[0] != placed(key=uuid4())[0]


def test_without_a_key_the_same_words_are_two_orders(placed):
    assert placed()[0] != placed()[0]


def test_a_row_of_a_ledger_taken_in_twice_is_one_order(placed):
    first, _requester = placed(source="2021", source_ref="17")
    assert placed(source="2021", source_ref="17")[0] == first
    assert placed(source="2022", source_ref="17")[0] != first
    assert placed(source="2021", source_ref="18")[0] != first


def test_a_row_taken_in_again_under_another_key_is_still_one_order(placed):
    first, _requester = placed(key=uuid4(), source="2021", source_ref="17")
    assert placed(key=uuid4(), source="2021", source_ref="17")[0] == first


# Joining ---------------------------------------------------------------------------------------


def test_me_too_makes_a_requester_with_a_receipt_of_their_own(loop: Loop):
    order, requester = loop.accepted()
    event = join(by=VISITOR, order=order, leaves=Leaves(name="老王", phone="13900002222"))
    assert (event.made.first, event.made.order) == (False, order)
    assert event.made.receipt != requester.receipt
    assert order.requesters.count() == 2
    assert list(journal.faults()) == []


def test_who_joined_by_telephone_or_account_is_not_counted_twice(loop: Loop, resident):
    order, requester = loop.placed(phone="13900001234")
    by_phone = join(by=VISITOR, order=order, leaves=Leaves(phone="13900001234"))
    assert (by_phone.repeated, by_phone.made) == (True, requester)
    first = join(by=resident, order=order, leaves=Leaves(person=resident))
    second = join(by=resident, order=order, leaves=Leaves(person=resident))
    assert (first.repeated, second.repeated, second.made) == (False, True, first.made)
    assert Requester.objects.filter(order=order).count() == 2


def test_a_telephone_number_is_known_again_after_the_secret_was_renewed(loop: Loop, settings):
    order, requester = loop.placed(phone="13900001234")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one, as long as a secret should be"
    assert join(by=VISITOR, order=order, leaves=Leaves(phone="13900001234")).made == requester


@pytest.mark.parametrize("stage", ["closed", "declined", "withdrawn", "merged"])
def test_what_has_ended_cannot_be_joined(loop: Loop, stage):
    order, _requester = getattr(loop, stage)()
    with pytest.raises(Refused, match="ended"):
        join(by=VISITOR, order=order, leaves=Leaves(phone="13900002222"))


def test_a_telephone_number_left_by_one_who_joins_makes_the_order_reachable(loop: Loop):
    order, _requester = loop.placed(phone="")
    join(by=VISITOR, order=order, leaves=Leaves())
    assert Order.objects.get(pk=order.pk).reachable is False
    join(by=VISITOR, order=order, leaves=Leaves(phone="13900002222"))
    assert Order.objects.get(pk=order.pk).reachable is True


# Adding ----------------------------------------------------------------------------------------


def test_words_are_added_to_an_order_at_any_time_and_change_nothing_else(loop: Loop):
    order, requester = loop.closed()
    before = Order.objects.values().get()
    event = acts.ACTS["add"](by=requester, order=order, words="又坏了。")
    assert Order.objects.values().get() == before
    assert event.entry.data == {"words": "又坏了。", "photos": [], "set": {}}


def test_adding_nothing_is_refused(loop: Loop):
    order, requester = loop.accepted()
    with pytest.raises(Refused, match="few words"):
        acts.ACTS["add"](by=requester, order=order, words=" ")


# Costs -----------------------------------------------------------------------------------------


def test_placing_takes_no_more_than_twelve_statements(baihua, street_light):
    with CaptureQueriesContext(connection) as queries:
        acts.place(
            by=VISITOR, village=baihua, words="灯坏了", category=street_light, key=uuid4(),
            leaves=Leaves(phone="13900001234"),
        )  # fmt: skip
    statements = [
        query["sql"]
        for query in queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    assert len(statements) <= 12, "\n".join(statements)
