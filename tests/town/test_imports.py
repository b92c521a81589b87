"""The town's ledgers in and out of Excel."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from touyan.kernel.models import Entry
from touyan.kernel.sheets import read
from touyan.town import acts
from touyan.town.models import CalendarDay, Organisation, Person, Place, Role
from touyan.town.reads import role_faults
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)


def out_and_in(kind, path):
    call_command("export", kind, path, stdout=StringIO())
    out = StringIO()
    with translation.override("en"):
        call_command("import", kind, path, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.parametrize(
    "kind", ["organisations", "people", "calendar", "places", "categories", "clocks"]
)
def test_a_ledger_that_went_out_comes_in_without_a_change(
    kind, tmp_path, baihua, secretary, street_light
):
    before = (
        Organisation.objects.count(),
        Person.objects.count(),
        Role.objects.count(),
        CalendarDay.objects.count(),
    )
    said = out_and_in(kind, tmp_path / "ledger.xlsx")
    after = (
        Organisation.objects.count(),
        Person.objects.count(),
        Role.objects.count(),
        CalendarDay.objects.count(),
    )
    assert after == before
    assert "0 of them new" in said


@pytest.mark.parametrize(
    ("kind", "heading", "said"),
    [("organisations", "类别", "支部"), ("people", "角色", "支部书记")],
)
def test_a_ledger_says_kinds_in_the_words_of_its_headings(kind, heading, said, tmp_path, secretary):
    path = tmp_path / "ledger.xlsx"
    with translation.override("en"):
        call_command("export", kind, path, stdout=StringIO())
    assert said in {row[heading] for _number, row in read(path, path.name).rows}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_journal_tells_of_a_ledger_that_the_command_line_took(ending, tmp_path, secretary):
    path = tmp_path / f"people.{ending}"
    call_command("export", "people", path, stdout=StringIO())
    entry = Entry.objects.get(name="town.take_ledger")
    assert (entry.by, entry.data["what"]) == ("founder", "people")
    assert entry.data["rows"] == len(read(path, path.name).rows)
    if ending == "xlsx":
        said = [str(cell.value) for row in load_workbook(path).worksheets[-1] for cell in row]
        assert f"{entry.about}#{entry.seq}" in said
    else:
        assert entry.about not in path.read_text(encoding="utf-8-sig")


def test_an_installation_without_a_town_gives_out_its_headings(tmp_path):
    path = tmp_path / "people.xlsx"
    call_command("export", "people", path, stdout=StringIO())
    assert (read(path, path.name).rows, Entry.objects.count()) == ([], 0)


def test_villages_come_in_below_their_town(tmp_path, town):
    path = tmp_path / "villages.csv"
    path.write_text(
        "代码,上级代码,类别,名称\n340121103201,340121103,行政村,桥冲村\n340121103201-B1,340121103201,支部,桥冲村党支部\n",
        encoding="utf-8",
    )
    call_command("import", "organisations", path, stdout=StringIO())
    branch = Organisation.objects.get(code="340121103201-B1")
    assert (branch.path, branch.town) == ("340121/340121103/340121103201/340121103201-B1/", town)


def test_an_organisation_below_nothing_is_named(tmp_path, town):
    path = tmp_path / "villages.csv"
    path.write_text("代码,上级代码,类别,名称\nX1,NOWHERE,支部,某支部\n", encoding="utf-8")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("import", "organisations", path, stdout=StringIO(), stderr=errors)
    assert "NOWHERE" in errors.getvalue()
    assert not Organisation.objects.filter(code="X1").exists()


def test_people_come_in_with_roles_and_their_numbers_do_not_go_out(tmp_path, baihua):
    path = tmp_path / "people.csv"
    path.write_text(
        "姓名,登录名,手机,角色,单位代码,开始日期\n程素云,cheng,13800000002,secretary,340121103003,2021-01-01\n",
        encoding="utf-8",
    )
    call_command("import", "people", path, stdout=StringIO())
    assert Person.objects.get(login="cheng").phone == "13800000002"
    out = tmp_path / "out.csv"
    call_command("export", "people", out, stdout=StringIO())
    assert "13800000002" not in out.read_text(encoding="utf-8-sig")


def test_places_come_in(tmp_path, baihua):
    path = tmp_path / "places.csv"
    path.write_text(
        "代码,村社区代码,类别,名称,纬度,经度\nL1,340121103003,lamp,东门路灯,32.1,117.1\n",
        encoding="utf-8",
    )
    call_command("import", "places", path, stdout=StringIO())
    assert Place.objects.get().latitude == 32.1
    out = tmp_path / "out.csv"
    call_command("export", "places", out, stdout=StringIO())
    assert "路灯" in out.read_text(encoding="utf-8-sig").splitlines()[1].split(",")


def test_two_people_of_one_name_with_numbers_of_their_own_are_two(tmp_path, baihua, paibei):
    path = tmp_path / "people.csv"
    path.write_text(
        "姓名,登录名,手机,角色,单位代码,开始日期\n"
        "王芳,,13800000001,member,340121103003,2021-01-01\n"
        "王芳,,13800000002,member,340121103003,2021-01-01\n"
        f"王芳,,13800000001,member,{paibei.code},2021-01-01\n",
        encoding="utf-8",
    )
    for _time in range(2):
        call_command("import", "people", path, stdout=StringIO())
    told = Person.objects.filter(name="王芳").order_by("id")
    assert [(one.phone, one.roles.count()) for one in told] == [("13800000001", 2), ("13800000002", 1)]  # fmt: skip


PEOPLE = "姓名,登录名,手机,角色,单位代码,开始日期,结束日期\n"
PLACES = "代码,村社区代码,类别,名称,纬度,经度\n"
ORGANISATIONS = "代码,上级代码,类别,名称\n"


def taken(kind, rows, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(rows, encoding="utf-8")
    out = StringIO()
    with translation.override("en"):
        call_command("import", kind, path, stdout=out)
    return out.getvalue()


def refused(kind, rows, tmp_path):
    """What is said of each row; the whole is refused."""
    path, errors = tmp_path / "ledger.csv", StringIO()
    path.write_text(rows, encoding="utf-8")
    with translation.override("en"), pytest.raises(CommandError, match="nothing was changed"):
        call_command("import", kind, path, stdout=StringIO(), stderr=errors)
    return errors.getvalue().splitlines()


def test_a_ledger_that_says_until_when_ends_the_role(tmp_path, secretary, baihua):
    row = f"百花书记,baihua,,secretary,{baihua.code},2020-01-01,"
    assert "1 of them new" in taken("people", f"{PEOPLE}{row}2026-06-30\n", tmp_path)
    assert secretary.roles.get().ends_on == date(2026, 6, 30)
    for older in ("", "2026-12-31"):
        assert "0 of them new" in taken("people", f"{PEOPLE}{row}{older}\n", tmp_path)
    assert secretary.roles.get().ends_on == date(2026, 6, 30)
    assert list(role_faults()) == []


def test_nobody_gets_a_role_by_somebody_elses_login(tmp_path, secretary, baihua):
    rows = f"{PEOPLE}李四,baihua,,leader,{baihua.code},2021-01-01,\n"
    assert refused("people", rows, tmp_path) == [
        "Row 2, 登录名: “baihua” is somebody else's: 百花书记's"
    ]
    rows = f"{PEOPLE}李四,li,,leader,{baihua.code},2021-01-01,\n王五,li,,leader,{baihua.code},2021-01-01,\n"
    assert refused("people", rows, tmp_path) == ["Row 3, 登录名: “li” is somebody else's: 李四's"]


def test_a_role_is_for_whom_the_number_names_and_for_no_child(tmp_path, town, baihua):
    without, child, own = (
        acts.add_person(by=FOUNDER, town=town, name="张伟", **more).about
        for more in ({}, {"child_until": date(2035, 1, 1)}, {"phone": "13800001111"})
    )
    row = f"张伟,,13800001111,member,{baihua.code},2021-01-01,\n"
    taken("people", PEOPLE + row, tmp_path)
    assert [one.roles.count() for one in (without, child, own)] == [0, 0, 1]
    Person.objects.filter(pk__in=[without.pk, own.pk]).update(name="别人")
    taken("people", f"{PEOPLE}张伟,,,member,{baihua.code},2021-01-01,\n", tmp_path)
    assert child.roles.count() == 0


def test_a_role_on_the_county_goes_out_and_comes_in(tmp_path, somebody, town):
    somebody("keeper", "admin", town.parent)
    assert "0 of them new" in out_and_in("people", tmp_path / "people.csv")
    row = f"县里,,,leader,{town.parent.code},2021-01-01,\n"
    assert "1 of them new" in taken("people", PEOPLE + row, tmp_path)
    assert Person.objects.get(name="县里").town == town


def test_every_role_whose_end_is_wrong_is_named(tmp_path, baihua):
    rows = f"{PEOPLE}甲,,,clerk,{baihua.code},2021-01-01,2020-01-01\n乙,,,teacher,{baihua.code},2021-01-01,\n"
    assert refused("people", rows, tmp_path) == [
        "Row 2, 结束日期: The last day lies before the first.",
        "Row 3, 结束日期: Say until when a teacher is cleared to look after children.",
    ]


@pytest.mark.parametrize("code", ["路灯-01", "L/1", "L 1", "L.1"])
def test_a_code_that_no_address_can_hold_is_named(tmp_path, town, baihua, code):
    why = ["Row 2, 代码: may hold letters, digits, - and _ only"]
    assert refused("places", f"{PLACES}{code},{baihua.code},lamp,路灯,,\n", tmp_path) == why
    assert (
        refused("organisations", f"{ORGANISATIONS}{code},{town.code},village,村\n", tmp_path) == why
    )


def test_every_place_that_cannot_be_is_named(tmp_path, town, baihua, street_light):
    rows = (
        f"{PLACES}L1,{baihua.code},lamp,路灯,,\nL1,{baihua.code},lamp,路灯,,\n"
        f"L2,{baihua.code},lamp,路灯,32.1,\n{baihua.code},{baihua.code},lamp,路灯,,\n"
        f"L3,{town.parent.code},lamp,路灯,,\n"
    )
    assert refused("places", rows, tmp_path) == [
        "Row 3, 代码: “L1” stands twice",
        "Row 4, 纬度: Give both, latitude and longitude, or neither.",
        f"Row 5, 代码: “{baihua.code}” is an organisation's code",
        f"Row 6, 村社区代码: “{town.parent.code}” is no village's code",
    ]


def test_only_a_county_stands_alone(tmp_path, town):
    assert refused("organisations", f"{ORGANISATIONS}x1,,village,村\n", tmp_path) == [
        "Row 2, 上级代码: is empty; only a county stands alone"
    ]


def test_a_day_of_another_age_is_no_day(tmp_path, baihua):
    rows = f"{PEOPLE}甲,,,clerk,{baihua.code},0202-01-01,\n"
    assert refused("people", rows, tmp_path) == ["Row 2, 开始日期: is no date, such as 2021-09-17"]
