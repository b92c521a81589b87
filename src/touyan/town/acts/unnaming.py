"""Who somebody was, forgotten for good: shared by whatever erases a person."""

from dataclasses import dataclass

from django.db.models import Q

from touyan.kernel import clock, evidence, journal, search
from touyan.kernel.acts import Beside, about
from touyan.town.models import Authority, Notice, OpenSession, Person, SignIn
from touyan.town.rules import in_force
from touyan.town.states import ERASED


@dataclass(frozen=True)
class Unnamed:
    photos: int
    ended: list[Beside]
    """The chains of what they held, or what others held for them, and no longer do; and of what keeps them from others."""


def unname(person: Person, *, keep_name: bool = False) -> Unnamed:
    """Name, number, home and account go; so does what others held for them. The caller holds the lock.

    `keep_name`: it stands in a record that stays, of an office they held or an honour.
    """
    rows = Authority.objects.select_for_update(of=("self",))
    bars = _keep_from(
        person, list(rows.filter(in_force(), ~Q(subject=person), holder=person, barred=True))
    )
    authorities = list(rows.filter(Q(subject=person) | Q(holder=person)))
    live = [row for row in authorities if row.revoked_at is None]
    _end(authorities)
    if not keep_name:
        journal.shed_all(map(about, [person, *authorities]))
        person.name = ERASED
    Notice.objects.filter(person=person, organisation__isnull=True).delete()
    OpenSession.objects.filter(person=person).delete()
    SignIn.objects.filter(person=person).delete()
    _close(person)
    photos = evidence.erase(about(person))
    ended = [Beside(row, {"set": {"revoked_at": row.revoked_at}}) for row in live]
    return Unnamed(photos, [*ended, *(Beside(row, {"by_name": True}) for row in bars)])


def _keep_from(person: Person, bars: list[Authority]) -> list[Authority]:
    """Whoever is kept from a child slips out of it by no erasure: the child's record knows them by name and number."""
    for row in bars:
        row.holder, row.holder_name, row.holder_phone = None, person.name, person.phone
    Authority.objects.bulk_update(bars, ["holder", "holder_name", "holder_phone"], batch_size=200)
    return bars


def _close(person: Person) -> None:
    search.remove("person", person.pk)
    person.phone, person.village, person.is_active, person.login = "", None, False, None
    person.set_unusable_password()
    person.save(
        update_fields=[
            "name", "initials", "phone", "phone_blind", "phone_tail_blind", "village", "is_active",
            "login", "password",
        ]
    )  # fmt: skip


def _end(authorities: list[Authority]) -> None:
    """Collectors without an account lose name and number; nobody holds anything any more."""
    for row in authorities:
        row.holder_name = ERASED if row.holder_id is None else ""
        row.holder_phone, row.holder_phone_blind = "", ""
        row.revoked_at = row.revoked_at or clock.now()
        row.code, row.code_until = "", None
    Authority.objects.bulk_update(
        authorities,
        ["holder_name", "holder_phone", "holder_phone_blind", "revoked_at", "code", "code_until"],
        batch_size=200,
    )
