"""Every form carries a number of its own, by which its second arrival is known (`kernel/sending.py`)."""

import hashlib
from collections.abc import Callable
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from touyan.kernel import sending
from touyan.kernel.taps import uuid_of

NAME = "once"
_KEPT = "touyan.csrf_input"
OWN_KEYS = ("key", "nonce")
"""What some forms carry already; their acts find by it what they made."""


def _inputs(request: HttpRequest) -> SafeString:
    number = format_html('<input type="hidden" name="{}" value="{}">', NAME, uuid4())
    return _token(request) + number


def _token(request: HttpRequest) -> SafeString:
    """Masked anew for each page, and not for each of its forms: a page of calls has forty."""
    if _KEPT not in request.META:
        request.META[_KEPT] = csrf_input(request)
    told: SafeString = request.META[_KEPT]
    return told


form_inputs = lazy(_inputs, SafeString, str)
"""The token against forgery and the form's number, new for each form of a page."""


def key_of(request: HttpRequest) -> UUID | None:
    """The number with what was typed: the same form with other words is another matter."""
    sent = request.POST
    if any(uuid_of(sent.get(name, "")) for name in OWN_KEYS) or not uuid_of(sent.get(NAME, "")):
        return None
    said = [(name, sent.getlist(name)) for name in sorted(sent) if name != "csrfmiddlewaretoken"]
    digest = hashlib.sha256(repr((request.path, said)).encode()).digest()
    return UUID(bytes=digest[:16], version=4)


class Once:
    """What is sent is answered under its form's key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        is_form = request.content_type in {
            "application/x-www-form-urlencoded", "multipart/form-data",
        }  # fmt: skip
        with sending.under(key_of(request) if is_form else None):
            return self.get_response(request)
