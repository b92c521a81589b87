"""A number as it was when somebody froze it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.kernel.packed import unpacked
from touyan.town.models import Organisation, Person


class Snapshot(models.Model):
    """A figure of one scope at one moment, with the very records behind it. Never changed.

    Nothing in it points at live rows but the organisation, so it outlives the records it counted.
    """

    figure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    """Which definition of the figure was in force."""
    told = models.JSONField()
    """Language → label, definition, unit, what is left out, and the parts' labels, as they were."""
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    value = models.BigIntegerField()
    parts = models.JSONField(default=dict)
    """Figure key of each part → its value."""
    out_of = models.CharField(max_length=60, blank=True)
    whole = models.BigIntegerField(null=True)
    """The denominator, where the figure is a rate."""
    kind = models.CharField(max_length=40)
    """What the records are, as the journal names them: `order`."""
    count = models.PositiveIntegerField()
    """How many records: the value itself, unless something of them is added up."""
    packed_ids = models.BinaryField()
    packed_measures = models.BinaryField(null=True)
    """What of each record was added up or told apart; empty where records are simply counted."""
    key = models.UUIDField(null=True, unique=True)
    """The same form sent twice freezes once."""
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    """Who froze it, as the journal signs."""
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    """The same, for their name; empty where nobody signed in did it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="figures_snapshot_forward", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="figures_snapshot_rate_paired",
                condition=Q(out_of="", whole__isnull=True) | ~Q(out_of="") & Q(whole__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "figure", "-id"], name="figures_snapshot_of"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.value}"

    @property
    def town_code(self) -> str:
        return self.organisation.town_code

    @property
    def ids(self) -> list[int]:
        """The records' ids, rising."""
        return unpacked(self.packed_ids)

    @property
    def measures(self) -> dict[int, int]:
        """Record id → what of it was added up or told apart; nothing where records are counted."""
        if self.packed_measures is None:
            return {}
        return dict(zip(self.ids, unpacked(self.packed_measures), strict=True))

    @property
    def words(self) -> dict[str, Any]:
        """Label, definition, unit, left_out and parts' labels, in the reader's language."""
        words: dict[str, Any] = self.told.get(get_language()) or self.told["zh-hans"]
        return words

    @property
    def label(self) -> str:
        return str(self.words["label"])
