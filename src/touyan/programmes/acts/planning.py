"""When a programme takes place: sessions from its weekly rule, or put down one by one."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.rooms import promoted
from touyan.programmes.models import Booking, Programme, Session
from touyan.programmes.moves import SESSION_LIFE
from touyan.programmes.reads.coming import day_of
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import WITH_NAMES, locked
from touyan.programmes.states import (
    PLAN_AHEAD_DAYS,
    STANDING,
    BookingState,
    SessionState,
    State,
)
from touyan.town.models import Organisation
from touyan.town.reads import working_time
from touyan.town.states import PLACES_PEOPLE_LIVE, OrganisationKind

CHANGEABLE = frozenset(
    {"starts_at", "ends_at", "capacity", "village", "place", "where", "speaker", "note"}
)

BETWEEN_SPEAKERS = "、"


@act()
def plan_sessions(
    *, by: Actor, programme: Programme, since: date | None = None, until: date | None = None
) -> Event[Programme]:
    """Make the sessions of a programme's weekly rule, two weeks ahead; those that are there stay.

    Where the calendar was changed meanwhile, a planned session on a day that is now free goes, unless
    somebody has booked it: then somebody has to say so.
    """
    programme = _locked(programme)
    if not rules.organises(programme, by):
        raise Refused(
            _("You cannot put programmes on for {host}.").format(host=programme.host.label)
        )
    if programme.state != State.OPEN or programme.at is None or not programme.weekdays:
        return Event(programme, by, repeated=True, made=[])
    today = clock.today()
    first, last = since or today, until or today + timedelta(days=PLAN_AHEAD_DAYS)
    beside = _withdrawn(programme, first, last) + _added(programme, first, last)
    if not beside:
        return Event(programme, by, repeated=True, made=[])
    return Event(
        programme, by, {"from": first, "to": last, "sessions": len(beside)}, beside=beside,
        made=[thing.about for thing in beside],
    )  # fmt: skip


def _added(programme: Programme, first: date, last: date) -> list[Beside]:
    there = {day_of(session) for session in _planned(programme, first, last)}
    rows = [
        _session(programme, rules.moment_of(day, programme.at))
        for day in _rule_days(programme, first, last)
        if day not in there and programme.at is not None
    ]
    made = Session.objects.bulk_create(rows, batch_size=500)
    return [Beside(row, {"set": facts(row)}, first=True) for row in made]


def _session(programme: Programme, starts_at: datetime) -> Session:
    return Session(
        town=programme.town, programme=programme, host=programme.host,
        village=programme.village or village_of(programme.host), place=programme.place,
        where=programme.where, starts_at=starts_at, day=timezone.localdate(starts_at),
        ends_at=starts_at + timedelta(minutes=programme.minutes), capacity=programme.capacity,
        by_rule=True,
    )  # fmt: skip


def village_of(host: Organisation) -> Organisation | None:
    """Where a host is at home: the village itself, or that of the branch."""
    if host.kind in PLACES_PEOPLE_LIVE:
        return host
    return host.parent if host.kind == OrganisationKind.BRANCH else None


def _withdrawn(programme: Programme, first: date, last: date) -> list[Beside]:
    """Sessions of the rule on days that are free now, with nobody in them."""
    days = set(_rule_days(programme, first, last))
    beside: list[Beside] = []
    for session in _planned(programme, first, last):
        stays = day_of(session) in days or not session.by_rule
        if stays or session.state != SessionState.PLANNED or session.starts_at <= clock.now():
            continue
        if not session.bookings.filter(state__in=STANDING).exists():
            beside += called_off(session)
    return beside


def _planned(programme: Programme, first: date, last: date) -> list[Session]:
    """What stands on those days, called off or not: what was called off is not planned again."""
    since = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    until = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    rows = Session.objects.filter(
        programme=programme, host=programme.host, starts_at__gte=since, starts_at__lt=until
    )
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("id"))


def _rule_days(programme: Programme, first: date, last: date) -> list[date]:
    working = working_time(programme.town_id, rules.moment_of(first, datetime.min.time()))
    return list(rules.days_of(programme, working, first, last))


@act()
def add_session(
    *,
    by: Actor,
    programme: Programme,
    starts_at: datetime,
    minutes: int | None = None,
    host: Organisation | None = None,
    **fields: Any,
) -> Event[Session]:
    """Put one session down; the same programme, time and host is the same session."""
    programme = _locked(programme)
    host = host or programme.host
    if not (rules.organises(programme, by)):
        raise Refused(_("You cannot put programmes on for {host}.").format(host=host.label))
    if programme.state in {State.ENDED, State.CANCELLED}:
        raise Refused(_("This programme is over."))
    _check_session(fields, starts_at)
    same = Session.objects.filter(programme=programme, starts_at=starts_at, host=host)
    if again := same.select_related("town", "programme", "host").first():
        return Event(again, by, repeated=True)
    session = _session(programme, starts_at)
    session.host, session.by_rule = host, False
    session.village = programme.village or village_of(host)
    session.ends_at = starts_at + timedelta(minutes=minutes or programme.minutes)
    for name, value in fields.items():
        setattr(session, name, value)
    session.save(force_insert=True)
    return Event(session, by, {"programme": programme.pk, "set": facts(session)}, first=True)


def _check_session(fields: dict[str, Any], starts_at: datetime) -> None:
    if unknown := fields.keys() - CHANGEABLE:
        raise ValueError(f"not kept: {sorted(unknown)}")
    if fields.get("ends_at", starts_at + timedelta(days=1)) <= starts_at:
        raise Refused(_("It cannot end before it begins."), field="ends_at")


@act()
def change_session(*, by: Actor, session: Session, **fields: Any) -> Event[Session]:
    """Move a session, or change its room: whoever waits moves up; nobody who has a seat loses it."""
    session = locked(session)
    if not rules.organises_session(session, by):
        raise Refused(_("This is not yours to change."))
    if session.state != SessionState.PLANNED:
        raise Refused(_("Only what is still planned can be changed."))
    _check_session(fields, fields.get("starts_at", session.starts_at))
    for name, value in fields.items():
        setattr(session, name, value)
    session.day = timezone.localdate(session.starts_at)
    if session.ends_at <= session.starts_at:
        raise Refused(_("It cannot end before it begins."), field="ends_at")
    if session.capacity is not None and session.capacity < session.confirmed:
        raise Refused(
            _("{n} people have a seat already.").format(n=session.confirmed), field="capacity"
        )
    session.save(update_fields=[*fields, "day"])
    return Event(session, by, {"set": facts(session)}, beside=promoted(session))


@act()
def drop_speaker(*, by: Actor, session: Session, names: Collection[str]) -> Event[Session]:
    """Announce somebody no more, however they are named; what has begun stays as it was told.

    Whoever decided about their honour need not be one who organises.
    """
    session = locked(session)
    speakers = session.speaker.split(BETWEEN_SPEAKERS)
    left = BETWEEN_SPEAKERS.join(one for one in speakers if _name_in(one) not in names)
    is_over = session.state != SessionState.PLANNED or session.starts_at <= clock.now()
    if is_over or left == session.speaker:
        return Event(session, by, repeated=True)
    session.speaker = left
    session.save(update_fields=["speaker"])
    return Event(session, by, {"set": facts(session)})


def _name_in(speaker: str) -> str:
    """What somebody wrote behind the name, as in 王一（头雁）, is none of it."""
    return re.split(r"[（(]", speaker)[0].strip()


@act()
def hold(*, by: Actor, session: Session, speaker: str = "", note: str = "") -> Event[Session]:
    """Say that it took place, and who spoke."""
    session = locked(session)
    session.state = SESSION_LIFE.take("hold", session, by)
    session.held_at, session.held_by_id = clock.now(), getattr(by, "pk", None)
    session.speaker, session.note = (
        speaker.strip()[:80] or session.speaker,
        note.strip() or session.note,
    )
    session.save(update_fields=["state", "held_at", "held_by", "speaker", "note"])
    return Event(session, by, {"set": {"state": session.state}})


@act(personal=("reason",))
def call_off(*, by: Actor, session: Session, reason: str = "") -> Event[Session]:
    """Call a session off; everybody who has a booking hears of it."""
    session = locked(session)
    SESSION_LIFE.take("call_off", session, by)
    this, *bookings = called_off(session)
    people = [thing.about.person_id for thing in bookings if isinstance(thing.about, Booking)]
    data = {**this.data, "reason": reason.strip(), "people": people}
    return Event(session, by, data, beside=bookings)


def resized(programme: Programme, before: int | None) -> list[Beside]:
    """Give what is planned already the seats that its programme has now: whoever waits moves up, nobody loses a seat.

    A session whose seats were changed by themselves keeps its own.
    """
    rows = Session.objects.filter(
        programme=programme, by_rule=True, state=SessionState.PLANNED, starts_at__gt=clock.now(),
        capacity=before,
    ).order_by("id")  # fmt: skip
    beside: list[Beside] = []
    for row in rows:
        session = locked(row)
        seats = programme.capacity
        session.capacity = None if seats is None else max(seats, session.confirmed)
        session.save(update_fields=["capacity"])
        beside += [Beside(session, {"set": facts(session)}), *promoted(session)]
    return beside


def called_off(session: Session) -> list[Beside]:
    """The session, and then each of its bookings, as they are now; the caller holds its lock."""
    bookings = list(
        Booking.objects.select_for_update(of=("self",))
        .filter(session=session, state__in=STANDING)
        .order_by("id")
    )
    Booking.objects.filter(pk__in=[row.pk for row in bookings]).update(state=BookingState.CANCELLED)
    session.state, session.confirmed = SessionState.CANCELLED, 0
    session.save(update_fields=["state", "confirmed"])
    set_to = {"set": {"state": BookingState.CANCELLED}}
    return [
        Beside(session, {"set": {"state": session.state}}),
        *(Beside(row, set_to) for row in bookings),
    ]


def _locked(programme: Programme) -> Programme:
    return (
        Programme.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*WITH_NAMES)
        .get(pk=programme.pk)
    )
