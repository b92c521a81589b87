"""What readers say beneath a piece, and on the wall: seen by others only after somebody has read it."""

from django.db import models
from django.db.models import F, Q

from touyan.kernel.sealed import SealedField
from touyan.newsroom.models.published import Published
from touyan.newsroom.states import WORDS_MOST, Voice
from touyan.town.models import Organisation, Person


class Comment(models.Model):
    """Words with a nickname outside and a real name for the office alone."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    published = models.ForeignKey(Published, models.CASCADE, related_name="voices")
    state = models.CharField(max_length=10, choices=Voice, default=Voice.WAITING)
    nickname = models.CharField(max_length=20)
    words = models.TextField(max_length=WORDS_MOST, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    name = SealedField(blank=True)
    phone = SealedField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True, db_index=True)
    receipt = SealedField()
    receipt_blind = models.CharField(max_length=64, unique=True)
    key = models.UUIDField(unique=True)
    """Sent with the form: the same sending twice is one comment."""
    may_be_order = models.BooleanField(default=False)
    """Whether the writer agrees that the office makes an order of it."""
    order = models.CharField(max_length=20, blank=True)
    """The number of the order that was made of it."""
    at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it is not shown; its writer reads it."""
    answer = models.TextField(max_length=WORDS_MOST, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reports = models.PositiveIntegerField(default=0)
    """How many readers objected since somebody last looked at it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="newsroom_voice_known", condition=Q(state__in=Voice.values)
            ),
            models.CheckConstraint(
                name="newsroom_voice_somebody",
                condition=Q(person__isnull=False) | ~Q(phone_blind="") | Q(state=Voice.TAKEN_BACK),
            ),
            models.CheckConstraint(
                name="newsroom_refusal_has_reason",
                condition=~Q(state=Voice.REFUSED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="newsroom_decision_paired",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="newsroom_shown_was_decided",
                condition=~Q(state=Voice.SHOWN) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="newsroom_answer_paired",
                condition=Q(answer="", answered_at__isnull=True)
                | Q(~Q(answer=""), answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                F("published"),
                F("id").desc(),
                name="newsroom_voice_shown",
                condition=Q(state=Voice.SHOWN),
            ),
            models.Index(fields=["town", "state", "id"], name="newsroom_voice_queue"),
            models.Index(fields=["town", "reports", "id"], name="newsroom_voice_reported"),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} {self.pk}"

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def signed(self) -> str:
        return f"writer:{self.pk}"


class Report(models.Model):
    """A reader's objection to a comment; each reader's counts once."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="objections")
    reader = models.CharField(max_length=64)
    """A digest that tells two readers apart for a day, and names nobody."""
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "reader"], name="newsroom_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}"
