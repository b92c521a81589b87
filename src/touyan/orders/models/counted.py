"""What the loop's figures are kept as. Triggers and the worker write these rows, and nobody else: see kernel.kept."""

from typing import Any

from django.db import models

from touyan.orders.models.sorting import Category
from touyan.town.models import Organisation

KEPT = (
    "placed", "closed_by_branch", "escalated", "with_branch", "ended_otherwise",
    "to_accept", "accepted_on_time", "accepted_late", "not_accepted",
    "to_deliver", "delivered_on_time", "delivered_late", "not_delivered",
    "closed", "silent", "assessed", "solved", "partly", "unsolved",
    "rated", "satisfied", "fair", "unsatisfied", "reopened",
)  # fmt: skip
"""A column for each figure, by its name. A new one is a migration, which counts it for all there was."""


def _beside(model: type[Any], *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Without a constraint: what was counted stays counted, and nobody who writes an order waits for a look-up."""
    return models.ForeignKey(
        model, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", null=null
    )


class OrderChange(models.Model):
    """What one change of an order did to the figures, until it is folded into the sums."""

    village = _beside(Organisation)
    town = _beside(Organisation)
    placed_on = models.DateField()
    category = _beside(Category, null=True)

    def __str__(self) -> str:
        return f"{self.village_id} {self.placed_on}"


class OrderSum(models.Model):
    """The figures of a village, town or county, on a day or in a month, of one category or of all."""

    pk = models.CompositePrimaryKey("organisation", "grain", "category", "day")
    organisation = _beside(Organisation)
    grain = models.SmallIntegerField()
    category = models.BigIntegerField()
    """A category's number, or one of those that kernel.kept gives to all of them and to none."""
    day = models.DateField()
    """The day, or the first of the month."""

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.grain} {self.day} {self.category}"


for name in KEPT:
    OrderChange.add_to_class(name, models.SmallIntegerField(default=0))
    OrderSum.add_to_class(name, models.IntegerField(default=0))
