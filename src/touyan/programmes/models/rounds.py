"""Who brings meals to those who do not come for them."""

from django.db import models
from django.db.models import Q

from touyan.programmes.models.planned import Session
from touyan.town.models import Organisation, Person


class Round(models.Model):
    """One way round the doors with the meals of a session, and who goes it.

    Whoever goes it reads its names, addresses and telephone numbers until it is over, and nobody else does.
    """

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    carrier = models.ForeignKey(Person, models.PROTECT, related_name="rounds")
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="programmes_round_once"),
            models.CheckConstraint(
                name="programmes_round_counted", condition=Q(number__gte=1, number__lte=9)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.number}"
