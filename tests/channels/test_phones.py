"""A telephone is proven before anything else is sent there: six digits, ten minutes, few tries."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.channels.moments import LATE, NIGHT
from touyan.channels.acts import choose_sms, prove_phone
from touyan.channels.models import Choice, Delivery
from touyan.channels.rules import codes_of, plain_mobile
from touyan.channels.states import MOST_ASKED, MOST_TRIES
from touyan.channels.tasks import send_due
from touyan.conf import environment
from touyan.kernel import clock
from touyan.kernel.refused import Refused, TooMany
from touyan.town.models import Person

pytestmark = pytest.mark.django_db

PHONE = "13900001234"
WISHES = {"on": True, "grouped": True, **NIGHT}
TYPED = {"on": "on", "address": PHONE, "quiet_from": "21:00", "quiet_until": "07:00"}
PAGE, CODE = "/account/notices/sms/", "/account/notices/sms/code/"


@pytest.fixture
def messages(settings: Any, tmp_path: Path) -> Any:
    """What was sent, as a file has it."""
    settings.SMS = environment.Sms("file", folder=str(tmp_path))

    def read() -> list[dict[str, str]]:
        lines = (tmp_path / "messages.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    return read


@pytest.fixture
def browser(resident: Person, messages: Any) -> Client:
    one = Client()
    one.force_login(resident)
    return one


def asked(person: Person, phone: str = PHONE) -> Choice:
    return choose_sms(by=person, address=phone, **WISHES).about


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_number_is_used_once_its_owner_typed_the_code(browser: Client, messages: Any) -> None:
    assert browser.post(PAGE, TYPED)["Location"] == CODE
    choice = Choice.objects.get()
    assert (choice.address, choice.on, choice.confirmed_at) == (PHONE, False, None)
    assert send_due() == 1
    (sent,) = messages()
    code = codes_of(choice)[0]
    assert (sent["to"], sent["text"]) == (PHONE, f"Your code is {code}. It holds for 10 minutes.")
    assert "139****1234" in browser.get(CODE).content.decode()
    assert browser.post(CODE, {"code": f"{code[:3]} {code[3:]}"})["Location"] == f"{PAGE}?done=1"
    choice = Choice.objects.get()
    assert (choice.on, choice.confirmed_at is not None) == (True, True)


def test_an_unproven_number_gets_nothing_but_its_code(
    browser: Client, messages: Any, placed: Any, resident: Person
) -> None:
    browser.post(PAGE, TYPED)
    send_due()
    placed(person=resident, by=resident)
    assert [one.event for one in Delivery.objects.all()] == ["channels.confirm"]


def test_a_wrong_code_changes_nothing_and_says_so(browser: Client) -> None:
    browser.post(PAGE, TYPED)
    answer = browser.post(CODE, {"code": another(codes_of(Choice.objects.get())[0])})
    assert answer.status_code == 409
    assert "That is not the code." in answer.content.decode()
    assert Choice.objects.get().on is False


@pytest.mark.parametrize("typed", ["", "12a", "１２３４５６", "000000000000"])
def test_what_is_no_code_is_none(browser: Client, typed: str) -> None:
    browser.post(PAGE, TYPED)
    assert browser.post(CODE, {"code": typed}).status_code in {409, 422}
    assert Choice.objects.get().on is False


def test_after_ten_minutes_the_code_holds_no_longer(resident: Person) -> None:
    choice = asked(resident)
    code = codes_of(choice)[0]
    with clock.at(clock.now() + timedelta(minutes=10)), pytest.raises(Refused, match="too old"):
        prove_phone(by=resident, choice=choice, code=code)


def test_a_code_that_would_be_too_old_when_it_is_sent_is_not_sent(
    resident: Person, messages: Any
) -> None:
    asked(resident)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert send_due() == 0
    assert Delivery.objects.get().state == "dropped"


def test_five_wrong_codes_and_the_right_one_is_refused_too(resident: Person) -> None:
    choice = asked(resident)
    code = codes_of(choice)[0]
    for _n in range(MOST_TRIES):
        with pytest.raises(Refused, match="not the code"):
            prove_phone(by=resident, choice=choice, code=another(code))
    with pytest.raises(TooMany):
        prove_phone(by=resident, choice=choice, code=code)
    assert Choice.objects.get().on is False


def test_a_new_code_has_tries_of_its_own_and_ends_the_old_one(
    resident: Person, messages: Any
) -> None:
    old = codes_of(asked(resident))[0]
    with clock.at(clock.now() + timedelta(minutes=1)):
        choice = asked(resident)
        assert codes_of(choice)[0] != old
        assert send_due() == 1
        assert [one["text"][13:19] for one in messages()] == codes_of(choice)
        with pytest.raises(Refused, match="not the code"):
            prove_phone(by=resident, choice=choice, code=old)
        prove_phone(by=resident, choice=choice, code=codes_of(choice)[0])
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dropped", "sent"]


def test_the_code_of_one_number_proves_no_other(resident: Person) -> None:
    code = codes_of(asked(resident))[0]
    choice = asked(resident, "13900005678")
    assert (choice.confirmed_at, codes_of(choice) == [code]) == (None, False)
    with pytest.raises(Refused, match="not the code"):
        prove_phone(by=resident, choice=choice, code=code)


def test_another_number_is_proven_anew(resident: Person) -> None:
    choice = asked(resident)
    prove_phone(by=resident, choice=choice, code=codes_of(choice)[0])
    choice = asked(resident, "13900005678")
    assert (choice.on, choice.confirmed_at) == (False, None)


def test_one_person_is_sent_few_codes_a_day(resident: Person) -> None:
    for n in range(MOST_ASKED):
        asked(resident, f"1390000000{n}")
    with pytest.raises(TooMany):
        asked(resident, "13900000099")
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        asked(resident, "13900000099")


def test_one_number_is_sent_few_codes_a_day_whoever_asks(somebody: Any) -> None:
    for n in range(MOST_ASKED):
        asked(somebody(f"person{n}"))
    with pytest.raises(TooMany):
        asked(somebody("onemore"))


def test_one_address_asks_for_few_codes_an_hour(browser: Client, settings: Any) -> None:
    off = {name: value for name, value in TYPED.items() if name != "on"}
    statuses = [browser.post(PAGE, off).status_code for _n in range(21)]
    assert (set(statuses[:20]), statuses[20]) == ({303}, 429)


def test_the_code_comes_at_night_too(browser: Client) -> None:
    with clock.at(LATE):
        browser.post(PAGE, TYPED)
        assert send_due() == 1


def test_neither_number_nor_code_stands_in_the_clear(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser.post(PAGE, TYPED)
    choice = Choice.objects.get()
    code = codes_of(choice)[0]
    send_due()
    browser.post(CODE, {"code": code})
    kept = [caplog.text]
    with connection.cursor() as cursor:
        for sql in (
            "SELECT address FROM channels_choice", "SELECT key, about, number FROM channels_delivery",
            "SELECT data FROM kernel_entry", "SELECT key FROM kernel_tries",
        ):  # fmt: skip
            cursor.execute(sql)
            kept.append(str(cursor.fetchall()))
    assert [one for one in (PHONE, code) for text in kept if one in text] == []


def test_who_switches_it_off_is_sent_no_code(resident: Person) -> None:
    choose_sms(by=resident, address=PHONE, on=False, grouped=True, **NIGHT)
    assert (Delivery.objects.count(), Choice.objects.get().is_waiting) == (0, False)


def test_done_twice_it_is_done_once(resident: Person) -> None:
    choice = asked(resident)
    code = codes_of(choice)[0]
    assert prove_phone(by=resident, choice=choice, code=code).repeated is False
    assert prove_phone(by=resident, choice=choice, code=code).repeated is True


@pytest.mark.parametrize(
    "typed",
    ["13900001234", " 139 0000 1234", "+86 139-0000-1234", "008613900001234", "8613900001234"],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert plain_mobile(typed) == PHONE


@pytest.mark.parametrize(
    "typed",
    ["12900001234", "1390000123", "0551-6712345", "+1 202 555 0100", "１３９００００１２３４"],
)
def test_what_is_no_mobile_is_refused_and_kept_in_the_form(browser: Client, typed: str) -> None:
    answer = browser.post(PAGE, {**TYPED, "address": typed})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert ("Chinese mobile number" in page, typed in page) == (True, True)
    assert Choice.objects.count() == 0


def test_where_the_town_sends_none_there_is_no_page(browser: Client, settings: Any) -> None:
    settings.SMS = environment.Sms()
    assert browser.get(PAGE).status_code == 404
    assert PAGE not in browser.get("/account/notices/").content.decode()


def test_without_a_number_the_code_page_leads_back(browser: Client) -> None:
    assert browser.get(CODE)["Location"] == PAGE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_the_same_moment_no_more_are_compared_than_are_allowed(
    resident: Person,
) -> None:
    choice = asked(resident)
    wrong = another(codes_of(choice)[0])

    def guesses(_n: int) -> str:
        try:
            prove_phone(by=resident, choice=choice, code=wrong)
        except Refused as no:
            return type(no).__name__
        finally:
            connection.close()
        return "proven"

    with ThreadPoolExecutor(12) as many:
        said = list(many.map(guesses, range(24)))
    assert {one: said.count(one) for one in set(said)} == {
        "Refused": MOST_TRIES,
        "TooMany": 24 - MOST_TRIES,
    }


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_right_code_typed_by_many_at_once_is_noted_once(resident: Person) -> None:
    choice = asked(resident)
    code = codes_of(choice)[0]

    def types(_n: int) -> bool:
        try:
            return prove_phone(by=resident, choice=choice, code=code).repeated
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as many:
        assert sorted(many.map(types, range(4))) == [False, True, True, True]
