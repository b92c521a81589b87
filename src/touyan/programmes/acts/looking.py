"""Who looked at what is not for everybody's eyes: the reading itself is kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.models import Attendance, Booking, Enrolment, Programme, Round, Session
from touyan.programmes.rules.canteen import goes

AGAIN = timedelta(minutes=10)
"""Somebody who goes back and forth looks once."""


@act(repeatable=True)
def look(*, by: Actor, record: models.Model, what: str) -> Event[models.Model]:
    """Keep that somebody read who takes part, what they eat, where they live. `what` says which list.

    The record is a programme or session (its list), an enrolment, a booking or an attendance.
    """
    _must_read(record, by)
    last = Entry.objects.filter(
        about=about(record), name="programmes.look", by=by.signed, at__gt=clock.now() - AGAIN,
        data__what=what,
    )  # fmt: skip
    if last.exists():
        return Event(record, by, repeated=True)
    return Event(record, by, {"what": what})


@act(repeatable=True)
def take_out(
    *, by: Actor, record: Programme | Session, what: str, rows: int
) -> Event[models.Model]:
    """Keep that somebody took a list away, on paper or as a file: each time, however soon again."""
    _must_read(record, by)
    return Event(record, by, {"what": what, "organisation": record.host_id, "rows": rows})


def _must_read(record: models.Model, by: Actor) -> None:
    if not rules.reads_records(_programme_of(record), by) and not _keeps(record, by):
        raise Refused(_("Only those who look after them may see this."))


def _programme_of(record: models.Model) -> Programme:
    match record:
        case Programme():
            return record
        case Session() | Enrolment():
            return record.programme
        case Booking() | Attendance() | Round():
            return record.session.programme
    raise ValueError(f"nobody keeps who looks at {type(record).__name__}")


def _keeps(record: models.Model, by: Actor) -> bool:
    match record:
        case Session():
            return rules.keeps_roster(record, by)
        case Booking() | Attendance():
            return rules.keeps_roster(record.session, by)
        case Round():
            return goes(record, by)
    return False
