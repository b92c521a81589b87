"""A standing order changed on the telephone: other days, another plate, another door."""

from typing import Any

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Beside, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.acts.enrolling import (
    AS_ENROLLED,
    booked_again,
    both_locked,
    by_rule,
    check_consent,
    served_as_enrolled,
)
from touyan.programmes.acts.rooms import freed
from touyan.programmes.models import Booking, Enrolment, Programme
from touyan.programmes.reads.coming import comes_on, day_of
from touyan.programmes.reads.faults import facts
from touyan.programmes.reads.scope import locked
from touyan.programmes.states import STANDING, BookingState, Group


@act()
def change_enrolment(
    *,
    by: Actor,
    enrolment: Enrolment,
    weekdays: str,
    options: dict[str, Any],
    deliver_to: str = "",
    group: str = Group.ORDINARY,
) -> Event[Enrolment]:
    """Say what is wanted each time from now on. What the rule booked already follows, while it still can."""
    programme, enrolment = both_locked(enrolment, by)
    if set(weekdays) - set(programme.weekdays):
        raise Refused(_("It does not take place on these days."), field="weekdays")
    if group not in Group.values:
        raise Refused(_("Choose one of the list."), field="group")
    check_consent(programme, enrolment.person, options)
    enrolment.weekdays = "".join(sorted(set(weekdays)))
    enrolment.options, enrolment.group = options, group
    enrolment.deliver_to = deliver_to.strip()[:120]
    enrolment.save(update_fields=["weekdays", "options", "group", "deliver_to"])
    beside = _followed(programme, enrolment)
    beside += booked_again(programme, enrolment, clock.today())
    return Event(enrolment, by, {"set": facts(enrolment)}, beside=beside)


def _followed(programme: Programme, enrolment: Enrolment) -> list[Beside]:
    """Bookings of the rule before their cutoff: given back on days that are no longer wanted, else as now said."""
    beside: list[Beside] = []
    for booking in by_rule(programme, enrolment.person_id, enrolment.starts_on, None, STANDING):
        session = locked(booking.session)
        if rules.past_cutoff(session):
            continue
        if not comes_on(enrolment, day_of(session)):
            moved_up = freed(session, booking, BookingState.CANCELLED, released=True)
            beside += [Beside(booking, {"set": {"state": booking.state}}), *moved_up]
            continue
        served_as_enrolled(session, booking, enrolment)
        booking.save(update_fields=AS_ENROLLED)
        beside.append(Beside(booking, {"as_enrolled": True}))
    return beside


@act(personal=("reason",))
def change_booking(
    *,
    by: Actor,
    booking: Booking,
    options: dict[str, Any],
    deliver_to: str = "",
    reason: str = "",
) -> Event[Booking]:
    """Change what is wanted this one time; after the cutoff only the clerk can, with a reason."""
    session = locked(booking.session)
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("town", "person", "organisation")
        .get(pk=booking.pk)
    )
    source = rules.source_of(session, booking.person, by, booking.organisation)
    if booking.state not in STANDING:
        raise Refused(_("This booking was given back. Book again."))
    if why := rules.why_not_book(session, booking.person, source, reason):
        raise Refused(why)
    if why := rules.why_not_eat(session, options, source):
        raise Refused(why, field="apart")
    if (booking.options, booking.deliver_to) == (options, deliver_to):
        return Event(booking, by, repeated=True)
    booking.options, booking.deliver_to = options, deliver_to.strip()[:120]
    booking.save(update_fields=["options", "deliver_to"])
    return Event(booking, by, {"changed": True, "reason": reason.strip()})
