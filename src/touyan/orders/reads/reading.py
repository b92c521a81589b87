"""What the worker reads of orders, and what it made of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from touyan.kernel.models import Entry
from touyan.orders.models import (
    ERASED,
    IS_OPEN,
    Category,
    Matter,
    Measured,
    Order,
    Requester,
    Suggestion,
    Voice,
)
from touyan.town.models import Person
from touyan.town.states import COUNTY, TOWN, RoleCode

HISTORY_MOST = 30_000
"""So many of the newest sorted orders are learnt from, whatever the town's age."""
PORTION = 500
"""So many of them are in memory at once."""
USUAL_OF = 50
"""The newest dispatched orders of a category that say whom it usually goes to."""
USUAL_AT_LEAST = 3
MATTER_AT_LEAST = 3
"""Orders: fewer are no matter any more, whatever else was erased."""
SHOWN = 20


# Words -----------------------------------------------------------------------------------------


def unread() -> QuerySet[Order]:
    """Open orders of which nobody has read yet what they are about, newest first."""
    read = Suggestion.objects.filter(order_id=OuterRef("pk"))
    return Order.objects.filter(IS_OPEN, ~Exists(read)).order_by("-id").only("words")


def said_in(orders: Iterable[Order]) -> dict[int, str]:
    """All that requesters wrote, by order: what was placed, and what was added later."""
    said = {order.pk: order.words for order in orders}
    things = [f"order:{pk}" for pk in said]
    added = Entry.objects.filter(about__in=things, name="orders.add").order_by("about", "seq")
    for thing, data in added.values_list("about", "data"):
        if more := data.get("words"):
            said[int(thing.partition(":")[2])] += f"\n{more}"
    return said


def history() -> Iterator[tuple[str, str]]:
    """What people sorted, oldest first: the last word on each order is what is learnt."""
    by_hand = Order.objects.filter(category__isnull=False).exclude(words__in=ERASED)
    newest = by_hand.order_by("-pk").values_list("pk", flat=True)[HISTORY_MOST:][:1]
    last = next(iter(newest), 0)
    columns = by_hand.order_by("pk").values_list("pk", "words", "category__code")
    while some := list(columns.filter(pk__gt=last)[:PORTION]):
        last = some[-1][0]
        yield from ((words, code) for _pk, words, code in some)


def sorted_since(moment: datetime) -> bool:
    """Whether anybody has said of an order what it is about since then."""
    return Entry.objects.filter(name="orders.sort", at__gt=moment).exists()


def messages(town_id: int, since: datetime, most: int) -> list[tuple[int, str, datetime, str]]:
    """Number, voice, time and words of a town's newest orders; a voice is one person, told by no name."""
    first = Requester.objects.filter(
        first=True, order__town=town_id, order__placed_at__gte=since
    ).exclude(order__words__in=ERASED)
    # Only what is read: whole rows would leave the worker larger for good, with every name unsealed.
    columns = ("order_id", "order__placed_at", "order__where", "order__words", *VOICE)
    newest = first.order_by("-order_id").values_list(*columns)[:most]
    return [
        (pk, voice_of(*whose), at, f"{where} {words}")
        for pk, at, where, words, *whose in reversed(newest)
    ]


VOICE = ("person_id", "phone_blind", "receipt_blind")
"""The columns of a requester that tell one voice from another."""


def voice_of(person: int | None, phone_blind: str, receipt_blind: str) -> str:
    return f"p{person}" if person else phone_blind or receipt_blind


# Suggestions -----------------------------------------------------------------------------------


def known_categories(town_ids: Iterable[int]) -> dict[tuple[int, str], Category]:
    """A suggestion names a code; each town has its own category of that code."""
    found = Category.objects.filter(town__in=town_ids, ended_on__isnull=True)
    return {(category.town_id, category.code): category for category in found}


def usual_units(categories: Iterable[Category]) -> dict[int, int | None]:
    """Whom each category usually goes to: as it was dispatched lately, else as the town says."""
    return {category.pk: _usual_unit(category) for category in categories}


def _usual_unit(category: Category) -> int | None:
    lately = Order.objects.filter(category=category, dispatched_at__isnull=False).order_by("-pk")
    sent = Counter(lately.values_list("agency", flat=True)[:USUAL_OF])
    for unit, times in sent.most_common(1):
        if unit is not None and times >= USUAL_AT_LEAST and 2 * times > sum(sent.values()):
            return unit
    return category.unit_id


def agreement(town_id: int, since: datetime) -> dict[str, int]:
    """Of the suggestions made since then that a person has answered by sorting: how many stood."""
    answered = Suggestion.objects.filter(
        order__town=town_id, at__gte=since, category__isnull=False, order__category__isnull=False
    )
    stood = Count("pk", filter=Q(category=F("order__category")))
    return answered.aggregate(answered=Count("pk"), stood=stood)


# Hot matters -----------------------------------------------------------------------------------

SEE_MATTERS = frozenset({RoleCode.DISPATCHER, RoleCode.LEADER})


def sees_matters(person: Person) -> bool:
    return any(
        role.role in SEE_MATTERS and role.organisation.kind in {TOWN, COUNTY}
        for role in person.roles_today
    )


def matters_for(person: Person) -> QuerySet[Matter]:
    """The matters of the towns that somebody dispatches or leads, hottest first, each with its orders."""
    own = [role.organisation for role in person.roles_today if role.role in SEE_MATTERS]
    towns = [one.pk for one in own if one.kind == TOWN]
    counties = [one.pk for one in own if one.kind == COUNTY]
    voices = Voice.objects.select_related("order", "order__village").order_by("place")
    return (
        Matter.objects.filter(Q(town__in=towns) | Q(town__parent__in=counties))
        .select_related("town")
        .prefetch_related(Prefetch("voices", voices))
        .order_by("rank", "town")[:SHOWN]
    )


def measured(what: str, town_ids: Iterable[int]) -> dict[int, Measured]:
    """How well the reading did when it was last measured, by town."""
    return {one.town_id: one for one in Measured.objects.filter(what=what, town__in=town_ids)}
