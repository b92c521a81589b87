"""A message as WeChat posts it, and the answer in the form in which WeChat takes it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from touyan.channels.wechat.sealing import Unfit, decrypted, encrypted, fits, signature
from touyan.kernel.coordinates import Point, to_wgs84

MOST_BYTES = 64 * 1024
"""A text has at most some thousand characters; WeChat sends no files, only where they lie."""
WINDOW = 600
"""Seconds by which WeChat's clock and ours may differ. It asks again for fifteen seconds."""
OPENID = re.compile(r"[A-Za-z0-9_-]{20,40}")


class Account(Protocol):
    """What of the town's account is needed here (`conf/wechat.py`)."""

    @property
    def app(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def key(self) -> bytes: ...


@dataclass(frozen=True)
class Message:
    """What somebody sent, or that they followed the account, left it or chose in its menu."""

    sender: str
    receiver: str
    identity: str
    """The same for each time that WeChat sends it."""
    kind: str
    """`text`, `image`, `location`, …; of an event `event:subscribe`, `event:click`, …"""
    words: str = ""
    key: str = ""
    media: str = ""
    point: Point | None = None
    place: str = ""


def is_ours(account: Account, asked: Mapping[str, str], now: datetime) -> bool:
    """Whether whoever asks has the token, and asks now."""
    at, nonce = asked.get("timestamp", ""), asked.get("nonce", "")
    timely = at.isascii() and at.isdigit() and abs(now.timestamp() - int(at[:12])) <= WINDOW
    return timely and fits(asked.get("signature", ""), account.token, at, nonce)


def opened(account: Account, asked: Mapping[str, str], body: bytes, now: datetime) -> Message:
    """The message, once everything about it fits; else Unfit."""
    if not is_ours(account, asked, now):
        raise Unfit("signature")
    told = _read(body)
    if account.key:
        # In 兼容模式 the words also stand beside it in the open, signed by nobody: they are not looked at.
        sealed = told.get("Encrypt", "")
        parts = (account.token, asked["timestamp"], asked.get("nonce", ""), sealed)
        if not sealed or not fits(asked.get("msg_signature", ""), *parts):
            raise Unfit("signature")
        told = _read(decrypted(sealed, account.key, account.app))
    return _message(told)


def _read(body: bytes) -> dict[str, str]:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unfit("xml") from error
    return {child.tag: (child.text or "").strip() for child in root}


def _message(told: dict[str, str]) -> Message:
    sender, made = told.get("FromUserName", ""), told.get("CreateTime", "")
    if not OPENID.fullmatch(sender):
        raise Unfit("sender")
    event = told.get("Event", "").lower()
    kind = told.get("MsgType", "").lower()
    # Messages have a number; events have none, and are known by who and when.
    identity = told.get("MsgId") or f"{sender}:{made}:{event}:{told.get('EventKey', '')}"
    return Message(
        sender, told.get("ToUserName", ""), identity, f"event:{event}" if kind == "event" else kind,
        told.get("Content", ""), told.get("EventKey", ""), told.get("MediaId", ""), _point(told),
        told.get("Label", ""),
    )  # fmt: skip


def _point(told: dict[str, Any]) -> Point | None:
    """WeChat's maps are shifted (GCJ-02); ours are not."""
    try:
        point = Point(float(told["Location_X"]), float(told["Location_Y"]))
    except (KeyError, ValueError):
        return None
    inside = abs(point.latitude) <= 90 and abs(point.longitude) <= 180
    return to_wgs84(point) if inside else None


def closed(account: Account, message: Message, answer: str, now: datetime) -> str:
    """The answer as WeChat shows it to whoever wrote; encrypted where the message was."""
    at = str(int(now.timestamp()))
    plain = _xml(
        ToUserName=message.sender, FromUserName=message.receiver, CreateTime=at, MsgType="text",
        Content=answer,
    )  # fmt: skip
    if not account.key:
        return plain
    nonce, sealed = secrets.token_hex(8), encrypted(plain.encode(), account.key, account.app)
    signed = signature(account.token, at, nonce, sealed)
    return _xml(Encrypt=sealed, MsgSignature=signed, TimeStamp=at, Nonce=nonce)


def _xml(**parts: str) -> str:
    """WeChat's own form: each part within CDATA, which nothing within may end."""
    inside = "".join(
        f"<{name}><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
        for name, text in parts.items()
    )
    return f"<xml>{inside}</xml>"
