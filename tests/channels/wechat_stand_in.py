"""WeChat's API on this machine, as strict as the real one: tokens, parameters, limits, and its numbers for what is wrong."""

import http.server
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

APP, SECRET, TOKEN = "wx2c2769f8efd9abc2", "0123456789abcdef0123456789abcdef", "spamtestspamtest"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TEMPLATE = "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"
OURS = "https://mmbiz.qpic.cn/"
BLANKS = {"thing": 20, "character_string": 32, "time": 64, "phrase": 5}


class Wrong(Exception):
    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(text)
        self.code = code


@dataclass
class Call:
    """One request that got through to where it wanted."""

    path: str
    asked: dict[str, str]
    said: Any
    body: bytes = b""


@dataclass
class StandIn:
    """`answers` are error numbers that are given in turn, whatever is asked; then it looks for itself."""

    answers: list[int] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    """Persons who switched the template off."""
    unknown: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    menu: list[dict[str, Any]] | None = None
    tokens: list[str] = field(default_factory=list)
    fetched: int = 0
    forced: int = 0
    messages: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    status: int = 200
    raw: bytes | None = None
    slow: float = 0
    ended: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def __enter__(self) -> "StandIn":
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = False
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def forget_tokens(self) -> None:
        """As where another program forces a new one."""
        self.tokens.clear()

    # What is asked ------------------------------------------------------------------------------

    def answer(self, method: str, path: str, asked: dict[str, str], body: bytes) -> Any:
        do, needs = DOORS.get(path, (None, ""))
        if do is None:
            raise Wrong(40066, "invalid url")
        if method != needs:
            raise Wrong(43001 if needs == "GET" else 43002, f"require {needs} method")
        if path not in OPEN and asked.get("access_token") not in self.tokens:
            raise Wrong(40001 if asked.get("access_token") else 41001, "invalid credential")
        if self.answers and path != "/cgi-bin/stable_token" and (code := self.answers.pop(0)):
            raise Wrong(code)
        said = json_of(body) if method == "POST" and path not in FILES else None
        self.calls.append(Call(path, asked, said, body))
        return do(self, asked, said, body)

    def token(self, _asked: dict[str, str], said: Any, _body: bytes) -> Any:
        if self.answers and self.answers[0] in {40164, 40125, -1}:
            raise Wrong(self.answers.pop(0))
        if said.get("grant_type") != "client_credential":
            raise Wrong(40002)
        if said.get("appid") != APP:
            raise Wrong(40013)
        if said.get("secret") != SECRET:
            raise Wrong(40125)
        self.ended.wait(self.slow)
        with self.lock:
            self.fetched += 1
            self.forced += bool(said.get("force_refresh"))
            if said.get("force_refresh") or not self.tokens:
                self.tokens[:] = [secrets.token_urlsafe(60)]
        return {"access_token": self.tokens[-1], "expires_in": 7200}

    def media(self, asked: dict[str, str], _said: Any, _body: bytes) -> Any:
        if asked.get("media_id") not in self.photos:
            raise Wrong(40007)
        return self.photos[asked["media_id"]]

    def signed_in(self, asked: dict[str, str], _said: Any, _body: bytes) -> Any:
        if (asked.get("appid"), asked.get("secret")) != (APP, SECRET):
            raise Wrong(40013)
        if asked.get("grant_type") != "authorization_code":
            raise Wrong(40002)
        code = asked.get("code", "")
        if code in self.codes and not self.codes[code]:
            raise Wrong(40163)
        if not self.codes.get(code):
            raise Wrong(40029)
        openid, self.codes[code] = self.codes[code], ""
        return {"access_token": "x", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}

    def template(self, _asked: dict[str, str], said: Any, _body: bytes) -> Any:
        return self._message(said, "url")

    def subscribe(self, _asked: dict[str, str], said: Any, _body: bytes) -> Any:
        return self._message(said, "page")

    def _message(self, said: Any, link: str) -> Any:
        openid, once = said.get("touser", ""), said.get("client_msg_id", "")
        if not openid or openid in self.unknown:
            raise Wrong(40003)
        if said.get("template_id") != TEMPLATE:
            raise Wrong(40037)
        if openid in self.refuses:
            raise Wrong(43101)
        if len(once) > 32 or not said.get(link, "").startswith("http"):
            raise Wrong(47001)
        fill_in(said["data"])
        if not once or (openid, once) not in self.messages:
            self.messages[openid, once or str(len(self.messages))] = said
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.messages)}

    def put_menu(self, _asked: dict[str, str], said: Any, _body: bytes) -> Any:
        buttons = said.get("button", [])
        if not 1 <= len(buttons) <= 3:
            raise Wrong(40016)
        for button in buttons:
            for one in button.get("sub_button") or [button]:
                if one.get("type") not in {"view", "click"}:
                    raise Wrong(40017)
                if len(one["name"].encode()) > 60 or not one.get(
                    "url" if one["type"] == "view" else "key"
                ):
                    raise Wrong(40018)
        self.menu = buttons
        return {"errcode": 0, "errmsg": "ok"}

    def get_menu(self, _asked: dict[str, str], _said: Any, _body: bytes) -> Any:
        if self.menu is None:
            raise Wrong(46003)
        # The real one adds a list to each.
        return {"menu": {"button": [_with_lists(one) for one in self.menu]}}

    def material(self, asked: dict[str, str], _said: Any, body: bytes) -> Any:
        if asked.get("type") != "image":
            raise Wrong(40004)
        picture_of(body, 10 * 1024 * 1024)
        name = f"thumb{len(self.calls)}"
        return {"media_id": name, "url": f"{OURS}{name}"}

    def picture(self, _asked: dict[str, str], _said: Any, body: bytes) -> Any:
        picture_of(body, 1024 * 1024)
        return {"url": f"{OURS}p{len(self.calls)}", "errcode": 0}

    def add_draft(self, _asked: dict[str, str], said: Any, _body: bytes) -> Any:
        (piece,) = said["articles"]
        if not piece.get("thumb_media_id", "").startswith("thumb"):
            raise Wrong(40007)
        if not 0 < len(piece["title"]) <= 64:
            raise Wrong(45003)
        if len(piece.get("digest", "")) > 120:
            raise Wrong(45004)
        if not 0 < len(piece["content"]) < 20_000:
            raise Wrong(45002)
        assert all(url.startswith(OURS) for url in re.findall(r'<img[^>]*src="([^"]*)"', piece["content"]))  # fmt: skip
        self.drafts.append(piece)
        return {"media_id": f"draft{len(self.drafts)}"}

    def list_drafts(self, _asked: dict[str, str], said: Any, _body: bytes) -> Any:
        assert said["no_content"] == 1
        assert 1 <= said["count"] <= 20
        item = [
            {"media_id": f"draft{n}", "content": {"news_item": [{k: v for k, v in one.items() if k != "content"}]}}
            for n, one in enumerate(self.drafts, 1)
        ]  # fmt: skip
        return {"total_count": len(item), "item_count": len(item), "item": item}

    def addresses(self, _asked: dict[str, str], _said: Any, _body: bytes) -> Any:
        return {"ip_list": ["127.0.0.1", "127.0.0.2"]}


