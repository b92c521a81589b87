"""Deeds that are done elsewhere and count here: an order delivered, a difficulty heard."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.reads.coming import noted_before
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import locked
from touyan.programmes.states import BookingRole, Method, SessionState, State
from touyan.town.models import Organisation, Person


@act()
def count_deed(
    *,
    by: Actor,
    programme: Programme,
    village: Organisation,
    person: Person,
    at: datetime,
    nonce: UUID,
) -> Event[Attendance]:
    """Count something that somebody did for others as a service of that day in that village, once.

    Nobody knows how long it took, so it counts as a service without minutes. Several on one day in
    one village are one service.
    """
    if programme.state != State.OPEN:
        raise Refused(_("This programme is over."))
    session, made = _session_of_the_day(programme, village, at)
    if again := noted_before(session, person, nonce):
        return Event(again, by, repeated=True)
    row = Attendance.objects.create(
        town=programme.town, session=session, person=person, role=BookingRole.VOLUNTEER,
        method=Method.ORDER, nonce=nonce, day=session.day, arrived_at=at, left_at=at,
    )  # fmt: skip
    data = {"session": session.pk, "person": person.pk, "method": Method.ORDER}
    beside = [Beside(session, {"set": facts(session)}, first=True)] if made else []
    return Event(row, by, {**data, "set": facts(row)}, first=True, beside=beside)


def _session_of_the_day(
    programme: Programme, village: Organisation, at: datetime
) -> tuple[Session, bool]:
    """All that is done in a village on one day is one session of it."""
    day = timezone.localdate(at)
    begins = rules.moment_of(day, datetime.min.time())
    there = Session.objects.filter(programme=programme, starts_at=begins, host=village).first()
    if there is not None:
        return locked(there), False
    session = Session.objects.create(
        town=programme.town, programme=programme, host=village, village=village, starts_at=begins,
        ends_at=begins + timedelta(days=1), day=day, state=SessionState.HELD, held_at=at,
    )  # fmt: skip
    return session, True


@act()
def hear_difficulty(*, by: Actor, session: Session, order: str) -> Event[Session]:
    """Keep with a symposium that a difficulty raised there became an order, by its number."""
    return Event(locked(session), by, {"order": order})
