"""GeoReport v2's resources, one view each."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.api import reads
from touyan.api.models import Client
from touyan.api.open311 import asked, told, updates
from touyan.api.open311.answers import Problem, answers, document, errors, form_of
from touyan.api.open311.placing import category_of, place
from touyan.kernel.taps import uuid_of
from touyan.orders.models import Order
from touyan.orders.reads import categories
from touyan.orders.states import OPEN
from touyan.town.reads import villages
from touyan.ui.addresses import whole_address

Rows = QuerySet[Order]
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-26 00:00"


@answers("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where this endpoint is, which formats it speaks, whom to ask for a key."""
    phone = next((town.phone for town in reads.towns() if town.phone), "")
    endpoint = {
        "specification": SPECIFICATION,
        "url": whole_address(request, "/open311/v2"),
        "changeset": CHANGESET,
        "type": "production" if settings.PRODUCTION else "test",
        "formats": ["text/xml", "application/json"],
    }
    found = {
        "changeset": CHANGESET,
        "contact": _("Telephone the town's service desk: {phone}").format(phone=phone),
        "key_service": _("The town's administrator gives out keys; nobody needs one to read."),
        "endpoints": [endpoint],
    }
    return document("discovery", found, form)


@answers("GET")
def services(request: HttpRequest, form: str) -> HttpResponse:
    town = asked.town_of(request.GET)
    return document("services", [told.service(one) for one in categories(town.pk)], form)


@answers("GET")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    town = asked.town_of(request.GET)
    found = told.definition(category_of(town, code), villages(town))
    return document("service_definition", found, form)


@answers("GET", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    if request.method == "POST":
        return _placed(request, form)
    town = asked.town_of(request.GET)
    client = asked.client(request, town)
    start, size = asked.page(request.GET)
    rows = _wished(request, reads.readable(town, client))[start : start + size]
    return document("service_requests", _told(request, list(rows), client), form)


def _placed(request: HttpRequest, form: str) -> HttpResponse:
    town = asked.town_of(request.POST)
    client = asked.client_that_writes(request, town)
    requester = place(request, town, client)
    follow = whole_address(request, reverse("front:receipt", args=[requester.receipt]))
    said = {
        "service_request_id": requester.order.ref,
        "service_notice": told.notice(requester.order, follow),
        "account_id": None,
    }
    return document("service_requests", [said], form)


@answers("GET")
def one(request: HttpRequest, form: str, ref: str) -> HttpResponse:
    town = asked.town_of(request.GET)
    client = asked.client(request, town)
    found = reads.by_number(reads.readable(town, client), ref)
    if found is None:
        raise Problem(404, _("service_request_id was not found."))
    return document("service_requests", _told(request, [found], client), form)


@answers("GET")
def token(request: HttpRequest, form: str, key: str) -> HttpResponse:
    """The number of what was sent under an Idempotency-Key; a token is that key."""
    town = asked.town_of(request.GET)
    known = uuid_of(key)
    found = Order.objects.filter(town=town, idempotency_key=known).first() if known else None
    if found is None:
        raise Problem(404, _("token was not found."))
    said = {"service_request_id": found.ref, "token": key}
    return document("service_requests", [said], form)


@answers("GET", "POST")
def request_updates(request: HttpRequest, form: str) -> HttpResponse:
    """What happened to requests between two moments; what whoever brought one wants to add."""
    if request.method == "POST":
        town = asked.town_of(request.POST)
        said = updates.add(request, town, asked.client_that_writes(request, town))
        return document("service_request_updates", [said], form)
    town = asked.town_of(request.GET)
    found = updates.between(town, asked.client(request, town), asked.span(request.GET))
    return document("service_request_updates", found, form)


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked below this door, in its own form."""
    return errors(form_of(rest.rpartition(".")[2]), 404, _("There is no such resource here."))


def _wished(request: HttpRequest, rows: Rows) -> Rows:
    """Numbers override every other wish; without them ninety days, newest first."""
    if numbers := asked.listed(request.GET, "service_request_id"):
        return _named(reads.by_numbers(rows, numbers))
    span = asked.span(request.GET)
    rows = reads.placed_between(rows, span.since, span.until)
    if codes := asked.listed(request.GET, "service_code"):
        rows = rows.filter(category__code__in=codes)
    if states := asked.listed(request.GET, "status"):
        rows = _in_states(rows, set(states))
    return _named(rows)


def _named(rows: Rows) -> Rows:
    return rows.select_related(*reads.WITH_NAMES).order_by("-placed_on", "-id")


def _in_states(rows: Rows, states: set[str]) -> Rows:
    if unknown := states - {"open", "closed"}:
        raise Problem(
            400, _("status is open or closed, not {it}.").format(it=", ".join(sorted(unknown)))
        )
    if states == {"open"}:
        return rows.filter(state__in=sorted(OPEN))
    return rows.exclude(state__in=sorted(OPEN)) if states == {"closed"} else rows


def _told(request: HttpRequest, orders: list[Order], client: Client | None) -> list[dict[str, Any]]:
    more = request.GET.get("extensions") == "true"
    changed = reads.changed_at(orders)
    return [
        told.request(order, client, changed.get(order.pk, order.placed_at))
        | ({"extended_attributes": told.extended(order)} if more else {})
        for order in orders
    ]
