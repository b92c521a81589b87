"""On which days a programme takes place."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from touyan.kernel.working_time import WorkingTime
from touyan.programmes.models import Programme
from touyan.programmes.states import WEEKDAYS


def takes_place(programme: Programme, working: WorkingTime, day: date) -> bool:
    """By its weekly rule and term; where it keeps to working days, by the town's calendar too."""
    if day < programme.starts_on or (programme.ends_on is not None and day > programme.ends_on):
        return False
    listed = str(day.isoweekday()) in programme.weekdays
    if not programme.on_working_days:
        return listed
    made_up = day.isoweekday() > 5 and set(WEEKDAYS) <= set(programme.weekdays)
    return working.is_working(day) and (listed or made_up)


def days_of(programme: Programme, working: WorkingTime, first: date, last: date) -> Iterator[date]:
    """Every day of a range, the ends included, on which it takes place."""
    day = first
    while day <= last:
        if takes_place(programme, working, day):
            yield day
        day += timedelta(days=1)


def moment_of(day: date, at: time) -> datetime:
    """A time of the town's clock on a day."""
    return timezone.make_aware(datetime.combine(day, at))
