"""What an organiser keeps: the programme itself, opened, ended, called off."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.planning import called_off, resized
from touyan.programmes.models import Programme, Session
from touyan.programmes.moves import LIFE
from touyan.programmes.reads.scope import WITH_NAMES
from touyan.programmes.states import ENROLLED, Eligibility, Kind, SessionState
from touyan.town.acts import town_of
from touyan.town.models import Organisation

FIELDS = frozenset(
    {
        "kind", "name", "name_en", "about", "carrier", "village", "place", "where", "starts_on",
        "ends_on", "weekdays", "at", "minutes", "on_working_days", "capacity", "cutoff_at",
        "cutoff_minutes", "eligibility", "public",
    }
)  # fmt: skip


@act()
def keep_programme(
    *,
    by: Actor,
    host: Organisation,
    programme: Programme | None = None,
    code: str = "",
    **fields: Any,
) -> Event[Programme]:
    """Put a programme on, as a draft; or change one. The same `code` in a town is the same programme."""
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"not kept: {sorted(unknown)}")
    town = town_of(host)
    programme = _found(town, code, programme)
    made = programme is None
    programme = programme or Programme(town=town, host=host, code=code)
    if not rules.organises(programme, by):
        raise Refused(_("You cannot put programmes on for {host}.").format(host=host.label))
    _check(programme, fields)
    seats = programme.capacity
    for name, value in fields.items():
        setattr(programme, name, value)
    _check_whole(programme)
    programme.save()
    data = {name: getattr(value, "code", value) for name, value in fields.items()}
    beside = [] if made or seats == programme.capacity else resized(programme, seats)
    return Event(
        programme, by, {**data, "set": {"state": programme.state}}, first=made, beside=beside
    )


def _found(town: Organisation, code: str, programme: Programme | None) -> Programme | None:
    rows = Programme.objects.select_for_update(of=("self",), no_key=True).select_related(
        *WITH_NAMES
    )
    if programme is not None:
        return rows.get(pk=programme.pk)
    return rows.filter(town=town, code=code).first() if code else None


def _check(programme: Programme, fields: dict[str, Any]) -> None:
    kind = fields.get("kind", programme.kind)
    if kind not in Kind.values:
        raise Refused(_("Choose what kind of programme it is."), field="kind")
    if programme.pk and kind != programme.kind and programme.sessions.exists():
        raise Refused(_("It has sessions already, so its kind stays."), field="kind")
    if fields.get("eligibility", Eligibility.EVERYONE) not in Eligibility.values:
        raise Refused(_("Choose for whom it is."), field="eligibility")


def _check_whole(programme: Programme) -> None:
    if not programme.name.strip():
        raise Refused(_("Give it a name."), field="name")
    if programme.ends_on is not None and programme.ends_on < programme.starts_on:
        raise Refused(_("It cannot end before it begins."), field="ends_on")
    if set(programme.weekdays) - set("1234567"):
        raise Refused(_("Choose days of the week."), field="weekdays")
    programme.weekdays = "".join(sorted(set(programme.weekdays)))
    if programme.weekdays and programme.at is None:
        raise Refused(_("Say at what time it begins."), field="at")
    if not 1 <= programme.minutes <= 1440:
        raise Refused(_("It lasts from a minute to a day."), field="minutes")
    _check_bookings(programme)


def _check_bookings(programme: Programme) -> None:
    if programme.cutoff_at is not None and programme.cutoff_minutes is not None:
        raise Refused(_("Give one cutoff, not two."), field="cutoff_at")
    if (
        programme.public
        and programme.kind in ENROLLED
        and programme.eligibility == Eligibility.EVERYONE
    ):
        raise Refused(
            _("Children and elders are enrolled: choose for whom it is."), field="eligibility"
        )


@act()
def open_programme(*, by: Actor, programme: Programme) -> Event[Programme]:
    """Take bookings and enrolments from now on."""
    programme = locked(programme)
    return _moved(programme, by, "open")


@act()
def end_programme(*, by: Actor, programme: Programme) -> Event[Programme]:
    """Take no more bookings; what is planned still takes place."""
    return _moved(locked(programme), by, "end")


@act()
def cancel_programme(*, by: Actor, programme: Programme, reason: str = "") -> Event[Programme]:
    """Call the whole programme off, and each session that has not begun."""
    programme = locked(programme)
    event = _moved(programme, by, "cancel")
    sessions = (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .filter(programme=programme, state=SessionState.PLANNED, starts_at__gt=clock.now())
        .order_by("id")
    )
    beside: list[Beside] = []
    for session in sessions:
        beside += called_off(session)
    return Event(programme, by, {**event.data, "reason": reason.strip()}, beside=beside)


def locked(programme: Programme) -> Programme:
    return (
        Programme.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*WITH_NAMES)
        .get(pk=programme.pk)
    )


def _moved(programme: Programme, by: Actor, move: str) -> Event[Programme]:
    programme.state = LIFE.take(move, programme, by)
    programme.save(update_fields=["state"])
    return Event(programme, by, {"set": {"state": programme.state}})
