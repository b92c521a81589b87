"""What is on, told as a resident reads it: each session and programme as one card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touyan.kernel import clock
from touyan.programmes.models import Programme, Session
from touyan.programmes.rules import Room
from touyan.programmes.rules.booking import cutoff_of
from touyan.programmes.rules.rooms import rooms


@dataclass(frozen=True)
class SessionCard:
    pk: int
    href: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    where: str
    speaker: str
    seats: str
    tone: str


@dataclass(frozen=True)
class ProgrammeCard:
    pk: int
    href: str
    title: str
    kind: str
    where: str
    state: str
    label: str
    starts_on: date
    ends_on: date | None


def session_cards(sessions: Iterable[Session]) -> list[SessionCard]:
    shown = list(sessions)
    seats = rooms(shown)
    return [session_card(session, seats[session.pk]) for session in shown]


def session_card(session: Session, room: Room) -> SessionCard:
    tone, words = seats_in_words(session, room)
    return SessionCard(
        pk=session.pk,
        href=reverse("front:session", args=[session.pk]),
        title=session.programme.label,
        kind=session.programme.get_kind_display(),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        where=where(session),
        speaker=session.speaker,
        seats=words,
        tone=tone,
    )


def where(thing: Session | Programme) -> str:
    """The place as somebody would look for it: the hall first, then whose it is."""
    named = thing.place.label if thing.place else thing.where
    host = (thing.village or thing.host).label
    return f"{named} · {host}" if named and named != host else host


def seats_in_words(session: Session, room: Room) -> tuple[str, str]:
    """A tone, and how much room there is."""
    if session.is_off:
        return "alarm", _("Called off")
    free = room.free
    if past := _past(session):
        return past
    if free is None:
        return "good", _("Room for everybody")
    if free == 0:
        return "wait", _("Full: you can wait for a seat")
    return "good", ngettext("{n} seat left", "{n} seats left", free).format(n=free)


def _past(session: Session) -> tuple[str, str] | None:
    """What is said once nobody can book any more."""
    now = clock.now()
    if now >= session.ends_at:
        return "calm", _("Over")
    if now >= session.starts_at:
        return "move", _("On now")
    return ("calm", _("Bookings have closed")) if now >= cutoff_of(session) else None


def programme_card(programme: Programme) -> ProgrammeCard:
    return ProgrammeCard(
        pk=programme.pk,
        href=reverse("front:programme", args=[programme.pk]),
        title=programme.label,
        kind=programme.get_kind_display(),
        where=where(programme),
        state=programme.state,
        label=programme.get_state_display(),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
    )
