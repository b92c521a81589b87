"""Webhooks: what everybody may read, signed, and never to a place inside."""

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.channels.moments import MORNING
from tests.channels.receiving import System
from tests.orders.stages import do
from touyan.channels import calling
from touyan.channels.acts import add_webhook, resend, stop_webhook
from touyan.channels.models import Delivery, Webhook
from touyan.channels.states import NotSent
from touyan.channels.tasks import send_due
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.orders.models import Order
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(settings: Any) -> Iterator[System]:
    with System() as one:
        settings.WEBHOOKS_MAY_REACH = (one.netloc,)
        yield one


@pytest.fixture
def hook(system: System, town: Organisation) -> Webhook:
    url = f"http://{system.netloc}/told?by=touyan"
    return add_webhook(by=FOUNDER, organisation=town, name="县热线", url=url).about


@pytest.fixture
def public(placed: Any, secretary: Person) -> Order:
    """An order of which everybody may read a redacted copy."""
    order, _requester = placed("周桂英家门口的路灯坏了，电话 13900001234。")
    return do("publish", secretary, order, words="一盏路灯不亮。")


def test_what_happens_to_a_published_order_is_told_signed(
    hook: Webhook, public: Order, system: System, secretary: Person
) -> None:
    do("accept", secretary, public)
    assert send_due() == 2
    first, second = system.told
    assert second.path == "/told?by=touyan"
    said = json.loads(second.body)
    public.refresh_from_db()
    assert (said["event"], said["order"]["reference"], said["order"]["status"]) == (
        "orders.accept", public.ref, "accepted",
    )  # fmt: skip
    assert said["order"]["page"] == f"http://127.0.0.1:8000/orders/{public.ref}/"
    stamp = second.headers["Touyan-Timestamp"]
    wanted = hmac.new(hook.secret.encode(), f"{stamp}.".encode() + second.body, hashlib.sha256)
    assert second.headers["Touyan-Signature"] == f"sha256={wanted.hexdigest()}"
    assert abs(int(stamp) - clock.now().timestamp()) < 60
    assert said["id"] == second.headers["Touyan-Delivery"] != first.headers["Touyan-Delivery"]


def test_no_word_that_anybody_wrote_is_told(hook: Webhook, public: Order, system: System) -> None:
    send_due()
    (told,) = system.told
    whole = told.body.decode() + str(told.headers)
    assert [one for one in ("周桂英", "13900001234", "路灯") if one in whole] == []


def test_an_order_that_is_not_published_is_told_to_nobody(
    hook: Webhook, placed: Any, secretary: Person
) -> None:
    order, _requester = placed()
    do("accept", secretary, order)
    assert Delivery.objects.count() == 0


def test_what_is_taken_back_is_told_as_taken_back(
    hook: Webhook, public: Order, system: System, secretary: Person
) -> None:
    do("unpublish", secretary, public)
    send_due()
    assert json.loads(system.told[-1].body)["order"] == {"reference": public.ref, "public": False}


def test_what_was_taken_back_meanwhile_is_not_told_as_public_afterwards(
    hook: Webhook, public: Order, system: System, secretary: Person
) -> None:
    system.answers = [500]
    assert send_due() == 0
    do("unpublish", secretary, public)
    for minutes in (1, 10):
        with clock.at(MORNING + timedelta(minutes=minutes)):
            send_due()
    assert [json.loads(one.body)["order"]["public"] for one in system.told] == [True, False]
    assert [one.state for one in Delivery.objects.order_by("id")] == ["dropped", "sent"]


def test_a_system_of_another_place_hears_nothing(
    hook: Webhook, public: Order, secretary: Person, paibei: Organisation, system: System
) -> None:
    add_webhook(by=FOUNDER, organisation=paibei, name="x", url=f"http://{system.netloc}/")
    do("accept", secretary, public)
    assert {one.webhook for one in Delivery.objects.all()} == {hook}


def test_a_failure_is_tried_again_with_the_same_body_under_the_same_name(
    hook: Webhook, public: Order, system: System
) -> None:
    system.answers = [500]
    assert send_due() == 0
    assert Delivery.objects.get().error == "The other system answered 500."
    with clock.at(MORNING + timedelta(minutes=3)):
        assert send_due() == 1
    first, second = system.told
    assert first.body == second.body
    assert first.headers["Touyan-Timestamp"] != second.headers["Touyan-Timestamp"]


