"""What did not arrive, and who is told: an administrator's pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.channels.moments import NIGHT
from touyan.channels.acts import add_webhook, choose_mail, confirm_mail
from touyan.channels.models import Delivery, Webhook
from touyan.channels.states import MOST_WEBHOOKS
from touyan.channels.tasks import send_due, sending
from touyan.kernel import clock
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

As = Callable[[Person], Client]


@pytest.fixture
def dead(secretary: Person, placed: Any) -> Delivery:
    """A message to the secretary that the mail server would not take."""
    choice = choose_mail(
        by=secretary, address="s@example.cn", on=True, grouped=False, **NIGHT
    ).about
    confirm_mail(by=secretary, choice=choice)
    Delivery.objects.all().delete()
    placed()
    Delivery.objects.update(state="dead", ended_at=clock.now(), attempts=8, error="Not there.")
    sending.resting.clear()
    return Delivery.objects.get()


def test_what_was_given_up_stands_there_with_its_reason_and_without_an_address(
    as_: As, admin: Person, dead: Delivery
) -> None:
    page = as_(admin).get("/desk/town/messages/").content.decode()
    assert [one for one in (dead.number, "Not there.", "Given up", "Send again") if one in page] == [
        dead.number, "Not there.", "Given up", "Send again",
    ]  # fmt: skip
    assert "s@example.cn" not in page


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("orders.deliver", "Delivered"),
        ("channels.confirm", "Asked whether an address is right"),
        ("projects.move_date", "A milestone’s day was moved"),
        ("programmes.arrive", "A child has come to the class"),
    ],
)
def test_what_a_message_is_about_is_said_in_words(
    as_: As, admin: Person, dead: Delivery, event: str, said: str
) -> None:
    Delivery.objects.filter(pk=dead.pk).update(event=event)
    shown = as_(admin).get("/desk/town/messages/").content.decode()
    assert (said in shown, event in shown) == (True, False)


def test_it_can_be_sent_again(as_: As, admin: Person, dead: Delivery) -> None:
    answer = as_(admin).post(f"/desk/town/messages/{dead.pk}/resend/")
    assert answer["Location"] == "/desk/town/messages/"
    assert send_due() == 1
    assert [one.to for one in mail.outbox] == [["s@example.cn"]]
    dead.refresh_from_db()
    assert (dead.state, dead.error) == ("sent", "")


def test_nobody_is_told_the_same_twice(as_: As, admin: Person, dead: Delivery) -> None:
    browser = as_(admin)
    browser.post(f"/desk/town/messages/{dead.pk}/resend/")
    send_due()
    browser.post(f"/desk/town/messages/{dead.pk}/resend/")
    page = browser.get("/desk/town/messages/").content.decode()
    assert "A person is not told the same twice." in page
    assert (send_due(), len(mail.outbox)) == (0, 1)


def test_what_goes_well_is_not_listed(as_: As, admin: Person, dead: Delivery) -> None:
    as_(admin).post(f"/desk/town/messages/{dead.pk}/resend/")
    send_due()
    assert "Everything arrived" in as_(admin).get("/desk/town/messages/").content.decode()


def test_a_webhook_is_added_and_its_secret_stands_on_its_page(as_: As, admin: Person) -> None:
    browser = as_(admin)
    typed = {"name": "县热线", "url": "https://example.cn/told", "client": "3"}
    assert browser.post("/desk/town/webhooks/", typed).status_code == 303
    hook = Webhook.objects.get()
    assert (hook.organisation.code, hook.client) == ("340121103", 3)
    assert hook.secret in browser.get(f"/desk/town/webhooks/{hook.pk}/").content.decode()
    assert hook.secret not in browser.get("/desk/town/webhooks/").content.decode()


def test_an_address_inside_is_refused_and_what_was_typed_is_kept(as_: As, admin: Person) -> None:
    answer = as_(admin).post("/desk/town/webhooks/", {"name": "x", "url": "http://10.0.0.1/"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "http://10.0.0.1/" in page
    assert "begins with https://" in page


def test_there_are_ten_at_most(town: Organisation, as_: As, admin: Person) -> None:
    for n in range(MOST_WEBHOOKS):
        add_webhook(by=FOUNDER, organisation=town, name=f"x{n}", url="https://example.cn/")
    answer = as_(admin).post("/desk/town/webhooks/", {"name": "y", "url": "https://example.cn/"})
    assert (answer.status_code, Webhook.objects.count()) == (429, MOST_WEBHOOKS)


def test_stopping_one(as_: As, admin: Person, town: Organisation) -> None:
    hook = add_webhook(by=FOUNDER, organisation=town, name="x", url="https://example.cn/").about
    browser = as_(admin)
    browser.post(f"/desk/town/webhooks/{hook.pk}/stop/")
    hook.refresh_from_db()
    assert hook.stopped_at is not None
    assert hook.secret not in browser.get(f"/desk/town/webhooks/{hook.pk}/").content.decode()
