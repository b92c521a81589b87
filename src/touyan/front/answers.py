"""How the door answers: after a change to another page, privately, or with a picture of a code."""

import io
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import segno
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from touyan.kernel.models import Evidence

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class SeeOther(HttpResponseRedirect):
    """After a change: the browser fetches the next page, and reloading it changes nothing again."""

    status_code = 303


def see_other(name: str, *args: object, query: str = "") -> SeeOther:
    return SeeOther(reverse(name, args=args) + (f"?{query}" if query else ""))


def private(
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """A page that belongs to one person: kept nowhere, indexed nowhere."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go next, if that is one of our own pages."""
    wish = str(request.POST.get("next") or request.GET.get("next") or "")
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(wish, {request.get_host()}, require_https=secure):
        return wish
    return otherwise


def qr(text: str) -> HttpResponse:
    """The text as a QR code, with its quiet zone, in ink on white whatever the page's colours."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", scale=8, border=4, light="#fff", xmldecl=False
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def public_photo(photo: Evidence) -> FileResponse:
    """A photo for everybody. Kept shortly: one that is taken down is gone from telephones, too."""
    response = FileResponse(photo.file.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=300"
    return response


def wants_json(request: HttpRequest) -> bool:
    """The outbox asks for JSON: it has words to keep, not a page to show."""
    return request.headers.get("Accept", "") == "application/json"
