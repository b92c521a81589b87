"""Photos that somebody sent to the account: fetched by the worker, made anew, put with their draft or its order."""

import io
import logging
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from touyan.channels.models import Draft, Heard, Photo
from touyan.channels.reads import photos_due
from touyan.channels.rules import again_at
from touyan.channels.states import LEASE, NotSent
from touyan.channels.wechat import api
from touyan.kernel import clock, evidence
from touyan.kernel.acts import Event
from touyan.kernel.refused import Refused
from touyan.orders.acts import ACTS, VISITOR
from touyan.orders.models import Order, Requester
from touyan.orders.states import OPEN, Channel
from touyan.town.reads import home_town

log = logging.getLogger("touyan.channels")
TURN = 10.0
MOST_TRIES = 6
HEARD_KEPT = timedelta(days=1)
"""WeChat repeats for fifteen seconds, and a message older than its window is refused."""
ENDED_KEPT = timedelta(days=60)


def fetch_photos() -> int:
    """Fetch what is due, for one turn of the worker; how many came."""
    until, came = monotonic() + TURN, 0
    while settings.WECHAT.on and monotonic() < until and (photo := _taken()) is not None:
        came += _fetch(photo)
    return came


def _taken() -> Photo | None:
    now = clock.now()
    with transaction.atomic():
        photo = photos_due(now).first()
        if photo is not None:
            photo.attempts += 1
            photo.next_at = now + LEASE
            photo.save(update_fields=["attempts", "next_at"])
    return photo


def _fetch(photo: Photo) -> bool:
    try:
        made = evidence.reencoded(io.BytesIO(api.photo(photo.media)))
        _keep(photo, made)
    except NotSent as no:
        return _failed(photo, str(no), for_good=no.for_good)
    except Refused as no:
        return _failed(photo, str(no), for_good=True)
    except Exception:
        log.exception("photo %s could not be kept", photo.pk)
        return _failed(photo, "", for_good=False)
    return bool(_mine(photo).update(done_at=clock.now()))


def _keep(photo: Photo, made: evidence.Photo) -> None:
    """With the draft; where that was sent meanwhile, added to its order as whoever asked would add it.

    The draft's lock puts this before or after its placing, which looks for photos under the same lock.
    """
    town = home_town()
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=photo.draft_id).first()
        if draft is None:  # forgotten meanwhile
            return
        evidence.keep(
            # As from the form: on an order whose owner stays anonymous nothing says whose WeChat it came by.
            made, owner=evidence.draft(str(draft.key)), by=VISITOR.signed,
            town_code=town.code if town else "",
        )  # fmt: skip
    if draft.requester_id is not None:
        add_late(draft, Requester.objects.select_related("order").get(pk=draft.requester_id))


def add_late(draft: Draft, requester: Requester) -> None:
    """As whoever asked would add it; refused, it is swept like any photo that was never sent."""
    with suppress(Refused):
        ACTS["add"](by=requester, order=requester.order, photos=draft.key)


def note_placed(event: Event[Order]) -> None:
    """The draft became this order: its words stand there now. Who stays anonymous leaves no trace here."""
    order, requester = event.about, event.made
    if order.channel != Channel.WECHAT or order.idempotency_key is None:
        return
    draft = Draft.objects.select_for_update().filter(key=order.idempotency_key).first()
    if draft is None:
        return
    if requester.anonymous:
        draft.delete()
        return
    draft.placed_at, draft.requester = clock.now(), requester
    draft.words, draft.where, draft.latitude, draft.longitude = "", "", None, None
    draft.save()
    if evidence.of(evidence.draft(str(draft.key))).exists():
        add_late(draft, requester)


def forget_draft(event: Event[Order]) -> None:
    """An order that is erased is found through nobody's WeChat any more, and no late photo is added to it."""
    Draft.objects.filter(requester__order=event.about).delete()


def sweep_wechat() -> int:
    """Forget what was never sent, what was answered, and the orders of old that “mine” need not find."""
    now = clock.now()
    ended = Draft.objects.filter(placed_at__lt=now - ENDED_KEPT).exclude(requester__order__state__in=OPEN)  # fmt: skip
    rows = (
        Draft.objects.filter(placed_at=None, expires_at__lt=now),
        ended,
        Heard.objects.filter(at__lt=now - HEARD_KEPT),
    )
    return sum(some.delete()[0] for some in rows)


def _failed(photo: Photo, why: str, *, for_good: bool) -> bool:
    at = None if for_good or photo.attempts >= MOST_TRIES else again_at(photo.attempts)
    now = clock.now()
    _mine(photo).update(done_at=None if at else now, next_at=at or now, error=why[:200])
    return False


def _mine(photo: Photo) -> QuerySet[Photo]:
    return Photo.objects.filter(pk=photo.pk, attempts=photo.attempts, done_at=None)
