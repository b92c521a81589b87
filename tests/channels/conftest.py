"""People who chose mail, and a real mail server on this machine."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.channels.moments import NIGHT
from touyan.channels.acts import choose_mail, confirm_mail
from touyan.channels.models import Choice, Delivery
from touyan.channels.tasks import sending
from touyan.town.models import Person


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _nothing_rests() -> None:
    sending.resting.clear()


@pytest.fixture
def mailed() -> Callable[..., Choice]:
    """Lets a person choose mail and confirm the address: `mailed(officer, "li@example.cn", grouped=False)`."""

    def make(person: Person, address: str = "", **wishes: Any) -> Choice:
        wishes = {"grouped": False, **NIGHT, **wishes}
        choice = choose_mail(
            by=person, address=address or f"{person.login}@example.cn", on=True, **wishes
        ).about
        choice = confirm_mail(by=person, choice=choice).about
        Delivery.objects.all().delete()
        return choice

    return make


@dataclass
class Server:
    """A mail server that keeps what it was given; `answers` are its answers to a recipient, in turn."""

    host: str = "127.0.0.1"
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        if self.answers and not (answer := self.answers.pop(0)).startswith("250"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        self.recipients += envelope.rcpt_tos
        self.secure.append(session.ssl is not None)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def serving_mail(settings: Any) -> Iterator[Callable[..., Server]]:
    """Starts a server and points the town's settings at it."""
    running: list[Controller] = []

    def start(**more: Any) -> Server:
        server = Server(port=free_port())
        controller = Controller(server, hostname=server.host, port=server.port, **more)
        controller.start()
        running.append(controller)
        settings.MAIL_ON = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "tls_context" in more, False
        settings.EMAIL_TIMEOUT = 3
        settings.DEFAULT_FROM_EMAIL = "town@wushan.example.cn"
        return server

    yield start
    for controller in running:
        controller.stop()
