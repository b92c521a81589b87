"""A plan out to Excel and in again: what goes out comes in, all of it or nothing."""

import io
from datetime import date

import pytest

from touyan.kernel import journal
from touyan.kernel.acts import batch
from touyan.kernel.ledgers import understood
from touyan.kernel.models import Entry
from touyan.kernel.sheets import Problems, read, write
from touyan.plans.imports import COLUMNS, kind
from touyan.plans.models import Activity, Requirement, Task


def sheet(name, rows):
    file = io.BytesIO()
    write(file, name, [column.headings[0] for column in COLUMNS[name]], rows)
    return file.getvalue()


def taken_in(name, rows, **options):
    ledger = kind(name)
    lines = understood(read(sheet(name, rows), "plan.xlsx"), ledger, {})
    if problems := list(ledger.after(lines, options)):
        raise Problems(problems)
    with batch():
        return ledger.load(lines, options, lambda _done, _all: None)


@pytest.fixture
def whole(in_force):
    """A plan with something of everything."""
    in_force.menu("branch", 2)
    in_force.ask()
    in_force.ask("branch", "symposium", 3, chosen=True)
    return in_force


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_what_goes_out_comes_in_again_and_changes_nothing(whole, name: str):
    rows = list(kind(name).dump())
    before = Entry.objects.count()
    assert (len(rows) > 0, taken_in(name, rows)) == (True, 0)
    assert (Entry.objects.count(), list(kind(name).dump())) == (before, rows)


def test_a_row_with_a_number_changes_that_line_and_another_adds_one(whole, roads):
    days = (date(2021, 3, 1), date(2021, 6, 30))
    rows = [
        ("p2021", 1, "丰富活动", "专题宣讲", "", roads.code, "", "践", *days, "每村一场"),
        ("p2021", 2, "搭建平台", "电子屏", "Screens", roads.code, "", "", *days, ""),
    ]
    rows[0] = (*rows[0][:7], "practise", *rows[0][8:])
    assert taken_in("activities", rows) == 2
    told = Activity.objects.order_by("number").values_list("name", "carrier", "starts_on", "about")
    assert list(told) == [
        ("专题宣讲", "practise", days[0], "每村一场"), ("电子屏", "", days[0], ""),
    ]  # fmt: skip
    assert list(journal.faults()) == []


def test_a_task_list_and_what_is_asked_come_in(whole, officer):
    assert taken_in("tasks", [("p2021", 1, None, "定场地", officer.login, date(2021, 10, 8))]) == 1
    assert Task.objects.get(name="定场地").owner == officer
    asked = [("p2021", 1, None, "member", 1, "service", 2, date(2021, 1, 4), date(2021, 12, 31))]
    assert taken_in("requirements", asked) == 1
    row = Requirement.objects.get(audience="member")
    assert (row.target, row.is_chosen, row.menu.pick) == (2, True, 1)


def test_every_wrong_row_is_named_and_nothing_is_kept(whole, roads, officer):
    days = (date(2021, 3, 1), date(2021, 6, 30))
    good = ("p2021", 2, "丰富活动", "好的", "", roads.code, "", "", *days, "")
    nowhere = ("p2021", 3, "丰富活动", "不知哪家", "", "999", "", "", *days, "")
    backwards = ("p2021", 4, "丰富活动", "倒着来", "", roads.code, "", "", *days[::-1], "")
    with pytest.raises(Problems) as refused:
        taken_in("activities", [good, nowhere, backwards])
    assert [(one.row, one.column) for one in refused.value.problems] == [
        (3, "牵头单位代码"), (4, "结束日期"),
    ]  # fmt: skip
    assert Activity.objects.count() == 1


def test_another_plan_than_the_one_that_is_open_is_not_touched(whole, draft, roads):
    row = (
        "other",
        1,
        "丰富活动",
        "名称",
        "",
        roads.code,
        "",
        "",
        date(2021, 1, 4),
        date(2021, 2, 1),
        "",
    )
    with pytest.raises(Problems) as refused:
        taken_in("activities", [row], plan=whole.plan)
    assert [one.column for one in refused.value.problems] == ["计划代码"]


def test_the_office_takes_a_plan_out_and_in_at_the_desk(client, whole, dispatcher, officer):
    client.force_login(dispatcher)
    address = f"/desk/plans/{whole.plan.pk}/excel/"
    answer = client.post(f"{address}tasks/")
    kept = read(b"".join(answer.streaming_content), "tasks.xlsx")
    assert [row["任务"] for _n, row in kept.rows] == ["邀请主讲"]
    taken = Entry.objects.get(name="plans.take_sheet")
    assert (taken.about, taken.by, taken.data) == (
        f"plan:{whole.plan.pk}", dispatcher.signed,
        {"what": "tasks", "organisation": whole.plan.host_id, "rows": 1},
    )  # fmt: skip
    file = io.BytesIO(
        sheet("tasks", [("p2021", 1, None, "订会场", officer.login, date(2021, 9, 30))])
    )
    file.name = "tasks.xlsx"
    assert client.post(address, {"kind": "tasks", "file": file}).status_code == 303
    assert Task.objects.filter(name="订会场").count() == 1
    bad = io.BytesIO(sheet("tasks", [("p2021", 9, None, "订会场", "nobody", date(2021, 9, 30))]))
    bad.name = "tasks.xlsx"
    answer = client.post(address, {"kind": "tasks", "file": bad})
    assert (answer.status_code, Task.objects.count()) == (409, 2)