def test_what_was_sent_can_be_sent_again_by_an_administrator(
    hook: Webhook, public: Order, system: System, admin: Person, secretary: Person
) -> None:
    send_due()
    delivery = Delivery.objects.get()
    with pytest.raises(Refused):
        resend(by=secretary, delivery=delivery)
    resend(by=admin, delivery=delivery)
    assert send_due() == 1
    assert system.told[0].body == system.told[1].body


def test_a_system_that_says_it_is_gone_is_not_asked_again(
    hook: Webhook, public: Order, system: System
) -> None:
    system.answers = [410]
    send_due()
    assert Delivery.objects.get().state == "dead"


def test_a_redirect_is_not_followed(hook: Webhook, public: Order, system: System) -> None:
    system.answers, system.location = [302], "http://169.254.169.254/latest/meta-data/"
    send_due()
    assert (len(system.told), Delivery.objects.get().error) == (1, "The other system answered 302.")


def test_a_system_that_stalls_is_cut_off(
    hook: Webhook, public: Order, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "WHOLE_SECONDS", 0.3)
    system.stalls = True
    send_due()
    assert Delivery.objects.get().error == "The other system did not answer in time."


def test_a_stopped_one_hears_nothing_more(
    hook: Webhook, public: Order, system: System, admin: Person, secretary: Person
) -> None:
    stop_webhook(by=admin, webhook=hook)
    do("accept", secretary, public)
    assert (send_due(), system.told) == (0, [])
    assert [one.state for one in Delivery.objects.all()] == ["dropped"]
    with pytest.raises(Refused):
        resend(by=admin, delivery=Delivery.objects.get())


# Nowhere inside ----------------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "100.100.100.200",
    "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::",
    "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_public(address: str) -> None:
    assert calling._is_public(address) is False


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "64:ff9b::808:808"]
)
def test_an_address_outside_is(address: str) -> None:
    assert calling._is_public(address) is True


def resolved_as(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Lets every name stand for these addresses, as somebody's own name server would."""
    asked: list[str] = []

    def answer(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_name_that_leads_inside_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, system: System
) -> None:
    resolved_as(monkeypatch, "127.0.0.1")
    with pytest.raises(NotSent) as no:
        calling.post(f"https://hook.example.cn:{system.server.server_port}/", b"{}", {})
    assert (str(no.value), system.told) == ("This address leads to no public place.", [])


def test_one_public_address_beside_an_inner_one_is_not_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolved_as(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(NotSent) as no:
        calling.post("https://hook.example.cn/", b"{}", {})
    assert str(no.value) == "This address leads to no public place."


def test_a_name_is_resolved_once_and_the_connection_goes_where_it_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads inside the second time it is asked changes nothing."""
    asked, reached = resolved_as(monkeypatch, "8.8.8.8"), []

    def connect(address: tuple[str, int], _seconds: float) -> Any:
        reached.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NotSent):
        calling.post("https://hook.example.cn/", b"{}", {})
    assert (asked, reached) == (["hook.example.cn"], [("8.8.8.8", 443)])


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/", "ftp://example.cn/", "https://", "https://user:pass@example.cn/",
        "https://example.cn:port/", "https://exa mple.cn/", "file:///etc/passwd", "https://e.cn/\nx",
        "https://example.cn/" + "x" * 300,
    ],
)  # fmt: skip
def test_what_is_no_address_of_another_system_is_refused(town: Organisation, url: str) -> None:
    with pytest.raises(Refused) as refused:
        add_webhook(by=FOUNDER, organisation=town, name="x", url=f" {url}")
    assert refused.value.field == "url"


def test_plain_http_is_not_asked_even_if_it_stands_in_the_table() -> None:
    with pytest.raises(NotSent) as no:
        calling.post("http://8.8.8.8/", b"{}", {})
    assert no.value.for_good is True


def test_only_administrators_of_the_place_add_one(
    baihua: Organisation, secretary: Person, admin: Person
) -> None:
    with pytest.raises(Refused):
        add_webhook(by=secretary, organisation=baihua, name="x", url="https://example.cn/")
    assert add_webhook(by=admin, organisation=baihua, name="x", url="https://example.cn/").about.pk


def test_the_secret_is_sealed(hook: Webhook) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM channels_webhook")
        ((kept,),) = cursor.fetchall()
    assert hook.secret not in kept
