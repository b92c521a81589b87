"""A milestone: the day first promised, the day promised now, the day it was met on evidence; and each move of its day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.kernel.models import Evidence
from touyan.projects.models.project import Project
from touyan.projects.states import MilestoneState
from touyan.town.models import Organisation


class Milestone(models.Model):
    """A step of a project with its days. The database refuses to change a baseline (`models/fixed.py`)."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    opening = models.BooleanField(default=False)
    """The one after which it is open."""
    baseline_on = models.DateField(null=True, blank=True)
    """The day first promised; empty while the project is only proposed."""
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=MilestoneState, default=MilestoneState.PLANNED)
    met_on = models.DateField(null=True, blank=True)
    proof = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    """The first picture that shows that it was met."""
    reason = models.CharField(max_length=500, blank=True)
    """Why it was dropped."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="projects_milestone_once"),
            models.UniqueConstraint(
                fields=["project"], name="projects_one_opening", condition=Q(opening=True)
            ),
            models.CheckConstraint(
                name="projects_milestone_state_known", condition=Q(state__in=MilestoneState.values)
            ),
            models.CheckConstraint(
                name="projects_met_on_evidence",
                condition=Q(
                    state=MilestoneState.MET, met_on__isnull=False, proof__isnull=False,
                    baseline_on__isnull=False,
                )
                | (~Q(state=MilestoneState.MET) & Q(met_on__isnull=True, proof__isnull=True)),
            ),
            models.CheckConstraint(
                name="projects_milestone_dropped_with_reason",
                condition=~Q(state=MilestoneState.DROPPED) | ~Q(reason=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["due_on"], name="projects_milestone_waiting",
                condition=Q(state=MilestoneState.PLANNED),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def town_code(self) -> str:
        return self.town.code


class DateMove(models.Model):
    """That the day of a milestone was moved, and why. Rows are added and never changed."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="date_moves")
    was = models.DateField()
    now = models.DateField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="projects_moved_with_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="projects_moved_elsewhere", condition=~Q(was=F("now"))),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.now}"

    @property
    def town_code(self) -> str:
        return self.milestone.town.code
