"""What every response carries: its cost, its headers, its language, and refusals in plain words."""

import math
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

from touyan.conf import logs
from touyan.conf.buttons import page_behind
from touyan.conf.errors import bad_request, only_sent, refused
from touyan.kernel import measured
from touyan.kernel.refused import Refused
from touyan.kernel.replicas import WROTE
from touyan.town.models import Person

GetResponse = Callable[[HttpRequest], HttpResponse]


COST = b"<!--cost-->"
"""Where a page that `prints_cost` says what it cost, as the town's page always has: the header's own numbers."""


class Queries:
    """Counts the queries of one request and the time they took."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - start


class Measured:
    """Gives each request a name, and notes the route, the status and the time: never who, never the address."""

    NAME = re.compile(r"[A-Za-z0-9-]{8,64}")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given, start = request.headers.get("X-Request-ID", ""), time.perf_counter()
        # A proxy of ours names it; what a stranger calls it would let them write into our logs.
        ours = settings.PROXY_HOPS and self.NAME.fullmatch(given)
        token = logs.REQUEST.set(given if ours else secrets.token_hex(8))
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - start
            response["X-Request-ID"] = logs.REQUEST.get()
            measured.count(request, response, seconds)
            logs.note_request(request, response, seconds)
            return response
        finally:
            logs.REQUEST.reset(token)


class ServerTiming:
    """`Server-Timing: app;dur=…, db;dur=…;desc="N queries"`, in milliseconds; `, replica` where one answered (W3C Server Timing)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries, start = Queries(), time.perf_counter()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        app, db = (time.perf_counter() - start) * 1000, queries.seconds * 1000
        if getattr(response, "prints_cost", False):
            told = f"processed in {app / 1000:.4f} seconds, {queries.count} queries"
            response.content = response.content.replace(COST, told.encode(), 1)
        where = ", replica" if getattr(response, "is_from_replica", False) else ""
        response["Server-Timing"] = (
            f'app;dur={app:.1f}, db;dur={db:.1f};desc="{queries.count} queries"{where}'
        )
        return response


class ClientAddress:
    """Who really asks, where our own proxies stand in front; what others claim is not believed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = settings.PROXY_HOPS
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if hops and len(told) >= hops and told[-hops]:
            request.META["REMOTE_ADDR"] = told[-hops]
        return self.get_response(request)


class Headers:
    """Only our own scripts, styles and pictures, and the map's; nothing inline; pages about people are not kept."""

    POLICY = (
        "default-src 'self'; img-src 'self' data: blob:{tiles}; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        tiles = settings.MAP_TILES
        self.policy = self.POLICY.format(tiles=f" {tiles.origin}" if tiles else "")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", self.policy)
        response.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(self), microphone=()"
        )
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page or request.path.startswith("/desk/"):  # the desk's photos and worksheets too
            response.setdefault("Cache-Control", "private, no-store")
        return response


class OwnWrites:
    """Whoever has just changed something reads it: for as long as a replica may lack it, the primary answers them."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            # A second more: browsers drop a cookie by whole seconds. It says nothing else, so nobody gains by forging it.
            response.set_cookie(
                WROTE, "1", max_age=math.ceil(settings.REPLICA_MAX_LAG) + 1, httponly=True,
                samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response


class Readable:
    """No word that people type holds a NUL, and PostgreSQL cannot even look for one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request, BadRequest("A NUL in the address."))
        return self.get_response(request)


class Language:
    """Chinese, unless the reader chose otherwise: an old phone set to English is no choice."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.known else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


class TwoFactor:
    """Where the setting asks for it, office people reach the desk only with a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_TWO_FACTOR and request.path.startswith(("/desk/", "/cms/")):
            user = request.user
            if (
                isinstance(user, Person)
                and user.in_office
                and not request.session.get("second_factor")
            ):
                return redirect("front:two_factor")
        return self.get_response(request)


class PlainRefusals:
    """A refusal that no form caught becomes a page that says why and what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        # A tab that comes back, or a bookmark, asks for the address that a button once sent to.
        if (led := page_behind(request)) is not None:
            return led
        response.content = only_sent(request).content
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, Refused) else None
