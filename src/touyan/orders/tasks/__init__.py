"""What follows from an act, written in the same transaction; and what the clock does by itself."""

from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.kernel.search.shelves import Shelf
from touyan.kernel.working_time import WorkingTime
from touyan.orders.acts.closing import lapse
from touyan.orders.models import ERASED, Order
from touyan.orders.reads import answers_due_between, chain, due_between, lapsing, public
from touyan.orders.states import State
from touyan.orders.tasks.reading import forget_reading, reread
from touyan.orders.tasks.retention import forget_guests, forget_old
from touyan.town.acts import tell
from touyan.town.models import Notice, Organisation, Person
from touyan.town.rules import stands_in
from touyan.town.states import OrganisationKind

__all__ = [
    "ORDERS", "PUBLIC", "forget", "forget_guests", "forget_old", "forget_reading", "forget_words", "index", "index_public", "lapse_silent", "remind", "reread", "tell_holder",
    "tell_town", "tell_unit",
]  # fmt: skip

KIND = "order"
NIGHT = WorkingTime({}, published_until=date.max)
"""Nobody is messaged between 21:00 and 08:00, whatever the day."""


# The index of words ----------------------------------------------------------------------------


def index(event: Event[Order]) -> None:
    """Keep the order findable by its words, for exactly those who may see it."""
    ORDERS.keep(event.about)


def index_public(event: Event[Order]) -> None:
    """Its public copy is found by everybody, for as long as there is one."""
    order = event.about
    if order.is_public:
        PUBLIC.keep(order)
    else:
        PUBLIC.forget(order)


def marks(order: Order) -> set[str]:
    """Who may find it, as tokens of the index: county, town, village, branch, unit and helpers."""
    found = {f"o{order.town.parent_id}", f"o{order.town_id}", f"o{order.branch_id}"}
    found.add(f"o{order.branch.parent_id}")
    if order.agency is not None:
        found |= {f"o{order.agency_id}"}
        if order.agency.kind == OrganisationKind.BRANCH:
            found.add(f"o{order.agency.parent_id}")
    if order.dispatched_at is not None:
        # A branch's secretary stands on its village, whose place in the tree is above the branch.
        for pk, parent in order.helpers.values_list("pk", "parent"):
            found |= {f"o{pk}", f"o{parent}"} if parent != order.town_id else {f"o{pk}"}
    return found


def forget(event: Event[Order]) -> None:
    """Neither its words nor its public copy."""
    ORDERS.forget(event.about)
    PUBLIC.forget(event.about)


def forget_words(event: Event[Order]) -> None:
    """Whoever placed it asked to be erased: what was said is found and read no more."""
    if event.about.words in ERASED:
        forget(event)
        forget_reading(event)


ORDERS = Shelf(
    KIND,
    lambda: Order.objects.exclude(words__in=ERASED).select_related(
        "town", "branch", "agency", "village"
    ),
    lambda order: f"{order.words}\n{order.where}\n{order.ref}",
    marks,
)
PUBLIC = Shelf(
    "public_order",
    lambda: public().select_related("village", "category"),
    lambda order: f"{order.public_words}\n{order.village.name}\n{order.ref}",
    lambda order: [f"t{order.town_id}", f"v{order.village_id}"],
)


# Who should hear -------------------------------------------------------------------------------


def tell_holder(event: Event[Order]) -> None:
    """Whoever holds it now, or held it last, hears of it, unless they did it themselves."""
    order = event.about
    if order.holder is not None:
        _tell(event, order.holder, order.holder_person)
    elif last := chain(order).last():
        _tell(event, last.organisation, last.person)


def tell_town(event: Event[Order]) -> None:
    """The town's dispatchers hear of it."""
    _tell(event, event.about.town, None)


def tell_unit(event: Event[Order]) -> None:
    """The unit whose work it was hears what became of it."""
    order = event.about
    _tell(event, order.agency or order.branch, order.agency_person)


def _tell(event: Event[Order], organisation: Organisation, person: Person | None) -> None:
    order, now = event.about, clock.now()
    if isinstance(event.by, Person) and stands_in(event.by, organisation):
        return
    notice = Notice(
        town=order.town, organisation=organisation, person=person, about=f"{KIND}:{order.pk}",
        number=order.ref, event=event.name, at=now, not_before=NIGHT.quiet(now),
    )  # fmt: skip
    tell([notice])


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
    """Tell holders the day before and on the day, then their superior, and when a first answer is due; each once a date."""
    now, day = clock.now(), timedelta(days=1)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        _remind(due_between(today + day, today + 2 * day), "due_soon", now)
        + _remind(due_between(now, today + day), "due_now", now)
        + _remind(due_between(now - 400 * day, now), "overdue", now)
        + _remind(answers_due_between(today, today + day), "answer_due", now)
    )


def _remind(orders: QuerySet[Order], event: str, now: datetime) -> int:
    """How many were told now; what was said before is not said again, however much of it there is."""
    told, waiting = 0, orders.exclude(state=State.DELIVERED).iterator(chunk_size=500)
    while some := {_once(order, event): order for order in islice(waiting, 500)}:
        said = set(Notice.objects.filter(once__in=some).values_list("once", flat=True))
        rows = [_reminder(order, event, now) for once, order in some.items() if once not in said]
        told += tell(rows)
    return told


def _once(order: Order, event: str) -> str:
    date = order.answer_due_at if event == "answer_due" else order.due_at
    return f"{event}:{order.pk}:{date:%Y%m%d%H%M}"


def _reminder(order: Order, event: str, now: datetime) -> Notice:
    to_superior = event == "overdue"
    above = order.town.parent if order.holder_id == order.town_id else order.town
    return Notice(
        town=order.town,
        organisation=above if to_superior else order.holder,
        person_id=None if to_superior else order.holder_person_id,
        about=f"{KIND}:{order.pk}",
        number=order.ref,
        event=f"orders.{event}",
        at=now,
        not_before=NIGHT.quiet(now),
        once=_once(order, event),
    )
