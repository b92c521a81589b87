"""Who may have a seat, until when, and whether there is one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.programmes.models import Booking, Programme, Seats, Session
from touyan.programmes.reads.coming import day_of, enrolment_on, places_since
from touyan.programmes.rules.days import moment_of
from touyan.programmes.rules.whose import by_itself, keeps_roster, speaks_for
from touyan.programmes.states import (
    ELDERS,
    BookingState,
    Eligibility,
    SessionState,
    Source,
    State,
)
from touyan.town.models import Organisation, Person
from touyan.town.rules import Founder
from touyan.town.states import RoleCode


@dataclass
class Room:
    """The seats of a session as they stand under its lock: taken, held for organisations, free."""

    capacity: int | None
    confirmed: int
    held: dict[int, int] = field(default_factory=dict)
    """Organisation → seats still held for it and not filled."""

    @classmethod
    def of(cls, session: Session) -> "Room":
        if session.capacity is None:
            return cls(None, session.confirmed)
        live = dict(
            Seats.objects.filter(session=session, until__gt=clock.now()).values_list(
                "organisation", "seats"
            )
        )
        filled = _filled(session, list(live)) if live else {}
        held = {pk: max(0, seats - filled.get(pk, 0)) for pk, seats in live.items()}
        return cls(session.capacity, session.confirmed, held)

    def fits(self, organisation: int | None) -> bool:
        """Whether one more fits, coming with this organisation or with none."""
        if self.capacity is None:
            return True
        elsewhere = sum(seats for pk, seats in self.held.items() if pk != organisation)
        return self.confirmed + elsewhere < self.capacity

    @property
    def free(self) -> int | None:
        """Seats that anybody can have; None where there is room for everybody."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.confirmed - sum(self.held.values()))

    def take(self, organisation: int | None) -> None:
        self.confirmed += 1
        if organisation is not None and self.held.get(organisation):
            self.held[organisation] -= 1


def _filled(session: Session, organisations: list[int]) -> dict[int, int]:
    rows = Booking.objects.filter(
        session=session, state=BookingState.CONFIRMED, organisation__in=organisations
    )
    return dict(rows.values_list("organisation").annotate(n=Count("id")))


def cutoff_of(session: Session) -> datetime:
    """Until when bookings are taken: its own rule, else until it begins."""
    programme = session.programme
    if programme.cutoff_minutes is not None:
        return session.starts_at - timedelta(minutes=programme.cutoff_minutes)
    if programme.cutoff_at is not None:
        return moment_of(day_of(session) - timedelta(days=1), programme.cutoff_at)
    return session.starts_at


def past_cutoff(session: Session) -> bool:
    return clock.now() >= cutoff_of(session)


def source_of(
    session: Session, person: Person, by: Any, organisation: Organisation | None = None
) -> str:
    """As whom somebody books or cancels for a person; Refused where it is not theirs to do."""
    if isinstance(by, Person) and by.pk == person.pk:
        return Source.SELF
    if by_itself(by) or keeps_roster(session, by):
        return Source.CLERK if isinstance(by, Person | Founder) else Source.RULE
    if speaks_for(person, by):
        return Source.PROXY
    if organisation is not None and brings(organisation, person, by):
        return Source.PROXY
    raise Refused(_("You can book for yourself, and for whoever lets you."))


def brings_for(organisation: Organisation, by: Any) -> bool:
    """Whether somebody brings the people of an organisation along: a branch's secretary."""
    return isinstance(by, Person) and by.works_in(
        organisation.path, RoleCode.SECRETARY, RoleCode.OFFICER
    )


def brings(organisation: Organisation, person: Person, by: Any) -> bool:
    """Whether it is somebody of their own whom they bring."""
    return brings_for(organisation, by) and any(
        role.organisation.path.startswith(organisation.path) for role in person.roles_today
    )


def ineligible(programme: Programme, person: Person) -> str | None:
    """Why this person cannot take part; None if they can."""
    match programme.eligibility:
        case Eligibility.MEMBERS if not _is_member(programme, person):
            return _("This is for party members of the town.")
        case Eligibility.RESIDENTS if not _lives_there(programme, person):
            return _("This is for those who live in the village.")
        case Eligibility.CHILDREN if not person.is_child:
            return _("This is for children under fourteen.")
        # On a list itself, the clerk says who belongs there.
        case Eligibility.ELDERS if not programme.is_guarded and not _is_listed(programme, person):
            return _("This is for elders who are on the list of a canteen or of day care.")
    return None


def _is_member(programme: Programme, person: Person) -> bool:
    return any(
        role.role == RoleCode.MEMBER and role.organisation.path.startswith(programme.town.path)
        for role in person.roles_today
    )


def _is_listed(programme: Programme, person: Person) -> bool:
    listed = places_since(clock.today()).filter(person=person, programme__kind__in=ELDERS)
    return listed.filter(town=programme.town_id).exists()


def _lives_there(programme: Programme, person: Person) -> bool:
    if programme.village is None or person.village_id == programme.village_id:
        return True
    path = programme.village.path
    return any(role.organisation.path.startswith(path) for role in person.roles_today)


def why_not_book(session: Session, person: Person, source: str, reason: str) -> str | None:
    """Why there can be no booking now; whoever keeps the list can after the cutoff, with a reason."""
    if session.programme.state != State.OPEN:
        return _("This programme takes no bookings.")
    if session.state != SessionState.PLANNED or clock.now() >= session.ends_at:
        return _("This is over, or does not take place.")
    if why := ineligible(session.programme, person):
        return why
    guarded = source in {Source.SELF, Source.PROXY} and session.programme.is_guarded
    if guarded and enrolment_on(session.programme, person, day_of(session)) is None:
        return _("Only those who are enrolled can come. Please ask the clerk.")
    return why_too_late(session, source, reason)


def why_too_late(session: Session, source: str, reason: str) -> str | None:
    if source == Source.RULE or not past_cutoff(session):
        return None
    if source == Source.CLERK:
        return None if reason.strip() else _("Bookings have closed: give a reason.")
    when = timezone.localtime(cutoff_of(session))
    return _("Bookings closed on {when:%Y-%m-%d %H:%M}. Please telephone.").format(when=when)


def counted(session: Session) -> int:
    """The bookings that have a seat, counted: what `confirmed` must be."""
    return Booking.objects.filter(Q(session=session), state=BookingState.CONFIRMED).count()
