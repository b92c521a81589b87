"""Whose a move is, and why it may not be made now. Every reason is a sentence that people are shown."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.clock import Clock as TheClock
from touyan.kernel.working_time import Due, Unit, WorkingTime
from touyan.orders.models import Clock, Order, Requester
from touyan.orders.states import (
    LEDGER_WORDS_MOST,
    REOPEN_DAYS,
    RETURN_WORKING_DAYS,
    URGE_HOURS,
    WORDS_MOST,
    State,
)
from touyan.town.models import Person, RoleHolder
from touyan.town.reads import working_time
from touyan.town.states import RoleCode

HANDS = (RoleCode.SECRETARY, RoleCode.OFFICER, RoleCode.LEAD)
"""Roles that do the work of an organisation."""


class Scribe:
    """Whoever copies a ledger: what it says was done, others did, under the rules of their day."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def signed(self) -> str:
        return f"ledger:{self.name}"


def room_for(by: Any) -> int:
    """How many characters somebody may say at once."""
    return LEDGER_WORDS_MOST if isinstance(by, Scribe) else WORDS_MOST


# Whose it is -----------------------------------------------------------------------------------


def branch(order: Order, by: Any) -> bool:
    """The secretary of the branch of first responsibility."""
    if isinstance(by, Scribe):
        return True
    return isinstance(by, RoleHolder) and by.works_in(order.branch.path, RoleCode.SECRETARY)


def dispatcher(order: Order, by: Any) -> bool:
    return isinstance(by, RoleHolder) and by.works_in(order.town.path, RoleCode.DISPATCHER)


def holder(order: Order, by: Any) -> bool:
    """Whoever works in the unit that holds it; where a person is named, that one or the unit's head."""
    if isinstance(by, Scribe):
        return True
    if not isinstance(by, RoleHolder) or order.holder is None:
        return False
    if order.holder_id == order.town_id and dispatcher(order, by):
        return True
    if order.holder_person_id is None or _is(by, order.holder_person_id):
        return by.works_in(order.holder.path, *HANDS)
    return by.works_in(order.holder.path, RoleCode.SECRETARY, RoleCode.OFFICER)


def _is(by: Any, person_id: int | None) -> bool:
    """Whether this is the person of that number: a system has numbers too."""
    return isinstance(by, Person) and by.pk == person_id


def handler(order: Order, by: Any) -> bool:
    """Whoever did the work: the person named, wherever they are now, and their unit."""
    return _is(by, order.agency_person_id) or works_on(order, by)


def works_on(order: Order, by: Any) -> bool:
    """Whoever works today in the unit whose work it is or was."""
    unit = order.agency or order.branch
    return isinstance(by, RoleHolder) and by.works_in(unit.path, *HANDS)


def requester(order: Order, by: Any) -> bool:
    """Whoever asked for it, joined it, or asked for one that was merged into it."""
    if isinstance(by, Requester):
        return order.pk in {by.order_id, by.order.lead_id}
    return brought(order, by)


def first_requester(order: Order, by: Any) -> bool:
    if isinstance(by, Requester):
        return by.order_id == order.pk and by.first
    return brought(order, by)


def brought(order: Order, by: Any) -> bool:
    """The system through which it was asked for passes on what whoever asked says."""
    return isinstance(by, RoleHolder) and bool(by.source) and by.source == order.source


def caller(order: Order, by: Any) -> bool:
    """The call-back desk."""
    return dispatcher(order, by)


def the_clock(_order: Order, by: Any) -> bool:
    return isinstance(by, TheClock)


def office(order: Order, by: Any) -> bool:
    """Whoever has a hand in it: the branch, the town, the unit that works on it."""
    return branch(order, by) or dispatcher(order, by) or works_on(order, by) or helper(order, by)


def helper(order: Order, by: Any) -> bool:
    if not isinstance(by, RoleHolder) or not by.roles_today:
        return False
    return any(by.works_in(unit.path, *HANDS) for unit in order.helpers.all())


def branch_or_dispatcher(order: Order, by: Any) -> bool:
    return branch(order, by) or dispatcher(order, by)


def requester_or_caller(order: Order, by: Any) -> bool:
    return first_requester(order, by) or caller(order, by)


