"""Plans, listed with the tasks that wait for me; one as a board, over the year, and village by village."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from touyan.desk.gate import StaffRequest
from touyan.desk.page import page, see_other
from touyan.desk.plans import planning, running, seen_plan
from touyan.desk.reads import plans as reads
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.plans import acts, rules
from touyan.plans.models import Activity, Plan, Requirement
from touyan.plans.moves import LIFE
from touyan.plans.reads import overview as villages
from touyan.plans.reads import tasks_waiting_for
from touyan.plans.reads.progress import asked_in, progress_of
from touyan.plans.states import Carrier

NEWEST = Sort(("-id",))
TASKS_SHOWN = 20


@planning
@require_GET
def plans(request: StaffRequest) -> HttpResponse:
    rows = paged(reads.plans(request.user), NEWEST, request.GET)
    return page(
        request, "plans/list.html", "plans", rows=rows.rows, runs=running(request.user),
        tasks=list(tasks_waiting_for(request.user)[:TASKS_SHOWN]), today=clock.today(),
        pager={name: f"?{urlencode({name: mark})}" if mark else None
               for name, mark in (("before", rows.before), ("after", rows.after))},
    )  # fmt: skip


def _found(request: StaffRequest, number: int) -> tuple[Plan, list[Activity]]:
    """The plan with its activities, in one query where it has any."""
    rows = list(reads.activities_of(request.user, number))
    return (rows[0].plan if rows else seen_plan(request, number)), rows


@planning
@require_GET
def plan(request: StaffRequest, number: int) -> HttpResponse:
    found, rows = _found(request, number)
    asked = asked_in(Requirement.objects.filter(activity__plan=number))
    progress, _there = progress_of(asked, found.town)
    streams: dict[str, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (row.workstream.number, row.number)):
        streams.setdefault(row.workstream.label, []).append((row, progress.get(row.pk, [])))
    return page(
        request, "plans/plan.html", "plans", plan=found, streams=streams,
        runs=rules.runs(found, request.user), offers=_offers(found, request, rows),
    )  # fmt: skip


def _offers(found: Plan, request: StaffRequest, rows: Sequence[Any]) -> list[Any]:
    """What can be done with it now; why it cannot be put in force yet is known from the rows."""
    if not rules.runs(found, request.user):
        return []
    lacks = None
    if not rows:
        lacks = _("It has no activity yet.")
    elif not all(row.tasks_all for row in rows):
        lacks = _("Every activity needs a task list before the plan is put in force.")
    return [
        (move, lacks if move.name == "put_in_force" else None)
        for move in LIFE.moves.values()
        if found.state in move.starts
    ]


@planning
@require_GET
def year(request: StaffRequest, number: int) -> HttpResponse:
    found, rows = _found(request, number)
    years = range(found.starts_on.year, found.ends_on.year + 1)
    chosen = _chosen(request, years)
    months = [date(chosen, month, 1) for month in range(1, 13)]
    lines = [(row, [_runs_in(row, month) for month in months]) for row in rows]
    carriers = [*Carrier.choices, ("", _("None of them"))]
    return page(
        request, "plans/year.html", "plans", plan=found, years=years, chosen=chosen, months=months,
        lines=lines, carriers=[label for _code, label in carriers],
        calendar=[(month, [_of(rows, code, month) for code, _label in carriers]) for month in months],
    )  # fmt: skip


def _chosen(request: StaffRequest, years: range) -> int:
    """The year that was asked for; without one today's, or the nearest that the plan has."""
    typed = {str(one): one for one in years}.get(request.GET.get("year", ""))
    return typed or min(max(clock.today().year, years[0]), years[-1])


def _runs_in(row: Activity, month: date) -> bool:
    first = (row.starts_on.year, row.starts_on.month)
    return first <= (month.year, month.month) <= (row.ends_on.year, row.ends_on.month)


def _of(rows: Iterable[Activity], carrier: str, month: date) -> list[Activity]:
    return [row for row in rows if row.carrier == carrier and _runs_in(row, month)]


@planning
@require_GET
def overview(request: StaffRequest, number: int) -> HttpResponse:
    """Every village and every activity, however many members: nobody is ranked."""
    found, rows = _found(request, number)
    asked = Requirement.objects.filter(activity__plan=number)
    here, grid = villages.overview(asked, found.town)
    counted = [row for row in rows if any((one.pk, row.pk) in grid for one in here)]
    lines = [(one, [grid[one.pk, row.pk] for row in counted]) for one in here]
    return page(
        request, "plans/overview.html", "plans", plan=found, activities=counted, lines=lines
    )


@planning
@require_POST
def move(request: StaffRequest, number: int, name: str) -> HttpResponse:
    found = seen_plan(request, number)
    if name not in acts.MOVES or name == "roll_over":
        raise Http404
    event = acts.MOVES[name](by=request.user, plan=found)
    said = _("It is “{state}” now.").format(state=event.about.get_state_display())
    return tell(see_other(reverse("desk:plan", args=[found.pk])), ("good", said))
