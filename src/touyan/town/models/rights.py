"""What a person asked of the town about themselves."""

from django.db import models
from django.db.models import F, Q

from touyan.kernel import clock
from touyan.town.models.people import Person


class Erasure(models.Model):
    """Somebody wants what is held about them erased. It begins on a day, until which they may think again."""

    subject = models.ForeignKey(Person, models.PROTECT, related_name="erasures")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """Themselves; of a child, its guardian."""
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    """When nothing was left that had to wait."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                name="town_erasure_one_open",
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="town_erasure_due_later", condition=Q(due_at__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="town_erasure_one_end",
                condition=Q(cancelled_at__isnull=True) | Q(done_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="town_erasure_due",
                condition=Q(cancelled_at__isnull=True, done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.due_at:%Y-%m-%d}"

    @property
    def town_code(self) -> str:
        return self.subject.town.code if self.subject.town else ""

    @property
    def has_begun(self) -> bool:
        return self.due_at <= clock.now()
