"""Who may act for whom, and what was agreed to."""

from django.db import models
from django.db.models import F, Q

from touyan.kernel.sealed import SealedField
from touyan.town.models.people import Organisation, Person
from touyan.town.states import (
    AuthorityKind,
    Purpose,
)


class Authority(models.Model):
    """Who may act for whom, or may not: a guardian, whoever books, whoever collects a child.

    A row that bars somebody beats every row that lets them. Each use is an entry in its chain.
    """

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=AuthorityKind)
    subject = models.ForeignKey(Person, models.CASCADE, related_name="authorities")
    """For whom."""
    holder = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="authorities_held"
    )
    holder_name = SealedField(blank=True)
    """Of a collector without an account."""
    holder_phone = SealedField(blank=True)
    holder_phone_blind = models.CharField(max_length=64, blank=True)
    barred = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    code = SealedField(blank=True)
    """Six digits, for one collection."""
    code_until = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_authority_kind_known", condition=Q(kind__in=AuthorityKind.values)
            ),
            models.CheckConstraint(
                name="town_authority_names_one",
                condition=Q(holder__isnull=False, holder_name="")
                | Q(Q(holder__isnull=True), ~Q(holder_name="")),
            ),
            models.CheckConstraint(
                name="town_authority_not_over_oneself",
                condition=Q(holder__isnull=True) | ~Q(holder=F("subject")),
            ),
            models.CheckConstraint(
                name="town_authority_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="town_authority_code_paired",
                condition=Q(code="", code_until__isnull=True)
                | Q(~Q(code=""), Q(code_until__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject", "kind"],
                name="town_authority_live",
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.holder_id or ''}"

    @property
    def name(self) -> str:
        """Of whoever may: needs the holder at hand."""
        return self.holder.name if self.holder is not None else self.holder_name

    @property
    def phone(self) -> str:
        """Likewise."""
        told: str = self.holder.phone if self.holder is not None else self.holder_phone
        return told


class Consent(models.Model):
    """What somebody agreed to, in which wording, and until when; for a child under fourteen a guardian did."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.CharField(max_length=20)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "version"],
                name="town_consent_once",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="town_consent_withdrawn_later",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.purpose} {self.version}"
