"""Who went away is signed out at the desk; residents are not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(secretary: Any) -> Client:
    browser = Client()
    browser.force_login(secretary)
    assert browser.get("/desk/").status_code == 200
    return browser


def _later(time_machine: Any, **how_long: int) -> None:
    time_machine.move_to(datetime.now(UTC) + timedelta(**how_long))


def _signed_out(browser: Client) -> bool:
    response = browser.get("/desk/orders/?queue=all")
    assert response.status_code in {200, 302}
    return response.status_code == 302


def test_an_hour_without_a_page_ends_the_session(desk: Client, time_machine: Any) -> None:
    _later(time_machine, minutes=61)
    response = desk.get("/desk/orders/?queue=all")
    assert response["Location"] == "/sign-in/?next=/desk/orders/%3Fqueue%3Dall"
    assert desk.get("/account/").status_code == 302


def test_who_goes_on_working_stays_signed_in_for_twelve_hours(
    desk: Client, time_machine: Any
) -> None:
    for _ in range(15):
        _later(time_machine, minutes=47)
        assert not _signed_out(desk)
    _later(time_machine, minutes=47)
    assert _signed_out(desk)


def test_leaving_out_or_forging_the_cookie_buys_no_time(desk: Client, time_machine: Any) -> None:
    _later(time_machine, minutes=50)
    assert not _signed_out(desk)
    _later(time_machine, minutes=50)
    desk.cookies["seen"] = "9999999999:forged"
    assert _signed_out(desk)


def test_the_cookie_of_another_session_is_worth_nothing(
    desk: Client, secretary: Any, time_machine: Any
) -> None:
    _later(time_machine, minutes=59)
    other = Client()
    other.force_login(secretary)
    other.get("/desk/")
    _later(time_machine, minutes=5)
    desk.cookies["seen"] = other.cookies["seen"].value
    assert _signed_out(desk)


def test_what_was_sent_too_late_leads_to_signing_in_and_does_nothing(
    desk: Client, time_machine: Any
) -> None:
    _later(time_machine, minutes=61)
    assert desk.post("/desk/notices/")["Location"] == "/sign-in/?next=/desk/"


def test_a_resident_stays_signed_in(resident: Any, time_machine: Any) -> None:
    browser = Client()
    browser.force_login(resident)
    _later(time_machine, days=3)
    assert browser.get("/account/").status_code == 200
