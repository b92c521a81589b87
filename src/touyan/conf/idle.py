"""Somebody of the office who went away is signed out; nobody's session at the desk lasts longer than a day's work.

When a session began stands in it. When the desk was last used stands in a cookie of its own, signed for that
session, so that a page costs no write; who sends none has used it last when it began.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from touyan.conf.middleware import GetResponse
from touyan.conf.sessions import DEVICE
from touyan.kernel.devices import device_of
from touyan.town.acts import note_sign_in
from touyan.town.models import Person
from touyan.town.states import SignInOutcome

SINCE, SEEN = "since", "seen"
STEP = 60
"""Seconds within which the cookie is not renewed."""


def begin(request: HttpRequest, **_more: Any) -> None:
    """Somebody signed in."""
    request.session[SINCE] = time.time()
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))


class Idle:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/desk/", "/cms/")) or not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        since = request.session.setdefault(SINCE, now)
        seen = max(since, _seen(request))
        if now - since > settings.OFFICE_SESSION_SECONDS or now - seen > settings.IDLE_SECONDS:
            _end(request)
            return redirect_to_login(
                request.get_full_path() if request.method == "GET" else "/desk/"
            )
        salt = _salt(request)
        response = self.get_response(request)
        if now - seen > STEP or SEEN not in request.COOKIES:
            response.set_signed_cookie(
                SEEN, f"{now:.0f}", salt=salt, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response


def _end(request: HttpRequest) -> None:
    address = request.META.get("REMOTE_ADDR", "")
    person = get_user(request)
    if isinstance(person, Person):
        note_sign_in(SignInOutcome.IDLE, person=person, address=address)
    logout(request)


def _salt(request: HttpRequest) -> str:
    return f"seen:{request.session.session_key}"


def _seen(request: HttpRequest) -> float:
    return float(request.get_signed_cookie(SEEN, default="", salt=_salt(request)) or 0)
