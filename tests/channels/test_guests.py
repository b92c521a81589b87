"""Messages for whoever has a receipt and no account: about this one order, proven first, ended by one click."""

import json
import re
from datetime import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client

from tests.channels.moments import LATER, at
from tests.orders.stages import Loop, do
from touyan.channels.acts import allow_sms, ask_for_mail, ask_for_sms, confirm_mail
from touyan.channels.models import Choice, Delivery
from touyan.channels.rules import codes_of
from touyan.channels.states import CONFIRM_WITHIN, MOST_ASKED
from touyan.channels.tasks import send_due, sweep_deliveries
from touyan.conf import environment
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused, TooMany
from touyan.orders.acts import redact
from touyan.orders.models import Order, Requester
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

ADDRESS, PHONE = "guest@example.cn", "13900001234"
MAIL = {"channel": "mail", "mail-address": ADDRESS}
SMS = {"channel": "sms", "sms-address": PHONE}


@pytest.fixture
def loop(
    placed: Any, secretary: Person, dispatcher: Person, officer: Person, roads: Organisation,
    lead: Person, leads: Organisation,
) -> Loop:  # fmt: skip
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


@pytest.fixture
def guest(loop: Loop) -> Requester:
    return loop.placed()[1]


@pytest.fixture
def page(guest: Requester) -> str:
    return f"/orders/r/{guest.receipt}/messages/"


@pytest.fixture
def texts(settings: Any, tmp_path: Path) -> Any:
    settings.SMS = environment.Sms("file", folder=str(tmp_path))

    def read() -> list[dict[str, str]]:
        file = tmp_path / "messages.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    return read


def body() -> str:
    return str(mail.outbox[-1].body)


def link(ends: str = "") -> str:
    found = re.search(rf"(/orders/messages/[^/\s]+/{ends})(?=\s|$)", body())
    assert found is not None
    return found[1]


def confirmed(page: str) -> None:
    assert Client().post(page, MAIL)["Location"] == page
    send_due()
    assert Client().post(link()).status_code == 200


def later() -> int:
    """Some minutes on: what happened together has gone out together."""
    with clock.at(clock.now() + LATER):
        return send_due()


def accepted(loop: Loop, guest: Requester) -> None:
    do("accept", loop.secretary, guest.order)


def events(guest: Requester) -> list[str]:
    """What was written for this guest, in its order."""
    rows = Delivery.objects.filter(requester=guest).exclude(event="channels.confirm")
    return [one.event for one in rows.order_by("pk")]


# Mail --------------------------------------------------------------------------------------------


