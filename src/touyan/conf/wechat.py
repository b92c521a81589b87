"""What the environment says of the WeChat official account: `TOUYAN_WECHAT_*`. Without them there is none."""

import base64
import os
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from touyan.conf.environment import LOOPBACK, Unsafe, flag

API = "https://api.weixin.qq.com"
FIELDS = ("number", "what", "when", "town")
"""What a message can tell: the order's number, the sentence, the moment, the town's name."""
KINDS = ("template", "subscribe")


@dataclass(frozen=True)
class Template:
    """A template that the account was granted, and what its blanks are called."""

    kind: str = ""
    number: str = ""
    """Empty where nobody is told anything in WeChat."""
    fields: dict[str, str] = field(default_factory=dict)
    """What is told → the template's own name of it, e.g. `what` → `thing2`."""


@dataclass(frozen=True)
class Account:
    """The town's account, as WeChat's console names it."""

    app: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    key: bytes = field(default=b"", repr=False)
    """The 32 bytes that messages are encrypted with; none where they come plain."""
    api: str = API
    template: Template = Template()

    @property
    def on(self) -> bool:
        return bool(self.app)


def account() -> Account:
    app = _said("TOUYAN_WECHAT_APP")
    if not app:
        return Account()
    secret, token = _said("TOUYAN_WECHAT_SECRET"), _said("TOUYAN_WECHAT_TOKEN")
    if not re.fullmatch(r"wx[0-9a-f]{16}", app):
        raise Unsafe("TOUYAN_WECHAT_APP must be the account's AppID: wx and 16 signs.")
    if len(secret) < 20:
        raise Unsafe("TOUYAN_WECHAT_SECRET must be the account's AppSecret.")
    if not re.fullmatch(r"[A-Za-z0-9]{16,32}", token):
        raise Unsafe("TOUYAN_WECHAT_TOKEN must be 16 to 32 random letters and digits.")
    return Account(app, secret, token, _key(), _api(), _template())


def _said(name: str) -> str:
    return os.environ.get(name, "").strip()


def _key() -> bytes:
    """EncodingAESKey: base64 of 32 bytes, without the sign at its end."""
    told = _said("TOUYAN_WECHAT_AES_KEY")
    if not told and flag("TOUYAN_WECHAT_PLAIN"):
        return b""
    if not re.fullmatch(r"[A-Za-z0-9]{43}", told):
        raise Unsafe(
            "TOUYAN_WECHAT_AES_KEY must be the account's EncodingAESKey (43 signs), its mode 安全模式."
            " TOUYAN_WECHAT_PLAIN=1 does without."
        )
    return base64.b64decode(f"{told}=")


def _api() -> str:
    """Elsewhere only where a proxy of one's own stands in front, whose address WeChat's allow-list knows."""
    told = _said("TOUYAN_WECHAT_API").rstrip("/") or API
    parts = urlsplit(told)
    here = parts.scheme == "http" and parts.hostname in {*LOOPBACK, "::1"}
    if not (here or (parts.scheme == "https" and parts.hostname)) or parts.query or "@" in told:
        raise Unsafe("TOUYAN_WECHAT_API must begin with https://, or be on this machine.")
    return told


def _template() -> Template:
    """`template:ID?number=character_string1&what=thing2&when=time3`, or `subscribe:ID?…`."""
    told = _said("TOUYAN_WECHAT_TEMPLATE")
    if not told:
        return Template()
    parts = urlsplit(told)
    fields = dict(parse_qsl(parts.query))
    if parts.scheme not in KINDS or not parts.path or "what" not in fields or {*fields} - {*FIELDS}:
        raise Unsafe(
            "TOUYAN_WECHAT_TEMPLATE must look like template:ID?number=character_string1&what=thing2&when=time3."
        )
    return Template(parts.scheme, parts.path, fields)
