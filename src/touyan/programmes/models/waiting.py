"""Who waits for a place in a class that is full, in order of number."""

from django.db import models
from django.db.models import Q

from touyan.programmes.models.planned import Programme
from touyan.town.models import Organisation, Person


class Waiting(models.Model):
    """Somebody who would be enrolled if there were a place. The first in line is given the next one."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="waiting")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    weekdays = models.CharField(max_length=7, blank=True)
    options = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    """Given a place, or no longer wanting one."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                name="programmes_waiting_once",
                condition=Q(settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.person_id}"
