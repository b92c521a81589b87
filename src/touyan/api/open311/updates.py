"""Service request updates (mySociety's extension), both ways."""

from datetime import timedelta
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from touyan.api import reads
from touyan.api.models import Client
from touyan.api.open311 import told
from touyan.api.open311.answers import Problem
from touyan.api.open311.asked import MOST, Span
from touyan.api.states import WRITES_AN_HOUR
from touyan.kernel import tries
from touyan.kernel.models import Entry
from touyan.orders import acts
from touyan.orders.reads import first_requester
from touyan.town.models import Organisation

PORTIONS = 20
"""Of steps that are looked through for one answer: whoever may read little makes nobody read the whole town."""


def between(town: Organisation, client: Client | None, span: Span) -> list[dict[str, Any]]:
    """Every step of the orders that may be read, oldest first; others do not count towards the most."""
    found: list[dict[str, Any]] = []
    steps = reads.steps(town, span.since, span.until)
    for _portion in range(PORTIONS):
        some = list(islice(steps, MOST))
        if not some or len(found) >= MOST:
            break
        orders = reads.readable(town, client).in_bulk({_number(step) for step in some})
        known = ((step, orders.get(_number(step))) for step in some)
        found += [told.update(step, order) for step, order in known if order is not None]
    return found[:MOST]


def _number(step: Entry) -> int:
    return int(step.about.partition(":")[2])


def add(request: HttpRequest, town: Organisation, client: Client) -> dict[str, Any]:
    """Words to what this client brought, as whoever asked for it: a status from outside moves nothing."""
    sent = request.POST
    ref, words = sent.get("service_request_id", "").strip(), sent.get("description", "").strip()
    if not ref:
        raise Problem(400, _("service_request_id was not provided."))
    order = reads.by_number(reads.readable(town, client).filter(source=client.source), ref)
    if order is None:
        raise Problem(404, _("service_request_id was not found."))
    tries.refuse_after(WRITES_AN_HOUR, f"{client.signed}:writes", window=timedelta(hours=1))
    event = acts.ACTS["add"](by=first_requester(order), order=order, words=words)
    return {
        "update_id": str(event.entry.pk if event.entry else ""),
        "service_request_id": order.ref,
    }
