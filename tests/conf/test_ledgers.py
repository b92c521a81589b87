"""Every ledger goes out and comes in again: into the same town nothing changes, into an empty one it is the same town."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils.translation import override

from touyan.conf.ledgers import KINDS
from touyan.kernel.ledgers import Kind
from touyan.kernel.models import Entry
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.orders.models import Category, Order
from touyan.orders.states import DEFAULT_CLOCKS
from touyan.plans import acts as plans
from touyan.plans.models import Plan, Task
from touyan.town import acts
from touyan.town.acts.unnaming import unname
from touyan.town.models import CalendarDay, Organisation, Person, Role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
FIRST = date(2021, 1, 1)


def _organisation(parent: Organisation | None, code: str, kind: str, name: str) -> Organisation:
    return acts.add_organisation(by=FOUNDER, parent=parent, code=code, kind=kind, name=name).about


def _serving(town: Organisation, name: str, where: Organisation, **more: object) -> Person:
    """Somebody without a login, as most party members are."""
    person = acts.add_person(by=FOUNDER, town=town, name=name, **more).about
    acts.grant_role(by=FOUNDER, person=person, organisation=where, role="member", starts_on=FIRST)
    return person


def _plan(town: Organisation, lead: Organisation, owner: Person, name: str) -> None:
    """The same code in every town, as towns number their plans by the year."""
    plan = plans.keep_plan(by=FOUNDER, host=town, code="p2026", name=name, **YEAR).about
    stream = plans.keep_workstream(by=FOUNDER, plan=plan, number=1, name="办好实事").about
    plans.keep_menu(by=FOUNDER, plan=plan, audience="member", pick=1)
    activity = plans.keep_activity(
        by=FOUNDER, plan=plan, number=1, workstream=stream, name=name, lead=lead, carrier="practise",
        about="先办急的\r\n再办难的 ", helpers=[town], **YEAR,
    ).about  # fmt: skip
    for due in (
        date(2026, 3, 1),
        date(2026, 9, 1),
    ):  # called alike, as what returns every half year is
        plans.keep_task(by=FOUNDER, activity=activity, name="排班", owner=owner, due_on=due)
    for chosen in (False, True):
        plans.keep_requirement(
            by=FOUNDER, activity=activity, audience="member", measure="service", target=2,
            chosen=chosen, starts_on=YEAR["starts_on"], due_on=YEAR["ends_on"],
        )  # fmt: skip


@pytest.fixture
def county(
    town, baihua, paibei, roads, street_light, secretary, officer, delivered
) -> Organisation:
    """Two towns with something of everything, and what is awkward about it."""
    other = _organisation(town.parent, "340121104", "town", "朱巷镇")
    farther = _organisation(other, "340121104001", "village", "朱巷村")
    ended = _organisation(town, "340121103099", "village", "撤并村")
    acts.change_organisation(by=FOUNDER, organisation=ended, ended_on=date(2026, 1, 1))
    acts.set_day(by=FOUNDER, town=town, day=date(2026, 12, 25), working=False, source="镇庆")
    acts.set_day(by=FOUNDER, town=other, day=date(2026, 12, 25), working=True, source="补班")
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=FOUNDER, town=other, **(profile | {"deliver": 3}))
    dog = keep_category(by=FOUNDER, town=other, code="street_light", name="路灯", urgency="hard", unit=None, keywords="", name_en="").about  # fmt: skip
    keep_clock(by=FOUNDER, town=other, category=dog, **DEFAULT_CLOCKS[-1])
    gone = keep_category(by=FOUNDER, town=town, code="old", name="旧类", urgency="small").about
    keep_category(by=FOUNDER, town=town, code=gone.code, ended_on=date(2026, 1, 1))
    owner = _serving(town, "程素云", roads)
    for where in (baihua, paibei):  # two people of one name
        _serving(town, "王芳", where)
    _serving(other, "县里来的", baihua)
    left = _serving(town, "走了的", paibei)
    with transaction.atomic():
        unname(left, keep_name=False)
    _plan(town, roads, owner, "吴山的活动")
    _plan(other, other, _serving(other, "王芳", farther), "朱巷的活动")
    for code, village in (("L1", baihua), ("L2", farther)):
        acts.add_place(by=FOUNDER, village=village, code=code, kind="lamp", name="灯", latitude=32.25, longitude=117.1)  # fmt: skip
    return town.parent


@pytest.fixture
def delivered(placed) -> Order:
    """One that was answered, and one that waits; placed to the second, which a .csv does not tell."""
    placed()
    return placed()


def comes_in(kind: str, path: Path) -> str:
    out = StringIO()
    try:
        with override("en"):
            call_command("import", kind, path, stdout=out, stderr=out)
    except CommandError as refused:
        pytest.fail(f"{refused}\n{out.getvalue()}")
    return out.getvalue()


def goes_out(kind: str, path: Path) -> Path:
    call_command("export", kind, path, stdout=StringIO())
    return path


def rows_of(kind: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in KINDS[kind].dump()]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_went_out_comes_in_and_changes_nothing(kind, ending, county, tmp_path):
    path = goes_out(kind, tmp_path / f"{kind}.{ending}")
    before, entries = rows_of(kind), Entry.objects.count()
    said = comes_in(kind, path)
    assert (len(before) > 0, said) == (True, f"{len(before)} rows, 0 of them new or changed.\n")
    assert (rows_of(kind), Entry.objects.count()) == (before, entries)


IN_TURN = ("organisations", "people", "calendar", "places", "categories", "clocks")


def _emptied() -> None:
    """As an installation is in which nobody has founded a town."""
    call_command("flush", verbosity=0, interactive=False)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_empty_installation_becomes_the_same_county(ending, county, tmp_path):
    told = {kind: rows_of(kind) for kind in IN_TURN}
    paths = {kind: goes_out(kind, tmp_path / f"{kind}.{ending}") for kind in IN_TURN}
    _emptied()
    for kind, path in paths.items():
        comes_in(kind, path)
    assert {kind: rows_of(kind) for kind in IN_TURN} == told


PLANS = ("plan-activities", "plan-tasks", "plan-requirements")


def test_plans_whose_lists_were_emptied_are_the_same_again(county, tmp_path):
    told = {kind: rows_of(kind) for kind in PLANS}
    paths = {kind: goes_out(kind, tmp_path / f"{kind}.xlsx") for kind in PLANS}
    Task.objects.all().delete()
    for plan in Plan.objects.all():
        for activity in plan.activities.all():
            activity.requirements.all().delete()
            activity.delete()
        plan.workstreams.all().delete()
    for kind, path in paths.items():
        comes_in(kind, path)
    shown = {kind: [[_shown(cell) for cell in row] for row in rows] for kind, rows in told.items()}
    assert {kind: [list(row) for row in rows_of(kind)] for kind in PLANS} == shown


def _shown(cell: object) -> object:
    return cell.replace("\r\n", "\n").strip() if isinstance(cell, str) else cell


def test_each_town_has_its_own_calendar_again(county, tmp_path):
    path = goes_out("calendar", tmp_path / "calendar.csv")
    kept = rows_of("calendar")
    CalendarDay.objects.all().delete()
    comes_in("calendar", path)
    assert rows_of("calendar") == kept
    told = CalendarDay.objects.filter(day=date(2026, 12, 25)).order_by("town__code")
    assert list(told.values_list("town__code", "working")) == [("340121103", False), ("340121104", True)]  # fmt: skip


# What a ledger must not do by accident -----------------------------------------------------------


def taken(kind: str, rows: str, tmp_path: Path) -> str:
    path, out = tmp_path / "ledger.csv", StringIO()
    path.write_text(rows, encoding="utf-8")
    with override("en"):
        call_command("import", kind, path, stdout=out, stderr=out)
    return out.getvalue()


def refused(kind: str, rows: str, tmp_path: Path) -> list[str]:
    path, errors = tmp_path / "ledger.csv", StringIO()
    path.write_text(rows, encoding="utf-8")
    with override("en"), pytest.raises(CommandError, match="nothing was changed"):
        call_command("import", kind, path, stdout=StringIO(), stderr=errors)
    return errors.getvalue().splitlines()


TASKS = "计划代码,活动序号,任务序号,任务,责任人登录名,完成时限,责任人,乡镇代码\n"


def test_who_does_a_task_is_found_by_name_where_there_is_no_login(county, tmp_path):
    row = "p2026,1,,定场地,,2026-10-01,程素云,340121103\n"
    assert taken("plan-tasks", TASKS + row, tmp_path) == "1 row, 1 of them new or changed.\n"
    task = Task.objects.get(name="定场地")
    assert (task.owner.name, task.owner.login, task.town.code) == ("程素云", None, "340121103")


@pytest.mark.parametrize(
    ("login", "name", "column", "why"),
    [
        ("", "王芳", "责任人", "Several people here are called 王芳: give a login."),
        ("", "走了的", "责任人", "Nobody here is called 走了的."),
        ("", "", "责任人登录名", "Say who does it, by login or by name."),
        ("nobody", "", "责任人登录名", "Nobody here signs in as “nobody”."),
        ("roads", "程素云", "责任人登录名", "“roads” is somebody else's: 建设办干部's"),
    ],
)
def test_who_does_a_task_is_never_guessed(login, name, column, why, county, tmp_path):
    row = f"p2026,1,,定场地,{login},2026-10-01,{name},\n"
    assert refused("plan-tasks", TASKS + row, tmp_path) == [f"Row 2, {column}: {why}"]
    assert not Task.objects.filter(name="定场地").exists()


def test_a_ledger_of_before_that_knows_logins_only_changes_nobody(county, tmp_path):
    old = "计划代码,活动序号,任务序号,任务,责任人登录名,完成时限\np2026,1,1,排班,,2026-03-01\n"
    assert taken("plan-tasks", old, tmp_path) == "1 row, 0 of them new or changed.\n"


def test_a_plan_of_two_towns_is_the_one_that_the_row_says(county, tmp_path):
    row = "p2026,1,1,排班,,2026-05-01,王芳,340121104\n"
    taken("plan-tasks", TASKS + row, tmp_path)
    told = Task.objects.filter(number=1).order_by("town__code").values_list("town__code", "due_on")
    assert list(told) == [("340121103", date(2026, 3, 1)), ("340121104", date(2026, 5, 1))]


def test_a_clock_for_a_category_that_is_not_there_is_not_made_the_whole_classs(county, tmp_path):
    kept = rows_of("clocks")
    row = "急事,urgent,nosuch,1,working_days,1,working_days,1,working_days,7,10\n"
    headings = ",".join(KINDS["clocks"].headings[:-1])
    assert refused("clocks", f"{headings}\n{row}", tmp_path) == [
        "Row 2, 类别: “nosuch” is no category"
    ]
    assert rows_of("clocks") == kept


def test_a_category_whose_unit_is_not_there_is_named(county, tmp_path):
    rows = "代码,名称,急难小,承办单位代码\nlamp,灯,small,nosuch\n"
    assert refused("categories", rows, tmp_path) == [
        "Row 2, 承办单位代码: “nosuch” is no organisation's code"
    ]


def test_a_ledger_that_does_not_say_when_lets_no_category_begin_anew(county, tmp_path):
    assert "0 of them" in taken("categories", "代码,名称,急难小\nold,旧类,small\n", tmp_path)
    assert Category.objects.get(code="old").ended_on == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("calendar", "2026-12-31,是,调休,340121999\n"),
        ("categories", "lamp,灯,,small,,,,340121999\n"),
        ("clocks", "急事,urgent,,1,working_days,1,working_days,1,working_days,7,10,340121999\n"),
    ],
)
def test_a_town_that_is_not_there_is_named(kind, row, county, tmp_path):
    headings = ",".join(KINDS[kind].headings)
    assert refused(kind, f"{headings}\n{row}", tmp_path) == [
        "Row 2, 乡镇代码: “340121999” is no town's code"
    ]


def test_where_there_is_no_town_yet_nothing_is_taken_for_taken(db, tmp_path):
    """It was said to be taken in, and was nowhere."""
    assert refused("calendar", "日期,是否上班,依据\n2026-12-31,是,调休\n", tmp_path) == [
        "Row 2, 乡镇代码: There is no town yet."
    ]


def test_another_reason_for_a_day_is_kept(town, tmp_path):
    acts.set_day(by=FOUNDER, town=town, day=date(2026, 12, 25), working=False, source="镇庆")
    taken("calendar", "日期,是否上班,依据\n2026-12-25,否,庙会\n", tmp_path)
    assert CalendarDay.objects.get(day=date(2026, 12, 25)).source == "庙会"


def test_of_two_people_of_one_name_nobody_gets_the_others_role(county, tmp_path):
    held = sorted(Role.objects.filter(person__name="王芳").values_list("person", "organisation"))
    comes_in("people", goes_out("people", tmp_path / "people.csv"))
    told = Role.objects.filter(person__name="王芳").values_list("person", "organisation")
    assert sorted(told) == held


def test_who_was_erased_is_in_no_ledger_of_people(county):
    assert {row[0] for row in rows_of("people")} & {"走了的", "(erased)", "（已删除）"} == set()


def test_half_a_parking_space_is_not_taken_for_none(county, baihua, tmp_path):
    rows = f"代码,村社区代码,类别,名称,车位\nP1,{baihua.code},parking,停车场,2.5\n"
    assert refused("places", rows, tmp_path) == ["Row 2, 车位: is no whole number"]


def test_an_order_that_only_looks_like_ours_comes_in(county, tmp_path):
    """Another ledger counts as we do; its minute or its village is another."""
    (order, *_more) = Order.objects.order_by("pk")
    headings = "编号,诉求时间,村社区,诉求内容\n"
    row = f"{order.ref},2021-03-01 08:00,{order.village.code},村口的路坏了。\n"
    assert taken("orders", headings + row, tmp_path) == "1 row, 1 of them new or changed.\n"


# The file itself ---------------------------------------------------------------------------------


def test_an_export_that_fails_leaves_what_lay_there(county, tmp_path, monkeypatch):
    path = goes_out("places", tmp_path / "places.xlsx")
    kept = path.read_bytes()
    broken = Kind(KINDS["places"].columns, KINDS["places"].load, lambda: iter([1 / 0]))
    monkeypatch.setitem(KINDS, "places", broken)
    with pytest.raises(ZeroDivisionError):
        goes_out("places", path)
    assert path.read_bytes() == kept


def test_a_shorter_ledger_leaves_nothing_of_the_longer_one_behind(county, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("很长的旧内容" * 1000, encoding="utf-8")
    goes_out("places", path)
    assert "旧内容" not in path.read_text(encoding="utf-8-sig")


def test_where_nothing_can_be_written_a_sentence_says_so_and_the_journal_tells_of_nothing(county, tmp_path):  # fmt: skip
    with override("en"), pytest.raises(CommandError, match=r"nowhere.+ cannot be written: "):
        goes_out("places", tmp_path / "nowhere" / "places.xlsx")
    assert not Entry.objects.filter(name="town.take_ledger").exists()


@pytest.mark.parametrize("name", ["places.xls", "places"])
def test_a_file_that_could_not_come_in_again_is_not_written(name, county, tmp_path):
    with override("en"), pytest.raises(CommandError, match=r"is an \.xlsx or a \.csv"):
        goes_out("places", tmp_path / name)
    assert not (tmp_path / name).exists()


def test_an_ending_in_capitals_means_the_same(county, tmp_path):
    path = goes_out("places", tmp_path / "PLACES.CSV")
    assert path.read_text(encoding="utf-8-sig").startswith("代码,")
    assert "0 of them" in comes_in("places", path)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_two_columns_of_a_ledger_have_one_heading(kind):
    told = [
        heading for column in KINDS[kind].columns for heading in {*column.headings, column.name}
    ]
    assert len(told) == len(set(told))
