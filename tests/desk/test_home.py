"""What waits, what is late, what is new."""

from datetime import timedelta

import pytest

from tests.desk.reading import refs, said
from touyan.kernel import clock
from touyan.orders import acts
from touyan.town.models import Notice

pytestmark = pytest.mark.django_db


def waiting_part(response):
    """The numbers under “oldest due first”, without the notices."""
    page = response.content.decode()
    return page[page.index('id="waiting"') :].split('id="news"')[0]


def test_the_oldest_due_comes_first(as_, placed, secretary):
    with clock.at(clock.now() - timedelta(days=40)):
        old, _r = placed("很久以前的事。")
    new, _r = placed("刚刚的事。")
    response = as_(secretary).get("/desk/")
    part = waiting_part(response)
    assert [ref for ref in refs(response) if f'data-ref="{ref}"' in part] == [old.ref, new.ref]


def test_another_villages_orders_do_not_wait_for_me(
    as_, placed, paibei, secretary, other_secretary
):
    order, _r = placed("牌碑的路灯坏了。", village=paibei)
    assert order.ref not in as_(secretary).get("/desk/").content.decode()
    assert order.ref in as_(other_secretary).get("/desk/").content.decode()


def test_counts_are_links_to_what_they_count(as_, placed, secretary, other_secretary, paibei):
    with clock.at(clock.now() - timedelta(days=40)):
        late, _r = placed("很久以前的事。")
    followed, _r = placed("刚刚的事。")
    placed("牌碑的事。", village=paibei)
    acts.follow(by=secretary, order=followed)
    browser = as_(secretary)
    page = browser.get("/desk/").content.decode()
    for queue, count in {
        "waiting": [late.ref, followed.ref],
        "overdue": [late.ref],
        "following": [followed.ref],
    }.items():
        link = f"/desk/orders/?queue={queue}"
        number = (
            page.split(f'href="{link}"')[0].rsplit('figure-number numeric">', 1)[1].split("<")[0]
        )
        assert (number, sorted(refs(browser.get(link)))) == (str(len(count)), sorted(count))


def test_nothing_waiting_is_said_in_words(as_, secretary):
    assert "Nothing waits for you" in said(as_(secretary).get("/desk/"))


def test_how_late_something_is_stands_beside_it(as_, placed, secretary):
    with clock.at(clock.now() - timedelta(days=40)):
        placed("很久以前的事。")
    assert "Overdue by" in said(as_(secretary).get("/desk/"))


@pytest.fixture
def woken():
    """Notices of the night are there in the morning."""

    def wake():
        Notice.objects.update(not_before=clock.now() - timedelta(minutes=1))

    return wake


def test_five_notices_of_one_order_are_one_line(as_, placed, secretary, dispatcher, woken):
    order, _r = placed()
    acts.ACTS["urge"](by=dispatcher, order=order)
    acts.ACTS["urge"](by=dispatcher, order=order)
    woken()
    text = said(as_(secretary).get("/desk/notices/"))
    assert text.count(order.ref) == 1
    assert f"{order.ref} Urged, Placed" in text


def test_what_was_seen_is_no_longer_new(as_, placed, secretary, woken):
    one, _r = placed()
    other, _r = placed("另一件事，水管漏了。")
    woken()
    browser = as_(secretary)
    response = browser.post("/desk/notices/", {"about": f"order:{one.pk}"})
    assert (response.status_code, response["Location"]) == (303, "/desk/notices/")
    assert refs(browser.get("/desk/notices/")) == [other.ref]
    browser.post("/desk/notices/")
    assert "You have seen everything" in said(browser.get("/desk/notices/"))


def test_nobody_marks_anothers_notices(as_, placed, secretary, other_secretary, woken):
    order, _r = placed()
    woken()
    as_(other_secretary).post("/desk/notices/", {"about": f"order:{order.pk}"})
    assert refs(as_(secretary).get("/desk/notices/")) == [order.ref]


def test_what_was_just_done_is_said_once(as_, placed, secretary):
    order, _r = placed()
    browser = as_(secretary)
    browser.post(f"/desk/orders/{order.ref}/accept/")
    done = f"“Accept” is done: {order.ref}."
    assert done in said(browser.get("/desk/"))
    assert done not in said(browser.get("/desk/"))


def test_nobody_can_put_words_into_the_towns_mouth(as_, secretary):
    browser = as_(secretary)
    browser.cookies["told"] = "WyJnb29kIiwiSGVsbG8iXQ:forged:signature"
    assert browser.get("/desk/").status_code == 200


def test_from_notice_to_accepted_in_two_taps(as_, placed, secretary, woken):
    order, _r = placed()
    woken()
    browser = as_(secretary)
    page = browser.get("/desk/").content.decode()
    assert f'class="heard-link" href="/desk/orders/{order.ref}/"' in page
    assert (
        f'action="/desk/orders/{order.ref}/accept/"'
        in browser.get(f"/desk/orders/{order.ref}/").content.decode()
    )
    browser.post(f"/desk/orders/{order.ref}/accept/", {"seen": "placed"})
    order.refresh_from_db()
    assert order.state == "accepted"
