"""Work too long for one page: what was wished for, how far it is, and the file that came of it."""

from django.db import models
from django.db.models import Q

from touyan.figures.states import JobState
from touyan.kernel import clock
from touyan.town.models import Person


class Job(models.Model):
    """Done by `touyan work`. Whoever works on it holds a lease, so that a killed worker's is taken up again."""

    kind = models.CharField(max_length=20)
    """One of figures.tasks.MAKERS."""
    wishes = models.JSONField(default=dict)
    """What to make, in ids and codes; read again with the owner's rights of that moment."""
    name = models.CharField(max_length=120)
    """The name under which the file is saved."""
    language = models.CharField(max_length=10)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    """Whose it is; nobody else can fetch the file."""
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="jobs/%Y/%m/", max_length=120, blank=True)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    key = models.UUIDField(null=True, unique=True)
    """The same form sent twice is one piece of work."""
    at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    """When the row and the file are swept away."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="figures_job_state_known", condition=Q(state__in=JobState.values)
            ),
            models.CheckConstraint(
                name="figures_job_lease_paired",
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | ~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="figures_job_done_has_file",
                condition=~Q(state=JobState.DONE) | ~Q(file=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="figures_job_waiting",
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def is_ready(self) -> bool:
        return self.state == JobState.DONE and self.expires_at > clock.now()
