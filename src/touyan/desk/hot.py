"""How a hot matter is told: its headline in its own words, how many, since when, and week by week."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from touyan.kernel import clock
from touyan.orders.models import Matter, Order
from touyan.orders.reads.reading import MATTER_AT_LEAST

WEEKS = 12
HEADLINE = 60
WIDE, HIGH = 20, 48


@dataclass(frozen=True)
class Week:
    """One bar: the week's Monday, how many orders, and where it stands in the drawing."""

    monday: date
    orders: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Told:
    """A matter as the page shows it. Nothing about any one person is among it."""

    headline: str
    town: str
    people: int
    first: datetime
    last: datetime
    weeks: list[Week]
    orders: list[Order]

    @property
    def rising(self) -> bool:
        """More in the last four weeks than in the four before."""
        lately = [week.orders for week in self.weeks]
        return sum(lately[-4:]) > sum(lately[-8:-4])


def told(matter: Matter) -> Told | None:
    """None where too few orders are left that speak of it."""
    orders = [voice.order for voice in matter.voices.all()]
    if len(orders) < MATTER_AT_LEAST:
        return None
    times = [order.placed_at for order in orders]
    return Told(
        headline=" ".join(orders[0].words.split())[:HEADLINE],
        town=matter.town.label,
        people=matter.people,
        first=min(times),
        last=max(times),
        weeks=weeks(times),
        orders=sorted(orders, key=lambda order: -order.pk),
    )


def weeks(times: list[datetime]) -> list[Week]:
    """The last twelve weeks, this one included."""
    this = _monday(clock.now())
    mondays = [this - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    counted = Counter(_monday(moment) for moment in times)
    most = max([counted[monday] for monday in mondays] + [1])
    return [_bar(n, monday, counted[monday], most) for n, monday in enumerate(mondays)]


def _bar(number: int, monday: date, orders: int, most: int) -> Week:
    height = round(HIGH * orders / most)
    return Week(monday, orders, number * WIDE, HIGH - height, height)


def _monday(moment: datetime) -> date:
    day = timezone.localtime(moment).date()
    return day - timedelta(days=day.weekday())
