"""What the canteens' first page shows around the telephone: today and tomorrow, and doors knocked on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.http import Http404

from touyan.kernel import clock
from touyan.orders.models import Order
from touyan.programmes.models import Programme, Session
from touyan.programmes.reads.canteen import KNOCKS, days_between, kept_by
from touyan.programmes.rules import moment_of
from touyan.town.models import Person


def canteens_of(person: Person) -> list[Programme]:
    """Those whose lists the person keeps; 404 for everybody who keeps none."""
    kept = list(kept_by(person))
    if not kept:
        raise Http404
    return kept


def canteen_of(person: Person, number: int) -> Programme:
    found = kept_by(person).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Around:
    """Today and tomorrow at each place, and the orders to knock on a door that went out today."""

    sessions: dict[int, list[Session]]
    knocks: list[Order]


def around(kept: Iterable[Programme]) -> Around:
    kept = list(kept)
    today = midnight()
    sessions: dict[int, list[Session]] = {}
    for session in days_between(kept, today, today + timedelta(days=2)):
        sessions.setdefault(session.programme_id, []).append(session)
    return Around(sessions, knocks(kept, today))


def midnight() -> datetime:
    """At which today began."""
    return moment_of(clock.today(), time.min)


def knocks(kept: Iterable[Programme], since: datetime) -> list[Order]:
    """Only those of the villages around these places; the numbers, and how far they are."""
    near = Q(pk__in=[])
    for programme in kept:
        home = programme.village or programme.host
        near |= Q(village__path__startswith=home.path)
    rows = Order.objects.filter(near, source=KNOCKS, placed_at__gte=since).only(
        "id", "state", "placed_at", "source_ref", "village"
    )
    return list(rows.select_related("village").order_by("id"))
