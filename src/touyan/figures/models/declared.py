"""A number that nobody here counted: told by somebody who answers for it, and shown as told."""

from django.db import models
from django.db.models import F, Q

from touyan.town.models import Organisation


class Declared(models.Model):
    """One entry about one number of one period. A later entry replaces it, or takes it back; none is edited."""

    figure = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    value = models.BigIntegerField(null=True)
    """Empty where the entry takes back what was declared before."""
    at_least = models.BooleanField(default=False)
    """“600 and more”: the number is a lower bound."""
    source = models.CharField(max_length=200)
    """Where the number comes from; of an entry that takes one back, why."""
    signer = models.CharField(max_length=60)
    """Who answers for it."""
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="figures_declared_forward", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="figures_declared_sourced", condition=~Q(source="") & ~Q(signer="")
            ),
            models.CheckConstraint(
                name="figures_declared_withdrawn_after",
                condition=Q(value__isnull=False) | Q(replaces__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["figure", "organisation", "since", "until"],
                name="figures_declared_one_chain",
                condition=Q(replaces__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.value}"

    @property
    def town_code(self) -> str:
        return self.organisation.town_code
