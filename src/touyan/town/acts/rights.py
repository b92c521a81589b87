"""What people may ask of the town about themselves: to see, to correct, to erase. Guardians ask for a child."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.clock import Clock
from touyan.kernel.refused import Refused
from touyan.town.acts.unnaming import unname
from touyan.town.models import Authority, Erasure, Organisation, Person
from touyan.town.rules import agrees_for, barred_from, corrects, may_be_called, speaks_for

COOLING = timedelta(days=7)
"""Within which somebody may think again."""


@act(repeatable=True)
def take_copy(*, by: Person, subject: Person) -> Event[Person]:
    """Take away a copy of all that is held about oneself; that it was taken, and by whom, is kept."""
    _must_speak_for(subject, by)
    return Event(subject, by)


@act(personal=("name",))
def correct_person(
    *,
    by: Actor,
    person: Person,
    name: str,
    phone: str,
    village: Organisation | None,
) -> Event[Person]:
    """Say anew what somebody is called, how they are reached, and where they live: for oneself or one's child,
    or at the counter. The number is not the journal's."""
    person = _locked(person)
    if why := corrects(person, by):
        raise Refused(why)
    name = " ".join(name.replace("\x00", "").split())[:60]
    said = {"name": name, "phone": phone, "village": village}
    changed = [field for field, value in said.items() if getattr(person, field) != value]
    _check(person, by, name, changed)
    if not changed:
        return Event(person, by, repeated=True)
    _write(person, {field: said[field] for field in changed})
    told: dict[str, Any] = {"changed": changed} | (
        {"name": person.name} if "name" in changed else {}
    )
    return Event(person, by, told)


def _write(person: Person, said: dict[str, Any]) -> None:
    kept_from = barred_from(person)
    for field, value in said.items():
        setattr(person, field, value)
    person.save(update_fields=[*said, "initials", "phone_blind", "phone_tail_blind"])
    # Whoever may collect a child, or must not, is known by their number as well.
    Authority.objects.filter(holder=person).update(holder_phone_blind=person.phone_blind)
    if kept_from - barred_from(person):
        raise Refused(
            _(
                "A child's record says by this name or number that they must not collect. "
                "Write them down there as they are really called first."
            )
        )


def _check(person: Person, by: Actor, name: str, changed: list[str]) -> None:
    if not name:
        raise Refused(_("Say who you are: a name is enough."), field="name")
    if not person.is_active:
        raise Refused(_("It has been erased already."))
    if not speaks_for(person, by):
        return
    if "name" in changed and (why := may_be_called(person, by)):
        raise Refused(why, field="name")
    known_by = next((field for field in ("name", "phone") if field in changed), None)
    # A bar may know whoever it is about by name and number alone: with new ones they would slip out of it.
    if known_by and barred_from(person):
        raise Refused(
            _("A record about a child knows you by this. Please ask the office to correct it."),
            field=known_by,
        )


@act()
def ask_erasure(*, by: Person, subject: Person) -> Event[Erasure]:
    """Ask that what is held about oneself be erased. It begins a week later."""
    subject = _locked(subject)
    _must_speak_for(subject, by)
    open_ones = Erasure.objects.filter(
        subject=subject, cancelled_at__isnull=True, done_at__isnull=True
    )
    if again := open_ones.select_related("subject__town").first():
        return Event(again, by, repeated=True)
    now = clock.now()
    erasure = Erasure.objects.create(
        subject=subject, asked_by=by, asked_at=now, due_at=now + COOLING
    )
    return Event(erasure, by, {"subject": subject.pk, "due_at": erasure.due_at}, first=True)


@act()
def keep_after_all(*, by: Person, erasure: Erasure) -> Event[Erasure]:
    """Think again: nothing more is erased."""
    erasure = _locked_erasure(erasure)
    _must_speak_for(erasure.subject, by)
    if erasure.cancelled_at is not None:
        return Event(erasure, by, repeated=True)
    if erasure.done_at is not None:
        raise Refused(_("It has been erased already."))
    erasure.cancelled_at = clock.now()
    erasure.save(update_fields=["cancelled_at"])
    return Event(erasure, by, {"subject": erasure.subject_id})


@act()
def erase_person(*, by: Actor, erasure: Erasure, keep_name: bool) -> Event[Erasure]:
    """Nothing has to wait any more: the name and the account go too."""
    erasure = _locked_erasure(erasure)
    if not isinstance(by, Clock) or clock.now() < erasure.due_at:
        raise Refused(_("Only the town itself does this."))
    if erasure.done_at is not None or erasure.cancelled_at is not None:
        return Event(erasure, by, repeated=True)
    gone = unname(_locked(erasure.subject), keep_name=keep_name)
    erasure.done_at = clock.now()
    erasure.save(update_fields=["done_at"])
    data = {"subject": erasure.subject_id, "photos_erased": gone.photos, "name_kept": keep_name}
    return Event(erasure, by, data, beside=gone.ended)


def _must_speak_for(subject: Person, by: Person) -> None:
    if why := agrees_for(subject, by):
        raise Refused(why)


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _locked_erasure(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("subject__town")
    return rows.get(pk=erasure.pk)
