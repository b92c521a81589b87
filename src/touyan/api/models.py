"""Who knocks at this door: other systems, each with a key of its own."""

from django.db import models
from django.db.models import F, Q

from touyan.town.models import Organisation


class Client(models.Model):
    """Another system that may act within an organisation's subtree. Its key is shown once, and kept as a blind index."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    """Codes of `states.Scope`."""
    key_blind = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    """The last day on which it came with its key."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="api_client_name_once"),
            models.CheckConstraint(name="api_client_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="api_client_revoked_after_made",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signed(self) -> str:
        """How the journal names it; its name stands in its own chain."""
        return f"client:{self.pk}"

    @property
    def town_code(self) -> str:
        return self.organisation.town_code

    @property
    def source(self) -> str:
        """What an order that it placed carries as where it came from."""
        return f"client:{self.pk}"
