"""How an order, a category and a step are told: the fields of the specification, and no more."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.api.models import Client
from touyan.api.reads import is_own
from touyan.kernel.models import Entry
from touyan.kernel.numbers import spoken
from touyan.orders.models import Category, Order
from touyan.orders.states import OPEN, State
from touyan.town.models import Organisation

VILLAGE = "village"
"""The one attribute that every service has."""


def w3(at: datetime | None) -> str | None:
    """A moment with its zone and without fractions of a second."""
    return timezone.localtime(at).replace(microsecond=0).isoformat() if at else None


def status_of(state: str) -> str:
    return "open" if state in OPEN else "closed"


def service(category: Category) -> dict[str, Any]:
    return {
        "service_code": category.code,
        "service_name": category.label,
        "description": category.label,
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(word for word in category.keywords.split("；") if word),
        "group": category.get_urgency_display(),
    }


def definition(category: Category, villages: QuerySet[Organisation]) -> dict[str, Any]:
    """What may be said besides: which village it is in, where neither position nor address tell."""
    attribute = {
        "variable": True,
        "code": VILLAGE,
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": _("Needed where neither position nor address tell the village."),
        "order": 1,
        "description": _("Which village or community is it in?"),
        "values": [{"key": one.code, "name": one.label} for one in villages],
    }
    return {"service_code": category.code, "attributes": [attribute]}


def request(order: Order, client: Client | None, changed_at: datetime) -> dict[str, Any]:
    """One service request. Words are the redacted copy, but for whoever brought them."""
    own = is_own(order, client)
    shown = own or order.is_public
    return {
        "service_request_id": order.ref,
        "status": status_of(order.state),
        "status_notes": _how_it_stands(order),
        "service_name": order.category.label if order.category else None,
        "service_code": order.category.code if order.category else None,
        "description": order.words if own else (order.public_words if shown else None),
        "agency_responsible": (order.agency or order.branch).label,
        "service_notice": None,
        "requested_datetime": w3(order.placed_at),
        "updated_datetime": w3(changed_at),
        "expected_datetime": w3(order.promised_at or order.accept_due_at),
        "address": _address(order, own),
        "address_id": order.place.code if order.place else order.village.code,
        "zipcode": None,
        "lat": _position(order, own)[0],
        "long": _position(order, own)[1],
        "media_url": None,
    }


def _how_it_stands(order: Order) -> str:
    """The specification knows open and closed only: what was merged says with which it goes on."""
    if order.lead_id is None:
        return str(State(order.state).label)
    return _("Goes on together with number {number}").format(number=spoken(order.lead_id))


def _address(order: Order, own: bool) -> str:
    """The village and the thing that a code hangs on; what somebody typed about where stays with them."""
    parts = [order.village.label, order.place.label if order.place else ""]
    return " ".join(part for part in (*parts, order.where if own else "") if part)


def _position(order: Order, own: bool) -> tuple[float | None, float | None]:
    """Of the public thing; of the matter itself only for whoever brought it: a position can be somebody's door."""
    if own and order.latitude is not None:
        return order.latitude, order.longitude
    return (order.place.latitude, order.place.longitude) if order.place else (None, None)


def extended(order: Order) -> dict[str, Any]:
    """`extensions=true`: what the town knows beyond the specification, none of it anybody's own."""
    return {
        "state": order.state,
        "urgency": order.urgency,
        "channel": order.channel,
        "outcome": order.outcome or None,
        "reopened": order.reopened,
    }


def update(step: Entry, order: Order) -> dict[str, Any]:
    """One step of an order, told by where it led."""
    state = str(step.data.get("set", {}).get("state", order.state))
    label = str(State(state).label) if state in State.values else state
    return {
        "update_id": str(step.pk),
        "service_request_id": order.ref,
        "status": status_of(state),
        "updated_datetime": w3(step.at),
        "description": label,
        "media_url": None,
    }


def notice(order: Order, follow: str) -> str:
    """What whoever asked is told at once: by when, and where they follow it."""
    due = timezone.localtime(order.accept_due_at or order.placed_at)
    return _("Taken in as {number}. The branch answers by {when}. Follow it at {address}").format(
        number=order.ref, when=f"{due:%Y-%m-%d %H:%M}", address=follow
    )
