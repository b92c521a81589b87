"""Meals: what they cost from which day on, what is cooked, who was served, and what that costs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.coming import arrived, closed_again
from touyan.programmes.models import Attendance, Charge, Menu, Programme, Session, Tariff
from touyan.programmes.reads.coming import (
    day_of,
    last_enrolment,
    noted_before,
    tariff_for,
)
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import locked
from touyan.programmes.states import Allergen, Diet, Group, Kind, Method
from touyan.town.models import Person

DEAREST = 100_00
"""fen: a typing mistake is not a price."""


@act()
def keep_tariff(
    *,
    by: Actor,
    programme: Programme,
    starts_on: date,
    price: int,
    subsidy: int = 0,
    group: str = Group.ORDINARY,
) -> Event[Tariff]:
    """Say what a meal costs a group from a day on; what was served before keeps its price."""
    _must_organise(programme, by)
    if not 0 <= subsidy <= price <= DEAREST or group not in Group.values:
        raise Refused(_("Give a price, and a subsidy that is not more."), field="price")
    used = Charge.objects.filter(tariff__programme=programme, tariff__group=group)
    if used.filter(tariff__starts_on=starts_on).exists():
        raise Refused(
            _("Meals were charged by it: let the new one begin later."), field="starts_on"
        )
    tariff, made = Tariff.objects.update_or_create(
        programme=programme, group=group, starts_on=starts_on,
        defaults={"town": programme.town, "price": price, "subsidy": subsidy},
    )  # fmt: skip
    data = {"group": group, "from": starts_on, "set": {"price": price, "subsidy": subsidy}}
    return Event(tariff, by, data, first=made)


@act()
def keep_menu(
    *, by: Actor, programme: Programme, day: date, dishes: Sequence[dict[str, Any]]
) -> Event[Menu]:
    """Say what there is on a day; each dish with what it contains and whom it suits."""
    _must_organise(programme, by)
    told = [_dish(dish) for dish in dishes]
    menu, made = Menu.objects.update_or_create(
        programme=programme, day=day, defaults={"town": programme.town, "dishes": told}
    )
    return Event(menu, by, {"day": day, "dishes": told}, first=made)


def _dish(said: dict[str, Any]) -> dict[str, Any]:
    name = str(said.get("name", "")).strip()[:60]
    contains, suits = sorted(set(said.get("contains", []))), sorted(set(said.get("suits", [])))
    if not name or set(contains) - set(Allergen.values) or set(suits) - set(Diet.values):
        raise Refused(
            _("Give each dish a name, and what it contains from the list."), field="dishes"
        )
    return {"name": name, "contains": contains, "suits": suits}


def _must_organise(programme: Programme, by: Actor) -> None:
    if not rules.organises(programme, by):
        raise Refused(_("This is not yours to change."))


@act()
def serve_meal(
    *,
    by: Actor,
    session: Session,
    person: Person,
    method: str = Method.ROSTER,
    nonce: UUID | None = None,
    at: datetime | None = None,
) -> Event[Attendance]:
    """Note that a meal was handed over, and charge it by the tariff of that day; never twice."""
    session = locked(session)
    if session.programme.kind != Kind.CANTEEN:
        raise Refused(_("Meals are served at a canteen."))
    if again := noted_before(session, person, nonce):
        if (again.session_id, again.person_id) != (session.pk, person.pk):
            raise Refused(_("This check-in was used for somebody else."))
        return Event(again, by, repeated=True, made=again.charges.order_by("id").first())
    row = arrived(session, person, by, method, nonce, at)
    row.left_at, row.minutes = row.arrived_at, 0
    row.save(update_fields=["left_at", "minutes"])
    charge = _charged(session, row)
    beside = [Beside(charge, {"attendance": row.pk, "set": money(charge)}, first=True)]
    data = {"session": session.pk, "person": person.pk, "method": method, "set": facts(row)}
    beside += closed_again(session)
    return Event(row, by, data, first=True, beside=beside, made=charge)


def money(charge: Charge) -> dict[str, int]:
    return {"payable": charge.payable, "subsidy": charge.subsidy}


def _charged(session: Session, row: Attendance) -> Charge:
    day = day_of(session)
    enrolment = last_enrolment(session.programme, row.person, day)
    group = enrolment.group if enrolment else Group.ORDINARY
    tariff = tariff_for(session.programme, group, day)
    if tariff is None:
        raise Refused(_("No tariff says what a meal costs on this day."))
    return Charge.objects.create(
        town=session.town, attendance=row, tariff=tariff, payable=tariff.price - tariff.subsidy,
        subsidy=tariff.subsidy, at=clock.now(),
    )  # fmt: skip


@act(personal=("reason",))
def reverse_charge(*, by: Actor, charge: Charge, reason: str) -> Event[Charge]:
    """Take a charge back by one that stands against it; what was charged stays to be seen."""
    charge = (
        Charge.objects.select_for_update(of=("self",))
        .select_related("town", "tariff", "attendance__session")
        .get(pk=charge.pk)
    )
    session = locked(charge.attendance.session)
    if not rules.keeps_roster(session, by):
        raise Refused(_("This is not yours to change."))
    if charge.reversal_of_id is not None:
        raise Refused(_("A reversal is not reversed."))
    if not reason.strip():
        raise Refused(_("Say why it is taken back."), field="reason")
    if again := Charge.objects.filter(reversal_of=charge).select_related("town").first():
        return Event(again, by, repeated=True)
    row = Charge.objects.create(
        town=charge.town, attendance=charge.attendance, tariff=charge.tariff,
        payable=-charge.payable, subsidy=-charge.subsidy, at=clock.now(), reversal_of=charge,
    )  # fmt: skip
    data = {"reverses": charge.pk, "reason": reason.strip(), "set": money(row)}
    return Event(row, by, data, first=True)
