"""Short addresses at the end of a message: they lead to a page, and open nothing by themselves."""

from typing import Any

import pytest
from django.test import Client

from touyan.town.models import Person

pytestmark = pytest.mark.django_db


def whither(end: str, person: Person | None = None) -> str:
    browser = Client()
    if person is not None:
        browser.force_login(person)
    answer = browser.get(f"/s/{end}")
    assert (answer.status_code, answer["Cache-Control"]) == (303, "private, no-store")
    return str(answer["Location"])


def test_whoever_asked_and_is_signed_in_comes_to_their_receipt(
    placed: Any, resident: Person
) -> None:
    order, requester = placed(person=resident, by=resident)
    assert whither(order.ref, resident) == f"/orders/r/{requester.receipt}/"


def test_anybody_else_has_to_say_the_pin_and_learns_nothing(placed: Any, somebody: Any) -> None:
    order, requester = placed()
    assert whither(order.ref) == f"/orders/r/?number={order.ref}"
    assert whither("123459") == "/orders/r/?number=123459"
    assert whither(order.ref, somebody("other")) == f"/orders/r/?number={order.ref}"
    page = Client().get(f"/orders/r/?number={order.ref}").content.decode()
    assert (f'value="{order.ref}"' in page, requester.receipt in page) == (True, False)


def test_staff_come_to_the_desk(placed: Any, secretary: Person) -> None:
    order, _requester = placed()
    assert whither(order.ref, secretary) == f"/desk/orders/{order.ref}/"
    assert whither("n", secretary) == "/desk/notices/"


def test_children_tasks_and_notices_have_ends_of_their_own(resident: Person) -> None:
    assert whither("c12") == "/children/12/"
    assert whither("t7").endswith("/7/")
    assert (whither("w7"), whither("j")) == ("/desk/selections/7/", "/honours/judging/")
    assert whither("p7") == "/desk/projects/7/"
    assert whither("n", resident) == "/orders/mine/"


@pytest.mark.parametrize("end", ["c", "cx", "c99999999999999999999", "zzz", "--"])
def test_what_leads_nowhere_leads_to_the_form(end: str) -> None:
    assert whither(end) == f"/orders/r/?number={end}"
