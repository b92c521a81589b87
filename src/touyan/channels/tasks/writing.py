"""What happens is written to the outbox in its own transaction; nothing here sends."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from touyan.channels.models import Choice, Delivery
from touyan.channels.reads import (
    asked_for,
    hearers,
    listening_to,
    urgent_among,
    wanted_by,
    wanted_by_guests,
)
from touyan.channels.rules import is_old_news, when
from touyan.channels.states import ARTICLE, CONFIRM, UNDER_WAY, URGENT_EVENTS, Channel, State
from touyan.channels.webhook import told_of
from touyan.channels.words import ASKED_FOR
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, about
from touyan.orders.models import Order, Requester
from touyan.orders.states import Urgency
from touyan.town.models import Notice, Person


def carry(notices: Sequence[Notice]) -> None:
    """What the desk shows also goes out to those who chose so: `town.acts.tell` asks for it."""
    if not notices or is_old_news(clock.now()):
        return
    by_place = hearers(notices)
    people = {one.person_id for one in notices if one.person_id}.union(*by_place.values())
    if not (wanted := wanted_by(people)):
        return
    urgent = urgent_among(notices)
    _write(
        _message(
            choice, key=f"n{one.pk}", event=one.event, urgent=one.about in urgent, at=one.at,
            town_id=one.town_id, about=one.about, number=one.number,
            place_id=None if one.person_id else one.organisation_id,
        )
        for one in notices
        for person in _hears(one, by_place)
        for choice in wanted.get(person, ())
    )  # fmt: skip


def stop_carrying(person: Person, about: str) -> None:
    """What somebody need not hear any more does not go out, either; what is on its way has others beside it."""
    waiting = Delivery.objects.filter(person=person, about=about, state=State.WAITING, attempts=0)
    waiting.update(state=State.DROPPED, ended_at=clock.now())


def _hears(one: Notice, by_place: dict[int | None, set[int]]) -> Iterable[int]:
    return [one.person_id] if one.person_id else sorted(by_place.get(one.organisation_id, ()))


def tell_requesters(event: Event[Order]) -> None:
    """Whoever asked for it hears what became of it, unless they did it themselves."""
    order, now = event.about, clock.now()
    if event.name not in ASKED_FOR or event.entry is None or is_old_news(now):
        return
    theirs = [one for one in asked_for(order) if not _did_it(event.by, one)]
    wanted = wanted_by({one.person_id for one in theirs if one.person_id})
    guests = wanted_by_guests(theirs)
    _write(
        _message(
            choice, key=f"e{event.entry.pk}r{one.pk}", event=event.name, at=now,
            urgent=order.urgency == Urgency.URGENT, town_id=order.town_id, about=about(order),
            number=one.order.ref, requester=one,
        )
        for one in theirs
        for choice in (wanted[one.person_id] if one.person_id else guests[one.pk])
    )  # fmt: skip


def forget_guests(event: Event[Order]) -> None:
    """What was erased of an order takes the addresses along that guests left for it."""
    Choice.objects.filter(requester__order=event.about).delete()


def _did_it(by: Actor, one: Requester) -> bool:
    return by == one or (isinstance(by, Person) and by.pk == one.person_id)


def tell_systems(event: Event[Order]) -> None:
    """What everybody may read of an order is told to the systems that listen."""
    order, now = event.about, clock.now()
    told = None if is_old_news(now) else told_of(event)
    if told is None or event.entry is None:
        return
    key = f"e{event.entry.pk}"
    _write(
        Delivery(
            town_id=order.town_id, key=f"{key}w{hook.pk}", channel=Channel.WEBHOOK, webhook=hook,
            event=event.name, about=about(order), number=order.ref, told=told, at=now, next_at=now,
        )
        for hook in listening_to(order)
    )  # fmt: skip


def ask_whether_right(event: Event[Choice]) -> None:
    """An address is used once whoever reads it has said that it is right."""
    choice = event.about
    if event.entry is None or not event.data["asked"]:
        return
    _write(
        [
            _message(
                choice, key=f"e{event.entry.pk}", event=CONFIRM, at=clock.now(),
                town=choice.town, about=about(choice), requester=choice.requester,
            )
        ]
    )  # fmt: skip


def carry_article(event: Event[Any]) -> None:
    """A piece that an editor hands over goes into the account's drafts; `made` is what it says there."""
    town, now = event.about.town, clock.now()
    if event.entry is None or not isinstance(event.by, Person):
        return
    key = f"e{event.entry.pk}wechat"
    told = {**event.made, "page": f"{event.made['page']}?wechat={event.entry.pk}"}
    _write(
        [
            Delivery(
                town=town, key=key, channel=Channel.WECHAT, person=event.by, event=ARTICLE,
                about=about(event.about), told=told, at=now, next_at=now,
            )
        ]
    )  # fmt: skip


def drop_article(event: Event[Any]) -> None:
    """What was taken down here is not handed over any more."""
    under_way = Delivery.objects.filter(
        event=ARTICLE, about=about(event.about), state__in=[*UNDER_WAY, State.DEAD]
    )
    # Whoever is sending it notes nothing more, and does not try again.
    under_way.update(state=State.DROPPED, ended_at=clock.now(), lease_until=None)


def _message(
    choice: Choice, *, key: str, event: str, at: datetime, urgent: bool = False, **facts: object
) -> Delivery:
    urgent = urgent or event in URGENT_EVENTS
    return Delivery(
        key=f"{key}{choice.whose}{choice.channel}", channel=choice.channel, event=event, at=at,
        person_id=choice.person_id, joins=choice.grouped and not urgent,
        next_at=when(choice, at, urgent=urgent), **facts,
    )  # fmt: skip


def _write(rows: Iterable[Delivery]) -> None:
    if some := list(rows):
        Delivery.objects.bulk_create(some, ignore_conflicts=True)
