"""The figures' pages: whose they are, what they count, and that every number leads to its records."""

import json
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook

from tests.desk.reading import link, refs, said, sheet
from touyan.desk.views import jobs
from touyan.figures.models import Declared, Job, Snapshot
from touyan.kernel import clock
from touyan.kernel.figures import FIGURES
from touyan.kernel.models import Entry
from touyan.orders.models import Order
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

PLACED = "/desk/figures/orders.placed/"
MOST = 6
PAGES = (
    "", "wall/", "orders.placed/", "orders.placed/?show=months", "orders.placed/?show=places",
    "orders.placed/?show=categories", "orders.accepted_on_time/", "orders.accepted_on_time/?show=places",
)  # fmt: skip


@pytest.fixture
def leader(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("leader", "leader", town, name="镇长")


def number(response: HttpResponse, key: str = "orders.placed") -> int:
    """The number that the page shows for a figure."""
    body = response.content.decode().split(f'data-figure="{key}"')[1]
    return int(re.search(r">\s*(\d+)<", body)[1])


def pieces(response: HttpResponse) -> list[tuple[str, int]]:
    """The table of a split: what, and how many."""
    body = response.content.decode().split('id="pieces"')[1].split("</table>")[0]
    rows = re.findall(r"<th scope=\"row\".*?>(.*?)</th>\s*<td.*?>(\d+)</td>", body, re.DOTALL)
    return [(re.sub(r"<[^>]+>", "", label).strip(), int(value)) for label, value in rows]


# Whose numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("dispatcher", 200), ("secretary", 200), ("officer", 200), ("admin", 200), ("leader", 200), ("lead", 404), ("resident", 404)],
)  # fmt: skip
def test_figures_are_for_those_whose_roles_read_them(request, as_, leader, who: str, status: int):
    browser = as_(request.getfixturevalue(who))
    assert {browser.get(f"/desk/figures/{page}").status_code for page in PAGES} == {status}


def test_a_village_never_gets_a_number_that_counts_anothers(
    as_, placed, secretary, other_secretary, baihua, paibei, town, dispatcher
):
    placed("百花的第一件。"), placed("百花的第二件。")
    theirs, _requester = placed("牌碑的一件。", village=paibei)
    browser = as_(secretary)
    pages = {page: browser.get(f"/desk/figures/{page}") for page in PAGES}
    assert number(pages[""]) == number(pages["wall/"], "orders.placed") == 2
    assert number(pages["orders.placed/"]) == 2
    assert theirs.ref not in refs(pages["orders.placed/"])
    assert {"Paibei" in said(page) or "牌碑" in said(page) for page in pages.values()} == {False}
    assert number(as_(other_secretary).get(PLACED)) == 1
    assert number(as_(dispatcher).get(PLACED)) == 3


@pytest.mark.parametrize("where", ["340121103", "340121103008", "340121", "nowhere"])
def test_a_place_beyond_ones_reach_is_not_there(as_, secretary, paibei, where: str):
    browser, scope = as_(secretary), {"org": where, "since": "2021-01-01", "until": "2026-12-31"}
    gets = [
        browser.get(f"/desk/figures/{page}", scope).status_code
        for page in ("", "wall/", "orders.placed/")
    ]
    posts = [browser.post(f"{PLACED}{act}/", scope).status_code for act in ("freeze", "export")]
    assert gets + posts == [404] * 5
    assert Snapshot.objects.count() == Job.objects.count() == 0


def test_a_figure_that_nobody_offers_is_not_there(as_, dispatcher):
    assert as_(dispatcher).get("/desk/figures/orders.nonsense/").status_code == 404


def test_an_administrator_reads_the_number_but_not_what_people_wrote(as_, admin, placed):
    order, _requester = placed("谁也不该看到的话。")
    page = as_(admin).get(PLACED)
    assert (number(page), refs(page)) == (1, [])
    assert "those that your role may open" in said(page)
    assert order.words not in said(page)


# What is shown ---------------------------------------------------------------------------------


