"""What an order's page shows, put together for one person."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.desk.lines import held_by
from touyan.desk.photos import kept
from touyan.desk.reads.beside import beside
from touyan.desk.reads.order import Units, suggestion_for, units_for
from touyan.desk.symposium import session_number
from touyan.desk.telling import late_by, moments
from touyan.kernel import clock
from touyan.kernel.lifecycle import Offer
from touyan.kernel.numbers import spoken
from touyan.kernel.working_time import Due, explain
from touyan.orders import reads
from touyan.orders.forms import FORMS, MoveForm
from touyan.orders.models import Order, Requester
from touyan.orders.moves import LIFE
from touyan.orders.rules import dispatcher
from touyan.town.models import Person

ASKS_NOTHING = frozenset(name for name, form in FORMS.items() if form is MoveForm)
"""One tap, and it is done."""
DANGEROUS: Mapping[str, Any] = {
    "redact": _("Erased words cannot be brought back. Erase them?"),
    "unpublish": _("Nobody outside the office will read it any more. Take it back?"),
    "reveal": _("That you looked at the contact is written down. Show it?"),
}
"""Moves that are asked about once more."""


def head(order: Order) -> dict[str, Any]:
    """What every page about the order begins with."""
    now = clock.now()
    return {
        "order": order,
        "ref": order.ref,
        "label": order.get_state_display(),
        "holder": held_by(order),
        "late": late_by(order.due_at, now) if order.due_at else "",
        "why_due": explain(Due.from_json(order.due)) if order.due else "",
        "lead_ref": spoken(order.lead_id) if order.lead_id else "",
        "raised_at": session_number(order),
    }


def whole(order: Order, person: Person) -> dict[str, Any]:
    """The page itself: two statements beside the order's own."""
    entries = list(reads.timeline(order))
    found = beside(order, entries)
    offers = list(LIFE.offers(order, person))
    return {
        **head(order),
        "beside": found,
        "moments": moments(entries, found.people, found.photos, order.ref),
        "followers": [spoken(number) for number in found.followers],
        "offers": [offer for offer in offers if not offer.move.quiet],
        "quiet": [offer for offer in offers if offer.move.quiet],
        "asks_nothing": ASKS_NOTHING,
        "dangerous": DANGEROUS,
        "contacts": None,
        "suggested": suggested(order, offers),
    }


@dataclass(frozen=True)
class Suggested:
    """What it is probably about; each part leads into the form that it fills in, where that move is open."""

    label: str
    percent: int
    because: list[str]
    sort: str = ""
    unit: str = ""
    dispatch: str = ""


def suggested(order: Order, offers: Iterable[Offer]) -> Suggested | None:
    found = suggestion_for(order)
    if found is None or found.category is None:
        return None
    able = {offer.name for offer in offers if not offer.why_not}
    sorts = "sort" in able and order.category_id is None
    sends = found.unit is not None and "dispatch" in able
    if not sorts and not sends:
        return None
    return Suggested(
        found.category.label, round(100 * found.sure), found.because,
        sort=f"?move=sort&category={found.category_id}" if sorts else "",
        unit=found.unit.label if found.unit else "",
        dispatch=f"?move=dispatch&unit={found.unit_id}" if sends else "",
    )  # fmt: skip


# One move --------------------------------------------------------------------------------------


def asking(order: Order, person: Person, name: str, given: QueryDict) -> MoveForm:
    """An empty form of a move; a link may fill in what it knows."""
    form = FORMS[name]
    initial = {
        field: given[field] for field in form.base_fields if field in given and field != "seen"
    }
    if "draft" in form.base_fields:
        initial["draft"] = str(uuid.uuid4())
    return form(order=order, by=person, initial=initial)


def bound(
    order: Order, person: Person, name: str, given: QueryDict, files: MultiValueDict[str, Any]
) -> MoveForm:
    """The form as it was sent. `unit:person` in one field names both, so that a lead is one tap."""
    data = given.copy()
    unit, colon, named = data.get("unit", "").partition(":")
    if name == "dispatch" and colon:
        data["unit"], data["person"] = unit, named
    if "draft" in FORMS[name].base_fields and not data.get("draft"):
        data["draft"] = str(uuid.uuid4())
    return FORMS[name](data, files, order=order, by=person)


def asked(order: Order, person: Person, name: str, form: MoveForm) -> dict[str, Any]:
    offer = next((offer for offer in LIFE.offers(order, person) if offer.name == name), None)
    return {
        "name": name,
        "move_label": LIFE.moves[name].label,
        "form": form,
        "why_not": _why_not(order, name, offer),
        "kept": kept(form),
        "choices": choices(order, form) if name == "dispatch" and offer else None,
        "extension": reads.pending_extension(order) if name == "decide_extension" else None,
    }


def _why_not(order: Order, name: str, offer: Offer | None) -> str:
    if offer is not None:
        return str(offer.why_not or "")
    return gettext("“{move}” is not open to you while this order is “{state}”.").format(
        move=LIFE.moves[name].label, state=order.get_state_display()
    )


# Whom to dispatch it to ------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """`value` is the unit, or `unit:person`."""

    value: str
    label: str
    hint: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        return self.value, self.label


@dataclass(frozen=True)
class Choices:
    usual: list[Choice]
    others: list[Choice]
    helpers: list[Choice]
    chosen: str
    helping: list[str]


def choices(order: Order, form: MoveForm) -> Choices:
    """Whom it usually goes to first, each with the reason; the rest behind a fold."""
    units = units_for(order)
    usual = _usual(units)
    taken = {choice.value for choice in usual}
    every = [Choice(str(unit.pk), unit.label) for unit in units.others]
    person = form["person"].value()
    chosen = str(form["unit"].value() or "")
    return Choices(
        usual=usual,
        others=[choice for choice in every if choice.value not in taken],
        helpers=every,
        chosen=f"{chosen}:{person}" if person else chosen,
        helping=[str(value) for value in form["helpers"].value() or []],
    )


def _usual(units: Units) -> list[Choice]:
    reasons = {
        "suggested": gettext("usually gets what is worded like this"),
        "category": gettext("does this category"),
        "last": gettext("delivered the last one of this category"),
        "branch": gettext("the branch it came from"),
    }
    found: dict[str, Choice] = {}
    for why, organisations in units.usual.items():
        for unit in organisations:
            found.setdefault(str(unit.pk), Choice(str(unit.pk), unit.label, reasons[why]))
    for role in units.leads:
        value = f"{role.works_at[0]}:{role.person_id}"
        found[value] = Choice(value, role.person.name, role.organisation.label)
    return list(found.values())


# Contact ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    anonymous: bool


def contacts(order: Order, person: Person) -> list[Contact]:
    """How to reach the requesters; an anonymous one's number is for the call-back desk alone."""
    calls_back = dispatcher(order, person)
    return [_contact(requester, calls_back) for requester in reads.requesters(order)]


def _contact(requester: Requester, calls_back: bool) -> Contact:
    hidden = requester.anonymous and not calls_back
    return Contact(
        name="" if requester.anonymous else requester.name,
        phone="" if hidden else requester.phone,
        anonymous=requester.anonymous,
    )
