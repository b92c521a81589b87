"""What the town's dispatchers can do: dispatch, defer, decline, merge, supervise, decide, publish, erase."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock, journal
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import Due
from touyan.orders import rules
from touyan.orders.acts.forgetting import forgotten
from touyan.orders.acts.step import NOBODY, Clocks, Hold, move_date, promised, said, step
from touyan.orders.models import Category, Custody, Order
from touyan.orders.reads import locked
from touyan.orders.states import DeclineReason, State, Urgency
from touyan.town.models import Organisation, Person
from touyan.town.reads import dispatchable
from touyan.town.rules import works_here

DISPATCH_DAYS_MOST = 120
DEFER_DAYS_MOST = 400


@act(personal=("person",))
def dispatch(
    *,
    by: Actor,
    order: Order,
    unit: Organisation,
    person: Person | None = None,
    days: int | None = None,
    helpers: Sequence[Organisation] = (),
) -> Event[Order]:
    """Send it to a unit, or a named person in it, with helpers and a date (派单)."""
    order = locked(order)
    _check_dispatch(order, [unit, *helpers], person, days)
    clocks = Clocks(order)
    due = clocks.working_days(days) if days else clocks.deliver()
    data = {
        "to": unit.name,
        "person": person.name if person else "",
        "helpers": [h.name for h in helpers],
    }
    event = step(
        order, by, "dispatch", hold=Hold(unit, clocks.accept(), person), data=data,
        dispatched_at=clock.now(), agency=unit, agency_person=person, **promised(due),
    )  # fmt: skip
    order.helpers.set(helpers)
    return event


def _check_dispatch(
    order: Order, units: Sequence[Organisation], person: Person | None, days: int | None
) -> None:
    unit, wanted = units[0], {unit.pk for unit in units}
    if dispatchable(order.town).filter(pk__in=wanted).count() != len(wanted):
        raise Refused(_("Choose a unit or branch of this town."), field="unit")
    if person is not None and not works_here(person, unit):
        raise Refused(
            _("{name} does not work in {unit}.").format(name=person.name, unit=unit.label),
            field="person",
        )
    if days is not None and not 1 <= days <= DISPATCH_DAYS_MOST:
        raise Refused(
            _("Give 1 to {most} working days.").format(most=DISPATCH_DAYS_MOST), field="days"
        )


@act(personal=("reason",))
def defer(*, by: Actor, order: Order, reason: str, review_on: date) -> Event[Order]:
    """Put off what cannot be done now (挂账), with a day on which it is looked at again."""
    order = locked(order)
    days = (review_on - clock.today()).days
    if not 0 < days <= DEFER_DAYS_MOST:
        raise Refused(
            _("Choose a review date from tomorrow to {most} days ahead.").format(
                most=DEFER_DAYS_MOST
            ),
            field="review_on",
        )
    due = Clocks(order).days(days)
    data = {"reason": said(reason, "reason"), "review_on": review_on}
    return step(order, by, "defer", hold=Hold(order.town, due), data=data, **promised(due))


@act(personal=("rule", "next_door"))
def decline(*, by: Actor, order: Order, reason: str, rule: str, next_door: str) -> Event[Order]:
    """Not accept it: by which rule, and at which next door the requester will be heard."""
    order = locked(order)
    if reason not in DeclineReason.values:
        raise Refused(_("Choose a reason from the list."), field="reason")
    data = {"reason": reason, "rule": said(rule, "rule"), "next_door": said(next_door, "next_door")}
    return step(
        order, by, "decline", hold=NOBODY, data=data, decline_reason=reason, closed_at=clock.now()
    )


@act()
def merge(*, by: Actor, order: Order, into: Order) -> Event[Order]:
    """Let it follow another order about the same thing; each requester may say that it is not the same."""
    order, lead = _locked_pair(order, into)
    _check_lead(order, lead, by)
    event = step(
        order, by, "merge", hold=NOBODY, data={"into": lead.ref}, lead=lead, prior_state=order.state
    )
    if order.reachable and not lead.reachable:
        Order.objects.filter(pk=lead.pk).update(reachable=True)
    _tell_of(order, lead, by, FOLLOWED)
    return event


def _check_lead(order: Order, lead: Order, by: Actor) -> None:
    if lead.pk == order.pk:
        raise Refused(_("Choose another order: this one cannot follow itself."), field="into")
    same_town = lead.town_id == order.town_id
    if not lead.is_open or not same_town or not rules.branch_or_dispatcher(lead, by):
        raise Refused(
            _(
                "Choose an open order that is yours to merge into; the town can merge across villages."
            ),
            field="into",
        )


FOLLOWED, UNFOLLOWED = "orders.followed", "orders.unfollowed"
journal.PERSONAL.update({FOLLOWED: frozenset(), UNFOLLOWED: frozenset()})


def _tell_of(order: Order, lead: Order, by: Actor, name: str) -> None:
    """The lead's own requesters read it in their trail too: both sides of a merging are told."""
    journal.write(
        name=name, about=about(lead), by=by.signed, at=clock.now(), data={"ref": order.ref},
        town_code=lead.town_code, first=False,
    )  # fmt: skip


