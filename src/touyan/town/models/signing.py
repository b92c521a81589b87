"""Who is signed in where, and who signed in or tried to."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import DatabaseError, models
from django.db.models import Q

from touyan.kernel import clock
from touyan.town.models.people import Person
from touyan.town.states import SignInOutcome, SignInWay


class OpenSession(AbstractBaseSession):
    """A browser that somebody is signed in with, or is about to be: found by its key, and by whose it is."""

    id = models.BigAutoField(primary_key=True)
    session_key = models.CharField(max_length=40, unique=True)
    """What opens it: on no page and in no address, which say `id`."""
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="open_sessions"
    )
    """Nobody yet where the second factor is waited for."""
    device = models.CharField(max_length=24, blank=True)
    """As `kernel.devices` knows it."""
    began_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(default=clock.now)
    """To the hour: a page costs no write."""

    def __str__(self) -> str:
        return f"{self.person_id} {self.device}"

    def save(self, *, force_update: bool = False, **more: Any) -> None:
        """Django's store makes a row anew for each write; a session that is there keeps when it began."""
        if not force_update:
            super().save(**more)
            return
        written = {
            name: getattr(self, name)
            for name in ("session_data", "expire_date", "person_id", "device", "used_at")
        }
        found = OpenSession.objects.filter(session_key=self.session_key)
        if not found.update(**written):
            raise DatabaseError("The session was ended meanwhile.")


class SignIn(models.Model):
    """Somebody signed in, tried to, or signed out. Never changed; kept as long as the logs are."""

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="sign_ins"
    )
    """Empty for a name that nobody has: what was typed is kept nowhere, as people type passwords there."""
    at = models.DateTimeField(default=clock.now, db_index=True)
    way = models.CharField(max_length=10, choices=SignInWay, blank=True)
    outcome = models.CharField(max_length=10, choices=SignInOutcome)
    network = models.CharField(max_length=20, blank=True)
    """The part of the net, of about 250 addresses and more: `kernel.devices.network_of`."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_sign_in_of_somebody",
                condition=Q(person__isnull=False)
                | Q(outcome__in=[SignInOutcome.WRONG, SignInOutcome.HELD]),
            )
        ]
        indexes = [models.Index(fields=["person", "at"], name="town_sign_in_person_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.outcome}"
