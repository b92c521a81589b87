"""WeChat's API: one token for all processes, and a request that says plainly what went wrong.

What is asked and answered is the account's own; WeChat's texts are not repeated, since they quote what they were sent.
"""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.channels.calling import Answer, ask
from touyan.channels.models import AccessToken
from touyan.channels.states import NotSent
from touyan.channels.wechat.errors import STALE, Refusal, refusal
from touyan.kernel import clock

MOST_ANSWER = 256 * 1024
MOST_PICTURE = 15 * 1024 * 1024
EARLY = timedelta(minutes=5)
"""WeChat hands out the next token so long before the last one ends, and takes both."""
FETCHING = timedelta(seconds=15)
"""Longer than fetching can take: a killed process's turn ends with it."""
STEP = 0.2
UNREADABLE = _("WeChat's answer cannot be read.")


Told = dict[str, Any]
T = TypeVar("T")


def call(path: str, said: Mapping[str, Any]) -> Told:
    """What WeChat answers to some JSON."""
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return _with_token(lambda token: _told(_asked("POST", path, {"access_token": token}, body, headers)))  # fmt: skip


def read(path: str) -> Told:
    return _with_token(lambda token: _told(_asked("GET", path, {"access_token": token})))


def photo(media: str) -> bytes:
    """A photo that somebody sent; it lies at WeChat for three days."""

    def fetched(token: str) -> bytes:
        asked = {"access_token": token, "media_id": media}
        answer = _asked("GET", "/cgi-bin/media/get", asked, most=MOST_PICTURE)
        if "json" in answer.kind or answer.kind.startswith("text/"):
            _told(answer)
            raise NotSent(UNREADABLE)
        return answer.body

    return _with_token(fetched)


def upload(path: str, name: str, picture: bytes) -> Told:
    """Give WeChat a picture, as a browser's form would."""
    edge = secrets.token_hex(16)
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + picture + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    path, _mark, query = path.partition("?")
    more = dict(part.split("=") for part in query.split("&") if part)
    return _with_token(lambda token: _told(_asked("POST", path, {"access_token": token, **more}, body, headers)))  # fmt: skip


def openid_for(code: str) -> str:
    """Whoever came back from WeChat with this code; a code works once, for five minutes."""
    account = settings.WECHAT
    asked = {
        "appid": account.app, "secret": account.secret, "code": code,
        "grant_type": "authorization_code",
    }  # fmt: skip
    told = _told(_asked("GET", "/sns/oauth2/access_token", asked))
    openid = told.get("openid")
    if not isinstance(openid, str) or not openid:
        raise NotSent(UNREADABLE)
    return openid


def _asked(
    method: str, path: str, asked: Mapping[str, str], body: bytes = b"",
    headers: dict[str, str] | None = None, most: int = MOST_ANSWER,
) -> Answer:  # fmt: skip
    url = f"{settings.WECHAT.api}{path}" + (f"?{urlencode(asked)}" if asked else "")
    answer = ask(method, url, body, headers, most=most, known=True)
    if answer.status != 200:
        raise NotSent(_("WeChat does not answer as it should."), rest=answer.status >= 500)
    return answer


def _told(answer: Answer) -> Told:
    try:
        told = json.loads(answer.body)
    except ValueError as error:
        raise NotSent(UNREADABLE) from error
    if not isinstance(told, dict):
        raise NotSent(UNREADABLE)
    if code := told.get("errcode"):
        raise refusal(int(code))
    return told


# The token ----------------------------------------------------------------------------------------


def _with_token(do: Callable[[str], T]) -> T:
    """With the token in force; once more with another where WeChat says that it is not in force any more."""
    token = _token()
    try:
        return do(token)
    except Refusal as no:
        if no.code not in STALE:
            raise
    return do(_token(instead_of=token))


def _token(instead_of: str = "") -> str:
    """Kept in the database: only one process fetches it, while the others wait for what it gets."""
    app, end = settings.WECHAT.app, time.monotonic() + FETCHING.total_seconds()
    AccessToken.objects.bulk_create(
        [AccessToken(app=app, until=clock.now())], ignore_conflicts=True
    )
    while time.monotonic() < end:
        row = AccessToken.objects.get(app=app)
        if row.value and row.until > clock.now() and row.value != instead_of:
            return str(row.value)
        if _my_turn(row):
            return _fetched(app, row.value == instead_of != "")
        time.sleep(STEP)
    raise NotSent(_("WeChat's access token could not be fetched in time."), rest=True)


def _my_turn(row: AccessToken) -> bool:
    """One statement decides who fetches, if nobody has since it was read: no transaction is open while WeChat is asked."""
    now = clock.now()
    free = Q(fetching_until=None) | Q(fetching_until__lt=now)
    rows = AccessToken.objects.filter(free, pk=row.pk, until=row.until)
    return bool(rows.update(fetching_until=now + FETCHING))


def _fetched(app: str, stale: bool) -> str:
    """`stable_token` gives every process of the town the same one; forced where the one that it gave is not taken."""
    said = {
        "grant_type": "client_credential", "appid": app, "secret": settings.WECHAT.secret,
        "force_refresh": stale,
    }  # fmt: skip
    rows = AccessToken.objects.filter(app=app)
    try:
        told = _told(_asked("POST", "/cgi-bin/stable_token", {}, json.dumps(said).encode(), {"Content-Type": "application/json"}))  # fmt: skip
        value, seconds = str(told["access_token"]), int(told["expires_in"])
    except (KeyError, ValueError, TypeError) as error:
        rows.update(fetching_until=None)
        raise NotSent(UNREADABLE) from error
    except NotSent:
        rows.update(fetching_until=None)
        raise
    lasts = max(timedelta(seconds=seconds) - EARLY, timedelta(seconds=60))
    rows.update(value=value, until=clock.now() + lasts, fetching_until=None)
    return value
