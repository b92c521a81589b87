"""Mail, to a real server on this machine."""

import socket
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from tests.channels.certificates import certified
from tests.channels.conftest import Server
from touyan.channels.models import Choice, Delivery
from touyan.channels.tasks import send_due, sending
from touyan.town.models import Person

pytestmark = pytest.mark.django_db

Mailed = Callable[..., Choice]
Serving = Callable[..., Server]


@pytest.fixture
def waiting(placed: Any, secretary: Person, mailed: Mailed) -> Delivery:
    mailed(secretary)
    placed("周桂英家门口的路灯坏了，电话 13900001234。")
    return Delivery.objects.get()


def words(message: EmailMessage) -> str:
    return str(message.get_content())


def test_a_message_is_plain_and_short_and_leads_to_the_page(
    serving_mail: Serving, waiting: Delivery
) -> None:
    server = serving_mail()
    assert send_due() == 1
    (message,) = server.taken
    assert server.recipients == ["baihua@example.cn"]
    assert message["Subject"] == f"Wushan Town: {waiting.number} A new order is waiting."
    assert message["From"] == "town@wushan.example.cn"
    assert message.get_content_type() == "text/plain"
    assert words(message).replace("\r\n", "\n") == (
        "Hello,\n\n"
        f"{waiting.number} A new order is waiting.\nhttp://127.0.0.1:8000/desk/orders/{waiting.number}/\n\n"
        "-- \nWushan Town\nYou get this because you asked for it. Change it here:\n"
        "http://127.0.0.1:8000/account/notices/\n"
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith(f"<{waiting.key}.")
    assert message["Message-ID"].endswith("@wushan.example.cn>")


def test_nothing_that_anybody_wrote_or_left_is_in_it(
    serving_mail: Serving, waiting: Delivery
) -> None:
    server = serving_mail()
    send_due()
    whole = server.taken[0].as_string() + words(server.taken[0])
    assert [one for one in ("路灯", "周桂英", "13900001234") if one in whole] == []


def test_each_reads_it_in_their_own_language(
    serving_mail: Serving, placed: Any, secretary: Person, mailed: Mailed
) -> None:
    server = serving_mail()
    mailed(secretary)
    Choice.objects.update(language="zh-hans")
    placed()
    send_due()
    assert str(server.taken[0]["Subject"]).strip().startswith("吴山镇")
    assert words(server.taken[0]).startswith("您好")


def test_one_connection_carries_many(
    serving_mail: Serving, placed: Any, secretary: Person, mailed: Mailed
) -> None:
    server = serving_mail()
    mailed(secretary)
    for n in range(3):
        placed(f"第{n}件：路灯不亮{n * '。'}")
    assert send_due() == 3
    assert len({one["Message-ID"] for one in server.taken}) == 3


def test_over_starttls_with_a_certificate_that_is_trusted(
    serving_mail: Serving, waiting: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, public = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    server = serving_mail(tls_context=context, require_starttls=True)
    assert send_due() == 1
    assert server.secure == [True]


def test_a_certificate_that_is_not_trusted_gets_nothing(
    serving_mail: Serving, waiting: Delivery, tmp_path: Path
) -> None:
    context, _public = certified(tmp_path)
    server = serving_mail(tls_context=context)
    assert send_due() == 0
    waiting.refresh_from_db()
    assert waiting.error == "The mail server's certificate is not right."
    assert (waiting.state, server.taken) == ("waiting", [])


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    serving_mail: Serving, waiting: Delivery, settings: Any
) -> None:
    server = serving_mail()
    settings.EMAIL_USE_TLS = True
    send_due()
    waiting.refresh_from_db()
    assert (waiting.error, server.taken) == ("The mail server offers no encryption.", [])


def test_an_address_that_does_not_exist_is_given_up_without_naming_it(
    serving_mail: Serving, waiting: Delivery
) -> None:
    serving_mail().answers = ["550 no such user baihua@example.cn"]
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (
        "dead", "The mail server says that there is no such address.",
    )  # fmt: skip


def test_a_server_that_asks_for_patience_is_asked_again(
    serving_mail: Serving, waiting: Delivery
) -> None:
    serving_mail().answers = ["451 greylisted, try again"]
    send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert "mail" not in sending.resting


def test_a_server_that_is_not_there(
    serving_mail: Serving, waiting: Delivery, settings: Any
) -> None:
    serving_mail()
    with socket.socket() as one:  # bound, and never listening
        one.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = one.getsockname()[1]
        send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("waiting", "The mail server cannot be reached.")
    assert "mail" in sending.resting


def test_a_server_that_says_nothing_is_not_waited_for(
    serving_mail: Serving, waiting: Delivery, settings: Any
) -> None:
    serving_mail()
    settings.EMAIL_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        send_due()
    waiting.refresh_from_db()
    assert waiting.error == "The mail server cannot be reached."


def test_a_sender_whom_the_server_does_not_know(
    serving_mail: Serving, waiting: Delivery, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    context, public = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    server = serving_mail(
        tls_context=context, require_starttls=True, auth_required=True,
        authenticator=lambda *_asked: AuthResult(success=False, handled=False),
    )  # fmt: skip
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "town", "wrong"
    send_due()
    waiting.refresh_from_db()
    assert waiting.error == "The mail server does not accept the name and password."
    assert server.taken == []
