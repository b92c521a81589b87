"""Who comes in: people with an office role; the town's pages for administrators only."""

from contextlib import closing
from datetime import date

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

DESK = [
    "/desk/", "/desk/notices/", "/desk/orders/", "/desk/orders/new/",
]  # fmt: skip
TOWN = [
    "/desk/town/", "/desk/town/organisations/", "/desk/town/people/", "/desk/town/calendar/",
    "/desk/town/places/", "/desk/town/categories/", "/desk/town/clocks/",
]  # fmt: skip
POST_ONLY = [
    "/desk/orders/bulk/", "/desk/orders/export/", "/desk/call-backs/sample/",
]  # fmt: skip
OF_NOTHING = [
    "/desk/orders/000013/accept/", "/desk/town/people/99/roles/", "/desk/town/people/99/password/",
    "/desk/town/people/99/roles/1/end/",
]  # fmt: skip


@pytest.mark.parametrize("address", [*DESK, *TOWN, "/desk/call-backs/", "/desk/orders/000013/"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(client, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("address", [*DESK, *TOWN, "/desk/call-backs/", "/desk/orders/000013/"])
def test_a_resident_finds_nothing(as_, resident, address):
    assert as_(resident).get(address).status_code == 404


def test_a_judge_finds_nothing(as_, somebody, town):
    assert as_(somebody("judge", "judge", town)).get("/desk/").status_code == 404


@pytest.mark.parametrize("address", DESK)
def test_the_office_comes_in(as_, secretary, address):
    with closing(as_(secretary).get(address)) as response:
        assert response.status_code == 200


@pytest.mark.parametrize("address", TOWN)
def test_only_administrators_find_the_towns_pages(as_, secretary, admin, address):
    assert as_(secretary).get(address).status_code == 404
    assert as_(secretary).post(address).status_code == 404
    assert as_(admin).get(address).status_code == 200


def test_only_dispatchers_find_the_call_back_desk(as_, secretary, officer, dispatcher):
    statuses = [
        as_(who).get("/desk/call-backs/").status_code for who in (secretary, officer, dispatcher)
    ]
    assert statuses == [404, 404, 200]


@pytest.mark.parametrize("address", POST_ONLY)
def test_what_changes_something_is_never_a_get(as_, somebody, town, address):
    everything = somebody("all", "admin", town)
    assert as_(everything).get(address).status_code == 405


@pytest.mark.parametrize("address", OF_NOTHING)
def test_a_button_of_what_one_may_not_see_leads_nowhere(as_, somebody, town, address):
    everything = somebody("all", "admin", town)
    answer = as_(everything).get(address)
    assert (answer.status_code, "There is nothing here for you" in answer.content.decode()) == (
        404,
        True,
    )


@pytest.mark.parametrize("address", ["/desk/", "/desk/orders/"])
def test_what_only_reads_takes_no_post(as_, secretary, address):
    assert as_(secretary).post(address).status_code == 405


def test_a_change_without_a_token_is_turned_away(placed, secretary):
    order, _requester = placed()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(secretary)
    assert browser.post(f"/desk/orders/{order.ref}/accept/").status_code == 403
    order.refresh_from_db()
    assert order.state == "placed"


def test_the_menu_leads_where_the_role_may_go(as_, secretary, dispatcher, admin):
    def menu(person):
        page = as_(person).get("/desk/").content.decode()
        return [name for name in ("/desk/call-backs/", "/desk/town/") if f'href="{name}"' in page]

    assert [menu(who) for who in (secretary, dispatcher, admin)] == [
        [], ["/desk/call-backs/"], ["/desk/town/"],
    ]  # fmt: skip


def test_a_role_that_has_ended_opens_nothing(as_, secretary):
    secretary.roles.update(ends_on=date(2020, 12, 31))
    assert as_(secretary).get("/desk/").status_code == 404


def test_a_tab_that_comes_back_to_a_button_stands_on_the_page_of_the_button(
    as_, secretary, other_secretary, placed
):
    order, _requester = placed()
    button = f"/desk/orders/{order.ref}/escalate/"
    refused = as_(secretary).post(button, {"reason": ""})
    assert refused.status_code == 422
    again = as_(secretary).get(button)
    assert (again.status_code, again["Location"]) == (303, f"/desk/orders/{order.ref}/")
    assert as_(other_secretary).get(button).status_code == 404


def test_a_button_below_other_buttons_leads_past_them_to_a_page(as_, admin, secretary):
    role = secretary.roles.get()
    page = f"/desk/town/people/{secretary.pk}/"
    answer = as_(admin).get(f"{page}roles/{role.pk}/end/")
    assert (answer.status_code, answer["Location"]) == (303, page)


def test_a_bookmark_of_a_button_of_no_one_thing_is_answered_in_plain_words(as_, secretary):
    answer = as_(secretary).get("/desk/orders/bulk/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is no page here" in page
    assert "Nothing was changed" in page