def test_a_rate_shows_its_numerator_its_denominator_and_what_is_left_out(
    as_, placed, moved, secretary
):
    first, second = placed()[0], placed()[0]
    moved(first, ("accept", secretary))
    assert second.pk
    page = said(as_(secretary).get("/desk/figures/orders.accepted_on_time/"))
    assert "50.0% 1 of 2: To be accepted" in page
    assert str(FIGURES["orders.accepted_on_time"].left_out) in page


def test_records_are_turned_over_page_by_page_without_gap_or_repeat(as_, placed, secretary):
    made = {placed(f"第{n}件：路灯坏了。")[0].ref for n in range(60)}
    browser, found, address = as_(secretary), [], PLACED
    while address:
        page = browser.get(address)
        found += refs(page)
        address = f"{PLACED}{rest}" if (rest := link(page, "next")) else ""
    assert (len(found), set(found)) == (60, made)
    assert found == sorted(found, reverse=True)
    assert refs(browser.get(f"{PLACED}{link(page, 'prev')}")) == found[25:50]


@pytest.mark.parametrize(
    "mark", ["x", "2026-13-01_5", "-_1", "2026-01-01T00:00:00+00:00_9", "_", "9999-12-31_1"]
)
def test_a_mark_that_cannot_be_read_is_none(as_, placed, secretary, mark: str):
    placed()
    assert as_(secretary).get(PLACED, {"after": mark}).status_code == 200


def test_places_stand_in_the_order_of_their_codes_whatever_their_numbers(
    as_, placed, dispatcher, baihua, paibei
):
    placed(village=paibei), placed(village=paibei), placed()
    page = as_(dispatcher).get(PLACED, {"show": "places"})
    assert pieces(page) == [("Baihua Community", 1), ("Paibei Community", 2)]


def test_the_drawing_says_what_the_table_says(
    as_, placed, dispatcher, street_light, baihua, paibei
):
    placed(category=street_light), placed(village=paibei)
    for show in ("months", "places", "categories"):
        page = as_(dispatcher).get(PLACED, {"show": show})
        told = json.loads(re.search(r"data-chart='([^']+)'", page.content.decode())[1])
        assert list(zip(told["labels"], told["values"], strict=True)) == pieces(page)
        assert sum(told["values"]) == 2


def test_each_piece_leads_to_its_records(as_, placed, dispatcher, street_light, baihua, paibei):
    lamp, other = placed(category=street_light)[0], placed(village=paibei)[0]
    browser, found = as_(dispatcher), {}
    for show in ("places", "categories", "months"):
        body = browser.get(PLACED, {"show": show}).content.decode().split('id="pieces"')[1]
        hrefs = [unescape(href) for href in re.findall(r'<a class="tall" href="([^"]+)"', body)]
        found[show] = [refs(browser.get(href)) for href in hrefs]
    assert found["places"] == [[lamp.ref], [other.ref]]
    assert found["categories"] == [[lamp.ref], [other.ref]]
    assert [page for page in found["months"] if page] == [[other.ref, lamp.ref]]


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"since": "2021-09-02", "until": "2021-09-01"}, "The last day lies before the first."),
        ({"since": "2021-09-02"}, "Say which day."),
        ({"period": "month"}, "Say which month."),
        ({"month": "2021-13"}, "Type a month such as 2021-07."),
        ({"since": "1950-01-01", "until": "2020-01-01"}, "Ask for 30 years at most."),
        ({"period": "nonsense"}, "Select a valid choice."),
    ],
)
def test_a_period_that_is_none_is_said(as_, secretary, wishes: dict[str, str], words: str):
    for page in ("", "wall/", "orders.placed/"):
        response = as_(secretary).get(f"/desk/figures/{page}", wishes)
        assert (response.status_code, words in said(response)) == (422, True)


