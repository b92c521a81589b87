"""What whoever holds an order can do with it: accept, hand over, send up, take, return, answer, deliver."""

from uuid import UUID

from django.utils.translation import gettext as _

from touyan.kernel import clock, evidence
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.refused import Refused
from touyan.orders.acts.step import Clocks, Hold, promise_of, promised, said, step
from touyan.orders.models import Extension, Order
from touyan.orders.reads import locked
from touyan.orders.rules import room_for
from touyan.town.models import Organisation, Person
from touyan.town.reads import branch_of


@act()
def accept(*, by: Actor, order: Order, dated: bool = True) -> Event[Order]:
    """The branch takes it on (接单); the clock of delivery starts.

    Not `dated`: a ledger does not say when, so no figure says whether it was on time.
    """
    order = locked(order)
    clocks = Clocks(order)
    due = clocks.deliver()
    return step(
        order, by, "accept", hold=Hold(order.branch, due), accepted_at=clock.now(),
        agency=order.branch, answer_due_at=clocks.answer().at, **promised(due),
        accept_due_at=order.accept_due_at if dated else None,
    )  # fmt: skip


@act(personal=("reason",))
def transfer(*, by: Actor, order: Order, to: Organisation, reason: str) -> Event[Order]:
    """Hand it to another village's branch: nobody says “not ours” without naming whose."""
    order = locked(order)
    branch = branch_of(to)
    if branch is None or branch.town_id != order.town_id:
        raise Refused(_("That village has no branch that could accept it."), field="to")
    if branch.pk == order.branch_id:
        raise Refused(_("It is with this branch already. Choose another village."), field="to")
    data = {"reason": said(reason, "reason"), "from": order.branch.name, "to": branch.name}
    return step(
        order, by, "transfer", hold=Hold(branch, Clocks(order).accept()), data=data,
        village=to, branch=branch, agency=None, agency_person=None, accepted_at=None, answer_due_at=None,
        **promised(None),
    )  # fmt: skip


@act(personal=("reason",))
def escalate(*, by: Actor, order: Order, reason: str) -> Event[Order]:
    """Send up to the town what the branch cannot solve (上报)."""
    order = locked(order)
    hold = Hold(order.town, Clocks(order).accept())
    data = {"reason": said(reason, "reason")}
    return step(order, by, "escalate", hold=hold, data=data, escalated_at=clock.now())


@act()
def take(*, by: Actor, order: Order) -> Event[Order]:
    """Take on what was dispatched; from now on it is due on the day that was promised."""
    order = locked(order)
    clocks = Clocks(order)
    due = promise_of(order, clocks)
    hold = Hold(order.holder or order.town, due, order.holder_person)
    answer_due_at = order.answer_due_at or clocks.answer().at
    return step(
        order, by, "take", hold=hold, agency=order.holder, agency_person=order.holder_person,
        answer_due_at=answer_due_at,
    )  # fmt: skip


@act(personal=("reason",))
def return_(*, by: Actor, order: Order, reason: str) -> Event[Order]:
    """Give back to the dispatcher, within two working days, what is not this unit's to do (退单)."""
    order = locked(order)
    hold = Hold(order.town, Clocks(order).accept())
    data = {"reason": said(reason, "reason"), "from": order.holder.name if order.holder else ""}
    return step(order, by, "return", hold=hold, data=data)


@act(personal=("reply",))
def answer(*, by: Actor, order: Order, reply: str) -> Event[Order]:
    """Tell the requester how things stand, before anything is delivered."""
    data = {"reply": said(reply, "reply")}
    return step(locked(order), by, "answer", data=data, answered_at=clock.now())


@act(personal=("reply",))
def deliver(*, by: Actor, order: Order, reply: str, photos: UUID | None = None) -> Event[Order]:
    """Say that it is done and how (送单); the requester has the last word."""
    order = locked(order)
    hold = Hold(order.town, Clocks(order).silence())
    claimed = evidence.claim(str(photos), about(order)) if photos else []
    words = said(reply, "reply", most=room_for(by))
    data = {"reply": words, "photos": [photo.pk for photo in claimed]}
    now = clock.now()
    return step(
        order, by, "deliver", hold=hold, data=data, prior_state=order.state, delivered_at=now,
        answered_at=order.answered_at or now, agency=order.agency or order.holder, called_back_at=None,
    )  # fmt: skip


@act(personal=("reason",))
def ask_extension(*, by: Person, order: Order, days: int, reason: str) -> Event[Order]:
    """Ask the dispatcher for more working days, once (延期)."""
    order = locked(order)
    most = Clocks(order).profile.extension_days
    if not 1 <= days <= most:
        raise Refused(_("Ask for 1 to {most} working days.").format(most=most), field="days")
    why = said(reason, "reason")
    data = {"days": days, "reason": why}
    event = step(order, by, "ask_extension", data=data)
    Extension.objects.create(order=order, days=days, reason=why, asked_by=by, asked_at=clock.now())
    return event


@act(personal=("text",))
def note(*, by: Actor, order: Order, text: str) -> Event[Order]:
    """Write something down for colleagues; requesters do not see it."""
    return step(locked(order), by, "note", data={"text": said(text, "text")})
