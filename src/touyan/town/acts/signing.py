"""Sign-ins are kept, and open sessions ended."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from touyan.kernel import clock
from touyan.kernel.acts import Event, act
from touyan.kernel.devices import network_of
from touyan.town.models import OpenSession, Person, SignIn
from touyan.town.states import SignInOutcome, SignInWay


def note_sign_in(
    outcome: SignInOutcome,
    *,
    person: Person | None,
    way: SignInWay | None = None,
    address: str = "",
) -> None:
    """Keep that somebody signed in, or tried to; of the address only the part of the net."""
    # On SQLite only a transaction waits in the writers' queue.
    with transaction.atomic(savepoint=False):
        SignIn.objects.create(
            person=person, outcome=outcome, way=way or "", network=network_of(address)
        )


@act()
def end_sessions(*, by: Person, numbers: Collection[int]) -> Event[Person]:
    """End sessions of one's own: whoever holds them has to sign in anew."""
    ended, _kinds = OpenSession.objects.filter(person=by, pk__in=numbers).delete()
    return Event(by, by, {"ended": ended}, repeated=not ended)


def forget_sign_ins() -> int:
    """Drop what is older than logs are kept, and sessions that have run out; how many rows went."""
    before = clock.now() - timedelta(days=settings.LOG_DAYS)
    old, _kinds = SignIn.objects.filter(at__lt=before).delete()
    over, _kinds = OpenSession.objects.filter(expire_date__lt=clock.now()).delete()
    return old + over
