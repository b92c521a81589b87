"""Classes after school and full-day care: children with their guardians, and who collected them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from touyan.kernel import clock
from touyan.kernel.clock import CLOCK
from touyan.programmes import acts
from touyan.programmes.acts import Came
from touyan.programmes.demo.cast import ADULT, YOUNG, Cast, moment
from touyan.programmes.demo.year import put_on
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.states import WEEKDAYS, Eligibility, Kind
from touyan.town import acts as town_acts
from touyan.town.acts import Registered
from touyan.town.models import Authority, Organisation, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind, Purpose

Told = dict[str, Any]
HOURS: dict[str, tuple[time, int]] = {
    Kind.AFTER_SCHOOL: (time(16, 30), 90),
    Kind.FULL_DAY: (time(8, 0), 600),
}
"""Kind → when it begins, and for how many minutes."""


def tell_care(cast: Cast, told: Told) -> None:
    """The term of 2021: everybody enrolled, and a day as it was."""
    first, last = told["term"]
    for one in told["classes"]:
        village = cast.villages[one["village"]]
        with clock.at(moment(first - timedelta(days=14), "09:00")):
            programme = open_class(cast, village, one, first, last)
            children = families(cast, village, one["children"], first)
            for child, guardian in children:
                enrolled(programme, child, guardian, first)
        for day in told["days"]:
            _day(cast, programme, one["village"], day)


def open_class(cast: Cast, village: Organisation, one: Told, first: date, last: date) -> Programme:
    at, minutes = HOURS[one["kind"]]
    return put_on(
        cast, village, kind=one["kind"], name=one["name"], name_en=one["name_en"], starts_on=first,
        ends_on=last, weekdays=WEEKDAYS, at=at, minutes=minutes, on_working_days=True, capacity=40,
        eligibility=Eligibility.CHILDREN, public=True, where=f"{village.name}党群服务中心",
    )  # fmt: skip


def families(
    cast: Cast, village: Organisation, number: int, day: date
) -> list[tuple[Person, Person]]:
    """Children from six to twelve on a day, each with a guardian."""
    lines = [
        Registered(cast.name(ADULT), village=village, phone=f"139{cast.lot.randrange(10**8):08d}")
        for _n in range(number)
    ]
    guardians: list[Person] = town_acts.register(
        by=FOUNDER, town=cast.town, people=lines, since=day
    ).made
    return [(_child(cast, guardian, day), guardian) for guardian in guardians]


def _child(cast: Cast, guardian: Person, day: date) -> Person:
    fourteen = date(day.year + cast.lot.randint(2, 8), cast.lot.randint(1, 12), 1)
    name = guardian.name[0] + cast.lot.choice(YOUNG)
    return town_acts.add_child(by=guardian, name=name, child_until=fourteen).about


def enrolled(programme: Programme, child: Person, guardian: Person, first: date) -> None:
    town_acts.give_consent(by=guardian, subject=child, purpose=Purpose.CHILD_CARE)
    acts.enrol(by=guardian, programme=programme, person=child, starts_on=first)


def _day(cast: Cast, programme: Programme, code: str, day: date) -> None:
    """Planned and booked by the rule, noted by the teacher, collected by the guardians one after another."""
    with clock.at(moment(day, "07:00")):
        acts.plan_sessions(by=CLOCK, programme=programme, since=day, until=day)
        session = Session.objects.select_related("programme__host", "host", "town").get(
            programme=programme, day=day
        )
        booked = acts.book_by_rule(by=CLOCK, session=session).made
    teacher = cast.teachers[code]
    with clock.at(session.starts_at + timedelta(minutes=10)):
        people = [Came(booking.person) for booking in booked]
        there = acts.record(by=teacher, session=session, people=people).made
    collected(teacher, there, session.ends_at - timedelta(minutes=20))
    with clock.at(session.ends_at + timedelta(minutes=1)):
        acts.close_session(by=CLOCK, session=session)


def collected(teacher: Person, there: Sequence[Attendance], begin: datetime) -> None:
    """Each with a guardian whom the teacher knows."""
    people = [row.person_id for row in there]
    guardians = {
        row.subject_id: row
        for row in Authority.objects.filter(subject__in=people, kind=AuthorityKind.GUARDIAN)
    }
    for n, row in enumerate(there):
        with clock.at(begin + timedelta(seconds=20 * n)):
            collector = guardians[row.person_id]
            acts.leave(by=teacher, attendance=row, collector=collector, known=True)
