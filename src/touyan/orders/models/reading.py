"""What the worker has read in people's words. Nothing here says anything that the orders themselves do not."""

from django.db import models

from touyan.orders.models.loop import Order
from touyan.orders.models.sorting import Category
from touyan.town.models import Organisation


class Suggestion(models.Model):
    """What an order is probably about. It holds some of its words, and goes when they are erased."""

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="suggestion")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    """None: not sure enough, so a person sorts."""
    unit = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    """Whom the town usually sends that category to."""
    sure = models.FloatField(default=0.0)
    because = models.JSONField(default=list)
    """The words that spoke for it."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id}: {self.category_id}"


class Matter(models.Model):
    """What several people of a town wrote of within weeks. Its headline is read from its orders, never kept."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    """Hottest first: by how many different people within eight weeks."""
    people = models.PositiveIntegerField()
    orders = models.ManyToManyField(Order, through="Voice", related_name="matters")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "rank"], name="orders_matter_rank")]

    def __str__(self) -> str:
        return f"{self.town_id}: {self.rank}"


class Voice(models.Model):
    """One order of a matter; the first in place is the one whose words say it best."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="voices")
    order = models.ForeignKey(Order, models.CASCADE, related_name="voices")
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "order"], name="orders_voice_once")
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.order_id}"


class Measured(models.Model):
    """How well the reading did in a town when it was last measured, so that the office can judge it."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    figures = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "what"], name="orders_measured_once")
        ]

    def __str__(self) -> str:
        return f"{self.town_id}: {self.what}"
