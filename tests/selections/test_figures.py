"""The numbers of selections, and that they are their records."""

from datetime import date

import pytest

from tests.selections.conftest import moment
from touyan.figures.reads.seen import seen_by_all
from touyan.kernel import clock
from touyan.kernel.figures import FIGURES, Scope, records, values
from touyan.selections import acts
from touyan.selections import figures as selections_figures
from touyan.selections.acts import Stop
from touyan.town.models import Organisation

pytestmark = pytest.mark.django_db
KEYS = [figure.key for figure in selections_figures.ALL]


def told(town, since=date(2021, 9, 1), until=date(2021, 9, 30)):
    return {key.partition(".")[2]: n for key, n in values(KEYS, Scope(town, since, until)).items()}


@pytest.fixture
def honoured(on_notice):
    office = on_notice(people=2, organisation=True)
    with clock.at(moment("2021-09-27 09:00")):
        for at in range(3):
            acts.honour(by=office.leader, candidate=office.fresh(at))
    return office


def test_whom_a_commendation_honoured_counts_on_the_day_of_the_decision(
    honoured, town, paibei, baihua
):
    assert told(town) == {
        "contests": 0, "contest_winners": 0, "tour_stops": 0, "members_honoured": 2,
        "organisations_honoured": 1,
    }  # fmt: skip
    assert told(town, until=date(2021, 9, 26))["members_honoured"] == 0
    assert [told(place)["members_honoured"] for place in (baihua, paibei)] == [2, 0]


def test_an_honour_taken_back_is_not_counted_any_more(honoured, town):
    with clock.at(moment("2021-09-28 09:00")):
        acts.revoke(by=honoured.leader, candidate=honoured.fresh(), reason="材料不实。")
    assert told(town)["members_honoured"] == 1


def test_names_on_notice_are_no_honours(on_notice, town):
    on_notice(people=2)
    assert told(town)["members_honoured"] == 0


@pytest.fixture
def toured(contest, town, baihua, dispatcher):
    """Two winners, three stops before two kinds of audience, all held but the last."""
    hall = contest(entries=3, quota_people=2)
    for entry, mark in enumerate(("9", "8", "7")):
        hall.mark_all(entry, *[mark] * 5)
    hall.go("lock", "reveal", "announce")
    first, second = hall.selection.candidates.filter(state="honoured").order_by("place")
    days = (
        ("village", first, 22),
        ("village", second, 23),
        ("office", first, 24),
        ("campus", second, 25),
    )
    stops = [
        Stop(one, audience, baihua, moment(f"2021-09-{day} 15:00")) for audience, one, day in days
    ]
    made = acts.plan_tour(by=dispatcher, selection=hall.selection, stops=stops).made
    for stop in made[:3]:
        acts.hold_stop(by=dispatcher, stop=stop, held_on=stop.starts_at.date())
    return hall


def test_a_contest_its_winners_and_the_kinds_of_their_stops(toured, town):
    assert told(town) == {
        "contests": 1, "contest_winners": 2, "tour_stops": 2, "members_honoured": 0,
        "organisations_honoured": 0,
    }  # fmt: skip


def test_a_contest_counts_once_its_marks_are_known(contest, town):
    hall = contest(entries=2)
    for entry in range(2):
        hall.mark_all(entry, *["9"] * 5)
    hall.go("lock")
    assert told(town)["contests"] == 0
    hall.go("reveal")
    assert told(town)["contests"] == 1


@pytest.mark.parametrize("key", KEYS)
def test_everybody_may_read_the_records_behind_a_number(honoured, toured, town, key):
    scope = Scope(Organisation.objects.get(pk=town.pk), date(2021, 9, 1), date(2021, 9, 30))
    figure = FIGURES[key]
    rows = list(records(figure, scope))
    assert rows == list(seen_by_all(figure, scope))
    assert [str(column.value(row)) for row in rows for column in figure.source.columns].count(
        ""
    ) == 0