def _with_lists(button: dict[str, Any]) -> dict[str, Any]:
    below = [_with_lists(one) for one in button.get("sub_button", [])]
    return {**button, "sub_button": below}


Door = Callable[[StandIn, dict[str, str], Any, bytes], Any]
DOORS: dict[str, tuple[Door, str]] = {
    "/cgi-bin/stable_token": (StandIn.token, "POST"),
    "/cgi-bin/getcallbackip": (StandIn.addresses, "GET"),
    "/cgi-bin/media/get": (StandIn.media, "GET"),
    "/sns/oauth2/access_token": (StandIn.signed_in, "GET"),
    "/cgi-bin/message/template/send": (StandIn.template, "POST"),
    "/cgi-bin/message/subscribe/bizsend": (StandIn.subscribe, "POST"),
    "/cgi-bin/menu/create": (StandIn.put_menu, "POST"),
    "/cgi-bin/menu/get": (StandIn.get_menu, "GET"),
    "/cgi-bin/material/add_material": (StandIn.material, "POST"),
    "/cgi-bin/media/uploadimg": (StandIn.picture, "POST"),
    "/cgi-bin/draft/add": (StandIn.add_draft, "POST"),
    "/cgi-bin/draft/batchget": (StandIn.list_drafts, "POST"),
}
OPEN = {"/cgi-bin/stable_token", "/sns/oauth2/access_token"}
FILES = {"/cgi-bin/material/add_material", "/cgi-bin/media/uploadimg"}


def fill_in(data: dict[str, dict[str, str]]) -> None:
    for name, blank in data.items():
        most = BLANKS.get(name.rstrip("0123456789"))
        if most is None or not 0 < len(blank["value"]) <= most:
            raise Wrong(47003, f"argument invalid! data.{name}.value invalid")


def json_of(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise Wrong(47001) from error


def picture_of(body: bytes, most: int) -> bytes:
    """The file of a form, as a server reads it."""
    edge = body.split(b"\r\n", 1)[0][2:].decode()
    head = f"Content-Type: multipart/form-data; boundary={edge}\r\n\r\n".encode()
    (part,) = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
    assert part.get_param("name", header="content-disposition") == "media"
    assert part.get_filename()
    picture = bytes(part.get_payload(decode=True))
    if not picture.startswith(b"\xff\xd8\xff"):
        raise Wrong(40113)
    if len(picture) > most:
        raise Wrong(40009)
    return picture


def handler_of(stand_in: StandIn) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("GET", b"")

        def do_POST(self) -> None:
            self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _answer(self, method: str, body: bytes) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            try:
                told = stand_in.answer(method, parts.path, asked, body)
            except Wrong as no:
                told = {"errcode": no.code, "errmsg": f"{no} rid: 6385c6c1 {body[:80]!r}"}
            text = told if isinstance(told, bytes) else json.dumps(told).encode()
            kind = "image/jpeg" if isinstance(told, bytes) else "application/json; encoding=utf-8"
            self.send_response(stand_in.status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text if stand_in.raw is None else stand_in.raw)

        def log_message(self, *_said: Any) -> None:
            """Nothing."""

    return Handler
