"""The town's WeChat account: somebody with a telephone who writes to it, and WeChat's API on this machine."""

import base64
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from tests.channels.wechat_stand_in import AES_KEY, APP, SECRET, TEMPLATE, TOKEN, StandIn
from touyan.channels.wechat.sealing import decrypted, encrypted, fits, signature
from touyan.conf.wechat import Account, Template
from touyan.kernel import clock

KEY = base64.b64decode(f"{AES_KEY}=")
ZHOU, WANG = "oyORnuP8q7ou2gfYjqLzSIWZf0rs", "oyORnuKK3mWaNgSomebodyElse1"
BLANKS = {"number": "character_string1", "what": "thing2", "when": "time3", "town": "thing4"}


def account(**more: Any) -> Account:
    return Account(**{"app": APP, "secret": SECRET, "token": TOKEN, "key": KEY, **more})


@pytest.fixture
def wechat(settings: Any) -> Account:
    """An account whose API nobody answers for."""
    settings.WECHAT = account(api="http://127.0.0.1:9", template=Template("template", TEMPLATE, BLANKS))  # fmt: skip
    return settings.WECHAT  # type: ignore[no-any-return]


@pytest.fixture
def stand_in(settings: Any) -> Iterator[StandIn]:
    with StandIn() as one:
        settings.WECHAT = account(api=one.url, template=Template("template", TEMPLATE, BLANKS))
        yield one


def xml(**parts: object) -> str:
    """As WeChat writes it: within CDATA, which nothing within may end."""
    inside = {name: str(text).replace("]]>", "]]]]><![CDATA[>") for name, text in parts.items()}
    told = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in inside.items())
    return f"<xml>{told}</xml>"


def asked_with(at: int | None = None, nonce: str = "1320562132", **more: str) -> dict[str, str]:
    """What WeChat puts into the address."""
    moment = str(at if at is not None else int(clock.now().timestamp()))
    signed = signature(TOKEN, moment, nonce)
    return {"timestamp": moment, "nonce": nonce, "signature": signed, **more}


def sealed_in(text: str, asked: dict[str, str], app: str = APP) -> tuple[dict[str, str], str]:
    """A message as WeChat encrypts it: the address and the body."""
    cipher = encrypted(text.encode(), KEY, app)
    signed = signature(TOKEN, asked["timestamp"], asked["nonce"], cipher)
    return {**asked, "encrypt_type": "aes", "msg_signature": signed}, xml(ToUserName="gh_10f6c3c3ac5a", Encrypt=cipher)  # fmt: skip


def bring(asked: dict[str, str], body: str | bytes) -> HttpResponseBase:
    """By a browser that has no cookie and no token of ours, as WeChat's servers."""
    line = "&".join(f"{name}={value}" for name, value in asked.items())
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/wechat/?{line}", body, content_type="text/xml")


def read(response: Any) -> str:
    """The answer as WeChat shows it: its signature looked at, decrypted."""
    if response.content == b"success":
        return ""
    told = {part.tag: part.text or "" for part in ElementTree.fromstring(response.content)}  # noqa: S314 - our own
    assert fits(told["MsgSignature"], TOKEN, told["TimeStamp"], told["Nonce"], told["Encrypt"])
    plain = decrypted(told["Encrypt"], KEY, APP).decode()
    said = {part.tag: part.text or "" for part in ElementTree.fromstring(plain)}  # noqa: S314 - our own
    assert (said["FromUserName"], said["MsgType"]) == ("gh_10f6c3c3ac5a", "text")
    assert len(said["Content"].encode()) <= 2048, "WeChat shows no more"
    return said["Content"]


@dataclass
class Phone:
    """Somebody who writes to the account."""

    openid: str = ZHOU
    count: int = field(default_factory=lambda: secrets.randbelow(10**15))

    def write(self, text: str) -> str:
        return self.send("text", Content=text)

    def photo(self, media: str) -> str:
        return self.send("image", MediaId=media, PicUrl="http://mmbiz.qpic.cn/x")

    def place(self, latitude: float, longitude: float, label: str = "") -> str:
        return self.send("location", Location_X=latitude, Location_Y=longitude, Scale=15, Label=label)  # fmt: skip

    def event(self, name: str, key: str = "") -> str:
        return self.send("event", Event=name, EventKey=key)

    def send(self, kind: str, **parts: object) -> str:
        return read(self.post(kind, **parts))

    def post(self, kind: str, **parts: object) -> HttpResponseBase:
        asked, body = sealed_in(self.message(kind, **parts), asked_with())
        response = bring(asked, body)
        assert response.status_code == 200
        return response

    def message(self, kind: str, **parts: object) -> str:
        self.count += 1
        number = {} if kind == "event" else {"MsgId": self.count}
        return xml(
            ToUserName="gh_10f6c3c3ac5a", FromUserName=self.openid, MsgType=kind,
            CreateTime=int(clock.now().timestamp()), **{**number, **parts},
        )  # fmt: skip


@pytest.fixture
def phone(wechat: Account) -> Phone:
    return Phone()


@pytest.fixture
def another(wechat: Account) -> Phone:
    return Phone(WANG)


@pytest.fixture
def link() -> Callable[[str], str]:
    """The path of the link in an answer."""
    return link_in


def link_in(answer: str) -> str:
    line = next(line for line in answer.splitlines() if "://" in line)
    return "/" + line.split("://", 1)[1].split("/", 1)[1]
