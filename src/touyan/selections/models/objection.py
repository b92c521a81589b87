"""What somebody says against a name on notice: with their own name, for few eyes, sealed."""

from django.db import models
from django.db.models import Q

from touyan.kernel.sealed import SealedField
from touyan.selections.models.candidate import Candidate
from touyan.selections.models.selection import paired
from touyan.selections.states import ObjectionState
from touyan.town.models import Organisation, Person


class Objection(models.Model):
    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="objections")
    name = SealedField()
    phone = SealedField()
    words = SealedField()
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    received_at = models.DateTimeField()
    receipt = SealedField(blank=True)
    """Opens the page on which whoever objected reads what came of it; the journal has no way to them."""
    receipt_blind = models.CharField(max_length=64, null=True, blank=True, unique=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    """Until when the office promised to answer; none before 2026-11-28."""
    finding = SealedField(blank=True)
    """What looking into it came to."""
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="selections_objection_state_known",
                condition=Q(state__in=ObjectionState.values),
            ),
            models.CheckConstraint(
                name="selections_objection_who_when",
                condition=paired("answered_by", "answered_at"),
            ),
            models.CheckConstraint(
                name="selections_objection_answered",
                condition=Q(state=ObjectionState.OPEN) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.state}"

    @property
    def town_code(self) -> str:
        return self.town.code
