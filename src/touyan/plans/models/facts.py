"""What was done, as other rooms told it: rows are added and never changed."""

from django.db import models
from django.db.models import Q

from touyan.plans.states import Measure
from touyan.town.models import Organisation, Person


class Fact(models.Model):
    """One deed under one measure. A retraction is a row of its own, with the quantity taken off again."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=16, choices=Measure)
    source = models.CharField(max_length=40)
    """How the journal names what it was: `attendance:12`."""
    turn = models.PositiveSmallIntegerField(default=1)
    """Counts anew after a retraction: an order closed again."""
    day = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = models.IntegerField()
    retracts = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="retracted_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "source", "turn"], name="plans_fact_once",
                condition=Q(retracts__isnull=True),
            ),
            models.CheckConstraint(
                name="plans_fact_measure_known", condition=Q(measure__in=Measure.values)
            ),
            models.CheckConstraint(
                name="plans_fact_adds_or_retracts",
                condition=Q(retracts__isnull=True, quantity__gt=0)
                | Q(retracts__isnull=False, quantity__lt=0),
            ),
            models.CheckConstraint(
                name="plans_fact_of_somebody",
                condition=Q(person__isnull=False) | Q(organisation__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["town", "measure", "day"], name="plans_fact_day"),
            models.Index(fields=["person", "measure", "day"], name="plans_fact_person"),
            models.Index(fields=["organisation", "measure", "day"], name="plans_fact_org"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.source}"

    @property
    def town_code(self) -> str:
        return self.town.code
