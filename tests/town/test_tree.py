"""The tree of organisations, its places, and the calendar that a town keeps."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from touyan.kernel.refused import Refused
from touyan.town import acts
from touyan.town.models import CalendarDay, Organisation
from touyan.town.reads import (
    branch_of,
    branches,
    dispatchable,
    home_town,
    place,
    units,
    village,
    villages,
    visible_to,
    working_time,
)
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_each_node_knows_its_path_and_its_town(town, baihua):
    branch = branch_of(baihua)
    assert branch.path == "340121/340121103/340121103003/340121103003-B1/"
    assert (branch.town, baihua.town, town.town) == (town, town, None)
    assert (branch.town_code, town.town_code, town.parent.town_code) == (
        "340121103",
        "340121103",
        "",
    )


def test_lists_hold_what_they_say_and_nothing_that_ended(town, baihua, paibei, roads, leads):
    assert list(villages(town)) == [baihua, paibei]
    assert list(units(town)) == [leads, roads]
    assert list(branches(town)) == [branch_of(baihua), branch_of(paibei)]
    assert set(dispatchable(town)) == {roads, leads, branch_of(baihua), branch_of(paibei)}
    acts.change_organisation(by=FOUNDER, organisation=roads, ended_on=date(2021, 9, 1))
    acts.change_organisation(by=FOUNDER, organisation=paibei, ended_on=date(2021, 9, 1))
    assert (list(villages(town)), list(units(town))) == ([baihua], [leads])
    assert (village(paibei.code), village(baihua.code), village(roads.code)) == (None, baihua, None)
    assert home_town() == town


def test_the_first_branch_of_a_village_accepts(baihua, roads):
    acts.add_organisation(
        by=FOUNDER, parent=baihua, code="340121103003-B2", kind="branch", name="第二党支部"
    )
    assert branch_of(baihua).code == "340121103003-B1"
    acts.change_organisation(by=FOUNDER, organisation=branch_of(baihua), ended_on=date(2021, 9, 1))
    assert branch_of(baihua).code == "340121103003-B2"
    assert branch_of(roads) is None


def test_a_role_shows_its_own_part_of_the_tree(secretary, dispatcher, resident, baihua, paibei):
    assert [one.code for one in visible_to(secretary)] == ["340121103003", "340121103003-B1"]
    assert visible_to(dispatcher).count() == 5
    assert list(visible_to(resident)) == []


def test_only_an_administrator_from_above_adds_to_the_tree(admin, secretary, town, baihua):
    node = {"code": "340121103050", "kind": "village", "name": "新村"}
    for by, parent in ((secretary, baihua), (secretary, town), (admin, town.parent), (admin, None)):
        with pytest.raises(Refused, match="administrator"):
            acts.add_organisation(by=by, parent=parent, **node)
    assert acts.add_organisation(by=admin, parent=town, **node).about.town == town


def test_a_nodes_code_and_place_in_the_tree_stay(admin, baihua):
    acts.change_organisation(by=admin, organisation=baihua, name="百花村", phone="0551-6600000")
    assert Organisation.objects.get(pk=baihua.pk).name == "百花村"
    for field in ("code", "path", "parent", "town"):
        with pytest.raises(ValueError, match=field):
            acts.change_organisation(by=admin, organisation=baihua, **{field: "x"})


def test_the_database_keeps_the_tree_a_tree(town):
    for wrong in (
        {"code": "a", "path": "a/", "kind": "town"},
        {"code": "a", "path": "a", "kind": "county"},
        {"code": town.code, "path": "a/", "kind": "county"},
        {"code": "a", "path": town.path, "kind": "county"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(name="甲", **wrong)


def test_names_follow_the_reader_where_there_are_both(baihua):
    with override("en"):
        assert (baihua.label, baihua.children.get().label) == (
            "Baihua Community",
            "Baihua Community Branch",
        )
    with override("zh-hans"):
        assert baihua.label == "百花社区"
    acts.change_organisation(by=FOUNDER, organisation=baihua, name_en="")
    with override("en"):
        assert baihua.label == "百花社区"


def test_a_place_hangs_in_its_village(admin, secretary, baihua, town):
    lamp = {"village": baihua, "code": "BH-LAMP-07", "name": "路灯七", "kind": "lamp"}
    with pytest.raises(Refused, match="administrator"):
        acts.add_place(by=secretary, **lamp)
    made = acts.add_place(by=admin, **lamp).about
    assert (made.town, place("BH-LAMP-07"), place("BH-LAMP-08")) == (town, made, None)


# The calendar ----------------------------------------------------------------------------------


def test_the_towns_own_day_wins_over_the_published_one(admin, town):
    day = date(2021, 9, 18)
    acts.set_day(by=admin, town=town, day=day, working=False, source="停电")
    acts.seed_calendar(by=admin, town=town, days=[(day, True, "国务院")])
    assert CalendarDay.objects.get(town=town, day=day).source == "停电"
    assert working_time(town.pk, datetime(2021, 9, 17, tzinfo=UTC)).is_working(day) is False


def test_a_day_is_set_again_rather_than_twice(admin, town):
    for working in (True, False):
        acts.set_day(by=admin, town=town, day=date(2021, 10, 30), working=working, source="调休")
    assert CalendarDay.objects.get(town=town, day=date(2021, 10, 30)).working is False


def test_what_is_published_ends_with_a_year(town):
    for around, until in (
        (datetime(2021, 9, 17, tzinfo=UTC), date(2021, 12, 31)),
        (datetime(2026, 3, 1, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2028, 3, 1, tzinfo=UTC), date(2027, 12, 31)),
    ):
        assert working_time(town.pk, around).published_until == until


def test_a_year_that_somebody_begins_to_write_down_is_not_published(admin, town):
    now, january = datetime(2026, 11, 25, tzinfo=UTC), datetime(2027, 1, 25, tzinfo=UTC)
    acts.set_day(by=admin, town=town, day=date(2027, 1, 1), working=False, source="元旦")
    assert working_time(town.pk, now).add_days(january, 10).provisional
    acts.set_day(by=admin, town=town, day=date(2027, 10, 1), working=False, source="国庆节")
    assert not working_time(town.pk, now).add_days(january, 10).provisional


def test_the_calendar_is_one_query_for_any_date(town):
    with CaptureQueriesContext(connection) as queries:
        working_time(town.pk, datetime(2021, 9, 17, tzinfo=UTC))
    assert len(queries) == 1


def test_only_an_administrator_keeps_the_calendar(dispatcher, town):
    with pytest.raises(Refused, match="administrator"):
        acts.set_day(by=dispatcher, town=town, day=date(2021, 10, 30), working=True, source="调休")
