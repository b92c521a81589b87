"""The town's ledgers in and out of Excel."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from touyan.kernel.models import Entry
from touyan.kernel.sheets import read
from touyan.town.models import CalendarDay, Organisation, Person, Place, Role

pytestmark = pytest.mark.django_db(transaction=True)


def out_and_in(kind, path):
    call_command("export", kind, path, stdout=StringIO())
    out = StringIO()
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
    if kind not in {"categories", "clocks"}:
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
