"""For machines: is it alive, is it ready, how much is there; and what a phone installs."""

import hashlib
import hmac

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from touyan.figures.reads import operations
from touyan.kernel import measured
from touyan.town.reads import site

SHELL = (
    "ui/tokens.css", "ui/base.css", "ui/fields.css", "ui/components.css", "ui/print.css", "ui/icons.svg",
    "ui/favicon.svg", "ui/app.js", "django_htmx/htmx-2.min.js",
    "front/front.css", "front/queue.js", "front/outbox.js",
)  # fmt: skip
"""What the form needs without signal."""
AT_THE_DOOR = ("desk/desk.css", "desk/door_store.js", "desk/door.js")
"""What the page at the door needs besides, on the telephones of those who have opened it."""
LOOPBACK = frozenset({"127.0.0.1", "::1"})


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too: this worker may be sent people."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for a collector on this machine or one that has the token."""
    if not (_is_here(request) or _has_token(request)):
        raise Http404
    words = measured.told() + operations.as_metrics(operations.condition(), operations.ended())
    return HttpResponse(words, content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_here(request: HttpRequest) -> bool:
    """Whoever comes through a proxy is not on this machine, whatever the proxy's address."""
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


def _has_token(request: HttpRequest) -> bool:
    told = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(
        told.encode(), settings.METRICS_TOKEN.encode()
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that its scope is the whole site."""
    shell = [static(name) for name in SHELL]
    door = [reverse("desk:check_in"), *(static(name) for name in AT_THE_DOOR)]
    version = hashlib.sha256(" ".join([*shell, *door]).encode()).hexdigest()[:12]
    kind = "text/javascript; charset=utf-8"
    response = render(
        request,
        "front/sw.js",
        {"shell": shell, "door": door, "version": version},
        content_type=kind,
    )
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows when the page is put on its home screen."""
    icon = {"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    data = {
        "name": site()["name"], "short_name": site()["name"], "start_url": "/", "scope": "/",
        "display": "minimal-ui", "background_color": "#faf7f2", "theme_color": "#b02e1c",
        "lang": "zh-Hans", "icons": [icon],
    }  # fmt: skip
    return JsonResponse(data, content_type="application/manifest+json")
