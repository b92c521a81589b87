"""Webhooks: what everybody may read of an order, told to another system as soon as it happens."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.channels.calling import post
from touyan.channels.models import Delivery
from touyan.channels.states import NotSent, Unwanted
from touyan.channels.webhook.signing import body_of, headers_of
from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.orders.models import Order
from touyan.orders.moves import LIFE
from touyan.orders.reads import public

TAKEN_BACK = frozenset(
    {"orders.unpublish", "orders.hide", "orders.redact", "orders.forget_requester", "orders.expire"}
)
STEPS = frozenset(
    f"orders.{name}_" if name == "return" else f"orders.{name}"
    for name, move in LIFE.moves.items()
    if move.ends or name in {"publish", "answer"}
)


def told_of(event: Event[Order]) -> dict[str, Any] | None:
    """What is said of it: never a word that somebody wrote. None where nobody outside may know of it."""
    order = event.about
    if event.name in TAKEN_BACK:
        # Whoever read it before must forget it; who never could hears nothing.
        return {"reference": order.ref, "public": False} if _was_public(event) else None
    if event.name not in STEPS or not order.is_public:
        return None
    return {
        "reference": order.ref, "public": True, "status": order.state,
        "service_code": order.category.code if order.category else None,
        "place": order.village.code,
        "page": settings.BASE_URL + reverse("front:order", args=[order.ref]),
        **{name: _moment(getattr(order, name)) for name in DATES},
    }  # fmt: skip


DATES = ("placed_at", "accepted_at", "dispatched_at", "delivered_at", "closed_at", "promised_at")


def _moment(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _was_public(event: Event[Order]) -> bool:
    """Unpublishing clears the date, hiding leaves it, and what erases says so."""
    if event.name == "orders.hide":
        return event.about.published_at is not None
    return bool(event.data.get("was_public", True))


class Hook:
    """One request for each delivery."""

    def send(self, delivery: Delivery, _parts: Sequence[Delivery]) -> None:
        hook = delivery.webhook
        if hook is None or hook.stopped_at is not None or not _may_be_told(delivery):
            raise Unwanted
        body = body_of(delivery)
        status = post(hook.url, body, headers_of(delivery, hook.secret, body, clock.now()))
        if status == 410:
            raise NotSent(
                _("The other system says that this address is gone (410)."), for_good=True
            )
        if not 200 <= status < 300:
            raise NotSent(
                _("The other system answered {status}.").format(status=status),
                rest=status in {429, 503},
            )

    def close(self) -> None:
        """Nothing stays open."""


def _may_be_told(delivery: Delivery) -> bool:
    """Tried again after it was taken back, it would make public there what is not public here any more."""
    if not delivery.told.get("public"):
        return True
    return public().filter(pk=delivery.about.partition(":")[2]).exists()
