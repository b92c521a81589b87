"""The worker's part: one message at a time, under a lease, noted as soon as it is gone.

Killed between sending and noting, it sends that one message again, under the same name; so there are never more
repeats than kills.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from time import monotonic
from typing import Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from touyan.channels.mail import Mail
from touyan.channels.models import Delivery
from touyan.channels.reads import (
    alongside,
    long_over,
    never_confirmed,
    not_theirs,
    old,
    overtaken,
    parts,
    to_send,
    undisturbed,
)
from touyan.channels.rules import again_at, is_open
from touyan.channels.sms import Sms
from touyan.channels.states import (
    GROUP,
    LEASE,
    MOST_ATTEMPTS,
    MOST_TOGETHER,
    REST,
    Channel,
    NotSent,
    State,
    Unwanted,
)
from touyan.channels.webhook import Hook
from touyan.channels.wechat import Wechat
from touyan.kernel import clock

log = logging.getLogger("touyan.channels")

TURN = 10.0
"""Seconds after which the worker sees to its other tasks before it sends on."""
BROKEN = _("The message could not be made. The worker's log says why.")
KILLED = _("The worker ended while it was sending this, again and again.")


class Sender(Protocol):
    """A channel's own way of sending, kept for one turn of the worker."""

    def send(self, delivery: Delivery, parts: Sequence[Delivery]) -> None: ...

    def close(self) -> None: ...


SENDERS: dict[str, Callable[[], Sender]] = {
    Channel.MAIL: Mail,
    Channel.SMS: Sms,
    Channel.WEBHOOK: Hook,
    Channel.WECHAT: Wechat,
}

resting: dict[str, datetime] = {}
"""What this process could not reach, and until when it leaves it alone: `mail`, `webhook:3`."""


def send_due() -> int:
    """Send what is due, for one turn; how many messages left."""
    until, gone = monotonic() + TURN, 0
    with closing(Turn()) as turn:
        while monotonic() < until and (delivery := _taken()) is not None:
            gone += turn.sends(delivery)
    return gone


class Turn:
    """The senders in use, opened when they are needed."""

    def __init__(self) -> None:
        self._senders: dict[str, Sender] = {}

    def close(self) -> None:
        for sender in self._senders.values():
            sender.close()

    def sends(self, delivery: Delivery) -> bool:
        """Whether it left. Whatever goes wrong with one message does not keep the others."""
        if delivery.attempts > MOST_ATTEMPTS:
            return _end(delivery, State.DEAD, error=delivery.error or str(KILLED)) and False
        together = parts(delivery)
        gone = not_theirs(together)
        _let_go(delivery, gone)
        if delivery in gone or overtaken(delivery):
            return _end(delivery, State.DROPPED) and False
        try:
            going = [one for one in together if one not in gone]
            self._sender(delivery.channel).send(delivery, going)
        except Unwanted:
            return _end(delivery, State.DROPPED) and False
        except NotSent as no:
            return _failed(delivery, no)
        except Exception:
            log.exception("delivery %s could not be made", delivery.pk)
            return _failed(delivery, NotSent(BROKEN))
        return _end(delivery, State.SENT)

    def _sender(self, channel: str) -> Sender:
        if not is_open(channel):
            raise NotSent(_("This channel is not set up here."), rest=True)
        if channel not in self._senders:
            self._senders[channel] = SENDERS[channel]()
        return self._senders[channel]


def _let_go(delivery: Delivery, gone: Sequence[Delivery]) -> None:
    """Drop what goes out beside it for a role that has ended; where it is itself for one, the others go by themselves."""
    if not gone:
        return
    beside = Delivery.objects.filter(lead=delivery, state=State.JOINED)
    with transaction.atomic():
        ended = {"state": State.DROPPED, "lead": None, "ended_at": clock.now()}
        beside.filter(pk__in=[one.pk for one in gone]).update(**ended)
        if delivery in gone:
            beside.update(state=State.WAITING, lead=None)


def _taken() -> Delivery | None:
    """The next message that disturbs nobody, leased, with what goes out beside it."""
    now = clock.now()
    while (delivery := _next(now)) is not None and delivery.next_at > now:
        continue
    return delivery


def _next(now: datetime) -> Delivery | None:
    """What has been due longest: leased, or put off until whoever it is for may be disturbed.

    Put off, it stays whose it is: a slow worker may still note that it sent it.
    """
    with transaction.atomic():
        delivery = to_send(now, [one for one, until in resting.items() if until > now]).first()
        if delivery is None:
            return None
        if (morning := undisturbed(delivery, now)) > now:
            delivery.next_at = morning
            delivery.save(update_fields=["next_at"])
            return delivery
        if delivery.attempts == 0 and delivery.joins:
            rows = list(alongside(delivery, now + GROUP)[: MOST_TOGETHER - 1])
            Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
                state=State.JOINED, lead=delivery
            )
        delivery.attempts += 1
        delivery.lease_until, delivery.state = now + LEASE, State.SENDING
        delivery.save(update_fields=["attempts", "lease_until", "state"])
    return delivery


def _failed(delivery: Delivery, no: NotSent) -> bool:
    if no.rest:
        resting[_rests(delivery)] = clock.now() + REST
    at = None if no.for_good else again_at(delivery.attempts)
    if at is None:
        _end(delivery, State.DEAD, error=str(no)[:200])
    else:
        _mine(delivery).update(
            state=State.WAITING, lease_until=None, next_at=at, error=str(no)[:200]
        )
    return False


def _rests(delivery: Delivery) -> str:
    return f"webhook:{delivery.webhook_id}" if delivery.webhook_id else delivery.channel


def _end(delivery: Delivery, state: State, *, error: str = "") -> bool:
    """Note what became of it and of those beside it; False where another worker has it by now."""
    now = clock.now()
    with transaction.atomic():
        if not _mine(delivery).update(state=state, lease_until=None, ended_at=now, error=error):
            log.warning("delivery %s was taken over", delivery.pk)
            return False
        with_it = Q(lead=delivery.pk, state=State.JOINED)
        Delivery.objects.filter(with_it).update(state=state, ended_at=now)
    return True


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, unless somebody else has it by now: the attempt is the fence."""
    return Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=State.SENDING)


def sweep_deliveries() -> int:
    """Forget what was sent a month ago, what was given up half a year ago, and addresses that guests left for
    orders that were over long ago, or that nobody confirmed."""
    now = clock.now()
    for addresses in (never_confirmed(now), long_over(now)):
        addresses.delete()
    rows = old(now).values_list("pk", flat=True)[:5000]
    return Delivery.objects.filter(pk__in=list(rows)).delete()[0]
