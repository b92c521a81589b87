"""The outbox: one row for each recipient, event and channel, written in the act's own transaction."""

from django.db import models
from django.db.models import Q

from touyan.channels.models.webhook import Webhook
from touyan.channels.states import ENDED, UNDER_WAY, Channel, State
from touyan.orders.models import Requester
from touyan.town.models import Organisation, Person


class Delivery(models.Model):
    """A message on its way. It holds no words: they are made when it is sent, from what is true then."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    """Recipient, event and channel: the same is never written twice, and is sent again under the same name."""
    channel = models.CharField(max_length=8, choices=Channel)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    requester = models.ForeignKey(Requester, models.CASCADE, null=True, related_name="+")
    """As whoever asked for something they hear of it on their receipt's page; a guest is no person besides."""
    place = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", db_index=False
    )
    """For which the person hears of it, by their role there; empty where it is for them alone."""
    webhook = models.ForeignKey(Webhook, models.CASCADE, null=True, related_name="+")
    event = models.CharField(max_length=60)
    about = models.CharField(max_length=40)
    number = models.CharField(max_length=20, blank=True)
    """The thing's number as people say it."""
    told = models.JSONField(default=dict)
    """What a webhook says: public facts as they were at that moment; a piece for WeChat. Empty for a person."""
    joins = models.BooleanField(default=False)
    """Whether it may go out together with others for the same person."""
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    """Counts up with every lease, so it is also the fence: who was overtaken can note nothing."""
    lease_until = models.DateTimeField(null=True)
    lead = models.ForeignKey("self", models.CASCADE, null=True, related_name="others")
    """The one with which it goes out."""
    error = models.CharField(max_length=200, blank=True)
    """Why the last attempt failed, in plain words, without anybody's name or address."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channels_delivery_to_somebody",
                condition=Q(person__isnull=False, webhook__isnull=True)
                | Q(person__isnull=True, webhook__isnull=True, requester__isnull=False)
                | Q(person__isnull=True, webhook__isnull=False, channel=Channel.WEBHOOK),
            ),
            models.CheckConstraint(
                name="channels_delivery_lease_paired",
                condition=Q(state=State.SENDING, lease_until__isnull=False)
                | ~Q(state=State.SENDING) & Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="channels_delivery_end_paired",
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | ~Q(state__in=ENDED) & Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="channels_delivery_joined_has_lead",
                condition=~Q(state=State.JOINED) | Q(lead__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="channels_delivery_due",
                condition=Q(state__in=UNDER_WAY),
            ),
            models.Index(
                fields=["person", "channel"],
                name="channels_delivery_together",
                condition=Q(state=State.WAITING, joins=True),
            ),
            models.Index(
                fields=["town", "-id"],
                name="channels_delivery_dead",
                condition=Q(state=State.DEAD),
            ),
            models.Index(fields=["webhook", "-id"], name="channels_delivery_webhook"),
            models.Index(fields=["ended_at"], name="channels_delivery_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.event} {self.state}"
