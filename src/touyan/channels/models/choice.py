"""Whether and when somebody is reached through a channel."""

from django.db import models
from django.db.models import Q

from touyan.channels.states import PERSONAL
from touyan.kernel.sealed import SealedField
from touyan.kernel.working_time import QUIET_FROM, QUIET_UNTIL
from touyan.orders.models import Requester
from touyan.town.models import Organisation, Person


class Choice(models.Model):
    """One person, or one guest with a receipt, and one channel. Nobody is messaged who did not ask for it."""

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="channel_choices"
    )
    requester = models.ForeignKey(
        Requester, models.CASCADE, null=True, blank=True, related_name="channel_choices"
    )
    """A guest without an account: for messages about this one order."""
    channel = models.CharField(max_length=8, choices=[(one.value, one.label) for one in PERSONAL])
    address = SealedField(blank=True)
    """Where: a mail address, a telephone number. Sealed."""
    asked_at = models.DateTimeField(null=True, blank=True)
    """When that address was last asked whether it is right; a telephone's code is made of it."""
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When whoever reads that address said that it is right."""
    on = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    """Both alike: never quiet."""
    grouped = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="channels_choice_once"),
            models.UniqueConstraint(
                fields=["requester", "channel"], name="channels_choice_once_a_receipt"
            ),
            models.CheckConstraint(
                name="channels_choice_of_somebody",
                condition=Q(person__isnull=False, requester__isnull=True)
                | Q(person__isnull=True, requester__isnull=False),
            ),
            models.CheckConstraint(
                name="channels_choice_on_is_confirmed",
                condition=Q(on=False) | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.channel}"

    @property
    def whose(self) -> str:
        """Part of a message's key: `p12` a person, `g7` a guest with a receipt."""
        return f"p{self.person_id}" if self.person_id else f"g{self.requester_id}"

    @property
    def town(self) -> Organisation | None:
        return (
            self.person.town
            if self.person
            else self.requester.order.town
            if self.requester
            else None
        )

    @property
    def is_waiting(self) -> bool:
        """Whether an address was given that nobody has confirmed."""
        return self.asked_at is not None and self.confirmed_at is None
