"""A mail address is asked whether it is right before it is used."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from tests.channels.moments import MORNING, NIGHT
from touyan.channels.acts import choose_mail, confirm_mail
from touyan.channels.models import Choice, Delivery
from touyan.channels.tasks import send_due
from touyan.kernel import clock
from touyan.kernel.refused import Refused, TooMany
from touyan.town.models import Person

pytestmark = pytest.mark.django_db

TYPED = {"on": "on", "address": "zhou@example.cn", "quiet_from": "21:00", "quiet_until": "07:00"}


@pytest.fixture
def browser(resident: Person) -> Client:
    one = Client()
    one.force_login(resident)
    return one


def link() -> str:
    found = re.search(r"(/account/notices/mail/\S+)", mail.outbox[-1].body)
    assert found is not None
    return found[1]


def test_an_address_is_used_once_its_reader_has_said_that_it_is_right(
    browser: Client, resident: Person
) -> None:
    assert browser.post("/account/notices/", TYPED)["Location"] == "/account/notices/?done=1"
    choice = Choice.objects.get()
    assert (choice.address, choice.on, choice.confirmed_at) == ("zhou@example.cn", False, None)
    assert send_due() == 1
    assert mail.outbox[-1].to == ["zhou@example.cn"]
    assert "Is this address yours?" in browser.get(link()).content.decode()
    assert Choice.objects.get().on is False
    assert browser.post(link()).status_code == 303
    choice = Choice.objects.get()
    assert (choice.on, choice.confirmed_at is not None) == (True, True)


def test_the_address_stands_nowhere_in_the_clear(browser: Client, resident: Person) -> None:
    browser.post("/account/notices/", TYPED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM channels_choice")
        ((kept,),) = cursor.fetchall()
        cursor.execute("SELECT data FROM kernel_entry WHERE name = 'channels.choose_mail'")
        ((told,),) = cursor.fetchall()
    assert "zhou" not in kept
    assert "zhou" not in str(told)


def test_another_person_cannot_confirm_it(browser: Client, somebody: Any) -> None:
    browser.post("/account/notices/", TYPED)
    send_due()
    other = Client()
    other.force_login(somebody("other"))
    assert other.post(link()).status_code == 404
    assert Choice.objects.get().on is False


def test_the_link_to_an_address_does_not_confirm_the_next(browser: Client) -> None:
    browser.post("/account/notices/", TYPED)
    send_due()
    first = link()
    browser.post("/account/notices/", {**TYPED, "address": "other@example.cn"})
    assert browser.post(first).status_code == 404


def test_of_two_questions_only_the_newer_goes_to_the_new_address(browser: Client) -> None:
    """The first could not be sent yet: it would say the same to another address."""
    browser.post("/account/notices/", TYPED)
    with clock.at(MORNING + timedelta(minutes=1)):
        browser.post("/account/notices/", {**TYPED, "address": "other@example.cn"})
        assert send_due() == 1
    assert [one.to for one in mail.outbox] == [["other@example.cn"]]
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == [
        "dropped", "sent",
    ]  # fmt: skip


@pytest.mark.parametrize("then", ["switched off", "confirmed"])
def test_whoever_changed_their_mind_or_answered_is_not_asked(
    browser: Client, resident: Person, then: str
) -> None:
    browser.post("/account/notices/", TYPED)
    if then == "confirmed":
        confirm_mail(by=resident, choice=Choice.objects.get())
    else:
        browser.post("/account/notices/", {**TYPED, "on": ""})
    assert (send_due(), mail.outbox) == (0, [])


def test_another_address_is_not_used_before_it_is_confirmed(
    browser: Client, resident: Person, mailed: Any
) -> None:
    mailed(resident, "old@example.cn")
    browser.post("/account/notices/", {**TYPED, "address": "new@example.cn"})
    choice = Choice.objects.get()
    assert (choice.address, choice.on) == ("new@example.cn", False)


def test_who_saves_the_same_again_is_not_asked_again(resident: Person, mailed: Any) -> None:
    mailed(resident, "zhou@example.cn")
    choose_mail(by=resident, address="zhou@example.cn", on=True, grouped=True, **NIGHT)
    assert (Delivery.objects.count(), Choice.objects.get().on) == (0, True)


def test_nobody_is_asked_more_than_five_times_a_day(resident: Person) -> None:
    wishes = {"on": True, "grouped": True, **NIGHT}
    for n in range(5):
        choose_mail(by=resident, address=f"a{n}@example.cn", **wishes)
    with pytest.raises(TooMany):
        choose_mail(by=resident, address="a5@example.cn", **wishes)
    with clock.at(MORNING + timedelta(days=2)):
        choose_mail(by=resident, address="a5@example.cn", **wishes)
    assert Choice.objects.get().address == "a5@example.cn"


@pytest.mark.parametrize(
    "address", ["zhou", "zhou@", "a b@example.cn", "x@y.cn\nBcc: z@example.cn"]
)
def test_what_is_no_address_is_refused_and_kept_in_the_form(browser: Client, address: str) -> None:
    answer = browser.post("/account/notices/", {**TYPED, "address": address})
    assert answer.status_code == 409
    assert "It looks like name@example.cn." in answer.content.decode()
    assert address.split("\n")[0] in answer.content.decode()
    assert Choice.objects.count() == 0


def test_mail_without_an_address_is_refused(resident: Person) -> None:
    with pytest.raises(Refused) as refused:
        choose_mail(by=resident, address="", on=True, grouped=True, **NIGHT)
    assert refused.value.field == "address"


def test_a_form_without_hours_says_so(browser: Client) -> None:
    answer = browser.post("/account/notices/", {**TYPED, "quiet_from": ""})
    assert answer.status_code == 422


def test_nights_are_quiet_until_eight_where_nobody_says_otherwise(browser: Client) -> None:
    page = browser.get("/account/notices/").content.decode()
    assert [one for one in ("21:00", "08:00", "07:00") if f'value="{one}"' in page] == [
        "21:00", "08:00",
    ]  # fmt: skip


def test_the_page_shows_what_was_chosen(browser: Client, resident: Person, mailed: Any) -> None:
    mailed(resident, "zhou@example.cn", quiet_from=time(22), quiet_until=time(6, 30))
    page = browser.get("/account/notices/").content.decode()
    assert [one for one in ("zhou@example.cn", "22:00", "06:30") if one in page] == [
        "zhou@example.cn", "22:00", "06:30",
    ]  # fmt: skip


def test_where_the_town_sends_no_mail_the_page_says_so(browser: Client, settings: Any) -> None:
    settings.MAIL_ON = False
    assert "This town sends no mail yet." in browser.get("/account/notices/").content.decode()