def requester_or_dispatcher(order: Order, by: Any) -> bool:
    return requester(order, by) or dispatcher(order, by)


def whoever_takes_apart(order: Order, by: Any) -> bool:
    """The office; and each who asked for either of the two may say that it is not the same thing."""
    if isinstance(by, Requester):
        return by.order_id in {order.pk, order.lead_id}
    return branch_or_dispatcher(order, by) or brought(order, by)


# Why not now -----------------------------------------------------------------------------------


def outside_the_unit(order: Order, by: Any) -> str | None:
    """Only the requester closes, or a caller outside the unit that did the work."""
    if handler(order, by):
        return _(
            "Your own unit did this work. Only the requester, or a caller from elsewhere, can close it."
        )
    return None


def within_return_days(order: Order, by: Any) -> str | None:
    if order.dispatched_at is None:
        return None
    working = working_time(order.town_id, order.dispatched_at)
    if clock.now() <= working.add_days(order.dispatched_at, RETURN_WORKING_DAYS).at:
        return None
    return _(
        "It was dispatched more than two working days ago. Ask for more time, or write to the dispatcher."
    )


def silence_is_over(order: Order, by: Any) -> str | None:
    if order.due_at is not None and clock.now() < order.due_at:
        return _("The requester still has time to answer.")
    if order.reachable and order.called_back_at is None:
        return _("Nobody has tried to call the requester back yet.")
    return None


def recently_closed(order: Order, by: Any) -> str | None:
    if dispatcher(order, by) or order.closed_at is None:
        return None
    if clock.now() <= order.closed_at + timedelta(days=REOPEN_DAYS):
        return None
    return _(
        "It was closed more than 15 days ago. Please place it anew: it takes a minute, and nothing is lost."
    )


def nobody_else_asked(order: Order, by: Any) -> str | None:
    if order.asked_by_others or order.leads_others:
        return _(
            "Others asked for the same, so it stays for them. You can hide your words instead."
        )
    return None


def not_urged_lately(order: Order, by: Any) -> str | None:
    if dispatcher(order, by) or order.urged_at is None:
        return None
    if clock.now() >= order.urged_at + timedelta(hours=URGE_HOURS):
        return None
    return _("It was urged within the last 24 hours; the holder has been told.")


def by_hand(_order: Order, by: Any) -> str | None:
    """What needs somebody's own judgement, or somebody's name."""
    if isinstance(by, RoleHolder) and not isinstance(by, Person):
        return _("Only a person can do this: open the order at the desk.")
    return None


def no_extension_yet(order: Order, by: Any) -> str | None:
    if why := by_hand(order, by):
        return why
    if order.was_extended:
        return _("It was extended once; there is no second time.")
    if order.asks_extension:
        return _("More time has been asked for already; the dispatcher will decide.")
    return None


def extension_is_asked(order: Order, by: Any) -> str | None:
    if why := by_hand(order, by):
        return why
    if order.asks_extension:
        return None
    return _("Nobody has asked for more time.")


def not_hidden(order: Order, by: Any) -> str | None:
    return _("The requester wishes it hidden.") if order.hidden else None


def is_published(order: Order, by: Any) -> str | None:
    return None if order.published_at else _("It is not public.")


def leads_nothing(order: Order, by: Any) -> str | None:
    """An order that others follow cannot itself follow."""
    if order.leads_others:
        return _(
            "Others were merged into this one. Merge them one by one into the other order first."
        )
    return None


# When it is due --------------------------------------------------------------------------------


def accept_due(working: WorkingTime, profile: Clock) -> Due:
    return working.add(clock.now(), profile.accept, Unit(profile.accept_in))


def deliver_due(working: WorkingTime, profile: Clock) -> Due:
    return working.add(clock.now(), profile.deliver, Unit(profile.deliver_in))


def answer_due(working: WorkingTime, profile: Clock) -> Due:
    return working.add(clock.now(), profile.answer, Unit(profile.answer_in))


def reopened_state(order: Order) -> State:
    """To the branch if it was the branch's work, else to the town's dispatchers."""
    return State.ACCEPTED if order.agency_id == order.branch_id else State.ESCALATED
