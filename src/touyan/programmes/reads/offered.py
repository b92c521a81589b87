"""What is on: what residents leaf through, and what one of them has booked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from touyan.kernel import clock
from touyan.programmes.models import Booking, Programme, Session
from touyan.programmes.reads.scope import SESSION_NAMES, public, sessions_public
from touyan.programmes.states import ENROLLED, STANDING, BookingState, SessionState, State
from touyan.town.models import Person


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; nothing is everything."""

    kind: str = ""
    village: str = ""
    words: str = ""


def coming(wish: Wish = Wish(), since: datetime | None = None) -> QuerySet[Session]:
    """Public sessions that are not over, the next first. What one enrols for stands among the programmes."""
    rows = sessions_public().filter(ends_at__gt=since or clock.now())
    rows = (
        rows.filter(programme__kind=wish.kind)
        if wish.kind
        else rows.exclude(programme__kind__in=ENROLLED)
    )
    if wish.village:
        rows = rows.filter(village__code=wish.village)
    if wish.words:
        rows = rows.filter(_said("programme__", wish.words) | Q(speaker__icontains=wish.words))
    return rows.select_related(*SESSION_NAMES).order_by("starts_at", "id")


def offered(wish: Wish = Wish()) -> QuerySet[Programme]:
    """Public programmes, the newest first."""
    rows = public()
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.village:
        rows = rows.filter(Q(village__code=wish.village) | Q(host__code=wish.village))
    if wish.words:
        rows = rows.filter(_said("", wish.words))
    return rows.select_related("host", "village", "place").order_by("-id")


def _said(prefix: str, words: str) -> Q:
    fields = ("name", "name_en", "about", "where", "host__name")
    found = Q(pk__in=[])
    for field in fields:
        found |= Q(**{f"{prefix}{field}__icontains": words})
    return found


def beyond(rows: QuerySet[Session], mark: tuple[datetime, int] | None) -> QuerySet[Session]:
    """What follows the session that the mark names."""
    if mark is None:
        return rows
    at, pk = mark
    return rows.filter(Q(starts_at__gt=at) | Q(starts_at=at, pk__gt=pk))


def public_session(pk: int) -> Session | None:
    """A session that everyone may read, over or called off too: its address stands in calendars and chats."""
    rows = Session.objects.filter(programme__public=True, programme__state=State.OPEN)
    return rows.select_related(*SESSION_NAMES).filter(pk=pk).first()


def booked_by(person: Person) -> QuerySet[Booking]:
    """What somebody has a seat in, or waits for, from today on; and what of it was called off."""
    off = Q(state=BookingState.CANCELLED, session__state=SessionState.CANCELLED)
    return (
        Booking.objects.filter(
            off | Q(state__in=STANDING), person=person, session__ends_at__gt=clock.now()
        )
        .select_related("session", *(f"session__{name}" for name in SESSION_NAMES))
        .order_by("session__starts_at", "id")
    )


def place_in_line(booking: Booking) -> int:
    """Whose turn it is on the waiting list: 1 is the next."""
    return Booking.objects.filter(
        session=booking.session_id, state=booking.state, pk__lte=booking.pk
    ).count()
