"""What is sent twice is carried out once, whichever form it was."""

from datetime import timedelta
from uuid import uuid4

import pytest

from touyan.conf.once import key_of
from touyan.kernel import clock, sending
from touyan.kernel.models import Entry, Sent
from touyan.kernel.refused import Refused
from touyan.orders.acts import ACTS

pytestmark = pytest.mark.django_db(transaction=True)


def added(order):
    return Entry.objects.filter(about=f"order:{order.pk}", name="orders.add").count()


def add(order, requester, words="还有一盏也不亮。"):
    ACTS["add"](by=requester, order=order, words=words)


def test_a_form_that_arrives_twice_adds_its_words_once(placed):
    (order, requester), key = placed(), uuid4()
    with sending.under(key):
        add(order, requester)
    with sending.under(key), pytest.raises(sending.DoneBefore) as refused:
        add(order, requester)
    assert str(refused.value) == "此前已经收到并办好，没有重复办理。"
    assert added(order) == 1


def test_another_form_adds_other_words(placed):
    order, requester = placed()
    for _form in range(2):
        with sending.under(uuid4()):
            add(order, requester)
    assert added(order) == 2


def test_what_was_refused_may_be_sent_again(placed):
    (order, requester), key = placed(), uuid4()
    with sending.under(key), pytest.raises(Refused):
        add(order, requester, words=" ")
    assert Sent.objects.count() == 0
    with sending.under(key):
        add(order, requester)
    assert added(order) == 1


def test_a_move_made_before_is_not_told_that_it_is_impossible(placed, secretary):
    (order, _), key = placed(), uuid4()
    with sending.under(key):
        ACTS["accept"](by=secretary, order=order)
    with sending.under(key), pytest.raises(sending.DoneBefore):
        ACTS["accept"](by=secretary, order=order)
    with sending.under(uuid4()), pytest.raises(Refused) as refused:
        ACTS["accept"](by=secretary, order=order)
    assert type(refused.value) is Refused


def test_of_many_acts_of_one_form_those_that_are_missing_are_done(placed, secretary):
    (first, _), (second, _), key = placed(), placed(), uuid4()
    with sending.under(key):
        ACTS["accept"](by=secretary, order=first)
    with sending.under(key):
        with pytest.raises(sending.DoneBefore):
            ACTS["accept"](by=secretary, order=first)
        ACTS["accept"](by=secretary, order=second)
    second.refresh_from_db()
    assert second.state == "accepted"


def test_whoever_holds_the_form_is_known_again(placed, secretary):
    (order, _), key = placed(), uuid4()
    with sending.under(key):
        assert not sending.led_to("orders.accept")
        ACTS["accept"](by=secretary, order=order)
        assert sending.led_to("orders.accept")
    with sending.under(uuid4()):
        assert not sending.led_to("orders.accept")


def test_a_look_is_a_look_each_time(placed, dispatcher):
    (order, _), key = placed(), uuid4()
    for _reload in range(2):
        with sending.under(key):
            ACTS["reveal"](by=dispatcher, order=order)
    assert Entry.objects.filter(name="orders.reveal").count() == 2


def test_marks_are_swept_after_a_week(placed, secretary):
    order, _ = placed()
    with sending.under(uuid4()):
        ACTS["accept"](by=secretary, order=order)
    assert sending.sweep() == 0
    with clock.at(clock.now() + timedelta(days=8)):
        assert sending.sweep() == 1


def test_what_is_found_rather_than_written_waits_for_the_standby_too(placed, postgresql):
    """An empty message in the write-ahead log; without it a commit that only read would wait for nobody."""
    with sending.under(uuid4()):
        sending.settle()
    if postgresql:
        with sending.connection.cursor() as cursor:
            before = wal(cursor)
            with sending.under(uuid4()):
                sending.settle()
            assert wal(cursor) > before


def wal(cursor):
    cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
    return cursor.fetchone()[0]


# The form's own number ---------------------------------------------------------------------------


def asked(rf, **said):
    return key_of(rf.post("/orders/r/abc/add/", said))


def test_the_same_form_with_the_same_words_has_the_same_key(rf):
    once = str(uuid4())
    key = asked(rf, once=once, words="灯", csrfmiddlewaretoken="a")
    assert key is not None
    assert asked(rf, once=once, words="灯", csrfmiddlewaretoken="b") == key
    assert asked(rf, once=once, words="路", csrfmiddlewaretoken="a") != key
    assert asked(rf, once=str(uuid4()), words="灯", csrfmiddlewaretoken="a") != key


def test_a_form_with_a_key_of_its_own_or_without_any_needs_none(rf):
    once = str(uuid4())
    assert asked(rf, once=once, key=str(uuid4())) is None
    assert asked(rf, once=once, nonce=str(uuid4())) is None
    assert asked(rf, once=once, key="orders.placed") is not None
    assert asked(rf, once="whatever") is None
    assert asked(rf, words="灯") is None


def test_each_form_of_a_page_has_a_number_of_its_own(client, placed):
    _, requester = placed()
    page = client.get(f"/orders/r/{requester.receipt}/").content.decode()
    numbers = [part.partition('"')[0] for part in page.split('name="once" value="')[1:]]
    assert len(numbers) == len(set(numbers)) == page.count("csrfmiddlewaretoken")


def test_over_http_the_second_arrival_leads_where_the_first_did(client, placed):
    order, requester = placed()
    said = {"once": str(uuid4()), "words": "还有一盏也不亮。"}
    address = f"/orders/r/{requester.receipt}/add/"
    first, again = client.post(address, said), client.post(address, said)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    assert added(order) == 1
    assert client.post(address, {**said, "words": "第三盏也不亮。"}).status_code == 303
    assert added(order) == 2
