"""Who writes to the town's WeChat account, what they wrote that is not an order yet, and the key to WeChat's doors."""

from django.db import models
from django.db.models import Q

from touyan.kernel.sealed import SealedField
from touyan.orders.models import Requester
from touyan.town.models import Person

MOST_MEDIA = 200
"""Signs in the name that WeChat gives a photo."""


class Follower(models.Model):
    """Somebody as WeChat names them to this account alone (openid): sealed, found by a blind index."""

    openid = SealedField()
    openid_blind = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="+")
    """Whose account here it is, once they have said so while signed in; it goes with them."""
    bound_at = models.DateTimeField(null=True)
    followed = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channels_follower_bound_paired",
                condition=Q(person__isnull=True, bound_at__isnull=True)
                | Q(person__isnull=False, bound_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.signed

    @property
    def signed(self) -> str:
        return f"follower:{self.pk}"


class Heard(models.Model):
    """A message that was taken, and what was answered: WeChat sends it again where it did not hear the answer."""

    key = models.CharField(max_length=64, unique=True)
    answer = SealedField(blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"heard {self.pk}"


class Draft(models.Model):
    """What somebody wrote to the account, until they open the link, say which village it is in and send it."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="drafts")
    key = models.UUIDField(unique=True)
    """The order's idempotency key, and the owner of its photos."""
    words = SealedField(blank=True)
    where = SealedField(blank=True)
    latitude = models.FloatField(null=True, help_text="WGS-84")
    longitude = models.FloatField(null=True, help_text="WGS-84")
    begun_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    """When something was added last: what comes soon after belongs to it."""
    expires_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)
    requester = models.ForeignKey(Requester, models.CASCADE, null=True, related_name="+")
    """Who asked, by the order that came of it: so “mine” finds it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channels_draft_placed_is_empty",
                condition=Q(placed_at__isnull=True, requester__isnull=True)
                | Q(placed_at__isnull=False, words="", where="", latitude__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["follower", "-heard_at"], name="channels_draft_last"),
            models.Index(
                fields=["expires_at"], name="channels_draft_open", condition=Q(placed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Photo(models.Model):
    """A photo that lies at WeChat until the worker has fetched it."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="photos")
    media = models.CharField(max_length=MOST_MEDIA)
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    """Counts up with every lease, so it is also the fence."""
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], name="channels_photo_due", condition=Q(done_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"


class AccessToken(models.Model):
    """What opens WeChat's API for two hours: one row, shared by all processes, so that it is fetched once."""

    app = models.CharField(max_length=32, unique=True)
    value = SealedField(blank=True)
    until = models.DateTimeField()
    fetching_until = models.DateTimeField(null=True)
    """While somebody fetches another one: the others wait for it."""

    def __str__(self) -> str:
        return self.app
