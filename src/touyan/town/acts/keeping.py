"""What can be done to the town itself: its organisations, people, roles and calendar."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import DAY
from touyan.town.acts.signing import note_sign_in
from touyan.town.models import CalendarDay, Notice, OpenSession, Organisation, Person, Role
from touyan.town.reads import notices_for, own_notices
from touyan.town.rules import must_administer, must_stay
from touyan.town.states import TOWN, RoleCode, SignInOutcome


@act()
def add_organisation(
    *,
    by: Actor,
    parent: Organisation | None,
    code: str,
    kind: str,
    name: str,
    name_en: str = "",
    phone: str = "",
) -> Event[Organisation]:
    """Add a node to the tree, below `parent`; a county stands alone."""
    must_administer(parent, by)
    organisation = Organisation.objects.create(
        parent=parent,
        code=code,
        kind=kind,
        name=name,
        name_en=name_en,
        phone=phone,
        path=f"{parent.path if parent else ''}{code}/",
        town_id=parent.town_id_of if parent else None,
    )
    return Event(organisation, by, {"code": code, "kind": kind, "name": name}, first=True)


@act()
def change_organisation(
    *, by: Actor, organisation: Organisation, **fields: Any
) -> Event[Organisation]:
    """Change a node's names or telephone; its code and place in the tree stay."""
    must_administer(organisation, by)
    if unknown := fields.keys() - {"name", "name_en", "phone", "ended_on"}:
        raise ValueError(f"not changeable: {sorted(unknown)}")
    if fields.get("ended_on") and (why := must_stay(organisation)):
        raise Refused(why, field="ended_on")
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=[*fields])
    return Event(organisation, by, dict(fields))


@act(personal=("name", "login"))
def add_person(
    *,
    by: Actor,
    town: Organisation,
    name: str,
    login: str = "",
    phone: str = "",
    password: str = "",
    village: Organisation | None = None,
    child_until: date | None = None,
    demonstration: bool = False,
) -> Event[Person]:
    """Make somebody known to the town; with a login and a password they can sign in."""
    must_administer(town, by)
    person = Person(
        name=name, login=login or None, phone=phone, town=town, village=village,
        child_until=child_until, demonstration=demonstration,
    )  # fmt: skip
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    return Event(person, by, {"name": name, "login": login}, first=True)


@act()
def set_password(*, by: Actor, person: Person, password: str) -> Event[Person]:
    """Give a person a new password; every open session of theirs ends."""
    if by is not person:
        must_administer(person.town, by)
        # Whoever sets a password can sign in with it, so nobody reaches up by setting a superior's.
        for role in person.roles_today:
            must_administer(role.organisation, by)
    person.set_password(password)
    person.save(update_fields=["password"])
    OpenSession.objects.filter(person=person).delete()
    note_sign_in(SignInOutcome.CHANGED, person=person)
    return Event(person, by)


@act()
def grant_role(
    *,
    by: Actor,
    person: Person,
    organisation: Organisation,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
) -> Event[Person]:
    """Give a person a role on an organisation and its subtree."""
    must_administer(organisation, by)
    if role == RoleCode.TEACHER and ends_on is None:
        raise Refused(
            _("Say until when a teacher is cleared to look after children."), field="ends_on"
        )
    Role.objects.create(
        person=person, organisation=organisation, role=role, starts_on=starts_on, ends_on=ends_on
    )
    person.__dict__.pop("roles_today", None)
    return Event(
        person,
        by,
        {"role": role, "organisation": organisation.code, "from": starts_on, "to": ends_on},
    )


@act()
def end_role(*, by: Actor, role: Role, ends_on: date) -> Event[Person]:
    """Let a role end on a day; the row stays, so that what was done in it stays explained. Nothing that
    ends it prolongs it. Its last day may be the eve of its first: then it never began."""
    must_administer(role.organisation, by)
    if ends_on < role.starts_on - DAY:
        raise Refused(_("A role cannot end before it began."), field="ends_on")
    if role.ends_on is not None and role.ends_on <= ends_on:
        return Event(role.person, by, repeated=True)
    role.ends_on = ends_on
    role.save(update_fields=["ends_on"])
    return Event(
        role.person, by, {"role": role.role, "organisation": role.organisation.code, "to": ends_on}
    )


@act()
def set_day(
    *, by: Actor, town: Organisation, day: date, working: bool, source: str
) -> Event[Organisation]:
    """Say that a day is worked or not, whatever its weekday."""
    must_administer(town, by)
    CalendarDay.objects.update_or_create(
        town=town, day=day, defaults={"working": working, "source": source}
    )
    return Event(town, by, {"day": day, "working": working, "source": source})


@act()
def seed_calendar(
    *, by: Actor, town: Organisation, days: list[tuple[date, bool, str]]
) -> Event[Organisation]:
    """Take over the published holidays and make-up days; days the town has set itself stay as they are."""
    must_administer(town, by)
    rows = [CalendarDay(town=town, day=day, working=w, source=source) for day, w, source in days]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return Event(town, by, {"days": len(rows), "until": max(day for day, _w, _s in days)})


def see_notices(*, by: Person, about: str = "") -> int:
    """Mark what a person was shown as seen; a convenience of the reader's, so it makes no history."""
    shown = notices_for(by, clock.now())
    shown = shown.filter(about=about) if about else shown
    return Notice.objects.filter(pk__in=list(shown.values_list("pk", flat=True))).update(
        seen_at=clock.now()
    )


def see_own_notices(*, by: Person, about: str) -> int:
    """The same on one's own pages, of one kind of thing."""
    shown = own_notices(by, clock.now(), about)
    return Notice.objects.filter(pk__in=list(shown.values_list("pk", flat=True))).update(
        seen_at=clock.now()
    )


def town_of(organisation: Organisation) -> Organisation:
    """The town that an organisation belongs to; itself, if it is one."""
    if organisation.kind == TOWN:
        return organisation
    if organisation.town is None:
        raise ValueError(f"{organisation.code} belongs to no town")
    return organisation.town
