"""The two figures of projects, on the days on which they change."""

from datetime import date

from touyan.kernel import clock
from touyan.kernel.figures import FIGURES, Scope, records, trend, values
from touyan.projects import acts

from .conftest import moment

BOTH = ("projects.parking_spaces", "projects.under_way")


def counted(organisation, since, until):
    found = values(BOTH, Scope(organisation, date.fromisoformat(since), date.fromisoformat(until)))
    return tuple(found[key] for key in BOTH)


def test_spaces_count_on_the_day_it_started_and_it_is_under_way_until_it_opens(
    town, all_met, dispatcher
):
    assert counted(town, "2021-01-01", "2021-09-16") == (0, 0)
    assert counted(town, "2021-01-01", "2021-09-17") == (84, 1)
    with clock.at(moment("2021-11-02 09:00")):
        acts.open_project(by=dispatcher, project=all_met)
    assert counted(town, "2021-01-01", "2021-11-01") == (84, 1)
    assert counted(town, "2021-10-01", "2021-12-31") == (0, 0)


def test_each_month_says_how_many_stood_at_its_end(town, all_met, dispatcher):
    with clock.at(moment("2021-11-02 09:00")):
        acts.open_project(by=dispatcher, project=all_met)
    scope = Scope(town, date(2021, 8, 1), date(2021, 12, 31))
    assert [value for _month, value in trend(FIGURES["projects.under_way"], scope)] == [
        0,
        1,
        1,
        0,
        0,
    ]


def test_the_records_are_the_projects_of_the_place(town, baihua, paibei, building):
    def here(place):
        scope = Scope(place, date(2021, 1, 1), date(2021, 12, 31))
        return list(records(FIGURES["projects.under_way"], scope))

    assert (here(town), here(baihua), here(paibei)) == ([building], [building], [])


def test_one_that_has_only_started_makes_spaces_and_is_not_under_way(
    town, proposed, officer, dispatcher
):
    acts.approve(by=dispatcher, project=proposed)
    acts.start(by=officer, project=proposed)
    assert counted(town, "2021-01-01", "2021-12-31") == (84, 0)