def test_periods_are_reckoned_on_the_towns_calendar(as_, placed, secretary):
    with clock.at(clock.now().replace(year=2021, month=9, day=17)):
        placed()
    browser = as_(secretary)
    asked = {
        "a month": {"month": "2021-09"},
        "another month": {"month": "2021-08"},
        "that day": {"since": "2021-09-17", "until": "2021-09-18"},
        "the day after": {"since": "2021-09-19", "until": "2021-09-19"},
    }
    found = {what: number(browser.get(PLACED, wishes)) for what, wishes in asked.items()}
    assert found == {"a month": 1, "another month": 0, "that day": 1, "the day after": 0}


def test_the_wall_is_fetched_again_by_itself_and_can_stand_still(as_, placed, dispatcher):
    placed()
    browser = as_(dispatcher)
    part = browser.get("/desk/figures/wall/", headers={"HX-Request": "true"})
    assert (number(part), b"<html" in part.content) == (1, False)
    assert b"every 60s" in browser.get("/desk/figures/wall/").content
    assert b"every 60s" not in browser.get("/desk/figures/wall/?still=1").content


@pytest.mark.parametrize("count", [3, 60])
def test_a_figures_page_costs_six_statements_whatever_the_records(  # noqa: PLR0917 - the whole cast
    as_, placed, secretary, dispatcher, officer, admin, street_light, queries, baihua, paibei, count: int
):  # fmt: skip
    for n in range(count):
        placed(f"第{n}件：路灯坏了。", category=street_light, village=(baihua, paibei)[n % 2])
    browser = as_(dispatcher)
    frozen = browser.post(f"{PLACED}freeze/")["Location"]
    Order.objects.order_by("-pk")[0].delete()
    placed("新来的一件。")
    row = _declared(browser)
    pages = [f"/desk/figures/{page}" for page in PAGES]
    pages += [frozen, f"/desk/figures/declared/{row.pk}/", f"{PLACED}declare/"]
    costs = {page: queries(browser, page) for page in pages}
    for person in (secretary, officer, admin):
        costs |= {f"{person.login} {p}": queries(as_(person), f"/desk/figures/{p}") for p in PAGES}
    assert {page: cost for page, cost in costs.items() if cost > MOST} == {}


# Freezing --------------------------------------------------------------------------------------


def test_a_frozen_number_tells_which_records_came_and_which_went(as_, placed, dispatcher):
    stays, goes = placed()[0], placed()[0]
    browser, gone = as_(dispatcher), goes.ref
    frozen = browser.post(f"{PLACED}freeze/", {"key": str(uuid4())})["Location"]
    assert "The same records make the same number today." in said(browser.get(frozen))
    Order.objects.filter(pk=goes.pk).delete()
    came = [placed()[0].ref for _ in range(2)]
    page = browser.get(frozen)
    words = said(page)
    assert "Then 2, today 3." in words
    assert refs(page) == [*came, gone]
    assert f"{gone} No longer there" in words
    assert stays.ref not in refs(page)


def test_freezing_twice_with_one_form_freezes_once(as_, placed, dispatcher):
    placed()
    browser, key = as_(dispatcher), str(uuid4())
    first, again = (browser.post(f"{PLACED}freeze/", {"key": key})["Location"] for _ in range(2))
    assert (first, Snapshot.objects.count()) == (again, 1)


def test_a_snapshot_of_another_village_is_not_there(
    as_, placed, dispatcher, secretary, other_secretary, paibei
):
    placed()
    frozen = as_(secretary).post(f"{PLACED}freeze/")["Location"]
    answers = {
        p.login: as_(p).get(frozen).status_code for p in (secretary, dispatcher, other_secretary)
    }
    assert answers == {"baihua": 200, "dispatcher": 200, "paibei": 404}


def test_what_came_is_not_told_by_its_words_to_whoever_may_not_open_it(as_, placed, admin):
    browser = as_(admin)
    frozen = browser.post(f"{PLACED}freeze/")["Location"]
    order, _requester = placed()
    page = browser.get(frozen)
    assert refs(page) == [order.ref]
    assert f"/desk/orders/{order.ref}/" not in page.content.decode()


# Declaring -------------------------------------------------------------------------------------

