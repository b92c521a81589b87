"""A plan: its document, its workstreams, its numbered activities and their tasks, its platforms."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.kernel.models import Evidence
from touyan.plans.states import Carrier, PlatformKind, State, TaskState
from touyan.town.models import Organisation, Person


class Labelled(models.Model):
    """It has a name in both languages."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Plan(Labelled):
    """What a town means to do within a year."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose office runs it."""
    code = models.CharField(max_length=40)
    about = models.TextField(max_length=2000, blank=True)
    document = models.CharField(max_length=160, blank=True)
    """What the document is called that sets it out."""
    document_url = models.URLField(max_length=300, blank=True)
    document_file = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The document itself, made anew as PDF."""
    document_on = models.DateField(null=True, blank=True)
    """When it was issued."""
    kickoff_on = models.DateField(null=True, blank=True)
    """The day of the meeting that opened it."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    """The plan that it was rolled over from."""
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plans_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="plans_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="plans_document_has_day",
                condition=Q(document="") | Q(document_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plans_opened_when",
                condition=Q(state=State.DRAFT) | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plans_closed_when",
                condition=~Q(state=State.CLOSED) | Q(closed_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["town", "code"], name="plans_code_once"),
        ]
        indexes = [models.Index(fields=["town", "state", "-id"], name="plans_town_state")]

    @property
    def town_code(self) -> str:
        return self.town.code


class OfPlan(Labelled):
    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="%(class)ss")
    number = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    @property
    def town_code(self) -> str:
        return self.town.code


class Workstream(OfPlan):
    starts_on = models.DateField()
    """As of the plan: by which it falls into a period."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plans_workstream_once")
        ]


class Activity(OfPlan):
    """Numbered; exactly one department leads it."""

    workstream = models.ForeignKey(Workstream, models.PROTECT, related_name="activities")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="activities")
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    helpers = models.ManyToManyField(Organisation, related_name="+", blank=True)
    about = models.TextField(max_length=1000, blank=True)
    carrier = models.CharField(max_length=8, choices=Carrier, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plans_activity_once"),
            models.CheckConstraint(
                name="plans_activity_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="plans_carrier_known", condition=Q(carrier__in=["", *Carrier.values])
            ),
        ]


class Task(models.Model):
    """One line of an activity's task list: a named owner and a date."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=500, blank=True)
    """What came of it, or why it was dropped."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="plans_task_once"),
            models.CheckConstraint(
                name="plans_task_state_known", condition=Q(state__in=TaskState.values)
            ),
            models.CheckConstraint(
                name="plans_task_done_when",
                condition=~Q(state=TaskState.DONE) | Q(done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                name="plans_task_waiting",
                condition=Q(state=TaskState.OPEN),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def town_code(self) -> str:
        return self.town.code

    def is_late(self, today: date) -> bool:
        return self.state == TaskState.OPEN and self.due_on < today


class Platform(OfPlan):
    """Built for outreach: centres and stations, media, an education base."""

    kind = models.CharField(max_length=8, choices=PlatformKind)
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plans_platform_once"),
            models.CheckConstraint(
                name="plans_platform_kind_known", condition=Q(kind__in=PlatformKind.values)
            ),
        ]
