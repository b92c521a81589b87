"""What somebody who needs something can do: place, join, add, urge, hide, withdraw, ask again."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from touyan.kernel import clock, evidence, receipts
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.prepared import insert
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind, blinds
from touyan.orders.acts.step import NOBODY, Clocks, Hold, said, step
from touyan.orders.models import Category, Custody, Order, Requester
from touyan.orders.reads import brought, facts, first_requester, locked, sent_with
from touyan.orders.rules import room_for
from touyan.orders.states import Channel, State
from touyan.town.models import Organisation, Person, Place
from touyan.town.reads import branch_of


class Visitor:
    """Somebody without an account and without a receipt, as yet."""

    signed = "visitor"


VISITOR = Visitor()


@dataclass(frozen=True)
class Leaves:
    """What a requester leaves of themselves. Anonymous means that no name is kept at all."""

    name: str = ""
    phone: str = ""
    anonymous: bool = False
    person: Person | None = None


@act(personal=("words", "where"))
def place(  # noqa: PLR0913 - what can be said when asking
    *,
    by: Actor,
    village: Organisation,
    words: str,
    where: str = "",
    at_place: Place | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    category: Category | None = None,
    urgency: str = "",
    channel: str = Channel.WEB,
    leaves: Leaves = Leaves(),
    photos: UUID | None = None,
    key: UUID | None = None,
    source: str = "",
    source_ref: str = "",
) -> Event[Order]:
    """Ask the town for something; the village's branch holds it at once. The same `key` makes one order."""
    by, leaves = _nameless(by, leaves)
    if again := _placed_before(key, source, source_ref):
        return Event(again, by, repeated=True, made=first_requester(again))
    branch = branch_of(village)
    if branch is None or village.town is None:
        raise Refused(
            _("This village has no branch that could accept it. Please telephone the town."),
            field="village",
        )
    order = Order(
        town=village.town, village=village, branch=branch, holder=branch, place=at_place,
        where=where.strip()[:120], latitude=latitude, longitude=longitude,
        words=said(words, "words", most=room_for(by)), category=category, channel=channel,
        urgency=urgency or (category.urgency if category else "small"),
        placed_at=clock.now(), reachable=bool(leaves.phone),
        idempotency_key=key, source=source, source_ref=source_ref,
    )  # fmt: skip
    return _placed(order, by, leaves, photos)


def _nameless(by: Actor, leaves: Leaves) -> tuple[Actor, Leaves]:
    """Whoever asks without a name is nobody: not in the rows, and not in the journal either."""
    if not leaves.anonymous:
        return by, leaves
    return (VISITOR if by == leaves.person else by), replace(leaves, name="", person=None)


def _placed_before(key: UUID | None, source: str, source_ref: str) -> Order | None:
    found = sent_with(key) if key else []
    if source_ref and not found:
        found = brought(source, source_ref)
    # Nearly always there is none: asking for the number alone costs a fraction of asking for the row.
    for (pk,) in found:
        return Order.objects.select_related("town", "village", "branch", "holder").get(pk=pk)
    return None


def _placed(order: Order, by: Actor, leaves: Leaves, photos: UUID | None) -> Event[Order]:
    due = Clocks(order).accept()
    order.due_at, order.due, order.accept_due_at = due.at, due.as_json(), due.at
    insert(order)
    insert(
        Custody(
            order=order, organisation=order.branch, state=State.PLACED, since=order.placed_at,
            due_at=due.at, due=order.due,
        )
    )  # fmt: skip
    requester = _requester(order, leaves, first=True)
    data = {
        "words": order.words,
        "where": order.where,
        "channel": order.channel,
        "photos": _claimed(order, photos),
        "set": facts(order),
    }
    return Event(order, by, data, first=True, made=requester)


@act()
def join(*, by: Actor, order: Order, leaves: Leaves = Leaves()) -> Event[Order]:
    """Say “me too”: one order, one more requester, who is told like the first."""
    by, leaves = _nameless(by, leaves)
    order = locked(order)
    if not order.is_open:
        raise Refused(_("This has ended. Please place a new one."))
    if again := _joined_before(order, leaves):
        return Event(order, by, repeated=True, made=again)
    requester = _requester(order, leaves, first=False)
    if leaves.phone and not order.reachable:
        order.reachable = True
        order.save(update_fields=["reachable"])
    return Event(order, by, {"requester": requester.pk, "set": {}}, made=requester)


def _joined_before(order: Order, leaves: Leaves) -> Requester | None:
    theirs = order.requesters.select_related("order")
    if leaves.person is not None:
        return theirs.filter(person=leaves.person).first()
    return (
        theirs.filter(phone_blind__in=blinds(leaves.phone, "phone")).first()
        if leaves.phone
        else None
    )


@act(personal=("words",))
def add(*, by: Actor, order: Order, words: str = "", photos: UUID | None = None) -> Event[Order]:
    """Add words or photos to what was asked."""
    order = locked(order)
    claimed = _claimed(order, photos)
    text = words.strip() if claimed and not words.strip() else said(words, "words")
    return step(order, by, "add", data={"words": text, "photos": claimed})


@act()
def urge(*, by: Actor, order: Order) -> Event[Order]:
    """Remind the holder (催办); a requester can once a day, the town whenever it must."""
    return step(locked(order), by, "urge", urged_at=clock.now())


@act()
def hide(*, by: Actor, order: Order) -> Event[Order]:
    """Let nobody outside the office read it."""
    return step(locked(order), by, "hide", hidden=True)


@act()
def withdraw(*, by: Actor, order: Order) -> Event[Order]:
    """Take back what was asked, while nothing has been delivered."""
    return step(locked(order), by, "withdraw", hold=NOBODY, closed_at=clock.now())


@act(personal=("words",))
def appeal(*, by: Actor, order: Order, words: str) -> Event[Order]:
    """Ask the town to look again at what it did not accept."""
    order = locked(order)
    hold = Hold(order.town, Clocks(order).accept())
    data = {"words": said(words, "words")}
    return step(
        order,
        by,
        "appeal",
        hold=hold,
        data=data,
        escalated_at=order.escalated_at or clock.now(),
        closed_at=None,
        decline_reason="",
    )


def _requester(order: Order, leaves: Leaves, *, first: bool) -> Requester:
    receipt = receipts.fresh()
    return insert(
        Requester(
            order=order, person=leaves.person, first=first, anonymous=leaves.anonymous,
            name=leaves.name.strip()[:60], phone=leaves.phone, phone_blind=blind(leaves.phone, "phone"),
            receipt=receipt, receipt_blind=blind(receipt, "receipt"), at=clock.now(),
        )
    )  # fmt: skip


def _claimed(order: Order, photos: UUID | None) -> list[int]:
    if photos is None:
        return []
    return [photo.pk for photo in evidence.claim(str(photos), about(order))]
