"""What every act on an order is made of: take the move, hand it on, save what changed, tell the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import Due, WorkingTime
from touyan.orders import rules
from touyan.orders.models import Clock, Custody, Order
from touyan.orders.moves import LIFE
from touyan.orders.reads import clock_for, facts
from touyan.orders.states import WORDS_MOST, WORKED_ON, State
from touyan.town.models import Organisation, Person
from touyan.town.reads import working_time


@dataclass(frozen=True)
class Hold:
    """Who holds it next, and until when."""

    organisation: Organisation
    due: Due
    person: Person | None = None


NOBODY = object()
"""The order is over: nobody holds it."""


class Clocks:
    """The dates that one order's profile gives, counted from now on the town's calendar."""

    def __init__(self, order: Order) -> None:
        self.profile: Clock = clock_for(order.town_id, order.urgency, order.category_id)
        self.working: WorkingTime = working_time(order.town_id, clock.now())

    def accept(self) -> Due:
        return rules.accept_due(self.working, self.profile)

    def answer(self) -> Due:
        return rules.answer_due(self.working, self.profile)

    def deliver(self) -> Due:
        return rules.deliver_due(self.working, self.profile)

    def silence(self) -> Due:
        return self.days(self.profile.silence_days)

    def days(self, days: int) -> Due:
        return self.working.add_calendar_days(clock.now(), days)

    def working_days(self, days: int, start: datetime | None = None) -> Due:
        return self.working.add_days(start or clock.now(), days)


def step(
    order: Order,
    by: Actor,
    move: str,
    *,
    to: str | None = None,
    hold: Hold | object | None = None,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> Event[Order]:
    """Make a move: Refused where it may not be, else saved, handed on and ready for the journal."""
    state = LIFE.take(move, order, by, to)
    if state != order.state:
        changes["state"] = state
    if hold is not None:
        changes |= _handed(order, move, state, hold)
    for name, value in changes.items():
        setattr(order, name, value)
    if changes:
        order.save(update_fields=[*changes])
    changed = {f for f in facts.fields[Order] if f in changes or f.removesuffix("_id") in changes}
    return Event(order, by, {**(data or {}), "set": facts(order, sorted(changed))})


def _handed(order: Order, move: str, state: str, hold: Hold | object) -> dict[str, Any]:
    _released(order, move)
    if not isinstance(hold, Hold):
        return {"holder": None, "holder_person": None, "due_at": None, "due": {}}
    told: dict[str, Any] = {"due_at": hold.due.at, "due": hold.due.as_json()}
    Custody.objects.create(
        order=order,
        organisation=hold.organisation,
        person=hold.person,
        state=state,
        since=clock.now(),
        **told,
    )
    told |= _accept_date(state, hold.due)
    return {"holder": hold.organisation, "holder_person": hold.person, **told}


def _released(order: Order, move: str) -> None:
    """End what the present holder had of it."""
    # A machine's clock that was set back must not keep anybody from working.
    until = Greatest(F("since"), Value(clock.now()))
    Custody.objects.filter(order=order, until__isnull=True).update(until=until, ended=move)
    over = {"confirm", "lapse", "merge"}
    if move in over or (order.state in WORKED_ON and move != "deliver"):
        # Whoever asked for more time has it no more; after a delivery it may come back to them.
        order.extensions.filter(decided_at__isnull=True).delete()


def move_date(order: Order, due: Due) -> dict[str, Any]:
    """Give the present holder another date."""
    Custody.objects.filter(order=order, until__isnull=True).update(due_at=due.at, due=due.as_json())
    return {"due_at": due.at, "due": due.as_json(), **_accept_date(order.state, due)}


def _accept_date(state: str, due: Due) -> dict[str, Any]:
    """While it waits for a branch, its date is what acceptance is measured by afterwards."""
    return {"accept_due_at": due.at} if state == State.PLACED else {}


def promised(due: Due | None) -> dict[str, Any]:
    """What the requester is told to expect; None takes the promise back."""
    if due is None:
        return {"promised_at": None, "promise": {}}
    return {"promised_at": due.at, "promise": due.as_json()}


def promise_of(order: Order, clocks: Clocks) -> Due:
    """The date that was promised, with its explanation: the clock never stopped."""
    return Due.from_json(order.promise) if order.promise else clocks.deliver()


def said(text: str, field: str, *, least: int = 1, most: int = WORDS_MOST) -> str:
    """What somebody wrote, trimmed; Refused where there is nothing, or more than a page."""
    text = text.replace("\x00", "").strip()
    if len(text) < least:
        raise Refused(_("Please say it in a few words."), field=field)
    if len(text) > most:
        over = len(text) - most
        raise Refused(
            ngettext(
                "That is {n} character more than the {most} that fit. Please shorten it.",
                "That is {n} characters more than the {most} that fit. Please shorten it.",
                over,
            ).format(n=over, most=most),
            field=field,
        )
    return text
