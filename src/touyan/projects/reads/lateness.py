"""How late a milestone is, counted in the town's working days, and why, as sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from touyan.kernel import clock
from touyan.kernel.working_time import WorkingTime
from touyan.projects.models import DateMove, Milestone
from touyan.projects.states import LIVE, MilestoneState
from touyan.town.reads import working_between


@dataclass(frozen=True)
class Standing:
    """One milestone, how far it has moved from what was first promised, and why."""

    milestone: Milestone
    later: int = 0
    """Working days from the day first promised to the one it was met on, or is promised for; below 0: earlier."""
    overdue: int = 0
    """Working days since the promised day passed without its being met."""
    moves: Sequence[DateMove] = ()

    @property
    def is_late(self) -> bool:
        return self.overdue > 0

    @property
    def because(self) -> str:
        return pgettext("between reasons", "; then: ").join(
            one.reason.rstrip(" 。.；;") for one in self.moves
        )

    @property
    def sentence(self) -> str:
        """Empty where all is as first promised."""
        said = [self._moved(), self._passed()]
        return " ".join(one for one in said if one)

    def _moved(self) -> str:
        one = self.milestone
        reached = one.met_on or one.due_on
        if one.baseline_on is None or reached == one.baseline_on:
            return ""
        return _with_reason(_distance(self.later, met=one.met_on is not None), self.because)

    def _passed(self) -> str:
        if not self.is_late:
            return ""
        return ngettext(
            "Its day passed {n} working day ago.", "Its day passed {n} working days ago.", self.overdue
        ).format(n=self.overdue)  # fmt: skip


def _distance(later: int, *, met: bool) -> str:
    if later > 0:
        return ngettext(
            "{n} working day later than first promised", "{n} working days later than first promised", later
        ).format(n=later)  # fmt: skip
    if later < 0:
        return ngettext(
            "{n} working day earlier than first promised", "{n} working days earlier than first promised", -later
        ).format(n=-later)  # fmt: skip
    if met:
        return _("Met on another day than first promised, with no working day between them")
    return _("Moved from the day first promised, with no working day between them")


def _with_reason(said: str, because: str) -> str:
    if not because:
        return _("{what}.").format(what=said)
    return _("{what}; because: {why}.").format(what=said, why=because)


def working_days(calendar: WorkingTime, first: date, last: date) -> int:
    """Working days after the first day up to the last one; negative where it lies before."""
    noon = time(12)
    return calendar.working_days_between(
        datetime.combine(first, noon, calendar.zone), datetime.combine(last, noon, calendar.zone)
    )


def standings(milestones: Iterable[Milestone]) -> list[Standing]:
    """Each with its lateness and its reasons: two statements at most, none where no day has passed or moved."""
    rows = list(milestones)
    day = clock.today()
    moved = [one for one in rows if _reached(one) != one.baseline_on and one.baseline_on]
    late = [one for one in rows if _is_overdue(one, day)]
    if not moved and not late:
        return [Standing(one) for one in rows]
    calendar = _calendar([*moved, *late], day)
    reasons = _moves(moved)
    return [
        Standing(
            one,
            working_days(calendar, one.baseline_on, _reached(one)) if one.baseline_on else 0,
            working_days(calendar, one.due_on, day) if one in late else 0,
            reasons.get(one.pk, ()),
        )
        for one in rows
    ]


def _reached(one: Milestone) -> date:
    return one.met_on or one.due_on


def _is_overdue(one: Milestone, day: date) -> bool:
    waits = one.state == MilestoneState.PLANNED and one.project.state in LIVE
    return waits and one.baseline_on is not None and one.due_on < day


def _calendar(rows: Sequence[Milestone], day: date) -> WorkingTime:
    days = [day, *(one.due_on for one in rows), *(_reached(one) for one in rows)]
    days += [one.baseline_on for one in rows if one.baseline_on]
    return working_between(rows[0].town_id, min(days), max(days))


def _moves(rows: Sequence[Milestone]) -> dict[int, list[DateMove]]:
    found: dict[int, list[DateMove]] = {}
    for move in DateMove.objects.filter(milestone__in=[one.pk for one in rows]).order_by("pk"):
        found.setdefault(move.milestone_id, []).append(move)
    return found


def day_said(day: date) -> str:
    return formatted(day, pgettext("format of a whole day", "j F Y"))