def _locked_pair(order: Order, lead: Order) -> tuple[Order, Order]:
    """Both, locked in the order of their numbers, so that two mergers never wait for each other."""
    rows = {row.pk: row for row in map(locked, sorted({order, lead}, key=lambda row: row.pk))}
    return rows[order.pk], rows[lead.pk]


@act(personal=("reason",))
def unmerge(*, by: Actor, order: Order, reason: str) -> Event[Order]:
    """Take it apart again: it stands where it stood, with the date it had."""
    order, lead = _locked_with_lead(order)
    chain = Custody.objects.filter(order=order).select_related("organisation", "person")
    last = chain.order_by("id").last()
    if last is None or lead is None:
        raise Refused(_("It is not merged."))
    event = step(
        order, by, "unmerge", to=order.prior_state or None, lead=None, prior_state="",
        hold=Hold(last.organisation, Due.from_json(last.due), last.person),
        data={"reason": said(reason, "reason"), "from": lead.ref},
    )  # fmt: skip
    _tell_of(order, lead, by, UNFOLLOWED)
    return event


def _locked_with_lead(order: Order) -> tuple[Order, Order | None]:
    lead = Order.objects.filter(followers=order).first()
    if lead is None:
        return locked(order), None
    order, lead = _locked_pair(order, lead)
    return order, lead if order.lead_id == lead.pk else None


@act(personal=("text",))
def supervise(*, by: Actor, order: Order, text: str) -> Event[Order]:
    """Put the town's eye on it (督办): the holder is told, and requesters see that it is watched."""
    return step(
        locked(order), by, "supervise", data={"text": said(text, "text")}, supervised_at=clock.now()
    )


@act(personal=("reason",))
def decide_extension(*, by: Person, order: Order, granted: bool, reason: str = "") -> Event[Order]:
    """Grant more time or refuse it; the requester is told either way."""
    order = locked(order)
    asked = order.extensions.filter(decided_at__isnull=True).first()
    if asked is None:
        raise Refused(_("Nobody has asked for more time."))
    changes = {}
    if granted and order.due_at is not None:
        due = Clocks(order).working_days(asked.days, max(order.due_at, clock.now()))
        changes = {**move_date(order, due), **promised(due)}
    data = {"granted": granted, "days": asked.days, "reason": reason.strip()}
    event = step(order, by, "decide_extension", data=data, **changes)
    asked.granted, asked.decided_by, asked.decided_at = granted, by, clock.now()
    asked.save(update_fields=["granted", "decided_by", "decided_at"])
    return event


@act()
def sort(
    *, by: Actor, order: Order, category: Category | None = None, urgency: str = ""
) -> Event[Order]:
    """Say what it is about and how pressing; while it waits with the branch its date follows."""
    order = locked(order)
    if urgency not in {"", *Urgency.values}:
        raise Refused(_("Choose a class from the list."), field="urgency")
    order.category = category or order.category
    order.urgency = urgency or order.urgency
    changes: dict[str, Any] = {"category": order.category, "urgency": order.urgency}
    return step(order, by, "sort", **changes, **_date_follows(order))


def _date_follows(order: Order) -> dict[str, Any]:
    """Another class, another date: counted from when this wait began; what was extended stays."""
    if order.state not in {State.PLACED, State.ACCEPTED} or order.was_extended:
        return {}
    with clock.at(Due.from_json(order.due).start):
        clocks = Clocks(order)
        due = clocks.accept() if order.state == State.PLACED else clocks.deliver()
    return {**move_date(order, due), **(promised(due) if order.state == State.ACCEPTED else {})}


@act(personal=("words",))
def publish(*, by: Actor, order: Order, words: str) -> Event[Order]:
    """Let everyone read a copy without names, numbers or anything that points to a person."""
    text = said(words, "words")
    return step(
        locked(order),
        by,
        "publish",
        data={"words": text},
        public_words=text,
        published_at=clock.now(),
    )


@act()
def unpublish(*, by: Actor, order: Order) -> Event[Order]:
    """Take the public copy back."""
    return step(locked(order), by, "unpublish", public_words="", published_at=None)


@act(repeatable=True)
def reveal(*, by: Actor, order: Order) -> Event[Order]:
    """Show how to reach the requesters; who looked, and when, is kept."""
    return step(locked(order), by, "reveal")


@act()
def redact(*, by: Actor, order: Order) -> Event[Order]:
    """Erase for good what people wrote and left of themselves; what happened, and when, remains."""
    order = locked(order)
    return step(order, by, "redact", **forgotten(order))
