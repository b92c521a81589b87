"""What one room tells another, as `wiring` connects it: a listener joins the act that it listens to."""

import logging
from uuid import NAMESPACE_URL, UUID, uuid5

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.refused import Refused
from touyan.orders.models import Order
from touyan.orders.states import Outcome
from touyan.programmes.acts import count_deed, hear_difficulty, thank
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads import programme_of_code
from touyan.programmes.states import DEEDS, RAISED
from touyan.town.models import Person
from touyan.town.states import SERVING_ROLES

log = logging.getLogger("touyan.stories")


def count_delivery(event: Event[Order]) -> None:
    """An order delivered by a member or a volunteer is a service, once however often it is delivered."""
    order = event.about
    person = order.agency_person or event.by
    if not isinstance(person, Person) or not _serves(person):
        return
    programme = programme_of_code(order.town, DEEDS)
    if programme is None:
        return
    try:
        count_deed(
            by=event.by, programme=programme, village=order.village, person=person,
            at=clock.now(), nonce=_deed(order),
        )  # fmt: skip
    except Refused as refused:  # whatever is wrong with the ledger of hours, the order is delivered
        log.info("order %s counts in no programme: %s", order.ref, refused)


def thank_for_delivery(event: Event[Order]) -> None:
    """Whoever asked says that it was put right: that confirms the service."""
    if event.data.get("set", {}).get("outcome") not in {Outcome.SOLVED, Outcome.PARTLY}:
        return
    served = Attendance.objects.filter(nonce=_deed(event.about), standing=True).first()
    if served is not None and event.by != served.person:
        thank(by=event.by, attendance=served)


def keep_difficulty(event: Event[Order]) -> None:
    """An order raised at a symposium stands with that symposium, by its number."""
    order = event.about
    number = order.source_ref.partition(":")[0]
    if order.source != RAISED or not number.isdigit():
        return
    session = Session.objects.filter(pk=int(number), town=order.town).first()
    if session is not None:
        hear_difficulty(by=event.by, session=session, order=order.ref)


def _serves(person: Person) -> bool:
    return any(role.role in SERVING_ROLES for role in person.roles_today)


def _deed(order: Order) -> UUID:
    """The same order is the same deed, however often it is delivered."""
    return uuid5(NAMESPACE_URL, f"touyan:order:{order.pk}")
