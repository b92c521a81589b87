"""Briefs: a template that the office changes, what was made of it, and the numbers that it stands on."""

from django.db import models
from django.db.models import F, Q

from touyan.figures.models.snapshot import Snapshot
from touyan.figures.states import BriefState
from touyan.town.models import Organisation, Person


class BriefTemplate(models.Model):
    """One version of a Word template; a later one stands beside it, and what was made of it stays explained."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Whose it is: used there and below."""
    name = models.CharField(max_length=40)
    """A short name for the command line; the same for all versions."""
    label = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    # In the row rather than beside it: a template or a brief is there whole, or not at all.
    document = models.BinaryField()
    digest = models.CharField(max_length=64)
    figures = models.JSONField(default=list)
    """The keys that it names, in their order."""
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "version"], name="figures_template_version_once"
            ),
            models.CheckConstraint(name="figures_template_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def town_code(self) -> str:
        return self.organisation.town_code


class Brief(models.Model):
    """A document about one place and period, each of its numbers frozen."""

    template = models.ForeignKey(BriefTemplate, models.PROTECT, related_name="briefs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=BriefState, default=BriefState.DRAFTED)
    document = models.BinaryField()
    """The Word file as it stands: what the page shows was read from it."""
    digest = models.CharField(max_length=64)
    text = models.JSONField(default=list)
    """The paragraphs of the document, with the snapshot of each number."""
    edited = models.BooleanField(default=False)
    """Somebody changed the document after it was drafted."""
    snapshots = models.ManyToManyField(Snapshot, through="BriefNumber", related_name="briefs")
    key = models.UUIDField(null=True, unique=True)
    """The same form sent twice is one brief."""
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Empty where the command line drafted it."""
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="figures_brief_forward", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="figures_brief_state_known", condition=Q(state__in=BriefState.values)
            ),
            models.CheckConstraint(
                name="figures_brief_signature_paired",
                condition=Q(
                    state=BriefState.SIGNED, signed_at__isnull=False, signed_by__isnull=False
                )
                | Q(state=BriefState.DRAFTED, signed_at__isnull=True, signed_by__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="figures_brief_of")]

    def __str__(self) -> str:
        return self.title

    @property
    def town_code(self) -> str:
        return self.organisation.town_code


class BriefNumber(models.Model):
    """One figure of one brief, frozen when it was drafted."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="numbers")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    figure = models.CharField(max_length=60)
    shown = models.CharField(max_length=40)
    """As the text shows it: `600余`."""
    rate = models.CharField(max_length=10, blank=True)
    """Its share of the whole, as the text shows it: `87.5%`."""
    declared = models.BooleanField(default=False)
    missing = models.BooleanField(default=False)
    """Nobody counted it and nobody declared it: the text has a gap there."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brief", "figure"], name="figures_brief_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.shown}"


class Mark(models.Model):
    """A place where the text says another number than the figure: put right, or explained, before signing."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="marks")
    paragraph = models.PositiveIntegerField()
    """Counted from 0."""
    words = models.CharField(max_length=200)
    """The clause."""
    typed = models.CharField(max_length=40)
    """The number as it stands there; empty where one is missing."""
    figure = models.CharField(max_length=60)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")
    """What the figure is; empty where nobody counted or declared it."""
    value = models.BigIntegerField(null=True)
    """The snapshot's, so that a page need not open its records."""
    reason = models.CharField(max_length=400, blank=True)
    explained_at = models.DateTimeField(null=True)
    explained_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="figures_mark_explanation_paired",
                condition=Q(reason="", explained_at__isnull=True, explained_by__isnull=True)
                | ~Q(reason="") & Q(explained_at__isnull=False, explained_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.typed}"
