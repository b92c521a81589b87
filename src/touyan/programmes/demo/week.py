"""This week: what is on around now, who has booked it, tomorrow's lunch, and who came yesterday."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from touyan.kernel import clock
from touyan.kernel.clock import CLOCK
from touyan.programmes import acts
from touyan.programmes.demo.care import collected, enrolled, families, open_class
from touyan.programmes.demo.cast import ZONE, Cast, moment
from touyan.programmes.demo.meals import closed, keep_menu, noted_in_care
from touyan.programmes.demo.year import put_on
from touyan.programmes.models import Programme, Session
from touyan.programmes.states import PLAN_AHEAD_DAYS, Eligibility, Kind, SessionState
from touyan.town import acts as town_acts
from touyan.town.models import Person

Told = dict[str, Any]
BAIHUA, PAIBEI = "340121103003", "340121103008"
MENU_DAYS = 7
BACK_MOST = 9
"""Days to look back for the last session of a weekly rule: longer than any holiday."""


def tell_week(cast: Cast, told: Told, now: datetime) -> None:
    """Everything that was agreed on was agreed on in the days before `now`."""
    today = timezone.localdate(now)
    with clock.at(now - timedelta(days=6)):
        class_ = _class(cast, today)
        events = _events(cast, today, now)
    with clock.at(now - timedelta(days=2)):
        _bookings(cast, events)
    _by_the_clock(now)
    _yesterday_in_class(cast, class_, now)
    _lunches(cast, told["canteens"], now)
    _in_care(cast, now)


def _class(cast: Cast, today: date) -> Programme:
    """四点半课堂 of this term; the demonstration's resident has a child in it."""
    village = cast.villages[BAIHUA]
    first, last = today - timedelta(days=40), today + timedelta(days=80)
    said = {"kind": Kind.AFTER_SCHOOL, "name": "四点半课堂", "name_en": "Half-past-four class"}
    programme = open_class(cast, village, said, first, last)
    resident = cast.people["resident"]
    child = town_acts.add_child(
        by=resident, name="许小禾", child_until=date(today.year + 6, 5, 1), village=village
    ).about
    both = [(child, resident), *families(cast, village, 15, today)]
    for one, guardian in both:
        enrolled(programme, one, guardian, today - timedelta(days=5))
    town_acts.grant_authority(
        by=resident, subject=child, kind="collect", name="奶奶 周玉珍", phone="13900002468"
    )
    return programme


def _events(cast: Cast, today: date, now: datetime) -> dict[str, Session]:
    """An open event that begins within the hour, a service on Saturday, a lecture, a trip with held seats."""
    village, branch = cast.villages[BAIHUA], cast.branches[BAIHUA]
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
    listed: dict[str, tuple[datetime, Told]] = {
        "open": (
            _soon(now),
            {
                "host": village, "kind": Kind.OUTREACH, "name": "便民服务日", "minutes": 120,
                "name_en": "Open day of services", "where": "百花社区党群服务中心广场",
            },
        ),
        "service": (
            moment(saturday, "08:30"),
            {
                "host": branch, "kind": Kind.VOLUNTEERING, "name": "周末清扫志愿服务", "minutes": 150,
                "name_en": "Weekend clean-up", "capacity": 30,
            },
        ),
        "lecture": (
            moment(today + timedelta(days=4), "15:00"),
            {
                "host": cast.town, "kind": Kind.LECTURE, "name": "防电信诈骗讲座", "minutes": 90,
                "name_en": "Lecture on telephone fraud", "capacity": 12, "where": "镇文化站",
            },
        ),
        "trip": (
            moment(today + timedelta(days=9), "07:30"),
            {
                "host": cast.town, "kind": Kind.STUDY_TRIP, "name": "红色寻迹（秋季）", "minutes": 540,
                "name_en": "On the red trail, again", "capacity": 40,
                "eligibility": Eligibility.MEMBERS,
            },
        ),
    }  # fmt: skip
    return {key: _event(cast, today, at, said) for key, (at, said) in listed.items()}


def _soon(now: datetime) -> datetime:
    """The next full hour but one, if anybody is about then; else nine in the morning."""
    at = (now + timedelta(minutes=100)).astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    if at.hour < 8:
        return at.replace(hour=9)
    return at if at.hour < 18 else (at + timedelta(days=1)).replace(hour=9)


def _event(cast: Cast, today: date, starts_at: datetime, said: Told) -> Session:
    programme = put_on(cast, starts_on=today, public=True, **said)
    added = acts.add_session(
        by=cast.people["dispatcher"] if programme.host == cast.town else cast.people["baihua"],
        programme=programme, starts_at=starts_at,
    ).about  # fmt: skip
    return Session.objects.select_related(
        "programme__host", "programme__town", "programme__village", "host", "town"
    ).get(pk=added.pk)


