"""Days, places, and what somebody should hear."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.town.models.people import Organisation, Person
from touyan.town.states import (
    PlaceKind,
)


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a make-up working day."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField()
    working = models.BooleanField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "day"], name="town_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {'work' if self.working else 'rest'}"


class Place(models.Model):
    """A thing in the town that a code can hang on: a notice board, a lamp, a toilet."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    village = models.ForeignKey(Organisation, models.PROTECT, related_name="places")
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=PlaceKind, default=PlaceKind.OTHER)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    hours = models.CharField(max_length=80, blank=True)
    spaces = models.PositiveIntegerField(null=True, blank=True)
    accessible_spaces = models.PositiveIntegerField(null=True, blank=True)
    """How many of the spaces are accessible."""
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who of the office found last that all of it is right."""
    said_fine_at = models.DateTimeField(null=True, blank=True)
    """When somebody last said so at the plaque: a resident's word, not the office's."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_place_accessible_within",
                condition=Q(accessible_spaces__isnull=True)
                | Q(spaces__isnull=False, accessible_spaces__lte=F("spaces")),
            ),
            models.CheckConstraint(
                name="town_place_verified_by_somebody",
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="town_place_closed_after_opening",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Notice(models.Model):
    """Something an organisation, or one person in it, should hear; shown at the desk from `not_before` on.

    Without an organisation it is for one resident alone, who finds it on their own pages.
    """

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    """The thing's number as people say it."""
    event = models.CharField(max_length=60)
    at = models.DateTimeField()
    not_before = models.DateTimeField()
    """Nobody is messaged between 21:00 and 08:00."""
    seen_at = models.DateTimeField(null=True, blank=True)
    once = models.CharField(max_length=120, null=True, blank=True, unique=True)
    """A key for what may be said once only, such as one reminder of one due date."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_notice_for_somebody",
                condition=Q(organisation__isnull=False) | Q(person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                name="town_notice_person",
                condition=Q(organisation__isnull=True),
            ),
            models.Index(
                fields=["organisation", "-not_before"],
                name="town_notice_unseen",
                condition=Q(seen_at__isnull=True),
            ),
            models.Index(fields=["about"], name="town_notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"
