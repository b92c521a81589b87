"""A request to another system: no redirect, no endless answer, and nowhere inside where somebody typed the address in.

The name is resolved once, every address is looked at, and the connection goes to the very address that was looked
at: a name that answers differently the second time changes nothing.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touyan.channels.states import NotSent

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 10.0
MOST_BODY = 64 * 1024
TOO_LATE = _("The other system did not answer in time.")
NOWHERE = _("This address leads to no public place.")


@dataclass(frozen=True)
class Answer:
    """What the other system said, as far as it was asked for."""

    status: int
    kind: str = ""
    body: bytes = b""


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; its text is not read. NotSent where there is none."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not _let_through(parts.netloc):
        raise NotSent(_("Only https:// addresses are asked."), for_good=True)
    if len(body) > MOST_BODY:
        raise NotSent(_("The message is too long."), for_good=True)
    return ask("POST", url, body, headers).status


def ask(
    method: str,
    url: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    *,
    most: int = 0,
    known: bool = False,
) -> Answer:
    """The answer with at most so many bytes of its text. `known`: the operator named the address, not a person here."""
    parts = urlsplit(url)
    secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    connection = _Connection(host, port, timeout=CONNECT_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    watch = Timer(WHOLE_SECONDS, connection.abort)
    try:
        address = host if known else _public(host, port, parts.netloc)
        connection.reach(address, secure=secure)
        watch.start()
        connection.request(method, path, body or None, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Content-Type", ""), _read(answer, most))
    except (OSError, http.client.HTTPException) as error:
        late = connection.aborted or isinstance(error, TimeoutError)
        raise NotSent(TOO_LATE if late else _why(error), rest=True) from error
    finally:
        watch.cancel()
        connection.close()


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    text = answer.read(most + 1) if most else b""
    if len(text) > most:
        raise NotSent(_("The other system's answer is too long."), for_good=True)
    return text


class _Connection(http.client.HTTPConnection):
    """Knows the name for its headers and its certificate, and goes to one address."""

    aborted = False

    def reach(self, address: str, *, secure: bool) -> None:
        line: Any = socket.create_connection((address, self.port), CONNECT_SECONDS)
        if secure:
            try:
                line = ssl.create_default_context().wrap_socket(line, server_hostname=self.host)
            except OSError:
                line.close()
                raise
        self.sock = line

    def connect(self) -> None:
        """Never by itself: that would ask for the name's address again."""
        if self.sock is None:
            raise OSError("closed")

    def abort(self) -> None:
        """The other side has had its time: end it from outside, whatever it is waiting in."""
        self.aborted = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _public(host: str, port: int, netloc: str) -> str:
    """An address of this host; refused if any of them is not public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not addresses:
        raise NotSent(NOWHERE)
    if not _let_through(netloc) and not all(_is_public(one) for one in addresses):
        raise NotSent(NOWHERE)
    return addresses[0]


def _is_public(address: str) -> bool:
    """Neither private nor loopback, link-local, shared, reserved or multicast; nor such a one in disguise."""
    one = ipaddress.ip_address(address)
    if isinstance(one, ipaddress.IPv6Address):
        inside = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inside is not None:
            return _is_public(str(inside))
        if one in NAT64:
            return _is_public(str(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)))
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified)


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _let_through(netloc: str) -> bool:
    """Under test only: no environment sets it."""
    return netloc in settings.WEBHOOKS_MAY_REACH


def _why(error: Exception) -> Promise:
    if isinstance(error, ssl.SSLError):
        return _("The other system's certificate is not right.")
    return _("The other system cannot be reached.")
