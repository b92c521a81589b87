"""Where winners go to speak: planned here, put on and held elsewhere."""

from django.db import models
from django.db.models import Case, Q, Value, When

from touyan.selections.models.candidate import Candidate
from touyan.selections.states import Audience
from touyan.town.models import Organisation


class TourStop(models.Model):
    """One winner before one audience. Whoever puts it on says when it was held."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="stops")
    audience = models.CharField(max_length=10, choices=Audience)
    audience_number = models.GeneratedField(
        expression=Case(
            *(When(audience=one.value, then=Value(n)) for n, one in enumerate(Audience, start=1)),
            default=Value(0),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    """By which a figure can tell that two audiences are of one kind."""
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    where = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    session = models.PositiveBigIntegerField(null=True, blank=True)
    """The number under which it was put on; winners who speak together share it."""
    held_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="selections_audience_known", condition=Q(audience__in=Audience.values)
            ),
            models.UniqueConstraint(fields=["candidate", "starts_at"], name="selections_stop_once"),
        ]
        indexes = [
            models.Index(fields=["session"], name="selections_stop_session"),
            models.Index(fields=["town", "held_on", "id"], name="selections_stop_day"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.audience}"

    @property
    def town_code(self) -> str:
        return self.town.code
