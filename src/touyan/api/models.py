"""Who knocks at this door: other systems, each with a key of its own; and what they were answered."""

from django.db import models
from django.db.models import F, Q

from touyan.kernel.sealed import SealedField
from touyan.town.models import Organisation, Role, RoleHolder


class Client(RoleHolder, models.Model):
    """Another system that may act within an organisation's subtree. Its key is shown once, and kept as a blind index."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    """Codes of `states.Scope`."""
    roles = models.JSONField(default=list)
    """Codes of `states.CLIENT_ROLES`, all of them on its organisation."""
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
    def source(self) -> str:  # type: ignore[override]
        """What an order that it placed carries as where it came from."""
        return f"client:{self.pk}"

    @property
    def roles_today(self) -> list[Role]:
        """Its roles as a person's would be: the rules ask both alike."""
        return [self._as_held(role) for role in self.roles]

    def _as_held(self, role: str) -> Role:
        held = Role(organisation=self.organisation, role=role)
        if branches := self.__dict__.get("works_at"):
            held.__dict__["works_at"] = branches
        return held

    def may(self, scope: str) -> bool:
        return scope in self.scopes


class Sent(models.Model):
    """A request that carried an Idempotency-Key, and what it was answered: written with what it did, or not at all."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    """Of the address and the body: another request under the same key is a mistake."""
    answer = SealedField()
    """As JSON; it may hold a receipt."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="api_sent_once"),
        ]
        indexes = [models.Index(fields=["at"], name="api_sent_at")]

    def __str__(self) -> str:
        return str(self.key)