SAID = {
    "value": "600", "at_least": "on", "since": "2020-01-01", "until": "2020-12-31",
    "source": "2020年工作总结", "signer": "镇党政办",
}  # fmt: skip
OF_2020 = {"since": "2020-01-01", "until": "2020-12-31"}


def _declared(browser: Any, **other: str) -> Declared:
    response = browser.post(f"{PLACED}declare/", {**SAID, **other})
    assert response.status_code == 303
    return Declared.objects.order_by("-pk")[0]


def test_a_declared_number_stands_beside_what_is_counted_and_is_not_added(as_, dispatcher, placed):
    browser = as_(dispatcher)
    row = _declared(browser)
    page = browser.get(PLACED, OF_2020)
    assert number(page) == 0
    assert "Declared 600 and more" in said(page)
    assert "2020年工作总结 · 镇党政办" in said(page)
    assert f"/desk/figures/declared/{row.pk}/" in page.content.decode()


def test_a_declared_number_is_replaced_and_taken_back_by_later_entries(as_, dispatcher):
    browser = as_(dispatcher)
    first = _declared(browser)
    second = _declared(browser, value="612", at_least="")
    address = f"/desk/figures/declared/{second.pk}/"
    response = browser.post(address, {"reason": "重复计算", "signer": "镇党政办"})
    assert response.status_code == 303
    rows = list(Declared.objects.order_by("pk").values_list("value", "replaces"))
    assert rows == [(600, None), (612, first.pk), (None, second.pk)]
    assert "nothing is declared" in said(browser.get(response["Location"]))
    assert "Declared 6" not in said(browser.get(PLACED, OF_2020))
    assert browser.post(address, {"reason": "再来一次", "signer": "镇党政办"}).status_code == 409


def test_whoever_may_not_declare_is_not_shown_the_form(as_, secretary, officer):
    for person in (secretary, officer):
        assert as_(person).get(f"{PLACED}declare/").status_code == 404
        assert as_(person).post(f"{PLACED}declare/", SAID).status_code == 404
    assert Declared.objects.count() == 0


def test_a_number_without_a_source_is_not_declared(as_, dispatcher):
    response = as_(dispatcher).post(f"{PLACED}declare/", {**SAID, "source": " "})
    assert (response.status_code, Declared.objects.count()) == (422, 0)


# Taking out ------------------------------------------------------------------------------------


def test_excel_holds_exactly_the_records_that_the_page_lists(as_, placed, secretary, street_light):
    lamp, other = placed(category=street_light)[0], placed()[0]
    browser = as_(secretary)
    rows = sheet(browser.post(f"{PLACED}export/"))
    assert [row[0] for row in rows[1:]] == refs(browser.get(PLACED)) == [other.ref, lamp.ref]
    assert rows[0] == [str(column.label) for column in FIGURES["orders.placed"].source.columns]
    narrowed = sheet(browser.post(f"{PLACED}export/", {"category": "street_light"}))
    assert [row[0] for row in narrowed[1:]] == [lamp.ref]


def test_a_file_says_who_took_it_and_where_that_is_written_down(as_, placed, secretary):
    placed()
    response = as_(secretary).post(f"{PLACED}export/")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    entry = Entry.objects.get(name="figures.take_records")
    assert (entry.about, entry.data["figure"]) == (f"person:{secretary.pk}", "orders.placed")
    assert entry.data["rows"] == 1
    said = [cell.value for row in book.worksheets[-1] for cell in row]
    assert {secretary.name, f"{entry.about}#{entry.seq}"} <= set(said)


def test_many_records_go_to_the_worker_and_only_whoever_asked_fetches_the_file(
    as_, placed, secretary, dispatcher, monkeypatch
):
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 1)
    placed(), placed()
    browser, key = as_(secretary), str(uuid4())
    first, again = (browser.post(f"{PLACED}export/", {"key": key}) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    address = first["Location"]
    assert "Waiting" in said(browser.get(address))
    assert b"every 2s" in browser.get(address).content
    assert browser.get(f"{address}file/").status_code == 404
    assert as_(dispatcher).get(address).status_code == 404
