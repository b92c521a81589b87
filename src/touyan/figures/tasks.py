"""Long work, done by the worker one piece at a time; each task is safe to run twice and beside others."""

import logging
from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from touyan.figures.models import Job
from touyan.figures.papers.printing import write_pdf
from touyan.figures.papers.records import write_records
from touyan.figures.reads.jobs import expired, files_named, to_do
from touyan.figures.states import JobState
from touyan.kernel import clock, evidence
from touyan.kernel.refused import Refused

log = logging.getLogger("touyan.figures")

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
FOLDER = "jobs"

Progress = Callable[[int, int], None]
Maker = Callable[[Job, BinaryIO, Progress], None]
"""Writes the file that a job wishes for, telling how far it is; Refused where it may not."""

MAKERS: dict[str, Maker] = {"records": write_records, "brief": write_pdf}
"""Kind of job → who makes it."""


class Lost(Exception):
    """Somebody else has taken the work over: this one was too slow, or its job was swept away."""


def work_jobs() -> int:
    """Do one waiting piece of work, so that what the clock does besides has its turn between two."""
    job = _taken()
    if job is None:
        return 0
    try:
        with translation.override(job.language):
            _make(job)
    except Lost:
        log.warning("job %s was taken over", job.pk)
    except Refused as no:
        _end(job, state=JobState.FAILED, error=str(no)[:300])
    return 1


def _taken() -> Job | None:
    """The next piece of work, leased; one that killed its worker again and again is given up."""
    with transaction.atomic():
        job = to_do(clock.now()).first()
        if job is None:
            return None
        job.attempts += 1
        job.done, job.lease_until, job.state = 0, clock.now() + LEASE, JobState.RUNNING
        if job.attempts > MOST_ATTEMPTS:
            with translation.override(job.language):
                job.error = _("It could not be made. Please tell whoever runs this installation.")
            job.lease_until, job.state = None, JobState.FAILED
        job.save(update_fields=["attempts", "done", "lease_until", "state", "error"])
    return job if job.state == JobState.RUNNING else None


def _make(job: Job) -> None:
    def progress(done: int, total: int) -> None:
        _mine(job, done=done, total=total, lease_until=clock.now() + LEASE)

    with TemporaryFile() as file:
        MAKERS[job.kind](job, file, progress)
        file.seek(0)
        # On the disk before the row says so; what no row names is swept.
        saved = default_storage.save(f"{FOLDER}/{clock.now():%Y/%m}/{job.name}", File(file))
    try:
        _end(job, state=JobState.DONE, file=saved)
    except Lost:
        default_storage.delete(saved)
        raise


def _end(job: Job, **facts: object) -> None:
    _mine(job, lease_until=None, **facts)


def _mine(job: Job, **facts: object) -> None:
    """Write to the job, unless somebody else has it by now: the attempt is the fence."""
    mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING)
    if not mine.update(**facts):
        raise Lost


def sweep_jobs() -> int:
    """Delete what has expired, files first, and files that no job names; how many jobs."""
    count = 0
    for job in expired(clock.now()):
        if job.file.name:
            default_storage.delete(job.file.name)
        job.delete()
        count += 1
    _sweep_files()
    return count


def _sweep_files() -> None:
    """A worker killed between writing a file and naming it leaves one behind."""
    named, old = files_named(), clock.now() - 2 * LEASE
    for name in evidence.files.names(FOLDER):
        if name not in named and default_storage.get_modified_time(name) < old:
            default_storage.delete(name)
