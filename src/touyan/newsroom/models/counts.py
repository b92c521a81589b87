"""Views, a day at a time; and how far each log of them has been counted."""

from django.db import models

from touyan.newsroom.models.published import Published


class ViewDay(models.Model):
    """How often a piece was looked at on one day."""

    published = models.ForeignKey(Published, models.CASCADE, related_name="view_days")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)
    before = models.BooleanField(default=False)
    """Counted by an earlier page and taken over as its sum, under the day on which the piece came out."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["published", "day", "before"], name="newsroom_viewday_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.published_id} {self.day} {self.views}"


class Log(models.Model):
    """A file that a serving process appends views to, and up to where it has been counted."""

    name = models.CharField(max_length=120, primary_key=True)
    counted = models.PositiveBigIntegerField(default=0)
    """In the same transaction as the counts: whatever stops in between, no view counts twice."""

    def __str__(self) -> str:
        return f"{self.name} {self.counted}"
