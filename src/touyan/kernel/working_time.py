"""When something falls due, counted as the town works, with the reason kept beside the answer.

Days are counted as the Civil Code does (articles 201 to 203): the day something begins is not
counted, and the last day ends when business does. Which days are worked is Monday to Friday, but
for the days that the State Council moves each year; the town may edit those.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

DAY = timedelta(days=1)
FIRST_SEEDED_YEAR = 2019
OFFICE_HOURS = ((time(8, 30), time(12)), (time(14), time(17, 30)))
LAST_MOMENT = time(23, 59, 59)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
MOST = 10_000
"""Nothing that the town promises takes longer; it keeps a typing mistake from walking for ever."""


class Unit(StrEnum):
    """What an amount of time is counted in."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True)
class Due:
    """A date and how it was come by; kept with what is due, so that it can always be explained."""

    at: datetime
    provisional: bool
    """It lies beyond the published calendar, so a holiday may still move it."""
    start: datetime
    amount: int
    unit: Unit
    holidays: tuple[date, ...] = ()
    """Days off on the way that a plain week would not have, with the weekends they join."""
    make_up: tuple[date, ...] = ()
    """Saturdays and Sundays on the way that are worked."""

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "provisional": self.provisional,
            "start": self.start.isoformat(),
            "amount": self.amount,
            "unit": str(self.unit),
            "holidays": [day.isoformat() for day in self.holidays],
            "make_up": [day.isoformat() for day in self.make_up],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Due":
        return cls(
            at=datetime.fromisoformat(kept["at"]),
            provisional=kept["provisional"],
            start=datetime.fromisoformat(kept["start"]),
            amount=kept["amount"],
            unit=Unit(kept["unit"]),
            holidays=tuple(date.fromisoformat(day) for day in kept["holidays"]),
            make_up=tuple(date.fromisoformat(day) for day in kept["make_up"]),
        )


