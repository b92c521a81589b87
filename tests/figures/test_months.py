"""The months under a number never tell another story than the number itself, at the edges of a period neither."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.figures.months import the_months_are_the_values_of_their_days
from tests.orders.stages import moment
from touyan.figures.acts import declare
from touyan.figures.models import Declared
from touyan.kernel import clock
from touyan.kernel.figures import FIGURES, Scope, trend, values
from touyan.projects.models import Project
from touyan.town.models import Role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

FIRST = date(2021, 1, 1)
SINCE, UNTIL = date(2021, 3, 10), date(2021, 5, 15)


def day(random: Random) -> date:
    return FIRST + timedelta(days=random.randrange(200))


@pytest.fixture
def random() -> Random:
    return Random(20210803)  # noqa: S311 (the same spring every time)


@pytest.fixture
def changing(random, town, baihua, paibei, roads, somebody, loop) -> None:
    """A spring in which orders come, members come and go, and projects begin, open and are given up."""
    for n in range(12):
        branch, since = random.choice((baihua, paibei)).children.get(), day(random)
        role = somebody(f"m{n}", "member", branch).roles.get()
        ends_on = since + timedelta(days=random.randrange(90)) if n % 3 else None
        Role.objects.filter(pk=role.pk).update(starts_on=since, ends_on=ends_on)
    both = somebody("both", "member", baihua.children.get())
    for place in (baihua, paibei):
        role = {"organisation": place.children.get(), "role": "member"}
        Role.objects.update_or_create(person=both, **role, defaults={"starts_on": FIRST})
    for n in range(12):
        _project(n, day(random), town, roads, random)
    _project(12, SINCE, town, roads, random, over=date(2021, 5, 20))
    for n in range(6):
        until = day(random)
        declare(
            by=FOUNDER, figure="town.residents", organisation=town, since=until - timedelta(days=n),
            until=until, value=48000 + n, source="台账", signer="派出所",
        )  # fmt: skip
        with clock.at(moment(f"{day(random)} 09:00")):
            loop.placed()
    paibei.ended_on = date(2021, 5, 20)
    paibei.save(update_fields=["ended_on"])


def _project(n, begun, town, lead, random, over=None) -> None:
    """In use for some, given up for others, under way for the rest."""
    over = over or begun + timedelta(days=random.randrange(60))
    given_up = {"state": "dropped", "dropped_on": over, "reason": "选址有变"}
    Project.objects.create(
        town=town, lead=lead, name=f"项目{n}", spaces=random.randrange(90), approved_on=begun,
        started_on=begun, building_on=begun, **({"state": "open", "opened_on": over}, given_up, {"state": "under_way"})[n % 3],
    )  # fmt: skip


def test_each_month_of_any_period_is_the_value_of_its_days(changing, random, town, baihua):
    edges = [sorted((day(random), day(random))) for _ in range(4)]
    periods = [(SINCE, UNTIL), (SINCE, SINCE), *map(tuple, edges)]
    for place in (town, baihua, town.parent):
        the_months_are_the_values_of_their_days(place, periods)
    told = values(["programmes.members", "projects.under_way"], Scope(town, SINCE, UNTIL))
    assert all(told.values())


def test_whoever_leaves_after_the_periods_last_day_stands_in_its_last_month(changing, town, paibei):
    told = trend(FIGURES["town.villages"], Scope(town, SINCE, UNTIL))
    there = values(["town.villages"], Scope(town, SINCE, UNTIL))["town.villages"]
    assert [value for _month, value in told] == [there] * 3
    assert (
        trend(FIGURES["town.villages"], Scope(town, SINCE, date(2021, 5, 20)))[-1][1] == there - 1
    )


def test_each_month_has_the_number_that_was_newest_by_then(town):
    for until, value in ((date(2021, 3, 31), 48000), (date(2021, 5, 10), 48200)):
        declare(
            by=FOUNDER, figure="town.residents", organisation=town, since=SINCE, until=until,
            value=value, source="台账", signer="派出所",
        )  # fmt: skip
    assert Declared.objects.count() == 2
    told = trend(FIGURES["town.residents"], Scope(town, SINCE, UNTIL))
    assert [value for _month, value in told] == [48000, 48000, 48200]
