"""What the clerk sees of one elder while they are on the telephone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from touyan.desk.read_back import ReadBack, said_day
from touyan.programmes.models import Enrolment, Pause, Session, Tariff
from touyan.programmes.reads import canteen as reads
from touyan.programmes.reads.coming import comes_on, day_of
from touyan.programmes.rules import past_cutoff
from touyan.programmes.rules.canteen import Wish, clashes, told
from touyan.programmes.states import BookingState, Group

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One day on which there is something, as a button."""

    session: Session
    label: str
    state: str
    late: bool


@dataclass(frozen=True)
class AtPhone:
    enrolment: Enrolment
    days: list[Day]
    chosen: Session | None
    wish: Wish
    sentence: str
    clashes: list[str]
    priced: bool
    pauses: list[Pause]

    @property
    def state(self) -> str:
        """Of the chosen day's booking; nothing where there is none."""
        return getattr(self.chosen, "own_state", None) or ""

    @property
    def booking(self) -> int | None:
        return getattr(self.chosen, "own_id", None)

    @property
    def late(self) -> bool:
        return self.chosen is not None and past_cutoff(self.chosen)

    @property
    def spare(self) -> int | None:
        """Portions that nobody has asked for; None where nobody counts them."""
        if self.chosen is None or self.chosen.capacity is None:
            return None
        return max(0, self.chosen.capacity - self.chosen.confirmed)


def at_phone(
    enrolment: Enrolment, now: datetime, session: int | None = None, wish: Wish | None = None
) -> AtPhone:
    """As usual, for the next day that can still be asked for; or for the day and plate that were chosen."""
    sessions = reads.coming(enrolment, now)
    chosen = next((row for row in sessions if row.pk == session), None) or _next(sessions, now)
    wish = wish or _as_usual(enrolment, chosen)
    menu = reads.menu_on(enrolment.programme, day_of(chosen)) if chosen else None
    payable = payable_by(reads.tariffs(enrolment.programme), enrolment, chosen)
    sentence = str(ReadBack(enrolment, chosen, wish, payable)) if chosen else ""
    return AtPhone(
        enrolment=enrolment, days=[_day(row) for row in sessions], chosen=chosen, wish=wish,
        sentence=sentence, clashes=[told(clash) for clash in clashes(menu, wish)],
        priced=payable is not None, pauses=reads.pauses(enrolment, timezone.localdate(now)),
    )  # fmt: skip


def _next(sessions: Iterable[Session], now: datetime) -> Session | None:
    """Who telephones after the cutoff means tomorrow all the same; only today's has gone by."""
    today = timezone.localdate(now)
    rows = list(sessions)
    ahead = [row for row in rows if day_of(row) > today or not past_cutoff(row)]
    return next(iter(ahead or rows), None)


def as_usual_from(enrolment: Enrolment, now: datetime) -> str:
    """The first day after today on which there is something for them again; nothing if none is known yet."""
    today = timezone.localdate(now)
    for row in reads.coming(enrolment, now):
        day = day_of(row)
        booked = is_booked(getattr(row, "own_state", None) or "")
        if day > today and (booked or (comes_on(enrolment, day) and not past_cutoff(row))):
            return said_day(day)
    return ""


def _as_usual(enrolment: Enrolment, session: Session | None) -> Wish:
    """What was booked for that day already, else the standing order."""
    if session is not None and getattr(session, "own_id", None):
        return Wish.of(getattr(session, "own_options", None) or {}, _door(enrolment, session))
    return Wish.of(enrolment.options, enrolment.deliver_to)


def _door(enrolment: Enrolment, session: Session) -> str:
    return str(getattr(session, "own_deliver_to", "") or enrolment.deliver_to)


def _day(session: Session) -> Day:
    state: str = getattr(session, "own_state", None) or ""
    return Day(session, said_day(day_of(session)), state, past_cutoff(session))


def payable_by(
    tariffs: Iterable[Tariff], enrolment: Enrolment, session: Session | None
) -> int | None:
    """What they will pay by the tariff of that day; None where there is none."""
    day = day_of(session) if session is not None else None
    for group in (enrolment.group, Group.ORDINARY):
        for row in tariffs:
            if day is not None and row.group == group and row.starts_on <= day:
                return row.price - row.subsidy
    return None


def options_of(enrolment: Enrolment, wish: Wish, *, apart: bool) -> dict[str, Any]:
    """What a booking keeps: the enrolment's habits, and this one plate."""
    kept = {k: v for k, v in enrolment.options.items() if k not in {"diet", "allergies", "way"}}
    return {**kept, **wish.options, **({"apart": True} if apart else {})}


def is_booked(state: str) -> bool:
    return state in {BookingState.CONFIRMED, BookingState.WAITLISTED}
