"""Who goes round the doors with the meals."""

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.programmes import rules
from touyan.programmes.models import Round, Session
from touyan.programmes.reads.scope import locked
from touyan.programmes.rules.canteen import ROUNDS_MOST, expires_at
from touyan.programmes.states import Kind
from touyan.town.models import Person


@act()
def name_carrier(
    *, by: Actor, session: Session, carrier: Person, number: int = 1
) -> Event[Session]:
    """Say who goes a round; named again, somebody else goes it, and the one before reads it no more."""
    session = locked(session)
    _check_carrier(by, session, carrier, number)
    row, made = Round.objects.get_or_create(
        session=session, number=number,
        defaults={
            "town": session.town, "carrier": carrier, "named_at": clock.now(),
            "named_by": by if isinstance(by, Person) else None,
        },
    )  # fmt: skip
    if not made and row.carrier_id == carrier.pk:
        return Event(session, by, repeated=True, made=row)
    row.carrier, row.named_at = carrier, clock.now()
    row.save(update_fields=["carrier", "named_at"])
    return Event(session, by, {"round": number, "carrier": carrier.pk}, made=row)


def _check_carrier(by: Actor, session: Session, carrier: Person, number: int) -> None:
    if session.programme.kind != Kind.CANTEEN or not rules.keeps_roster(session, by):
        raise Refused(_("This is not yours to change."))
    if clock.now() >= expires_at(session):
        raise Refused(_("This is over, or does not take place."))
    if not 1 <= number <= ROUNDS_MOST:
        raise Refused(_("Rounds have numbers from 1 to 9."), field="number")
    if carrier.town_id != session.town_id or not carrier.is_active:
        raise Refused(_("Choose somebody of the town."), field="carrier")