@dataclass(frozen=True)
class WorkingTime:
    """The town's working days and hours."""

    days: Mapping[date, bool]
    """Whether a day is worked, for those days at least that differ from Monday to Friday."""
    published_until: date
    """The last day of the last year whose holidays the State Council has published."""
    tz: str = "Asia/Shanghai"
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS

    def __post_init__(self) -> None:
        bounds = [bound for stretch in self.hours for bound in stretch]
        if not bounds or any(a >= b for a, b in pairwise(bounds)):
            raise ValueError("Working hours must be stretches that follow one another in a day.")

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def is_working(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < 5)

    def add(self, start: datetime, amount: int, unit: Unit) -> Due:
        """When `amount` of whichever unit will have passed."""
        match unit:
            case Unit.WORKING_DAYS:
                return self.add_days(start, amount)
            case Unit.WORKING_HOURS:
                return self.add_hours(start, amount)
            case Unit.DAYS:
                return self.add_calendar_days(start, amount)
            case Unit.HOURS:
                return self.add_clock_hours(start, amount)

    def add_days(self, start: datetime, amount: int) -> Due:
        """The close of the nth working day after the day of the start."""
        begun = self._local(start, amount)
        day, left = begun.date(), amount
        while left:
            day += DAY
            left -= self.is_working(day)
        at = self._moment(day, self.hours[-1][1])
        return self._due(
            at, begun, amount, Unit.WORKING_DAYS, walked=_days(begun.date() + DAY, day)
        )

    def add_hours(self, start: datetime, amount: int) -> Due:
        """When that many hours will have been worked, beginning at once if the town is at work."""
        begun = self._local(start, amount)
        left = timedelta(hours=amount)
        for opens, closes in self._stretches(begun):
            if closes - opens >= left:
                walked = _days(begun.date(), opens.date())
                return self._due(opens + left, begun, amount, Unit.WORKING_HOURS, walked=walked)
            left -= closes - opens
        raise AssertionError("Working stretches do not end.")

    def add_calendar_days(self, start: datetime, amount: int) -> Due:
        """The end of the nth day after the day of the start, whoever rests: for residents' periods."""
        begun = self._local(start, amount)
        at = self._moment(begun.date() + amount * DAY, LAST_MOMENT)
        return self._due(at, begun, amount, Unit.DAYS)

    def add_clock_hours(self, start: datetime, amount: int) -> Due:
        """That many hours by the clock, day and night."""
        begun = self._local(start, amount)
        at = (begun.astimezone(UTC) + timedelta(hours=amount)).astimezone(self.zone)
        return self._due(at, begun, amount, Unit.HOURS)

    def working_days_between(self, a: datetime, b: datetime) -> int:
        """Working days after the day of `a` up to that of `b`; negative if `b` comes first."""
        first, last = self._day(a), self._day(b)
        if last < first:
            return -self.working_days_between(b, a)
        return sum(map(self.is_working, _days(first + DAY, last)))

    def quiet(self, at: datetime) -> datetime:
        """The moment itself, or eight in the morning if it falls into the night."""
        local = at.astimezone(self.zone)
        if QUIET_UNTIL <= local.time() < QUIET_FROM:
            return at
        morning = local.date() + (DAY if local.time() >= QUIET_FROM else timedelta())
        return self._moment(morning, QUIET_UNTIL)

    def _local(self, start: datetime, amount: int) -> datetime:
        if start.tzinfo is None:
            raise ValueError("The start must carry its time zone.")
        if not 1 <= amount <= MOST:
            raise ValueError(f"An amount of time must lie between 1 and {MOST}.")
        return start.astimezone(self.zone)

    def _day(self, at: datetime) -> date:
        if at.tzinfo is None:
            raise ValueError("The moment must carry its time zone.")
        return at.astimezone(self.zone).date()

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone)

    def _stretches(self, begun: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working hours from a moment on, without end."""
        day = begun.date()
        while True:
            for opens, closes in self.hours if self.is_working(day) else ():
                if self._moment(day, closes) > begun:
                    yield max(begun, self._moment(day, opens)), self._moment(day, closes)
            day += DAY

    def _due(
        self, at: datetime, start: datetime, amount: int, unit: Unit, walked: Iterable[date] = ()
    ) -> Due:
        """The answer with its reasons; periods that do not ask who works need no calendar."""
        days = list(walked)
        return Due(
            at=at,
            provisional=bool(days) and at.date() > self.published_until,
            start=start,
            amount=amount,
            unit=unit,
            holidays=tuple(self._holidays(days)),
            make_up=tuple(day for day in days if day.weekday() >= 5 and self.is_working(day)),
        )

    def _holidays(self, days: list[date]) -> Iterator[date]:
        """Stretches of rest in which somebody would have worked in a plain week."""
        rest = [day for day in days if not self.is_working(day)]
        for first, last in _stretches_of(rest):
            stretch = list(_days(first, last))
            if any(day.weekday() < 5 for day in stretch):
                yield from stretch


def explain(due: Due) -> str:
    """How a date was counted, as a sentence for the person who waits."""
    parts = [_amount(due.amount, due.unit).format(n=due.amount, start=_moment_text(due.start))]
    if due.holidays:
        text = ngettext("{days} is a holiday", "{days} are holidays", len(due.holidays))
        parts.append(text.format(days=_days_text(due.holidays)))
    if due.make_up:
        text = ngettext(
            "{days} is a make-up working day", "{days} are make-up working days", len(due.make_up)
        )
        parts.append(text.format(days=_days_text(due.make_up)))
    if due.provisional:
        parts.append(_("provisional, because the holidays of that year are not published yet"))
    return pgettext("between parts of a sentence", "; ").join(parts)


def _amount(amount: int, unit: Unit) -> str:
    match unit:
        case Unit.WORKING_DAYS:
            return ngettext("{n} working day from {start}", "{n} working days from {start}", amount)
        case Unit.WORKING_HOURS:
            return ngettext(
                "{n} working hour from {start}", "{n} working hours from {start}", amount
            )
        case Unit.DAYS:
            return ngettext("{n} day from {start}", "{n} days from {start}", amount)
        case Unit.HOURS:
            return ngettext("{n} hour from {start}", "{n} hours from {start}", amount)


def _moment_text(at: datetime) -> str:
    return formatted(at, pgettext("format of a moment", "j M Y H:i"))


def _days_text(days: Iterable[date]) -> str:
    return pgettext("between days", ", ").join(
        _span_text(first, last) for first, last in _stretches_of(days)
    )


def _span_text(first: date, last: date) -> str:
    """One day, or a stretch of them with the month said once."""
    whole = pgettext("format of a day in a year", "j M")
    if first == last:
        return formatted(first, whole)
    if first.month != last.month:
        return pgettext("days", "{first} – {last}").format(
            first=formatted(first, whole), last=formatted(last, whole)
        )
    return pgettext("days of one month", "{first}–{last}").format(
        first=formatted(first, pgettext("format of the first of some days in a month", "j")),
        last=formatted(last, pgettext("format of the last of some days in a month", "j M")),
    )


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _stretches_of(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Neighbouring days joined: the first and last of each stretch."""
    first = last = None
    for day in days:
        if first is not None and last is not None and day != last + DAY:
            yield first, last
            first = None
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


class SeedDay(NamedTuple):
    """A day that differs from Monday to Friday, and who says so."""

    day: date
    is_working: bool
    source: str


def seed_days() -> Iterator[SeedDay]:
    """The days moved by the State Council since 2019, as far as the installed calendar knows."""
    library = f"chinesecalendar {version('chinesecalendar')}"
    for day in _days(date(FIRST_SEEDED_YEAR, 1, 1), seeded_until()):
        working = chinese_calendar.is_workday(day)
        if working != (day.weekday() < 5):
            _off, name = chinese_calendar.get_holiday_detail(day)
            feast = chinese_calendar.Holiday(name).chinese
            yield SeedDay(day, working, f"{feast}（{library}）")


def seeded_until() -> date:
    """The last day of the last year that the installed calendar knows."""
    return date(max(chinese_calendar.holidays).year, 12, 31)
