"""How the installation is: what waits, what failed, how much room is left. For machines and for whoever runs it."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from touyan.figures.models import Job
from touyan.figures.states import JobState
from touyan.kernel import clock
from touyan.kernel.backups import databases
from touyan.kernel.figures import Scope, values
from touyan.kernel.models import Run
from touyan.kernel.replicas import Look, looks
from touyan.orders.models import IS_OPEN, Order
from touyan.orders.states import OPEN
from touyan.town.models import Organisation

COMMANDS = ("backup", "check")
"""Runs that somebody's timer starts; all others are the worker's tasks."""
_EVER = (date(2000, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True)
class Jobs:
    """The queue of long work in one state."""

    state: str
    count: int
    oldest: datetime
    most_attempts: int

    @property
    def label(self) -> str:
        return str(JobState(self.state).label)


@dataclass(frozen=True)
class Condition:
    """Of one moment."""

    open: dict[str, int]
    overdue: int
    jobs: list[Jobs]
    runs: list[Run]
    disk_free: int
    disk_total: int
    database_bytes: int
    replicas: list[Look]
    version: str

    @property
    def commands(self) -> list[Run]:
        return [run for run in self.runs if run.name in COMMANDS]

    @property
    def failing(self) -> list[Run]:
        """The worker's tasks whose last run went wrong."""
        return [run for run in self.runs if run.name not in COMMANDS and run.failures]

    @property
    def waiting(self) -> list[Jobs]:
        return [job for job in self.jobs if job.state in {JobState.WAITING, JobState.RUNNING}]


def condition() -> Condition:
    """Four statements, all through indexes or over few rows, whatever the town has."""
    counted = _open_orders()
    disk = shutil.disk_usage(settings.VAR)
    return Condition(
        open={state: n for state, n, _overdue in counted},
        overdue=sum(overdue for _state, _n, overdue in counted),
        jobs=_jobs(),
        runs=list(Run.objects.order_by("name")),
        disk_free=disk.free, disk_total=disk.total, database_bytes=databases.size(),
        replicas=looks(), version=version("touyan"),
    )  # fmt: skip


def _open_orders() -> list[tuple[str, int, int]]:
    """The open ones alone: the index of open orders has a few of a hundred."""
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    rows = Order.objects.filter(IS_OPEN).order_by().values_list("state")
    return list(rows.annotate(n=Count("pk"), late=late))


def _jobs() -> list[Jobs]:
    rows = Job.objects.order_by("state").values_list("state")
    return [Jobs(*row) for row in rows.annotate(n=Count("pk"), at=Min("at"), most=Max("attempts"))]


def ended() -> dict[str, int]:
    """How many orders there ever were, and were closed: from the kept sums, never by counting."""
    keys = ("orders.placed", "orders.closed")
    roots = Organisation.objects.filter(parent=None)
    counted = [values(keys, Scope(root, *_EVER)) for root in roots]
    return {key: sum(one[key] for one in counted) for key in keys}


def as_metrics(now: Condition, ever: dict[str, int]) -> str:
    """The same in Prometheus' text format."""
    closed = ever["orders.closed"]
    otherwise = max(0, ever["orders.placed"] - closed - sum(now.open.values()))
    states = {**{str(state): now.open.get(state, 0) for state in sorted(OPEN)}, "closed": closed}
    jobs = {job.state: job for job in now.jobs}
    oldest = min((job.oldest for job in now.waiting), default=None)
    age = (clock.now() - oldest).total_seconds() if oldest else 0
    return "\n".join(
        [
            *_gauge("touyan_orders", "Orders by state.", "state", {**states, "ended_otherwise": otherwise}),
            *_gauge("touyan_orders_overdue", "Open orders past their date.", "", {"": now.overdue}),
            *_gauge("touyan_jobs", "Long work by state.", "state",
                    {state: jobs[state].count if state in jobs else 0 for state in JobState.values}),
            *_gauge("touyan_jobs_oldest_seconds", "How long the oldest has waited.", "", {"": age}),
            *_gauge("touyan_run_good_timestamp_seconds", "When a task last went well.", "task",
                    {run.name: run.good_at.timestamp() if run.good_at else 0 for run in now.runs}),
            *_gauge("touyan_run_failures", "Failures one after another, until now.", "task",
                    {run.name: run.failures for run in now.runs}),
            *_gauge("touyan_disk_free_bytes", "Room where the town's files lie.", "", {"": now.disk_free}),
            *_gauge("touyan_database_bytes", "Size of the database.", "", {"": now.database_bytes}),
            *_gauge("touyan_replica_answers", "Whether pages are read from this replica.", "replica",
                    {one.name: int(one.answers) for one in now.replicas}),
            *_gauge("touyan_replica_age_seconds", "A replica's answers are no older; not there where that is unknown.",
                    "replica", {one.name: one.age for one in now.replicas if one.age is not None}),
            *_gauge("touyan_build_info", "Which Touyan this is.", "version", {now.version: 1}),
        ]
    ) + "\n"  # fmt: skip


def _gauge(name: str, text: str, label: str, rows: dict[str, float]) -> Iterable[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    for value, number in rows.items():
        yield f'{name}{{{label}="{value}"}} {number}' if label else f"{name} {number}"