def _bookings(cast: Cast, events: dict[str, Session]) -> None:
    members = cast.members[BAIHUA]
    for person in members[:14]:
        acts.book(by=person, session=events["lecture"], person=person)
    for person in [*members[:9], cast.people["lead"]]:
        acts.book(by=person, session=events["service"], person=person, role="volunteer")
    acts.book(by=cast.people["resident"], session=events["lecture"], person=cast.people["resident"])
    trip = events["trip"]
    for code in (BAIHUA, PAIBEI):
        acts.hold_seats(
            by=cast.people["dispatcher"], session=trip, organisation=cast.branches[code], seats=12,
            until=trip.starts_at - timedelta(days=3),
        )  # fmt: skip
    for person in members[:6]:
        acts.book(
            by=cast.people["baihua"], session=trip, person=person,
            organisation=cast.branches[BAIHUA],
        )  # fmt: skip


def _by_the_clock(now: datetime) -> None:
    """What the worker would have done: for each weekly rule the last day before today, and what is to come."""
    today = timezone.localdate(now)
    rows = Programme.objects.filter(state="open").exclude(weekdays="").order_by("id")
    for programme in rows.filter(ends_on__isnull=True) | rows.filter(ends_on__gte=today):
        with clock.at(moment(today - timedelta(days=BACK_MOST), "06:00")):
            for session in [*_before(programme, today), *_from(programme, today)]:
                _booked(session, now)


def _before(programme: Programme, today: date) -> list[Session]:
    """Its last session before today, if there was one lately."""
    for back in range(1, BACK_MOST + 1):
        day = today - timedelta(days=back)
        if made := acts.plan_sessions(by=CLOCK, programme=programme, since=day, until=day).made:
            return list(made)
    return []


def _from(programme: Programme, today: date) -> list[Session]:
    until = today + timedelta(days=PLAN_AHEAD_DAYS)
    made = acts.plan_sessions(by=CLOCK, programme=programme, since=today, until=until).made
    return list(made)


def _booked(session: Session, now: datetime) -> None:
    if session.programme.is_guarded and session.starts_at < now + timedelta(days=2):
        acts.book_by_rule(by=CLOCK, session=session)


def _yesterday_in_class(cast: Cast, class_: Programme, now: datetime) -> None:
    """The last session of the class that is over: everybody came but one, and was collected."""
    session = _last(class_, now)
    if session is None:
        return
    teacher = cast.teachers[BAIHUA]
    booked = list(session.bookings.select_related("person").order_by("id"))
    with clock.at(session.starts_at + timedelta(minutes=10)):
        people = [acts.Came(booking.person) for booking in booked[:-1]]
        there = acts.record(by=teacher, session=session, people=people).made
    collected(teacher, there, session.ends_at - timedelta(minutes=20))
    with clock.at(session.ends_at + timedelta(minutes=1)):
        acts.close_session(by=CLOCK, session=session)


def _last(programme: Programme, now: datetime) -> Session | None:
    return (
        Session.objects.filter(programme=programme, ends_at__lt=now, state=SessionState.PLANNED)
        .select_related("programme__host", "host", "town")
        .order_by("-starts_at")
        .first()
    )


def _lunches(cast: Cast, told: Told, now: datetime) -> None:
    """Menus of the week, and every lunch that has begun: handed over, one a minute."""
    today = timezone.localdate(now)
    rows = Programme.objects.filter(kind=Kind.CANTEEN, state="open").select_related("host", "town")
    for canteen in rows.order_by("id"):
        clerk = cast.clerks[canteen.host.code]
        for n in range(MENU_DAYS):
            keep_menu(canteen, clerk, told, today + timedelta(days=n))
        for session in _begun(canteen, now):
            _served(clerk, session, now)


def _begun(programme: Programme, now: datetime) -> list[Session]:
    rows = Session.objects.filter(
        programme=programme, starts_at__lt=now, state=SessionState.PLANNED
    )
    return list(rows.select_related("programme__host", "host", "town").order_by("starts_at"))


def _served(clerk: Person, session: Session, now: datetime) -> None:
    for n, booking in enumerate(session.bookings.select_related("person").order_by("id")):
        at = session.starts_at + timedelta(minutes=5 + n)
        if at <= now:
            with clock.at(at):
                acts.serve_meal(by=clerk, session=session, person=booking.person)
    if session.ends_at < now:
        closed(session)


def _in_care(cast: Cast, now: datetime) -> None:
    """Day care as it was on its last day."""
    rows = Programme.objects.filter(kind=Kind.DAY_CARE, state="open").select_related("host", "town")
    for care in rows.order_by("id"):
        session = _last(care, now)
        if session is not None:
            noted_in_care(session, cast.clerks[care.host.code])
