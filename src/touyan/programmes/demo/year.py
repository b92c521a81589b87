"""2021: lectures, classes, portraits, trips, symposiums, outreach and services, each as it took place."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.acts import Came
from touyan.programmes.demo.cast import ZONE, Cast, moment
from touyan.programmes.models import Programme, Session
from touyan.programmes.states import BookingRole, Carrier, Kind
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

Told = dict[str, Any]
CLASSES = 25
OUTREACH_AT = ("新时代文明实践站", "党群服务中心")


def tell_year(cast: Cast, told: Told) -> None:
    _lectures(cast, told["lectures"])
    _classes(cast, told["party_classes"])
    _portraits(cast, told["portraits"])
    _trips(cast, told["study_trips"])
    _symposiums(cast, told["symposiums"])
    _outreach(cast, told["outreach"])
    _services(cast, told["services"])


def put_on(cast: Cast, host: Organisation | None = None, **said: Any) -> Programme:
    """A programme of the town, or of one of its organisations, opened."""
    kept = acts.keep_programme(by=FOUNDER, host=host or cast.town, **said).about
    return acts.open_programme(by=FOUNDER, programme=kept).about


def _year(cast: Cast, kind: Kind, name: str, name_en: str, **said: Any) -> Programme:
    with clock.at(moment(date(2021, 1, 4), "09:00")):
        return put_on(
            cast, kind=kind, name=name, name_en=name_en, starts_on=date(2021, 1, 4),
            ends_on=date(2021, 12, 31), public=True, **said,
        )  # fmt: skip


def _nth(told: Told, n: int) -> datetime:
    """The moment of the nth: a Sunday moves to the Monday after it."""
    day: date = told["first"] + timedelta(days=n * told["every_days"])
    at: time = told["at"]
    return datetime.combine(day + timedelta(days=day.weekday() == 6), at, ZONE)


def _held(
    programme: Programme,
    starts_at: datetime,
    minutes: int,
    host: Organisation,
    by: Person,
    people: Sequence[Person],
    *,
    role: str = BookingRole.PARTICIPANT,
    **said: Any,
) -> Session:
    """One session from its announcement to its end, with everybody who came."""
    ends_at = starts_at + timedelta(minutes=minutes)
    with clock.at(starts_at - timedelta(days=5)):
        session = acts.add_session(
            by=FOUNDER, programme=programme, starts_at=starts_at, minutes=minutes, host=host, **said
        ).about
    with clock.at(ends_at + timedelta(minutes=5)):
        came = [Came(person, starts_at, ends_at, role) for person in people]
        acts.record(by=by, session=session, people=came)
        return acts.hold(by=by, session=session).about


def _lectures(cast: Cast, told: Told) -> None:
    """18 of them, one in each village, by old cadres and members."""
    programme = _year(
        cast, Kind.LECTURE, "“举旗帜、送理论”建党百年专题宣讲", "Lectures on a hundred years",
        carrier=Carrier.STUDY,
    )  # fmt: skip
    for n, (code, village) in enumerate(cast.villages.items()):
        members = cast.lot.sample(cast.members[code], 18)
        _held(
            programme, _nth(told, n), told["minutes"], village, cast.secretary(code), members,
            speaker=f"老党员 {members[0].name}", note=told["titles"][n % len(told["titles"])],
        )  # fmt: skip


def _classes(cast: Cast, told: Told) -> None:
    """25 of them, each by a branch's own secretary."""
    programme = _year(
        cast, Kind.PARTY_CLASS, "书记上党课", "Secretaries' party classes", carrier=Carrier.STUDY
    )
    codes = list(cast.villages)
    for n in range(CLASSES):
        code = codes[n % len(codes)]
        secretary = cast.secretary(code)
        _held(
            programme, _nth(told, n), told["minutes"], cast.branches[code], secretary,
            cast.lot.sample(cast.members[code], 20), speaker=secretary.name,
            note=told["titles"][n % len(told["titles"])],
        )  # fmt: skip


def _portraits(cast: Cast, told: Told) -> None:
    """One day in each village: old members who agreed to be photographed."""
    programme = _year(
        cast, Kind.PORTRAIT, "百年留影", "Portraits of a century", carrier=Carrier.THINK
    )
    for n, (code, village) in enumerate(cast.villages.items()):
        old = cast.members[code][:5]
        with clock.at(_nth(told, n) - timedelta(days=1)):
            for person in old:
                town_acts.give_consent(by=FOUNDER, subject=person, purpose="photo", given_by=person)
        _held(programme, _nth(told, n), told["minutes"], village, cast.secretary(code), old)


def _trips(cast: Cast, told: Told) -> None:
    """Each branch on a day of its own: all but one or two of its members."""
    programme = _year(cast, Kind.STUDY_TRIP, "红色寻迹", "On the red trail", carrier=Carrier.THINK)
    for n, code in enumerate(cast.villages):
        members = cast.members[code]
        went = cast.lot.sample(members, len(members) - cast.lot.randint(0, 2))
        _held(
            programme,
            _nth(told, n),
            told["minutes"],
            cast.branches[code],
            cast.secretary(code),
            went,
        )


def _symposiums(cast: Cast, told: list[Told]) -> None:
    programme = _year(
        cast, Kind.SYMPOSIUM, "老干部、老党员座谈会", "Symposium with veterans",
        carrier=Carrier.PRACTISE,
    )  # fmt: skip
    old = [members[0] for members in cast.members.values()]
    for one in told:
        starts_at = one["at"].replace(tzinfo=ZONE)
        people = cast.lot.sample(old, 12)
        _held(
            programme,
            starts_at,
            120,
            cast.town,
            cast.people["dispatcher"],
            people,
            note=one["note"],
        )


def _outreach(cast: Cast, told: Told) -> None:
    """At service centres and practice stations."""
    programme = _year(cast, Kind.OUTREACH, "宣传教育活动", "Outreach", carrier=Carrier.REALISE)
    codes = list(cast.villages)
    for n, title in enumerate(told["titles"]):
        code = codes[n]
        village = cast.villages[code]
        people = cast.lot.sample(cast.members[code], 10)
        _held(
            programme, _nth(told, n), told["minutes"], village, cast.secretary(code), people,
            where=f"{village.name}{OUTREACH_AT[n % 2]}", note=title,
        )  # fmt: skip


def _services(cast: Cast, told: Told) -> None:
    """1+N: three days in each branch; every member is there on at least two of them."""
    programme = _year(
        cast, Kind.VOLUNTEERING, "1+N志愿服务", "1+N volunteer service", carrier=Carrier.PRACTISE
    )
    for code in cast.villages:
        for n, day in enumerate(told["days"]):
            members = cast.members[code]
            people = [one for i, one in enumerate(members) if i % 4 == 3 or i % 3 != n]
            session = _held(
                programme, datetime.combine(day, told["at"], ZONE), told["minutes"],
                cast.branches[code], cast.secretary(code), people, role=BookingRole.VOLUNTEER,
                note=told["titles"][n],
            )  # fmt: skip
            _confirmed(session, cast.secretary(code), cast.people["dispatcher"])


def _confirmed(session: Session, secretary: Person, dispatcher: Person) -> None:
    """By the host; the secretary's own hours by somebody else."""
    with clock.at(session.ends_at + timedelta(hours=2)):
        rows = list(session.attendances.all())
        others = [row for row in rows if row.person_id != secretary.pk]
        acts.confirm_hours(by=secretary, session=session, attendances=others)
        acts.confirm_hours(by=dispatcher, session=session, attendances=rows)
