"""Making people known: a child by its guardian, and many at once from a branch's register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blinds
from touyan.town.models import Authority, Organisation, Person, Role
from touyan.town.rules import keeps_register, must_administer, registers
from touyan.town.states import AuthorityKind

PORTION = 500
CHILD_YEARS = 14


@dataclass(frozen=True)
class Registered:
    """One line of a register: somebody, where they live, and the roles that they have."""

    name: str
    village: Organisation | None = None
    phone: str = ""
    child_until: date | None = None
    roles: Sequence[tuple[Organisation, str]] = ()


@act(personal=("name",))
def register(
    *, by: Actor, town: Organisation, people: Sequence[Registered], since: date
) -> Event[Organisation]:
    """Make many people known at once, each with a chain of their own; `made` are the people, in order."""
    must_administer(town, by)
    rows = []
    for one in people:
        person = Person(
            name=one.name, phone=one.phone, town=town, village=one.village,
            child_until=one.child_until,
        )  # fmt: skip
        person.set_unusable_password()
        person.derive()
        rows.append(person)
    made = Person.objects.bulk_create(rows, batch_size=PORTION)
    roles = [
        Role(person=person, organisation=organisation, role=role, starts_on=since)
        for person, one in zip(made, people, strict=True)
        for organisation, role in one.roles
    ]
    Role.objects.bulk_create(roles, batch_size=PORTION)
    beside = [_line(person, one, since) for person, one in zip(made, people, strict=True)]
    return Event(town, by, {"people": len(made)}, beside=beside, made=made)


def _line(person: Person, one: Registered, since: date) -> Beside:
    roles = [{"role": role, "organisation": where.code} for where, role in one.roles]
    return Beside(person, {"name": person.name, "roles": roles, "from": since}, first=True)


@act(personal=("name",))
def make_known(*, by: Actor, village: Organisation, name: str, phone: str = "") -> Event[Person]:
    """Write down somebody who rang or came to the counter: no account, only whom to reach. The same
    name with the same number is the same person."""
    name, town = name.strip()[:60], village.town
    if town is None or not keeps_register(village, by):
        raise Refused(_("Only the office that keeps the register can do this."))
    if not name:
        raise Refused(_("Say who: a name is needed."), field="name")
    # Two desks that write down the same person at once wait for each other here, and make one row.
    town = Organisation.objects.select_for_update(no_key=True).get(pk=town.pk)
    if phone and (again := _of_this_number(town, name, phone)):
        return Event(again, by, repeated=True)
    person = Person(name=name, phone=phone, town=town, village=village)
    person.set_unusable_password()
    person.save()
    return Event(person, by, {"name": name}, first=True)


def _of_this_number(town: Organisation, name: str, phone: str) -> Person | None:
    """Under every key that still opens something: whoever was known before a secret was changed, is known."""
    same = Person.objects.filter(
        town=town, name=name, phone_blind__in=blinds(phone, "phone"), child_until__isnull=True
    )
    return same.order_by("id").first()


@act(personal=("name",))
def add_child(
    *,
    by: Person,
    name: str,
    child_until: date,
    village: Organisation | None = None,
    guardian: Person | None = None,
) -> Event[Person]:
    """Make one's own child known. Whoever does is its guardian; a second guardian is named by the office.

    The clerk who has seen the household's register writes it down for its `guardian`.
    """
    name, guardian = name.strip()[:60], guardian or by
    if by != guardian and not registers(guardian, by):
        raise Refused(_("Only the office that keeps the register can do this."))
    _check_child(name, child_until)
    # The guardian at home and the clerk at the counter, at once: whoever is second finds the first's child.
    guardian = _locked(guardian)
    if again := _own_child(guardian, name, child_until):
        return Event(again.subject, by, repeated=True, made=again)
    child = Person(
        name=name, child_until=child_until, town=guardian.town, village=village or guardian.village
    )
    child.set_unusable_password()
    child.save()
    authority = _guardian(child, guardian, by)
    data = {"kind": "guardian", "subject": child.pk, "holder": guardian.pk}
    beside = [Beside(authority, {**data, "set": {"revoked_at": None}}, first=True)]
    return Event(child, by, {"name": name}, first=True, beside=beside, made=authority)


def _locked(person: Person) -> Person:
    rows = Person.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("town", "village").get(pk=person.pk)


def _own_child(guardian: Person, name: str, child_until: date) -> Authority | None:
    same = Authority.objects.filter(
        holder=guardian, kind=AuthorityKind.GUARDIAN, revoked_at__isnull=True, subject__name=name,
        subject__child_until=child_until,
    )  # fmt: skip
    return same.select_related("subject").order_by("id").first()


def _check_child(name: str, child_until: date) -> None:
    today = clock.today()
    if not name:
        raise Refused(_("Say the child's name."), field="name")
    if not today < child_until <= today.replace(year=today.year + CHILD_YEARS, day=1):
        raise Refused(_("Give the month in which the child turns fourteen."), field="child_until")


def _guardian(child: Person, guardian: Person, by: Person) -> Authority:
    return Authority.objects.create(
        town=_town(guardian), kind=AuthorityKind.GUARDIAN, subject=child, holder=guardian,
        holder_phone_blind=guardian.phone_blind, valid_from=clock.today(),
        granted_by=by, granted_at=clock.now(),
    )  # fmt: skip


def _town(person: Person) -> Organisation:
    if person.town is None:
        raise Refused(_("This person belongs to no town yet."))
    return person.town
