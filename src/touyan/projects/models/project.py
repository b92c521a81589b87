"""A project: whose it is, where, what the land was and becomes; its pictures."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.kernel.models import Evidence
from touyan.projects.states import BEGUN, IN_USE, Side, State
from touyan.town.models import Organisation, Person, Place
from touyan.town.states import PlaceKind


class Project(models.Model):
    """Something that the town builds. When it opens it becomes a place, which is a thing of its own."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Which department leads it, or the town itself."""
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    source = models.CharField(max_length=200, blank=True)
    """Where it is known from, if it was copied from somewhere: a ledger, a page."""
    village = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="projects"
    )
    where = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    was = models.CharField(max_length=120, blank=True)
    """What the land is used for before."""
    becomes = models.CharField(max_length=120, blank=True)
    spaces = models.PositiveIntegerField(null=True, blank=True)
    """Parking spaces that it makes."""
    accessible_spaces = models.PositiveIntegerField(null=True, blank=True)
    budget = models.PositiveBigIntegerField(null=True, blank=True, help_text="fen")
    place_kind = models.CharField(max_length=12, choices=PlaceKind, blank=True)
    """What kind of place it becomes; empty where it becomes none on the town's list."""
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="projects")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    paused_from = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    """Why it is paused, or was given up."""
    approved_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    building_on = models.DateField(null=True, blank=True)
    """From when it has been under way."""
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="projects_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="projects_accessible_within",
                condition=Q(accessible_spaces__isnull=True)
                | Q(spaces__isnull=False, accessible_spaces__lte=F("spaces")),
            ),
            models.CheckConstraint(
                name="projects_position_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_begun_when",
                condition=~Q(state__in=BEGUN) | Q(approved_on__isnull=False, started_on__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_under_way_when",
                condition=~Q(state=State.UNDER_WAY) | Q(building_on__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_in_use_when",
                condition=Q(state__in=IN_USE, opened_on__isnull=False)
                | (~Q(state__in=IN_USE) & Q(opened_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="projects_closed_when",
                condition=~Q(state=State.CLOSED) | Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="projects_paused_with_reason",
                condition=Q(state=State.PAUSED, paused_from__in=[State.STARTED, State.UNDER_WAY]) & ~Q(reason="")
                | (~Q(state=State.PAUSED) & Q(paused_from="")),
            ),
            models.CheckConstraint(
                name="projects_given_up_with_reason",
                condition=~Q(state=State.DROPPED) | (Q(dropped_on__isnull=False) & ~Q(reason="")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["town", "state", "-id"], name="projects_town_state"),
            models.Index(fields=["lead", "-id"], name="projects_lead"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def town_code(self) -> str:
        return self.town.code


class Picture(models.Model):
    """How it looked before, or looks after. One that was taken down stays in the journal and is not shown."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="pictures")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    words = models.CharField(max_length=120)
    """What is to be seen, for those who do not see it."""
    shown = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="projects_side_known", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="projects_picture_said", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def town_code(self) -> str:
        return self.project.town.code
