"""A browser's worth of HTTP: one connection that stays open, its cookies, its forms."""

import http.client
import re
import secrets
import time
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
DURATION = re.compile(r"(\w+);dur=([\d.]+)")
QUERIES = re.compile(r'desc="(\d+) queries"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str
    ms: float
    """From sending to the last byte, as the client sees it."""

    @property
    def token(self) -> str:
        found = TOKEN.search(self.body)
        return found[1] if found else ""

    @property
    def timing(self) -> dict[str, float]:
        """`app` and `db` in milliseconds and the number of queries, as the page itself says."""
        said = self.headers.get("Server-Timing", "")
        told = {name: float(ms) for name, ms in DURATION.findall(said)}
        counted = QUERIES.search(said)
        return told | ({"queries": float(counted[1])} if counted else {})

    def link(self, relation: str) -> str:
        """Where the page's own link of this kind leads."""
        found = re.search(rf'rel="{relation}" href="([^"]+)"', self.body)
        return unescape(found[1]) if found else ""


@dataclass
class Visitor:
    port: int
    address: str = "10.0.0.1"
    """Whom the server takes it for: the address that a proxy in front would name; "" without a proxy."""
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    timeout: float = 120

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, "")

    def post(self, path: str, said: dict[str, str]) -> Answer:
        return self._ask(
            "POST", path, urlencode(said).encode(), "application/x-www-form-urlencoded"
        )

    def post_as_form(self, path: str, said: dict[str, str], photo: bytes = b"") -> Answer:
        """As a browser sends a form that could hold photos, and may hold one."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in said.items()
        ]
        if photo:
            named = 'name="photos"; filename="photo.jpg"\r\nContent-Type: image/jpeg'
            parts.append(f"--{boundary}\r\nContent-Disposition: form-data; {named}\r\n\r\n")
            photo += b"\r\n"
        body = "".join(parts).encode() + photo + f"--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> Answer:
        headers = {"X-Forwarded-For": self.address} if self.address else {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        ms = (time.perf_counter() - begun) * 1000
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers, text, ms)


def signed_in(port: int, login: str, password: str) -> Visitor:
    visitor = Visitor(port)
    token = visitor.get("/sign-in/").token
    said = {"login": login, "password": password, "csrfmiddlewaretoken": token}
    answer = visitor.post("/sign-in/", said)
    assert answer.status == 303, f"{login} could not sign in: {answer.status}"
    return visitor
