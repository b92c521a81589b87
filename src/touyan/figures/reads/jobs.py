"""Long work: whose it is, and which is next."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from touyan.figures.models import Job
from touyan.figures.states import JobState
from touyan.town.models import Person

UNDER_WAY = Q(state__in=[JobState.WAITING, JobState.RUNNING])


def job_with(key: UUID | None) -> Job | None:
    return Job.objects.filter(key=key).first() if key else None


def under_way(person: Person) -> int:
    return Job.objects.filter(UNDER_WAY, by=person).count()


def job_of(person: Person, number: int) -> Job | None:
    """A person's own; nobody has another's."""
    return Job.objects.filter(by=person, pk=number).first()


def to_do(now: datetime) -> QuerySet[Job]:
    """What nobody works on: new, or left lying by a worker that was killed. Oldest first."""
    left = Q(state=JobState.RUNNING, lease_until__lt=now)
    return (
        Job.objects.filter(Q(state=JobState.WAITING) | left, expires_at__gt=now)
        .select_for_update(skip_locked=True)
        .order_by("id")
    )


def expired(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(expires_at__lte=now).order_by("id")


def files_named() -> set[str]:
    return set(Job.objects.exclude(file="").values_list("file", flat=True))
