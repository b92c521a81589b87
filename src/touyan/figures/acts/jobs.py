"""Asking for work that is too long for one page."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext

from touyan.figures.models import Job
from touyan.figures.reads.jobs import job_with, under_way
from touyan.kernel import clock
from touyan.kernel.acts import Event, act
from touyan.kernel.figures import Scope
from touyan.kernel.refused import TooMany
from touyan.town.models import Person

KEPT = timedelta(days=1)
MOST_AT_ONCE = 5


@act()
def ask_for(
    *,
    by: Person,
    kind: str,
    name: str,
    wishes: dict[str, Any],
    total: int = 0,
    key: UUID | None = None,
) -> Event[Job]:
    """Have a file made in the background; the same `key` asks once. That it was asked for stays known."""
    if again := job_with(key):
        return Event(again, by, repeated=True)
    if under_way(by) >= MOST_AT_ONCE:
        raise TooMany(
            ngettext(
                "{n} file of yours is being made. Wait until it is ready.",
                "{n} files of yours are being made. Wait until one is ready.",
                MOST_AT_ONCE,
            ).format(n=MOST_AT_ONCE)
        )
    now = clock.now()
    job = Job(
        kind=kind, name=name[:120], wishes=wishes, total=total, key=key, by=by, at=now,
        language=get_language() or "zh-hans", expires_at=now + KEPT,
    )  # fmt: skip
    job.save(force_insert=True)
    return Event(job, by, {"kind": kind, "name": job.name, "wishes": wishes}, first=True)


@act(repeatable=True)
def take_records(
    *, by: Person, figure: str, scope: Scope, category: str, rows: int
) -> Event[Person]:
    """Keep that somebody took a figure's records out as a file, which says where this is written."""
    told = {
        "figure": figure, "organisation": scope.organisation.pk, "since": scope.since,
        "until": scope.until, "category": category, "rows": rows,
    }  # fmt: skip
    return Event(by, by, told)
