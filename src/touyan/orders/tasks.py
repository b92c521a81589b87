"""What follows from an act, written in the same transaction; and what the clock does by itself."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from touyan.kernel import clock, search
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.kernel.working_time import WorkingTime
from touyan.orders.acts.closing import lapse
from touyan.orders.models import Order
from touyan.orders.reads import due_between, lapsing
from touyan.town.models import Notice, Organisation, Person
from touyan.town.states import OrganisationKind

KIND = "order"
NIGHT = WorkingTime({}, published_until=date.max)
"""Nobody is messaged between 21:00 and 08:00, whatever the day."""


# The index of words ----------------------------------------------------------------------------


def index(event: Event[Order]) -> None:
    """Keep the order findable by its words, for exactly those who may see it."""
    order = event.about
    search.put(KIND, order.pk, f"{order.words}\n{order.where}\n{order.ref}", marks(order))


def marks(order: Order) -> set[str]:
    """Who may find it, as tokens of the index: county, town, village, branch, unit and helpers."""
    found = {f"o{order.town.parent_id}", f"o{order.town_id}", f"o{order.branch_id}"}
    found.add(f"o{order.branch.parent_id}")
    if order.agency is not None:
        found |= {f"o{order.agency_id}"}
        if order.agency.kind == OrganisationKind.BRANCH:
            found.add(f"o{order.agency.parent_id}")
    if order.dispatched_at is not None:
        found |= {f"o{pk}" for pk in order.helpers.values_list("pk", flat=True)}
    return found


def forget(event: Event[Order]) -> None:
    search.remove(KIND, event.about.pk)


# Who should hear -------------------------------------------------------------------------------


def tell_holder(event: Event[Order]) -> None:
    """Whoever holds it now hears of it, unless they did it themselves."""
    order = event.about
    if order.holder is not None and order.holder_id is not None:
        _tell(event, order.holder, order.holder_person)


def tell_town(event: Event[Order]) -> None:
    """The town's dispatchers hear of it."""
    _tell(event, event.about.town, None)


def tell_unit(event: Event[Order]) -> None:
    """The unit whose work it was hears what became of it."""
    order = event.about
    _tell(event, order.agency or order.branch, order.agency_person)


def _tell(event: Event[Order], organisation: Organisation, person: Person | None) -> None:
    order, now = event.about, clock.now()
    if isinstance(event.by, Person) and any(
        role.organisation_id == organisation.pk for role in event.by.roles_today
    ):
        return
    Notice.objects.create(
        town=order.town, organisation=organisation, person=person, about=f"{KIND}:{order.pk}",
        number=order.ref, event=event.name, at=now, not_before=NIGHT.quiet(now),
    )  # fmt: skip


# The clock -------------------------------------------------------------------------------------


def lapse_silent() -> int:
    """Close what the requester left without a word, once the silence is over; safe to run twice."""
    closed = 0
    for order in lapsing(clock.now())[:500]:
        try:
            lapse(by=CLOCK, order=order)
        except Refused:  # somebody was quicker
            continue
        closed += 1
    return closed


def remind() -> int:
    """Tell holders the day before and on the day, then their superior; each once a date."""
    now = clock.now()
    return (
        _remind(due_between(now, now + timedelta(days=1)), "due_soon", now)
        + _remind(due_between(now - timedelta(days=1), now), "due_now", now)
        + _remind(due_between(now - timedelta(days=400), now - timedelta(days=1)), "overdue", now)
    )


def _remind(orders: QuerySet[Order], event: str, now: datetime) -> int:
    rows = [_reminder(order, event, now) for order in orders.exclude(state="delivered")[:1000]]
    made = Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(made)


def _reminder(order: Order, event: str, now: datetime) -> Notice:
    to_superior = event == "overdue"
    return Notice(
        town=order.town,
        organisation=order.town if to_superior else order.holder,
        person_id=None if to_superior else order.holder_person_id,
        about=f"{KIND}:{order.pk}",
        number=order.ref,
        event=f"orders.{event}",
        at=now,
        not_before=NIGHT.quiet(now),
        once=f"{event}:{order.pk}:{order.due_at:%Y%m%d%H%M}",
    )
