"""What orders are sorted into, and the times promised for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from touyan.orders.states import Span, Urgency
from touyan.town.models import Organisation


class Category(models.Model):
    """What an order is about: Open311's service."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.SMALL)
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """Whom the town usually dispatches it to."""
    keywords = models.TextField(blank=True)
    """Words it is recognised by, separated by `；`."""
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "code"], name="orders_category_code")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Clock(models.Model):
    """A named profile of the times promised: of a class, or of one category in that class."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    urgency = models.CharField(max_length=8, choices=Urgency)
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="clocks"
    )
    accept = models.PositiveSmallIntegerField()
    accept_in = models.CharField(max_length=16, choices=Span)
    answer = models.PositiveSmallIntegerField()
    answer_in = models.CharField(max_length=16, choices=Span)
    deliver = models.PositiveSmallIntegerField()
    deliver_in = models.CharField(max_length=16, choices=Span)
    silence_days = models.PositiveSmallIntegerField(default=7)
    extension_days = models.PositiveSmallIntegerField(default=10)
    """The most working days that one extension may add."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town", "urgency", "category"], name="orders_clock_of_category"
            ),
            models.UniqueConstraint(
                fields=["town", "urgency"],
                name="orders_clock_of_class",
                condition=Q(category__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
