"""What readers read: each piece rendered once, when it was approved; and by whom it was."""

from django.db import models
from django.db.models import F, Q
from wagtail.models import Page, Revision

from touyan.newsroom.states import LISTED, Finding, Kind, Standing
from touyan.town.models import Organisation, Person

IS_OUT = Q(state=Standing.PUBLISHED)


class Published(models.Model):
    """A piece as its readers see it. Approving it is the only way by which a row comes to be here."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    page = models.OneToOneField(Page, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=Standing)
    slug = models.CharField(max_length=60, blank=True)
    """A board's address."""
    title = models.CharField(max_length=255)
    summary = models.CharField(max_length=200, blank=True)
    html = models.TextField(blank=True)
    words = models.TextField(blank=True)
    """The same without marks: what is searched, and told to other sites."""
    image = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)
    responsible_editor = models.CharField(max_length=40, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    dated_at = models.DateTimeField()
    """The time that is printed beside it, to the second."""
    out_at = models.DateTimeField(null=True)
    """When readers could first see it; empty while it is scheduled."""
    revised_at = models.DateTimeField(null=True)
    """When a later version replaced the first."""
    listed_at = models.DateTimeField(null=True)
    """`dated_at` of what stands in the list of news; empty elsewhere. SQLite sees in it that the index below fits,
    which it cannot see in a list of states and kinds that reaches it as parameters."""
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_note = models.CharField(max_length=200, blank=True)
    views_before = models.PositiveIntegerField(default=0)
    """What an earlier page had counted before the piece was imported."""
    views = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    """How many are shown."""
    imported_from = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="newsroom_state_known", condition=Q(state__in=Standing.values)
            ),
            models.CheckConstraint(
                name="newsroom_out_when_published",
                condition=Q(state=Standing.SCHEDULED, out_at__isnull=True)
                | Q(~Q(state=Standing.SCHEDULED), out_at__isnull=False),
            ),
            models.CheckConstraint(
                name="newsroom_withdrawn_has_note",
                condition=Q(
                    ~Q(withdrawn_note=""), state=Standing.WITHDRAWN, withdrawn_at__isnull=False
                )
                | Q(~Q(state=Standing.WITHDRAWN), withdrawn_at__isnull=True, withdrawn_note=""),
            ),
            models.CheckConstraint(
                name="newsroom_new_has_editor",
                condition=~Q(responsible_editor="") | ~Q(imported_from="") | ~Q(kind__in=LISTED),
            ),
            models.UniqueConstraint(
                fields=["town", "slug"], name="newsroom_board_slug", condition=~Q(slug="")
            ),
            models.UniqueConstraint(
                fields=["town", "day"], name="newsroom_reading_day", condition=Q(day__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["town", "-listed_at", "-id"],
                name="newsroom_listed",
                condition=Q(listed_at__isnull=False),
            ),
            models.Index(
                fields=["town", "until"],
                name="newsroom_on_top",
                condition=Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def all_views(self) -> int:
        """人气: what was counted before it came here, and since."""
        return self.views_before + self.views

    @property
    def is_out(self) -> bool:
        return self.state == Standing.PUBLISHED


class Approval(models.Model):
    """One revision, approved by somebody who wrote none of it, to go out at a moment."""

    published = models.ForeignKey(Published, models.CASCADE, related_name="approvals")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """Who asked for the review."""
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When a scheduled one was called off, or another took its place."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="newsroom_two_people", condition=~Q(author=F("by"))),
            models.UniqueConstraint(
                fields=["published"],
                name="newsroom_one_scheduled",
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="newsroom_approval_due",
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.published_id} r{self.revision_id}"


class Cleared(models.Model):
    """Something the gate found in one piece which may stand there, says somebody, for a reason."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    finding = models.CharField(max_length=8, choices=Finding)
    blind = models.CharField(max_length=64)
    """A digest of what was found: the number itself is not kept a second time."""
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "blind"], name="newsroom_cleared_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.finding}"


class ReadMark(models.Model):
    """A day's reading that somebody has read: for themselves only, never counted for anybody."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    published = models.ForeignKey(Published, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "published"], name="newsroom_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.published_id}"


class Story(models.Model):
    """A closed order worth telling on the board of services, if whoever asked for it agrees."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    order = models.CharField(max_length=20, unique=True)
    """The order's number as people say it: the order itself belongs to another room."""
    words = models.TextField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="newsroom_story_one_answer",
                condition=Q(agreed_at__isnull=True) | Q(declined_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.order

    @property
    def town_code(self) -> str:
        return self.town.code
