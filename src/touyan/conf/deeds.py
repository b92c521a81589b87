"""Which event of which room is a deed that plans count, and under which measure: `wiring` connects it.

A room that has something new to count brings a function that says what of its event is a deed, and one
line in `wiring.STORIES`. Facts are keyed by measure and source, so hearing of a deed twice is hearing
of it once; which requirements it counts in is asked when they are read.
"""

from collections.abc import Iterable

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.orders.models import Order
from touyan.orders.states import State as OrderState
from touyan.plans.acts import Deed, record_facts, retract_facts
from touyan.plans.states import Measure
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads.year import serves
from touyan.programmes.states import Kind, SessionState
from touyan.selections.models import Candidate, Selection
from touyan.town.models import Organisation
from touyan.town.reads import branch_of
from touyan.town.states import PLACES_PEOPLE_LIVE

SESSIONS: dict[str, Measure] = {
    Kind.LECTURE: Measure.LECTURE,
    Kind.PARTY_CLASS: Measure.PARTY_CLASS,
    Kind.SYMPOSIUM: Measure.SYMPOSIUM,
    Kind.STUDY_TRIP: Measure.STUDY_TRIP,
    Kind.PORTRAIT: Measure.PORTRAIT,
    Kind.OUTREACH: Measure.OUTREACH,
    Kind.TOUR: Measure.TOUR,
}
"""Kind of session → what its having taken place counts as."""


def _counts_for(organisation: Organisation) -> int:
    """What takes place in a village is its branch's."""
    branch = branch_of(organisation) if organisation.kind in PLACES_PEOPLE_LIVE else None
    return (branch or organisation).pk


def count_session(event: Event[Session]) -> None:
    """A session took place: it counts for whoever put it on."""
    session = event.about
    measure = SESSIONS.get(session.programme.kind)
    if measure is None or session.state != SessionState.HELD:
        return
    deed = Deed(
        session.town, measure, f"session:{session.pk}", session.day,
        organisation=_counts_for(session.host),
    )  # fmt: skip
    record_facts(by=event.by, deeds=[deed])


def _deeds_of(rows: Iterable[Attendance]) -> list[Deed]:
    """What somebody's having come counts as: a service, a study trip."""
    deeds: list[Deed] = []
    hosts: dict[int, int] = {}
    for row in rows:
        session = row.session
        measures = [Measure.SERVICE] if serves(row) else []
        if session.programme.kind == Kind.STUDY_TRIP:
            measures.append(Measure.TRIP_MEMBER)
        if measures and session.host_id not in hosts:
            hosts[session.host_id] = _counts_for(session.host)
        deeds += [
            Deed(
                session.town, measure, f"attendance:{row.pk}", row.day, row.person_id,
                hosts[session.host_id],
            )
            for measure in measures
        ]  # fmt: skip
    return deeds


def count_attendance(event: Event[Attendance]) -> None:
    """Somebody came, or a correction says what really was: the old row counts no longer."""
    row = event.about
    if row.corrects_id is not None:
        source = f"attendance:{row.corrects_id}"
        keys = [(measure, source) for measure in (Measure.SERVICE, Measure.TRIP_MEMBER)]
        retract_facts(by=event.by, keys=keys)
    if row.standing and (deeds := _deeds_of([row])):
        record_facts(by=event.by, deeds=deeds)


def count_roster(event: Event[Session]) -> None:
    """A whole list came."""
    session = event.about
    for row in event.made or ():
        row.session = session
    if deeds := _deeds_of(event.made or ()):
        record_facts(by=event.by, deeds=deeds)


def count_delivered(event: Event[Order]) -> None:
    """An order delivered counts for whoever delivered it, once however often; taken up again, no longer."""
    order = event.about
    source = f"order:{order.pk}"
    worker = order.agency or order.branch
    if order.state in {OrderState.DELIVERED, OrderState.CLOSED}:
        deed = Deed(
            order.town, Measure.ORDER_DELIVERED, source, clock.today(),
            order.agency_person_id, worker.pk,
        )  # fmt: skip
        record_facts(by=event.by, deeds=[deed])
    else:
        retract_facts(by=event.by, keys=[(Measure.ORDER_DELIVERED, source)])


def count_closed(event: Event[Order]) -> None:
    """An order closed counts for the branch that first took it; opened again, no longer."""
    order = event.about
    source = f"order:{order.pk}"
    if order.state == OrderState.CLOSED:
        day = clock.today()
        deed = Deed(order.town, Measure.ORDER_CLOSED, source, day, organisation=order.branch_id)
        record_facts(by=event.by, deeds=[deed])
    else:
        retract_facts(by=event.by, keys=[(Measure.ORDER_CLOSED, source)])


def count_contest(event: Event[Selection]) -> None:
    """A contest's winners were announced: it has been held."""
    selection = event.about
    deed = Deed(
        selection.town, Measure.CONTEST, f"selection:{selection.pk}", selection.held_on,
        organisation=selection.host_id,
    )  # fmt: skip
    record_facts(by=event.by, deeds=[deed])


def count_honour(event: Event[Candidate]) -> None:
    """Somebody was honoured, or the honour was taken back."""
    one = event.about
    source = f"candidate:{one.pk}"
    if event.name == "selections.revoke":
        retract_facts(by=event.by, keys=[(Measure.HONOUR, source)])
        return
    deed = Deed(
        one.town, Measure.HONOUR, source, one.decided_on or clock.today(),
        one.person_id, _counts_for(one.unit),
    )  # fmt: skip
    record_facts(by=event.by, deeds=[deed])
