"""Who may act for whom: a guardian grants, bars, takes back, and gives out a code for one evening."""

import secrets
from dataclasses import replace
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind, blinds
from touyan.town.models import Authority, Person
from touyan.town.rules import bars_for, grants_for, is_barred, is_live
from touyan.town.states import CODE_DIGITS, AuthorityKind


@act(personal=("name",))
def grant_authority(
    *,
    by: Actor,
    subject: Person,
    kind: str,
    holder: Person | None = None,
    name: str = "",
    phone: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Event[Authority]:
    """Let somebody act for a person: for a child only a guardian can; guardians are named by the office."""
    return _written(by, subject, kind, holder, name, phone, valid_from, valid_until)


@act(personal=("name",))
def bar(
    *,
    by: Actor,
    subject: Person,
    holder: Person | None = None,
    name: str = "",
    phone: str = "",
    valid_until: date | None = None,
) -> Event[Authority]:
    """Say who must never collect this child, whatever else was granted."""
    kind = AuthorityKind.COLLECT
    event = _written(by, subject, kind, holder, name, phone, None, valid_until, barred=True)
    if why := bars_for(event.about, by):
        raise Refused(why, field="name")
    return event


def _written(
    by: Actor,
    subject: Person,
    kind: str,
    holder: Person | None,
    name: str,
    phone: str,
    valid_from: date | None,
    valid_until: date | None,
    *,
    barred: bool = False,
) -> Event[Authority]:
    if not barred and (why := grants_for(subject, kind, by)):
        raise Refused(why)
    name = "" if holder else name.strip()[:60]
    starts = valid_from or clock.today()
    _check_written(subject, holder, name, starts, valid_until)
    if subject.town is None:
        raise Refused(_("This person belongs to no town yet."), field="subject")
    authority = Authority.objects.create(
        town=subject.town, kind=kind, subject=subject, holder=holder, holder_name=name,
        holder_phone="" if holder else phone,
        holder_phone_blind=holder.phone_blind if holder else blind(phone, "phone"),
        barred=barred, valid_from=starts, valid_until=valid_until, granted_at=clock.now(),
        granted_by=by if isinstance(by, Person) else None,
    )  # fmt: skip
    data = {
        "kind": kind, "subject": subject.pk, "holder": holder.pk if holder else None, "name": name,
        "barred": barred, "from": starts, "until": valid_until, "set": {"revoked_at": None},
    }  # fmt: skip
    return Event(authority, by, data, first=True)


def _check_written(
    subject: Person, holder: Person | None, name: str, starts: date, ends: date | None
) -> None:
    if ends is not None and ends < starts:
        raise Refused(_("It cannot end before it begins."), field="valid_until")
    if holder is None and not name:
        raise Refused(_("Say who: a name is needed."), field="name")
    if holder is not None and holder.pk == subject.pk:
        raise Refused(_("Nobody needs an authority for themselves."), field="holder")


@act(personal=("name",))
def let_collect_today(
    *,
    by: Actor,
    subject: Person,
    previous: Authority | None = None,
    name: str = "",
    phone: str = "",
) -> Event[Authority]:
    """Name who collects a child this evening, somebody from before or somebody new; `made` is their code.

    Asked twice for the same person it is one authority with one code, until that was used.
    """
    if previous is not None:
        if previous.subject_id != subject.pk or previous.barred:
            raise Refused(_("Choose somebody, or give a name and a number."), field="previous")
        name, phone = previous.holder_name, previous.holder_phone
    holder = previous.holder if previous is not None else None
    if why := grants_for(subject, AuthorityKind.COLLECT, by):
        raise Refused(why)
    if again := _unused(subject, holder, name, phone):
        return Event(again, by, repeated=True, made=again.code)
    today = clock.today()
    event = _written(by, subject, AuthorityKind.COLLECT, holder, name, phone, today, today)
    if is_barred(event.about):
        raise Refused(
            _("You said that this person must not collect the child. Take that back first.")
        )
    _give_code(event.about)
    return replace(
        event, data={**event.data, "code_until": event.about.code_until}, made=event.about.code
    )


def _unused(subject: Person, holder: Person | None, name: str, phone: str) -> Authority | None:
    """This evening's authority of the same person, whose code still waits.

    Tapped on two telephones at once it is one code: the child's row is held, so that whoever is second finds
    what the first made.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
    today = clock.today()
    rows = Authority.objects.filter(
        subject=subject, kind=AuthorityKind.COLLECT, barred=False, revoked_at__isnull=True,
        valid_from=today, valid_until=today, holder=holder, code_until__gt=clock.now(),
    ).select_related("holder", "subject", "town")  # fmt: skip
    if holder is None:
        rows = rows.filter(holder_phone_blind__in=blinds(phone, "phone") if phone else [""])
    return next((row for row in rows if row.holder_name == name.strip()[:60]), None)


def _give_code(authority: Authority) -> None:
    authority.code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    authority.code_until = tonight()
    authority.save(update_fields=["code", "code_until"])


@act()
def revoke(*, by: Actor, authority: Authority) -> Event[Authority]:
    """Take back what was granted, or lift a bar; from this moment on."""
    authority = _locked(authority)
    if why := _keeps_back(authority, by):
        raise Refused(why)
    if authority.revoked_at is not None:
        return Event(authority, by, repeated=True)
    authority.revoked_at = clock.now()
    authority.code, authority.code_until = "", None
    authority.save(update_fields=["revoked_at", "code", "code_until"])
    return Event(authority, by, {"set": {"revoked_at": authority.revoked_at}})


def _keeps_back(authority: Authority, by: Actor) -> str | None:
    if authority.barred:
        return bars_for(authority, by)
    return grants_for(authority.subject, authority.kind, by)


@act()
def issue_code(*, by: Actor, authority: Authority) -> Event[Authority]:
    """Give out six digits with which the child can be collected once, today; `made` is the code."""
    authority = _locked(authority)
    if why := grants_for(authority.subject, authority.kind, by):
        raise Refused(why)
    if authority.kind != AuthorityKind.COLLECT or not is_live(authority):
        raise Refused(_("This person may not collect the child today."))
    _give_code(authority)
    return Event(authority, by, {"until": authority.code_until}, made=authority.code)


def tonight() -> datetime:
    """The last moment of today, as the town's clock has it."""
    today = clock.today()
    return timezone.make_aware(datetime.combine(today, time(23, 59, 59)))


def _locked(authority: Authority) -> Authority:
    return (
        Authority.objects.select_for_update(of=("self",))
        .select_related("subject", "subject__town", "subject__village", "holder", "town")
        .get(pk=authority.pk)
    )
