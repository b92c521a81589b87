"""From a POST to an order: what it is, where it is, who asked; the same act as every other door's."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from touyan.api.models import Client
from touyan.api.open311.answers import Problem
from touyan.api.open311.spot import Spot, spot_of
from touyan.api.states import WRITES_AN_HOUR
from touyan.kernel import evidence, tries
from touyan.kernel.refused import Refused
from touyan.kernel.taps import header_of
from touyan.orders import acts
from touyan.orders.acts import Leaves
from touyan.orders.models import Category, Requester
from touyan.orders.reads import categories
from touyan.orders.states import Channel
from touyan.town.models import Organisation

HOUR = timedelta(hours=1)


def category_of(town: Organisation, code: str) -> Category:
    if not code:
        raise Problem(400, _("service_code was not provided."))
    found = categories(town.pk).filter(code=code).select_related("unit").first()
    if found is None:
        raise Problem(404, _("service_code was not found: this town has no such service."))
    return found


def place(request: HttpRequest, town: Organisation, client: Client) -> Requester:
    """Place what was sent; with an `Idempotency-Key` the same need arrives once however often it is sent."""
    sent = request.POST
    category = category_of(town, sent.get("service_code", "").strip())
    spot, words = spot_of(town, sent), _words(sent, category)
    tries.refuse_after(WRITES_AN_HOUR, f"{client.signed}:writes", window=HOUR)
    key = _key(request)
    draft = _photos(request, key or uuid4(), client)
    event = acts.place(
        by=client, words=words, category=category, channel=Channel.API, leaves=_leaves(sent),
        photos=draft, key=key, source=client.source, **_said(spot),
    )  # fmt: skip
    requester: Requester = event.made
    if event.repeated and (event.about.words, event.about.source) != (words, client.source):
        raise Refused(_("Idempotency-Key: this key was used before, for another matter."))
    return requester


def _said(spot: Spot) -> dict[str, Any]:
    return {
        "village": spot.village, "at_place": spot.place, "where": spot.where,
        "latitude": spot.latitude, "longitude": spot.longitude,
    }  # fmt: skip


def _words(sent: QueryDict, category: Category) -> str:
    """The description; what a civic app sends without words is its service. An address of a picture is kept as words."""
    words = sent.get("description", "").strip() or category.name
    media = sent.get("media_url", "").strip()
    return f"{words}\n{media}" if media else words


def _leaves(sent: QueryDict) -> Leaves:
    """Who asked: a name in the order of its script, a telephone number; nothing else is kept."""
    first, last = (sent.get(name, "").strip() for name in ("first_name", "last_name"))
    latin = (first + last).isascii()
    name = f"{first} {last}".strip() if latin else f"{last}{first}"
    return Leaves(name=name[:60], phone=sent.get("phone", "").strip()[:30])


def _key(request: HttpRequest) -> UUID | None:
    try:
        return header_of(request.headers)
    except ValueError as error:
        raise Problem(400, _("Idempotency-Key must be a UUID.")) from error


def _photos(request: HttpRequest, key: UUID, client: Client) -> UUID | None:
    """Photos that came with it, each made anew before it is kept; outside any transaction."""
    files = [file for _name, several in request.FILES.lists() for file in several if file.size]
    for file in files[: evidence.MOST_PHOTOS + 1]:
        photo, owner = evidence.reencoded(file), evidence.draft(str(key))
        evidence.keep(photo, owner=owner, by=client.signed, town_code=client.town_code)
    return key if files else None
