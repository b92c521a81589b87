"""Who judges a contest, of whom they may not judge, and the marks, sealed."""

from django.db import models
from django.db.models import Q

from touyan.kernel.sealed import SealedField
from touyan.selections.models.candidate import Candidate
from touyan.selections.models.selection import Selection
from touyan.town.models import Organisation, Person


class Juror(models.Model):
    """A judge of one contest. Pages name the seat, not the person."""

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="jurors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField()
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "person"], name="selections_juror_once"),
            models.UniqueConstraint(fields=["selection", "seat"], name="selections_seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.selection_id} seat {self.seat}"


class Recusal(models.Model):
    """A judge who has nothing to do with one entry, and sees nothing of it."""

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="recusals")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="recusals")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "candidate"], name="selections_recused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} not {self.candidate_id}"


class Ballot(models.Model):
    """One judge's mark of one entry. Sealed; its digest, with a salt, says that it was not changed."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="ballots")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="ballots")
    mark = SealedField()
    salt = SealedField()
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "candidate"], name="selections_ballot_once"),
            models.CheckConstraint(name="selections_ballot_sealed", condition=~Q(digest="")),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} of {self.candidate_id}"

    @property
    def town_code(self) -> str:
        return self.town.code
