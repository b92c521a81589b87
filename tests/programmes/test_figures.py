"""Every figure of programmes equals its records, counted one by one in Python."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.programmes.conftest import moment
from touyan.kernel import clock, figures
from touyan.kernel.figures import FIGURES, Scope, next_month
from touyan.programmes import acts
from touyan.programmes.figures import ALL
from touyan.programmes.models import Attendance, Session
from touyan.programmes.states import CHILDREN, Kind
from touyan.town import acts as town_acts
from touyan.town.models import Person, Role
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]

YEAR = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
def people(somebody, baihua, paibei) -> list[Person]:
    branches = (baihua.children.get(), paibei.children.get())
    return [somebody(f"m{n}", "member", branches[n % 2]) for n in range(4)]


@pytest.fixture
def year(programme, people, baihua, paibei, child, guardian, teacher, town) -> None:
    """A session of each kind in two villages, one of them called off, one planned, one last year."""
    with clock.at(moment("2021-02-01 08:00")):
        for n, kind in enumerate(Kind):
            if kind in CHILDREN:
                continue
            made = programme(kind=kind, name=str(kind.label), host=town, starts_on=date(2020, 1, 1))
            for host in (baihua, paibei):
                _session(made, host, n, people)
            acts.add_session(
                by=FOUNDER, programme=made, starts_at=moment("2021-11-01 09:00"), host=baihua
            )
            off = acts.add_session(
                by=FOUNDER, programme=made, starts_at=moment("2021-11-02 09:00"), host=baihua
            ).about
            acts.call_off(by=FOUNDER, session=off)
    _class(programme, child, guardian, teacher)


def _session(made, host, n, people) -> None:
    starts_at = moment(f"2021-{n % 6 + 1:02d}-10 09:00")
    session = acts.add_session(
        by=FOUNDER, programme=made, starts_at=starts_at, minutes=90, host=host
    ).about
    came = people[n % 4 :]
    for person in came if made.is_guarded else ():
        acts.book(by=FOUNDER, session=session, person=person, reason="补登")
    with clock.at(session.ends_at):
        role = "volunteer" if made.kind == Kind.OUTREACH else "participant"
        rows = [acts.Came(one, starts_at, session.ends_at, role) for one in came]
        acts.record(by=FOUNDER, session=session, people=rows)
        acts.hold(by=FOUNDER, session=session)


def _class(programme, child, guardian, teacher) -> None:
    from_time = moment("2021-09-13 16:30").time()
    with clock.at(moment("2021-09-13 08:00")):
        class_ = programme(
            kind=Kind.AFTER_SCHOOL, name="四点半课堂", weekdays="12345", at=from_time,
            eligibility="children",
        )  # fmt: skip
        acts.enrol(by=guardian, programme=class_, person=child, starts_on=date(2021, 9, 13))
        for session in acts.plan_sessions(by=FOUNDER, programme=class_).made[:2]:
            acts.book_by_rule(by=FOUNDER, session=session)
            with clock.at(session.starts_at):
                acts.arrive(by=teacher, session=session, person=child, method="roster")


def held(kind) -> list[Session]:
    rows = Session.objects.filter(state="held", day__range=YEAR).select_related("programme")
    return [row for row in rows if row.programme.kind == kind]


def came() -> list[Attendance]:
    rows = Attendance.objects.filter(standing=True, day__range=YEAR)
    return list(rows.select_related("session__programme"))


def served(row) -> bool:
    return row.session.programme.kind == Kind.VOLUNTEERING or row.role == "volunteer"


def expected() -> dict[str, int]:
    there, members = came(), list(Role.objects.filter(role="member"))
    of_kind = lambda *kinds: [r for r in there if r.session.programme.kind in kinds]  # noqa: E731
    mine = {
        m.person_id: sum(served(r) for r in there if r.person_id == m.person_id) for m in members
    }
    return {
        "lectures": len(held(Kind.LECTURE)),
        "party_classes": len(held(Kind.PARTY_CLASS)),
        "symposiums": len(held(Kind.SYMPOSIUM)),
        "outreach_events": len(held(Kind.OUTREACH)),
        "portrait_villages": len({row.village_id for row in held(Kind.PORTRAIT)}),
        "canteen_sites": len({row.village_id for row in held(Kind.CANTEEN)}),
        "study_trip_members": len({r.person_id for r in of_kind(Kind.STUDY_TRIP)} & mine.keys()),
        "children": len({r.person_id for r in of_kind(*CHILDREN)}),
        "meals": len(of_kind(Kind.CANTEEN)),
        "services": sum(map(served, there)),
        "service_minutes": sum(r.minutes for r in there if served(r)),
        "members": len(mine),
        "members_below_two_services": sum(n < 2 for n in mine.values()),
    }


def scope(organisation, since=YEAR[0], until=YEAR[1]) -> Scope:
    return Scope(organisation, since, until)


def test_every_figure_is_counted_one_by_one(town):
    keys = [figure.key for figure in ALL]
    told = figures.values(keys, scope(town))
    assert {key.removeprefix("programmes."): value for key, value in told.items()} == expected()
    assert all(value for key, value in told.items() if "below" not in key)


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.key)
def test_a_figure_is_its_records_and_its_months_and_its_villages(figure, town, baihua, paibei):
    whole = figures.values([figure.key], scope(town))[figure.key]
    assert figure.key in FIGURES
    if isinstance(figure.total, figures.Count):
        assert figures.records(figure, scope(town)).count() == whole
        assert sum(value for _month, value in figures.trend(figure, scope(town))) == whole
        assert (
            sum(part.value for part in figures.split(figure, scope(town), "organisation")) == whole
        )
    villages = [figures.values([figure.key], scope(one))[figure.key] for one in (baihua, paibei)]
    split = figures.split(figure, scope(town), "organisation")
    assert [part.value for part in split] == villages


def test_a_period_counts_its_own_days_only(town):
    lectures = figures.values(["programmes.lectures"], scope(town, until=date(2021, 1, 10)))
    assert lectures == {"programmes.lectures": 2}
    none = figures.values(["programmes.lectures"], scope(town, since=date(2021, 1, 11)))
    assert none == {"programmes.lectures": 0}


def test_what_was_corrected_counts_as_corrected(town, secretary):
    before = figures.values(["programmes.services", "programmes.service_minutes"], scope(town))
    row = next(r for r in came() if served(r))
    acts.correct(by=FOUNDER, attendance=row, reason="认错人", annul=True)
    after = figures.values(["programmes.services", "programmes.service_minutes"], scope(town))
    assert after["programmes.services"] == before["programmes.services"] - 1
    assert after["programmes.service_minutes"] == before["programmes.service_minutes"] - row.minutes


def test_no_column_of_a_record_names_anybody(town, people, child):
    names = {person.name for person in (*people, child)}
    for figure in ALL:
        for row in figures.records(figure, scope(town)):
            shown = {str(column.value(row)) for column in figure.source.columns}
            assert not shown & names


def test_a_member_who_has_left_is_no_member_at_the_end(town, people):
    role = Role.objects.get(person=people[0], role="member")
    town_acts.end_role(by=FOUNDER, role=role, ends_on=date(2021, 6, 30))
    told = figures.values(["programmes.members"], scope(town))
    assert told == {"programmes.members": len(people) - 1}


@pytest.mark.parametrize("name", ["members", "members_below_two_services"])
def test_the_months_of_members_are_how_they_stood_at_each_end_and_one_statement(name, town):
    figure = FIGURES[f"programmes.{name}"]
    with CaptureQueriesContext(connection) as asked:
        told = figures.trend(figure, scope(town))
    assert len(asked) == 1
    ends = [next_month(month) - timedelta(days=1) for month, _value in told]
    one_by_one = [figures.values([figure.key], scope(town, until=end)) for end in ends]
    assert [value for _month, value in told] == [one[figure.key] for one in one_by_one]
    assert len(told) == 12
