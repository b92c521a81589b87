"""The journal, files with their digests, what was sent, and the counters that slow down guessing."""

from django.db import models
from django.db.models import Q

from touyan.kernel import clock


class Entry(models.Model):
    """One thing that happened. Append-only; without foreign keys, so it outlives what it tells of."""

    town_code = models.CharField(max_length=12, blank=True)
    about = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    salts = models.JSONField(default=dict)
    """Personal field → its salt; gone with the field when it is shed."""
    shed = models.JSONField(default=dict)
    """Personal field that was erased → its digest, so that the chain still adds up."""
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "seq"], name="kernel_entry_one_chain"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="kernel_entry_at")]

    def __str__(self) -> str:
        return f"{self.about}#{self.seq} {self.name}"


class Evidence(models.Model):
    """A file with its digest. It belongs to exactly one thing, or to a draft until that is sent."""

    town_code = models.CharField(max_length=12, blank=True)
    owner = models.CharField(max_length=60, db_index=True)
    """`order:69`, or `draft:UUID` for what was uploaded but not sent yet."""
    file = models.FileField(upload_to="evidence/%Y/%m/", max_length=120)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=120)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(owner=""), name="kernel_evidence_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.digest[:8]}"


class Tries(models.Model):
    """How often somebody tried something within a window."""

    key = models.CharField(max_length=120, primary_key=True)
    until = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class Run(models.Model):
    """What runs by itself (a backup, a check, a task of the worker), and how it went."""

    name = models.CharField(max_length=60, primary_key=True)
    good_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="one after another, until now")
    seconds = models.FloatField(default=0)
    said = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name


class Sent(models.Model):
    """An act that a form led to, by the form's own number: sent again, it is not done again."""

    key = models.UUIDField(primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)