def test_a_guest_hears_of_their_order_once_the_link_was_opened(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    choice = Choice.objects.get()
    assert (choice.person, choice.requester, choice.on) == (None, guest, True)
    accepted(loop, guest)
    assert later() == 1
    assert mail.outbox[-1].to == [ADDRESS]
    assert f"{guest.order.ref} The branch took it on." in body()
    assert f"/s/{guest.order.ref}\n" in body()


def test_a_guest_is_not_disturbed_before_eight(loop: Loop, guest: Requester, page: str) -> None:
    confirmed(page)
    with clock.at(at("2026-11-26 07:30")):
        accepted(loop, guest)
        assert later() == 0
    with clock.at(at("2026-11-26 08:00")):
        assert send_due() == 1


def test_hours_that_guests_were_never_asked_for_become_those_of_now(
    guest: Requester, page: str, mailed: Any, resident: Person
) -> None:
    mailed(resident)  # until seven, as their form said
    Client().post(page, MAIL)
    Choice.objects.update(quiet_until=time(7))
    import_module("touyan.channels.migrations.0004_quiet_until_eight").until_eight(apps, None)
    assert list(Choice.objects.order_by("id").values_list("person", "quiet_until")) == [
        (resident.pk, time(7)), (None, time(8)),
    ]  # fmt: skip


def test_before_that_nothing_but_the_question_goes_there(
    loop: Loop, guest: Requester, page: str
) -> None:
    Client().post(page, MAIL)
    accepted(loop, guest)
    assert [one.event for one in Delivery.objects.all()] == ["channels.confirm"]


def test_a_programme_that_follows_the_link_confirms_nothing(page: str) -> None:
    Client().post(page, MAIL)
    send_due()
    answer = Client().get(link())
    assert (answer.status_code, ADDRESS in answer.content.decode()) == (200, True)
    assert Choice.objects.get().on is False


def test_a_mail_opens_nothing_to_somebody_who_should_not_have_it(
    loop: Loop, guest: Requester, page: str
) -> None:
    """The address may be mistyped: whoever reads it learns a number and how it stands."""
    confirmed(page)
    accepted(loop, guest)
    later()
    whole = "".join(str(one.body) + one.subject + str(one.extra_headers) for one in mail.outbox)
    order = guest.order
    leaks = (guest.receipt, guest.pin, order.words, order.where or "路灯", guest.phone or PHONE)
    assert [one for one in leaks if one in whole] == []


def test_the_link_to_one_address_confirms_no_other(page: str) -> None:
    Client().post(page, MAIL)
    send_due()
    first = link()
    Client().post(page, {**MAIL, "mail-address": "other@example.cn"})
    assert Client().post(first).status_code == 404
    assert Choice.objects.get().on is False


def test_an_address_that_changes_while_its_link_is_opened_is_not_confirmed(page: str) -> None:
    Client().post(page, MAIL)
    asked = Choice.objects.select_related("requester").get()
    Client().post(page, {**MAIL, "mail-address": "other@example.cn"})
    assert asked.requester is not None
    with pytest.raises(Refused, match="changed since"):
        confirm_mail(by=asked.requester, choice=asked)
    assert Choice.objects.get().on is False


def test_a_link_that_was_changed_is_none(page: str) -> None:
    Client().post(page, MAIL)
    send_due()
    assert Client().post(link().replace("/messages/", "/messages/x")).status_code == 404


def test_one_click_in_the_mail_ends_it_without_a_page_or_a_token(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    accepted(loop, guest)
    later()
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = link("stop/")
    assert headers["List-Unsubscribe"].endswith(f"{stop}>")
    robot = Client(enforce_csrf_checks=True)
    assert robot.get(stop).status_code == 200
    assert Choice.objects.get().on is True
    assert robot.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    choice = Choice.objects.get()
    assert (choice.on, choice.address) == (False, "")
    assert "Nothing more is sent there." in robot.post(stop).content.decode()


def test_a_stop_link_of_an_old_address_leaves_the_new_one_alone(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    accepted(loop, guest)
    later()
    stop = link("stop/")
    Client().post(f"{page}stop/", {"channel": "mail"})
    Client().post(page, {**MAIL, "mail-address": "other@example.cn"})
    Client().post(stop)
    assert Choice.objects.get().address == "other@example.cn"


def test_a_stop_link_that_was_made_up_is_not_there(page: str) -> None:
    assert Client().get("/orders/messages/made-up/stop/").status_code == 404
    Client().post(page, MAIL)
    send_due()
    assert Client().post(link() + "stop/").status_code == 404


def test_what_waited_when_it_was_stopped_is_not_sent(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    accepted(loop, guest)
    Client().post(f"{page}stop/", {"channel": "mail"})
    before = len(mail.outbox)
    assert (later(), len(mail.outbox)) == (0, before)


def test_another_guest_of_the_same_order_hears_nothing(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    other = loop.placed("西门的井盖松了。")[1]
    do("accept", loop.secretary, other.order)
    assert Delivery.objects.filter(event="orders.accept").count() == 0


def test_it_is_about_what_became_of_it_not_about_what_they_did_themselves(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    do("withdraw", guest, guest.order)
    assert [one.event for one in Delivery.objects.exclude(state="sent")] == []


# Bounds and traces -------------------------------------------------------------------------------


def test_once_merged_they_hear_of_the_other_as_of_their_own_until_it_is_taken_apart(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    lead, other = loop.placed("东门的灯。")
    do("merge", loop.secretary, guest.order, into=lead)
    do("accept", loop.secretary, lead)
    do("deliver", loop.secretary, lead, reply="好了。")
    do("confirm", other, lead, outcome="solved")
    do("unmerge", loop.secretary, guest.order, reason="电话里说不是同一件事。")
    do("reopen", other, lead, words="又坏了。")
    do("deliver", loop.secretary, lead, reply="又好了。")
    assert events(guest) == [
        "orders.merge", "orders.accept", "orders.deliver", "orders.confirm", "orders.unmerge",
    ]  # fmt: skip
    assert later() == 1
    assert (
        f"{guest.order.ref} It was taken apart from the other again and goes on by itself."
        in body()
    )
    assert lead.ref not in body()


def test_who_says_that_theirs_is_another_matter_does_not_hear_it_back(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    do("merge", loop.secretary, guest.order, into=loop.placed("东门的灯。")[0])
    do("unmerge", Requester.objects.get(pk=guest.pk), guest.order, reason="不是同一盏灯。")
    assert events(guest) == ["orders.merge"]


def test_the_address_stands_nowhere_in_the_clear(page: str) -> None:
    Client().post(page, MAIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM channels_choice")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT key, data FROM kernel_entry, kernel_tries")
        kept += str(cursor.fetchall())
    assert [one for one in ("guest@", "example.cn") if one in kept] == []


def test_the_page_shows_only_enough_to_know_it_again(page: str) -> None:
    confirmed(page)
    answer = Client().get(page).content.decode()
    assert ("g***@example.cn" in answer, ADDRESS in answer) == (True, False)


def test_what_is_erased_of_an_order_takes_the_address_along(
    loop: Loop, guest: Requester, page: str
) -> None:
    confirmed(page)
    accepted(loop, guest)
    redact(by=loop.dispatcher, order=Order.objects.get(pk=guest.order_id))
    assert Choice.objects.count() == 0
    assert later() == 0


def test_an_address_that_nobody_confirmed_is_forgotten_after_three_days(page: str) -> None:
    Client().post(page, MAIL)
    sweep_deliveries()
    assert Choice.objects.count() == 1
    with clock.at(clock.now() + CONFIRM_WITHIN * 1.01):
        sweep_deliveries()
    assert Choice.objects.count() == 0


def test_one_receipt_asks_few_addresses_a_day(guest: Requester) -> None:
    for n in range(MOST_ASKED):
        ask_for_mail(by=guest, address=f"a{n}@example.cn")
    with pytest.raises(TooMany):
        ask_for_mail(by=guest, address="onemore@example.cn")


def test_one_address_is_asked_few_times_a_day_by_however_many_receipts(loop: Loop) -> None:
    for n in range(MOST_ASKED):
        ask_for_mail(by=loop.placed(f"第{n}件事。")[1], address=ADDRESS)
    with pytest.raises(TooMany):
        ask_for_mail(by=loop.placed("再来一件。")[1], address=ADDRESS)


def test_capital_letters_make_no_other_address_of_one(loop: Loop) -> None:
    for n in range(MOST_ASKED):
        address = f"{ADDRESS[:n].upper()}{ADDRESS[n:]}"
        ask_for_mail(by=loop.placed(f"第{n}件事。")[1], address=address)
    with pytest.raises(TooMany):
        ask_for_mail(by=loop.placed("再来一件。")[1], address=ADDRESS.upper())


def test_one_machine_asks_few_times_an_hour(loop: Loop) -> None:
    pages = [f"/orders/r/{loop.placed(f'第{n}件事。')[1].receipt}/messages/" for n in range(21)]
    said = [
        Client().post(one, {**MAIL, "mail-address": f"a{n}@example.cn"}).status_code
        for n, one in enumerate(pages)
    ]
    assert (set(said[:20]), said[20]) == ({303}, 429)


def test_what_was_typed_wrongly_is_not_counted_as_asked(page: str) -> None:
    said = {Client().post(page, {**MAIL, "mail-address": "zhou"}).status_code for _n in range(21)}
    assert (said, Client().post(page, MAIL).status_code) == ({409}, 303)


def test_what_is_no_address_is_refused_and_kept_in_the_form(page: str) -> None:
    answer = Client().post(page, {**MAIL, "mail-address": "zhou"})
    assert (answer.status_code, 'value="zhou"' in answer.content.decode()) == (409, True)
    assert Client().post(page, {**MAIL, "mail-address": ""}).status_code == 422
    assert Client().post(page, {**MAIL, "channel": "pigeon"}).status_code == 404
    assert Choice.objects.count() == 0


def test_who_has_an_account_chooses_there(loop: Loop, resident: Person) -> None:
    _order, requester = loop.placed(person=resident, by=resident)
    assert Client().get(f"/orders/r/{requester.receipt}/messages/").status_code == 404
    with pytest.raises(Refused):
        ask_for_mail(by=requester, address=ADDRESS)
    assert "/account/notices/" in Client().get(f"/orders/r/{requester.receipt}/").content.decode()


def test_a_receipt_that_was_guessed_has_no_such_page() -> None:
    assert Client().get("/orders/r/guessedguessed22/messages/").status_code == 404


def test_where_nothing_is_sent_there_is_no_page(guest: Requester, page: str, settings: Any) -> None:
    settings.MAIL_ON, settings.SMS = False, environment.Sms()
    assert Client().get(page).status_code == 404
    assert "/messages/" not in Client().get(f"/orders/r/{guest.receipt}/").content.decode()


# Text messages -----------------------------------------------------------------------------------


def test_a_guest_proves_their_number_by_its_code(
    loop: Loop, guest: Requester, page: str, texts: Any
) -> None:
    assert Client().post(page, SMS)["Location"] == page
    send_due()
    code = codes_of(Choice.objects.get())[0]
    assert [(one["to"], code in one["text"]) for one in texts()] == [(PHONE, True)]
    assert Client().post(f"{page}code/", {"channel": "sms", "code": "x"}).status_code == 409
    done = Client().post(f"{page}code/", {"channel": "sms", "code": code})
    assert done["Location"] == f"{page}?done=on"
    accepted(loop, guest)
    assert later() == 1
    said = texts()[-1]["text"]
    assert said.startswith(f"{guest.order.ref}: taken on.")
    assert [one for one in (guest.receipt, guest.pin, PHONE, "路灯") if one in said] == []


def test_a_wrong_code_is_all_that_is_wrong(page: str, texts: Any) -> None:
    Client().post(page, SMS)
    answer = Client().post(f"{page}code/", {"channel": "sms", "code": "12ab"})
    told = answer.content.decode()
    assert "That is not the code." in told
    assert "This field is required." not in told
    assert told.count("error-summary-title") == 2  # the heading, and what names it


def test_a_code_that_grew_too_old_can_be_asked_for_anew(page: str, texts: Any) -> None:
    Client().post(page, SMS)
    assert "Another number, or another code" in Client().get(page).content.decode()
    assert Client().post(f"{page}stop/", {"channel": "sms"}).status_code == 303
    assert 'name="sms-address"' in Client().get(page).content.decode()


def test_an_unproven_number_gets_nothing(loop: Loop, guest: Requester, texts: Any) -> None:
    ask_for_sms(by=guest, address=PHONE)
    accepted(loop, guest)
    assert [one.event for one in Delivery.objects.all()] == ["channels.confirm"]


def test_a_code_for_a_channel_without_one_leads_back(page: str) -> None:
    assert Client().post(f"{page}code/", {"channel": "mail", "code": "1"})["Location"] == page


def test_who_rang_and_said_nothing_gets_no_text_message(loop: Loop, texts: Any) -> None:
    order, requester = loop.placed(by=loop.secretary)
    assert requester.phone == PHONE
    do("accept", loop.secretary, order)
    assert (Delivery.objects.count(), texts()) == (0, [])


def test_who_rang_and_said_yes_hears_and_the_journal_says_who_noted_it(
    loop: Loop, texts: Any
) -> None:
    order, requester = loop.placed(by=loop.secretary)
    allow_sms(by=loop.secretary, requester=requester)
    entry = Entry.objects.get(name="channels.allow_sms")
    assert (entry.by.split()[0], entry.data["said_so"], entry.data["requester"]) == (
        f"person:{loop.secretary.pk}", True, requester.pk,
    )  # fmt: skip
    assert PHONE not in str(entry.data)
    do("accept", loop.secretary, order)
    assert later() == 1
    assert texts()[-1]["to"] == PHONE


def test_a_number_left_with_its_country_is_written_to_as_any_other(loop: Loop, texts: Any) -> None:
    _order, requester = loop.placed(phone=f"+86{PHONE}", by=loop.secretary)
    assert allow_sms(by=loop.secretary, requester=requester).about.address == PHONE


def test_a_landline_cannot_be_written_to(loop: Loop, texts: Any) -> None:
    _order, requester = loop.placed(phone="055167123456", by=loop.secretary)
    with pytest.raises(Refused, match="mobile"):
        allow_sms(by=loop.secretary, requester=requester)
    assert Choice.objects.count() == 0
