"""Sessions as a calendar that every telephone reads (RFC 5545)."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from icalendar import Calendar, Event

from touyan.kernel import clock
from touyan.programmes.models import Session


def calendar(sessions: Iterable[Session], links: Mapping[int, str]) -> bytes:
    """One event a session, under a name that stays when it is moved; `links` are its public addresses."""
    made = Calendar()
    made.add("prodid", "-//Touyan//Programmes//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for session in sessions:
        made.add_component(_event(session, links.get(session.pk, "")))
    text: bytes = made.to_ical()
    return text


def _event(session: Session, link: str) -> Event:
    event = Event()
    event.add("uid", f"session-{session.pk}@{session.town.code}.touyan")
    event.add("dtstamp", clock.now())
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.programme.label)
    place = session.place.label if session.place else session.where
    host = (session.village or session.host).label
    event.add("location", f"{host} {place}".strip())
    event.add("status", "CANCELLED" if session.is_off else "CONFIRMED")
    if link:
        event.add("url", link)
    return event
