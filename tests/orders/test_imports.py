"""Ledgers of orders kept elsewhere: their own dates, all or nothing, and nothing twice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.orders.counting import KEYS, scope
from touyan.kernel import figures, journal
from touyan.kernel.clock import CLOCK
from touyan.kernel.models import Entry
from touyan.kernel.sheets import read, write
from touyan.orders.acts import ACTS, expire
from touyan.orders.acts.keeping import keep_category, keep_clock
from touyan.orders.models import ERASED, Order
from touyan.orders.states import DEFAULT_CLOCKS
from touyan.town.acts import add_organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db(transaction=True)

HEADINGS = "编号,诉求时间,村社区,诉求内容,诉求人,联系电话,接单时间,答复内容,答复时间,结果,满意度"
SOLVED = (
    "A-1,2021-03-02 19:46,百花社区,楼道灯坏了两盏，麻烦来看看。,王秀英,13800000001,"
    "2021-03-03 08:52,已经换好灯泡。,2021-03-05 16:40,已解决,满意"
)
ANSWERED = "A-2,2021/3/6 7:05,百花社区,门口水沟堵了，一下雨就漫上来。,,,,已疏通，请再看看。,2021/3/9 15:00,,"
WAITING = "A-3,2021-03-07 10:00,百花社区,想在广场装两张长椅，老人走累了可以歇脚。,,,,,,,"

HALF_ANSWERED = "A-4,2021-03-08 9:00,百花社区,路牌被风吹歪了。,,,,已扶正。,,,"


@pytest.fixture
def ledger(tmp_path, baihua):
    def make(*rows: str, headings: str = HEADINGS):
        path = tmp_path / "ledger.csv"
        path.write_text("\n".join([headings, *rows]), encoding="utf-8")
        return path

    return make


def bring_in(path, **options) -> str:
    out = StringIO()
    call_command("import", "orders", path, stdout=out, stderr=out, **options)
    return out.getvalue()


def refusal(path, **options) -> str:
    """What the command says when it refuses: every reason, then the verdict."""
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import", "orders", path, stdout=out, stderr=out, **options)
    return f"{out.getvalue()}{refused.value}"


def test_rows_become_orders_with_their_own_dates(ledger):
    bring_in(ledger(SOLVED, ANSWERED, WAITING))
    told = Order.objects.order_by("id").values_list("source_ref", "state", "outcome")
    assert list(told) == [
        ("A-1", "closed", "solved"),
        ("A-2", "closed", "silent"),
        ("A-3", "placed", ""),
    ]
    first = Order.objects.get(source_ref="A-1")
    assert first.placed_at.isoformat() == "2021-03-02T11:46:00+00:00"
    assert first.accepted_at.isoformat() == "2021-03-03T00:52:00+00:00"
    assert first.delivered_at.isoformat() == "2021-03-05T08:40:00+00:00"
    assert list(journal.faults()) == []


def test_a_ledger_without_time_of_acceptance_proves_only_that_it_was_before_the_answer(ledger):
    bring_in(ledger(ANSWERED))
    order = Order.objects.get()
    assert order.accepted_at == order.delivered_at


def test_no_rate_counts_what_a_ledger_does_not_date(ledger):
    bring_in(ledger(SOLVED, ANSWERED, WAITING))
    told = figures.values(KEYS, scope("340121103"))
    assert {key.partition(".")[2]: value for key, value in told.items() if value} == {
        "placed": 3, "closed_by_branch": 2, "with_branch": 1,
        "to_accept": 2, "accepted_on_time": 1, "not_accepted": 1,
        "to_deliver": 1, "delivered_on_time": 1,
        "closed": 2, "silent": 1, "assessed": 1, "solved": 1, "rated": 1, "satisfied": 1,
    }  # fmt: skip


def test_bringing_it_in_twice_adds_nothing(ledger):
    path = ledger(SOLVED, ANSWERED, WAITING)
    bring_in(path)
    before = Entry.objects.count()
    assert "新增或更改0行" in bring_in(path)
    assert (Order.objects.count(), Entry.objects.count()) == (3, before)


def test_a_dry_run_changes_nothing(ledger):
    assert "没有问题" in bring_in(ledger(SOLVED), dry_run=True)
    assert Order.objects.count() == 0


def test_one_bad_row_keeps_all_out_and_every_reason_is_named(ledger):
    bad_time = WAITING.replace("A-3,2021-03-07 10:00", "A-4,昨天")
    no_words = "A-5,2021-03-07 10:00,百花社区,,,,,,,,"
    nowhere = WAITING.replace("A-3", "A-6").replace("百花社区", "月亮村")
    early = ANSWERED.replace("A-2", "A-7").replace("2021/3/9", "2021/3/1")
    said = refusal(ledger(SOLVED, bad_time, no_words))
    assert "3" in said
    assert "诉求时间" in said
    assert "诉求内容" in said
    assert "共2处问题；未作任何更改。" in said
    said = refusal(ledger(SOLVED, nowhere, early))
    assert "月亮村" in said
    assert "答复时间" in said
    assert Order.objects.count() == 0


def test_headings_of_ones_own_are_mapped(ledger):
    path = ledger("7,2021-03-02 19:46,路灯,路灯不亮已经三天了", headings="id,time,theme,detail")
    bring_in(
        path,
        map=["source_ref=id", "placed_at=time", "title=theme", "words=detail"],
        village="340121103003",
    )
    assert Order.objects.get().words == "路灯不亮已经三天了"


def test_an_unknown_heading_is_named(ledger):
    assert "“detail”" in refusal(ledger(SOLVED), map=["words=detail"])


def test_an_unknown_column_is_named(ledger):
    assert "“wrods”" in refusal(ledger(SOLVED), map=["wrods=诉求内容"])


def test_words_longer_than_a_page_are_kept_whole(ledger):
    long = "水" * 5000
    bring_in(ledger(WAITING.replace("想在广场装两张长椅，老人走累了可以歇脚。", long)))
    assert Order.objects.get().words == long


def of_another_town(path):
    """The same ledger as another installation writes it, whose numbers are not ours."""
    sheet = read(path, path.name)
    rows = [[f"乙{cells['编号']}", *list(cells.values())[1:]] for _number, cells in sheet.rows]
    with path.open("wb") as file:
        write(file, "orders", sheet.headings, rows)
    return path


def test_what_goes_out_can_come_in_again(ledger, tmp_path):
    bring_in(ledger(SOLVED, ANSWERED, WAITING))
    out = tmp_path / "out.xlsx"
    call_command("export", "orders", out, stdout=StringIO())
    bring_in(of_another_town(out), source="copy")
    columns = ("words", "state", "outcome", "placed_at", "accepted_at", "delivered_at")
    original = Order.objects.filter(source="ledger").order_by("id").values_list(*columns)
    copied = Order.objects.filter(source="copy").order_by("id").values_list(*columns)
    assert list(copied) == list(original)


def test_what_was_erased_or_not_put_right_goes_out_so_that_it_comes_in_again(
    placed, secretary, tmp_path
):
    erased, requester = placed()
    ACTS["accept"](by=secretary, order=erased)
    ACTS["deliver"](by=secretary, order=erased, reply="换了灯泡。")
    ACTS["confirm"](by=requester, order=erased, outcome="solved")
    expire(by=CLOCK, order=erased)
    disputed, requester = placed(words="门口水沟堵了。")
    ACTS["accept"](by=secretary, order=disputed)
    ACTS["deliver"](by=secretary, order=disputed, reply="通了。")
    ACTS["dispute"](by=requester, order=disputed, words="还堵着。")
    out = tmp_path / "out.xlsx"
    call_command("export", "orders", out, stdout=StringIO())
    bring_in(of_another_town(out), source="copy")
    copied = Order.objects.filter(source="copy").order_by("id")
    assert [(order.words in ERASED, order.state) for order in copied] == [
        (True, "closed"), (False, "accepted"),
    ]  # fmt: skip


def test_no_name_and_no_number_goes_out(ledger, tmp_path):
    bring_in(ledger(SOLVED))
    out = tmp_path / "out.csv"
    call_command("export", "orders", out, stdout=StringIO())
    text = out.read_text(encoding="utf-8-sig")
    assert "楼道灯坏了两盏" in text
    assert "王秀英" not in text
    assert "13800000001" not in text


def test_a_ledger_that_is_not_there_is_named_in_plain_words(tmp_path):
    missing = tmp_path / "gone.csv"
    assert refusal(missing) == (f"{missing} 无法读取：No such file or directory。未作任何更改。")


def test_one_bad_cell_is_one_problem(ledger):
    assert refusal(ledger(SOLVED, HALF_ANSWERED)).endswith("\n共1处问题；未作任何更改。")
    assert Order.objects.count() == 0


def test_two_matters_of_one_day_and_one_wording_are_two(ledger, paibei):
    headings = "诉求时间,村社区,地点,诉求内容,诉求人"
    rows = ("2021-03-07,百花社区,东门,路灯不亮。,王", "2021-03-07,牌碑社区,西门,路灯不亮。,李")
    path = ledger(*rows, rows[0], headings=headings)
    bring_in(path)
    bring_in(path)
    assert sorted(Order.objects.values_list("village__name", "where")) == [
        ("牌碑社区", "西门"), ("百花社区", "东门"),
    ]  # fmt: skip


def test_a_number_that_stands_twice_is_refused(ledger):
    other = WAITING.replace("长椅", "花坛")
    assert "“A-3”出现了两次" in refusal(ledger(WAITING, other))
    assert Order.objects.count() == 0


def test_what_was_closed_has_an_answer_or_is_refused(ledger):
    row = "A-5,2021-03-08 9:00,百花社区,路牌被风吹歪了。,,,2021-03-08 10:00,,2021-03-09 9:00,已解决,满意"
    assert "缺失，但已销单" in refusal(ledger(row))


def test_two_towns_of_one_county_are_kept_apart(ledger, town, street_light):
    next_town = add_organisation(
        by=FOUNDER, parent=town.parent, code="340121104", kind="town", name="岗集镇"
    ).about
    for profile in DEFAULT_CLOCKS:
        keep_clock(by=FOUNDER, town=next_town, **profile)
    add_organisation(
        by=FOUNDER, parent=next_town, code="340121104001", kind="community", name="百花社区"
    )
    keep_category(by=FOUNDER, town=next_town, code=street_light.code, name=street_light.name)
    headings = "诉求时间,村社区,诉求内容,类别"
    by_name = f"2021-03-07,百花社区,路灯不亮。,{street_light.code}"
    assert "在两个镇都有" in refusal(ledger(by_name, headings=headings))
    bring_in(ledger(by_name.replace("百花社区", "340121103003"), headings=headings))
    assert Order.objects.get().category == street_light
