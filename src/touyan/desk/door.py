"""What a telephone at the door takes along, and what it sends back: lines, each with a nonce of its own."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from touyan.desk.reads.programmes import expected
from touyan.kernel.refused import Refused
from touyan.programmes import acts
from touyan.programmes.models import Booking, Session
from touyan.programmes.reads import arrivals
from touyan.programmes.reads.by_code import badges_of
from touyan.programmes.states import Method
from touyan.town.models import Organisation, Person

LINES_MOST, LIST_MOST = 200, 1000
METHODS = frozenset({Method.SCANNER, Method.ROSTER})


@dataclass(frozen=True)
class Note:
    """One line of a device: who came (or left), when by its clock, under a nonce that it keeps."""

    nonce: UUID
    person: int
    at: datetime
    left: bool
    method: str


def read_notes(body: bytes) -> list[Note] | None:
    """The lines that a device sends; None where they are not lines, or too many."""
    try:
        lines = json.loads(body)["lines"]
        if not isinstance(lines, list) or not 1 <= len(lines) <= LINES_MOST:
            return None
        return [_note(line) for line in lines]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _note(line: dict[str, Any]) -> Note:
    at = datetime.fromisoformat(line["at"])
    method = line.get("method", Method.SCANNER)
    if at.tzinfo is None or not 1900 < at.year < 2200 or method not in METHODS:
        raise ValueError
    person = line["person"]
    if not isinstance(person, int) or not 0 < person < 2**62:
        raise ValueError
    return Note(UUID(line["nonce"]), person, at, line.get("left") is True, method)


def answers_to(session: Session, notes: Iterable[Note], by: Person) -> list[dict[str, str]]:
    """Each line is an act of its own: one that is refused keeps no other from being noted."""
    notes = list(notes)
    known = Person.objects.filter(town=session.town_id).in_bulk([note.person for note in notes])
    return [_answer(session, note, known.get(note.person), by) for note in notes]


def _answer(session: Session, note: Note, person: Person | None, by: Person) -> dict[str, str]:
    answer = {"nonce": str(note.nonce)}
    if person is None:
        return {**answer, "state": "refused", "words": _("Nobody in this town has this number.")}
    try:
        state = _noted(session, note, person, by)
    except Refused as no:
        return {**answer, "state": "refused", "words": str(no)}
    return {**answer, "state": state}


def _noted(session: Session, note: Note, person: Person, by: Person) -> str:
    if not note.left:
        acts.arrive(
            by=by, session=session, person=person, method=note.method, nonce=note.nonce, at=note.at
        )
        return "here"
    row = arrivals(session).filter(person=person).first()
    if row is None:
        raise Refused(_("They have not been noted as here."))
    acts.leave(by=by, attendance=row, at=note.at)
    return "left"


# The list that it takes along ------------------------------------------------------------------


def listed(session: Session, code: str) -> dict[str, Any]:
    """Whoever has a seat or is here, and an organisation's own where one is named: as little as tells them apart."""
    unit = (
        Organisation.objects.filter(code=code, path__startswith=session.town.path).first()
        if code
        else None
    )
    people = {person.pk: person for person in expected(session, None)[:LIST_MOST]}
    if unit is not None:
        people |= {
            one.pk: one for one in expected(session, unit)[:LIST_MOST] if one.pk not in people
        }
    return {
        "session": session.pk,
        "title": session.programme.label,
        "starts": session.starts_at.isoformat(),
        "ends": session.ends_at.isoformat(),
        "people": [_line(session, person, unit) for person in people.values()],
    }


def _line(session: Session, person: Any, unit: Organisation | None) -> dict[str, Any]:
    booking = Booking(pk=person.booking, session_id=session.pk) if person.booking else None
    return {
        "person": person.pk,
        "name": masked(person.name),
        "initials": person.initials,
        "unit": person.unit or (unit.name if unit else ""),
        "badges": badges_of(booking) if booking else [],
        "here": person.here,
        "left": person.left,
    }


def masked(name: str) -> str:
    """周桂英 → 周*英, 万平 → 万*: enough for somebody who stands before one."""
    if len(name) < 2:
        return name
    return f"{name[0]}*{name[-1]}" if len(name) > 2 else f"{name[0]}*"
