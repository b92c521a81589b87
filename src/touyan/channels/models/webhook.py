"""Another system that wants to be told what everybody may read of orders."""

from django.db import models
from django.db.models import F, Q

from touyan.kernel.sealed import SealedField
from touyan.town.models import Organisation


class Webhook(models.Model):
    """An address that hears of published orders in an organisation's subtree, signed with its own secret."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    client = models.PositiveBigIntegerField(null=True, blank=True)
    """The number of the API client whose it is, where it has one: that room stands above this one."""
    url = models.CharField(max_length=300)
    secret = SealedField()
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="channels_webhook_name_once",
                condition=Q(stopped_at__isnull=True),
            ),
            models.CheckConstraint(name="channels_webhook_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="channels_webhook_stopped_after_made",
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def town_code(self) -> str:
        return self.organisation.town_code
