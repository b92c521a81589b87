"""The call-back desk: whom to ring, a sample that anyone can draw again, and what they said."""

from datetime import date

import pytest

from tests.desk.reading import link, refs, said
from touyan.orders.acts import redrawn
from touyan.orders.models import Sample
from touyan.town.acts import grant_role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

DESK = "/desk/call-backs/"


def test_those_who_can_be_reached_are_listed_with_what_they_were_told(as_, delivered, dispatcher):
    order = delivered()
    delivered("没留电话的事。", phone="")
    response = as_(dispatcher).get(DESK)
    assert refs(response) == [order.ref]
    assert "They were told: 换了灯泡。" in said(response)
    assert "1390000" not in response.content.decode()


def test_an_answer_on_the_telephone_closes_it(as_, delivered, dispatcher):
    order = delivered()
    answer = {
        "outcome": "partly",
        "satisfaction": "fair",
        "words": "还差一盏。",
        "next": DESK,
        "seen": "delivered",
    }
    browser = as_(dispatcher)
    response = browser.post(f"/desk/orders/{order.ref}/confirm/", answer)
    assert (response.status_code, response["Location"]) == (303, DESK)
    order.refresh_from_db()
    assert (order.state, order.outcome, order.satisfaction) == ("closed", "partly", "fair")
    assert "Nobody to call back" in said(browser.get(DESK))


def test_no_answer_is_noted_and_it_stays_on_the_list(as_, delivered, dispatcher):
    order = delivered()
    browser = as_(dispatcher)
    browser.post(f"/desk/orders/{order.ref}/call_back/", {"text": "响了没人接。", "next": DESK})
    assert refs(browser.get(DESK)) == [order.ref]
    assert "Tried once" in said(browser.get(DESK))


def test_an_answer_without_an_outcome_is_asked_for_again(as_, delivered, dispatcher):
    order = delivered()
    response = as_(dispatcher).post(f"/desk/orders/{order.ref}/confirm/", {"words": "说不清。"})
    assert response.status_code == 422
    assert "说不清。" in response.content.decode()


def test_whoever_did_the_work_does_not_ring(as_, delivered, somebody, town, baihua):
    order = delivered()
    both = somebody("both", "dispatcher", town)
    grant_role(
        by=FOUNDER, person=both, organisation=baihua, role="secretary", starts_on=date(2020, 1, 1)
    )
    browser = as_(both)
    page = browser.get(DESK).content.decode()
    assert ("Your own unit did this work." in page, "/confirm/" in page) == (True, False)
    assert (
        browser.post(f"/desk/orders/{order.ref}/confirm/", {"outcome": "solved"}).status_code == 409
    )


def test_a_sample_is_drawn_and_can_be_drawn_again(as_, delivered, dispatcher):
    for number in range(8):
        delivered(f"第{number}件事。")
    browser = as_(dispatcher)
    response = browser.post("/desk/call-backs/sample/", {"size": "3", "seed": "2026"})
    assert (response.status_code, response["Location"]) == (303, f"{DESK}?show=sample")
    sample = Sample.objects.get()
    drawn = list(sample.orders.order_by("pk"))
    assert [order.pk for order in drawn] == redrawn(sample, 3)
    page = browser.get(f"{DESK}?show=sample")
    assert sorted(refs(page)) == [order.ref for order in drawn]
    assert "3 of 8, seed 2026" in said(page)
    assert said(browser.get(DESK)).count("Drawn by lot") == 1 + 3


@pytest.mark.parametrize("size", ["", "0", "-1", "x", "501"])
def test_a_sample_needs_a_size(as_, delivered, dispatcher, size):
    delivered()
    response = as_(dispatcher).post("/desk/call-backs/sample/", {"size": size, "seed": "kept"})
    assert (response.status_code, Sample.objects.count()) == (422, 0)
    assert 'value="kept"' in response.content.decode()


def test_nobody_else_draws(as_, secretary, admin):
    assert [
        as_(who).post("/desk/call-backs/sample/", {"size": "3"}).status_code
        for who in (secretary, admin)
    ] == [404, 404]


def test_the_list_is_turned_over_page_by_page(as_, delivered, dispatcher):
    orders = {delivered(f"第{number}件事。").ref for number in range(27)}
    browser = as_(dispatcher)
    first = browser.get(DESK)
    second = browser.get(f"{DESK}{link(first, 'next')}")
    assert (len(refs(first)), len(refs(second)), {*refs(first), *refs(second)}) == (25, 2, orders)
    assert refs(browser.get(f"{DESK}{link(second, 'prev')}")) == refs(first)
