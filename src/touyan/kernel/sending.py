"""What is sent twice is carried out once, whichever form it was.

Each form carries a random number (`once`). An act that a form leads to notes it in its own
transaction; when the same form arrives again, because the first answer was lost on its way, the
act is refused as done before. Acts that find by themselves what they made (`Event.repeated`)
answer as they always do.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import connection
from django.utils.translation import gettext_lazy as _

from touyan.kernel import clock
from touyan.kernel.models import Sent
from touyan.kernel.refused import Refused

KEPT = timedelta(days=7)
ARRIVED = _("This arrived before and was done; it was not done a second time.")


class DoneBefore(Refused):
    """The same form arrived before, and was carried out."""


@dataclass
class Sending:
    """What is being answered: the key of its form, if it has one, and the acts it led to so far."""

    key: UUID | None
    acts: Counter[str] = field(default_factory=Counter)

    def mark(self, act: str, number: int) -> UUID | None:
        """The first, second … act of that name: the same form leads to them in the same order."""
        return uuid5(self.key, f"{act}:{number}") if self.key else None


_sending: ContextVar[Sending | None] = ContextVar("touyan_sending", default=None)


@contextmanager
def under(key: UUID | None) -> Iterator[None]:
    """Everything within is the answer to one thing that was sent."""
    token = _sending.set(Sending(key))
    try:
        yield
    finally:
        _sending.reset(token)


def next_mark(act: str) -> UUID | None:
    sending = _sending.get()
    if sending is None:
        return None
    sending.acts[act] += 1
    return sending.mark(act, sending.acts[act])


def note(mark: UUID | None) -> None:
    """Within the act's transaction: this was carried out."""
    if mark is not None:
        Sent.objects.bulk_create([Sent(key=mark, at=clock.now())])


def was_noted(mark: UUID | None) -> bool:
    return mark is not None and Sent.objects.filter(pk=mark).exists()


def led_to(act: str) -> bool:
    """Whether this very form led to that act before: whoever holds it is who sent it then."""
    sending = _sending.get()
    return sending is not None and was_noted(sending.mark(act, 1))


def refuse_again(mark: UUID | None) -> None:
    if was_noted(mark):
        raise DoneBefore(str(ARRIVED)) from None


def settle() -> None:
    """What was found rather than written is on the standby too before it is acknowledged.

    A commit that only reads waits for nobody, and what it found may be a commit whose own wait was
    cut off. An empty message in the write-ahead log makes it wait like any other.
    """
    if _sending.get() is not None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_logical_emit_message(true, 'touyan', '')")


def sweep() -> int:
    """Drop the marks of forms that nobody sends again; for the worker."""
    return Sent.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
