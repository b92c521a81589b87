"""A day at a canteen: cooked, handed over, brought, taken back, settled."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.desk.reading import said, sheet, where_from
from tests.meals import MONDAY, MONDAY_MORNING, session_on
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Charge, Menu
from touyan.programmes.states import Method
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

NOON = MONDAY_MORNING.replace(hour=11, minute=50)


@pytest.fixture
def today(canteen):
    return session_on(canteen, MONDAY)


@pytest.fixture
def books(today):
    def make(enrolment, **more):
        return acts.book(
            by=FOUNDER, session=today, person=enrolment.person, reason="来得及。", **more
        ).about

    return make


@pytest.fixture
def at_noon(monday_morning):
    with clock.at(NOON):
        yield


def meals_of(canteen, *more):
    return "/".join(["", "desk", "canteens", str(canteen.pk), "meals", *map(str, more), ""])


def test_the_kitchen_counts_plates_and_names_nobody(as_, clerk, canteen, granny, eats, books):
    for enrolment in (granny, eats(canteen, "李老伯"), eats(canteen, "赵德厚", deliver_to="2栋")):
        books(enrolment)
    page = said(as_(clerk).get(f"/desk/canteens/{canteen.pk}/kitchen/"))
    assert "one soft meal, without peanuts 0 1 1" in page
    assert "one meal 1 1 2" in page
    assert [name in page for name in ("王秀英", "李老伯", "赵德厚", "3栋")] == [False] * 4


def test_a_menu_written_after_booking_flags_the_plates_that_it_does_not_fit(
    as_, clerk, canteen, granny, books
):
    books(granny)
    acts.keep_menu(
        by=FOUNDER, programme=canteen, day=MONDAY,
        dishes=[{"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["soft"]}],
    )  # fmt: skip
    page = said(as_(clerk).get(f"/desk/canteens/{canteen.pk}/kitchen/"))
    assert "宫保鸡丁 contains peanuts" in page


@pytest.mark.usefixtures("at_noon")
def test_a_meal_handed_over_is_charged_once_however_often_it_is_sent(
    as_, clerk, canteen, granny, books, today
):
    books(granny)
    browser, nonce = as_(clerk), str(uuid4())
    address = meals_of(canteen, today.pk, granny.person_id, "served")
    for _again in range(3):
        assert browser.post(address, {"nonce": nonce, "at": ""}).status_code == 200
    assert browser.post(address, {"nonce": str(uuid4())}).status_code == 200
    charge = Charge.objects.get()
    assert (charge.payable, charge.subsidy, charge.attendance.person) == (400, 600, granny.person)


@pytest.mark.usefixtures("at_noon")
def test_a_line_that_was_sent_later_keeps_its_moment(as_, clerk, canteen, granny, books, today):
    books(granny)
    tapped = NOON - timedelta(minutes=10)
    response = as_(clerk).post(
        meals_of(canteen, today.pk, granny.person_id, "served"),
        {"nonce": str(uuid4()), "at": tapped.isoformat()}, headers={"HX-Request": "true"},
    )  # fmt: skip
    assert (b"<html" in response.content, Attendance.objects.get().arrived_at) == (False, tapped)


@pytest.mark.usefixtures("at_noon")
def test_whoever_is_not_on_the_list_is_not_served(as_, clerk, canteen, resident, today):
    response = as_(clerk).post(meals_of(canteen, today.pk, resident.pk, "served"), {"nonce": ""})
    assert (response.status_code, Charge.objects.count()) == (409, 0)


@pytest.mark.usefixtures("at_noon")
def test_a_mistake_is_taken_back_with_a_reason_and_can_be_noted_rightly(
    as_, clerk, canteen, granny, books, today
):
    books(granny)
    acts.serve_meal(by=clerk, session=today, person=granny.person)
    browser = as_(clerk)
    back = meals_of(canteen, today.pk, granny.person_id, "back")
    assert browser.post(back, {"reason": ""}).status_code == 409
    assert browser.post(back, {"reason": "点错了人。"}).status_code == 200
    assert list(Charge.objects.order_by("id").values_list("payable", "subsidy")) == [
        (400, 600), (-400, -600),
    ]  # fmt: skip
    browser.post(meals_of(canteen, today.pk, granny.person_id, "served"), {"nonce": str(uuid4())})
    assert sum(Charge.objects.values_list("payable", flat=True)) == 400


def test_names_come_only_once_the_list_is_opened_and_that_is_written_down(
    as_, clerk, canteen, granny, books, today
):
    books(granny)
    browser = as_(clerk)
    closed, opened = said(browser.get(meals_of(canteen))), said(browser.post(meals_of(canteen)))
    assert ("王秀英" in closed, "王秀英" in opened, "one soft meal" in opened) == (
        False,
        True,
        True,
    )
    entry = Entry.objects.get(name="programmes.look")
    assert (entry.about, entry.by, entry.data) == (
        f"session:{today.pk}", clerk.signed, {"what": "meals"}
    )  # fmt: skip


# Rounds ----------------------------------------------------------------------------------------


def test_stops_come_as_people_count_houses_unless_the_clerk_said_otherwise(
    as_, clerk, canteen, eats, books, today
):
    for name, door, more in (
        ("甲", "百花小区12栋", {}), ("乙", "百花小区3栋", {}), ("丙", "百花小区20栋", {"stop": 1}),
    ):  # fmt: skip
        books(eats(canteen, name, deliver_to=door, **more))
    page = said(as_(clerk).post(f"/desk/canteens/{canteen.pk}/rounds/{today.pk}/1/"))
    assert [page.index(name) for name in ("丙", "乙", "甲")] == sorted(
        page.index(name) for name in "甲乙丙"
    )


def test_the_clerks_sheet_has_no_telephone_and_goes_from_the_screen(
    as_, clerk, canteen, granny, books, today
):
    books(granny)
    response = as_(clerk).post(f"/desk/canteens/{canteen.pk}/rounds/{today.pk}/1/")
    page = said(response)
    assert ("百花小区3栋" in page, granny.person.phone in page) == (True, False)
    seconds = int(response["Refresh"].partition(";")[0])
    assert seconds == int((today.ends_at + timedelta(hours=1) - MONDAY_MORNING).total_seconds())


def test_each_printing_of_a_round_is_kept_and_said_on_the_sheet(
    as_, clerk, canteen, granny, books, today
):
    books(granny)
    browser, address = as_(clerk), f"/desk/canteens/{canteen.pk}/rounds/{today.pk}/1/"
    pages = [said(browser.post(address)) for _twice in range(2)]
    entries = Entry.objects.filter(name="programmes.take_out", about=f"session:{today.pk}")
    assert [entry.data for entry in entries] == [
        {"what": "round", "organisation": canteen.host_id, "rows": 1}
    ] * 2
    feet = [f"· session:{today.pk}#{entry.seq}" for entry in entries.order_by("seq")]
    assert [foot in page for foot, page in zip(feet, pages, strict=True)] == [True, True]


def test_a_carrier_is_named_from_the_list_only(as_, clerk, canteen, granny, books, today, resident):
    books(granny)
    browser, address = as_(clerk), f"/desk/canteens/{canteen.pk}/rounds/"
    browser.post(address, {"number": 1, "carrier": resident.pk})
    assert today.rounds.count() == 0
    browser.post(address, {"number": 1, "carrier": clerk.pk})
    assert today.rounds.get().carrier == clerk


# The menu --------------------------------------------------------------------------------------


def test_a_week_is_written_on_one_page_and_copied_to_the_next(as_, clerk, canteen):
    browser, address = as_(clerk), f"/desk/canteens/{canteen.pk}/menu/"
    week = {MONDAY.isoformat(): "宫保鸡丁：peanuts、low in salt\n米饭"}
    assert browser.post(f"{address}?week={MONDAY}", week).status_code == 303
    assert Menu.objects.get().dishes == [
        {"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["low_salt"]},
        {"name": "米饭", "contains": [], "suits": []},
    ]  # fmt: skip
    after = MONDAY + timedelta(days=7)
    copied = browser.get(f"{address}?week={after}&copy=1").content.decode()
    assert "宫保鸡丁：Peanuts、Low in salt" in copied
    browser.post(f"{address}?week={after}", {after.isoformat(): "宫保鸡丁"})
    assert Menu.objects.get(day=after).dishes == [
        {"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["low_salt"]}
    ]


def test_a_day_that_is_made_up_has_a_menu_too(as_, clerk, canteen):
    saturday = MONDAY + timedelta(days=5)
    address = f"/desk/canteens/{canteen.pk}/menu/?week={MONDAY}"
    acts.keep_programme(by=FOUNDER, host=canteen.host, programme=canteen, weekdays="12345")
    for planned in canteen.sessions.filter(day=saturday):
        acts.call_off(by=FOUNDER, session=planned)
    assert saturday.isoformat() not in as_(clerk).get(address).content.decode()
    noon = timezone.make_aware(datetime.combine(saturday, time(11)))
    acts.add_session(by=FOUNDER, programme=canteen, starts_at=noon)
    assert saturday.isoformat() in as_(clerk).get(address).content.decode()


def test_a_word_that_is_no_allergen_is_said_and_nothing_is_kept(as_, clerk, canteen):
    response = as_(clerk).post(
        f"/desk/canteens/{canteen.pk}/menu/?week={MONDAY}", {MONDAY.isoformat(): "鱼：seafood"}
    )
    assert (response.status_code, "“seafood” is not known" in said(response)) == (422, True)
    assert Menu.objects.count() == 0


def test_a_menu_that_stays_has_no_new_entry(as_, clerk, canteen):
    browser, address = as_(clerk), f"/desk/canteens/{canteen.pk}/menu/?week={MONDAY}"
    for _again in range(2):
        browser.post(address, {MONDAY.isoformat(): "米饭"})
    assert Entry.objects.filter(name="programmes.keep_menu").count() == 1


# Money -----------------------------------------------------------------------------------------


def test_a_tariff_is_kept_in_fen_and_begins_on_its_day(as_, clerk, canteen):
    address = f"/desk/canteens/{canteen.pk}/tariffs/"
    new = {"group": "aged", "starts_on": MONDAY.isoformat(), "price": "10.55", "subsidy": "8.05"}
    assert as_(clerk).post(address, new).status_code == 303
    row = canteen.tariffs.get(group="aged")
    assert (row.price, row.subsidy, row.starts_on) == (1055, 805, MONDAY)
    more = as_(clerk).post(address, {**new, "subsidy": "10.56"})
    assert more.status_code == 409


@pytest.mark.usefixtures("at_noon")
def test_the_sheet_says_what_the_page_says_and_masks_names(
    as_, clerk, canteen, granny, eats, books, today
):
    other = eats(canteen, "李老伯")
    for enrolment in (granny, other):
        books(enrolment)
        acts.serve_meal(by=clerk, session=today, person=enrolment.person, method=Method.ROSTER)
    acts.reverse_charge(
        by=clerk, charge=Charge.objects.get(attendance__person=other.person), reason="没有吃。"
    )
    browser, address = as_(clerk), f"/desk/canteens/{canteen.pk}/settlement/"
    _head, *rows, sums = sheet(browser.post(f"{address}sheet/?month=2026-11"))
    assert rows == [
        [other.person_id, "李*伯", 0, 0, 0, 0, 1], [granny.person_id, "王*英", 1, 10, 6, 4, 0],
    ]  # fmt: skip
    assert sums == ["Sum", "", 1, 10, 6, 4, 1]
    page = said(browser.get(f"{address}?month=2026-11"))
    assert ("没有吃。" in page, "王秀英" in page) == (True, False)
    assert "Nothing was charged" in said(browser.get(f"{address}?month=2026-10"))


@pytest.mark.usefixtures("at_noon")
def test_the_settlements_sheet_says_who_took_it(as_, clerk, canteen, granny, books, today):
    books(granny)
    acts.serve_meal(by=clerk, session=today, person=granny.person, method=Method.ROSTER)
    answer = as_(clerk).post(f"/desk/canteens/{canteen.pk}/settlement/sheet/?month=2026-11")
    entry = Entry.objects.get(name="programmes.take_out")
    by, _at, reference = where_from(answer)
    assert (by, reference) == (clerk.name, f"programme:{canteen.pk}#{entry.seq}")
    assert entry.data == {"what": "settlement", "organisation": canteen.host_id, "rows": 2}


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_costs_six_statements_whatever_the_rows(
    as_, clerk, serving, baihua, eats, queries, count
):
    canteen = serving(baihua, capacity=None)
    today = session_on(canteen, MONDAY)
    for number in range(count):
        one = eats(canteen, f"王{number}", f"1390000{number:04}", deliver_to=f"{number}栋")
        acts.book(by=FOUNDER, session=today, person=one.person, reason="来得及。")
        if number % 2:
            with clock.at(NOON):
                acts.serve_meal(by=FOUNDER, session=today, person=one.person)
        if number % 4 == 1:
            charge = Charge.objects.order_by("-id")[0]
            acts.reverse_charge(by=FOUNDER, charge=charge, reason="没有吃。")
    browser, here = as_(clerk), f"/desk/canteens/{canteen.pk}/"
    pages = [
        "/desk/canteens/", "/desk/canteens/?q=w", *(f"{here}{page}/" for page in (
            "menu", "tariffs", "enrol", "kitchen", "meals", "rounds", "settlement"
        )),
    ]  # fmt: skip
    costs = {page: queries(browser, page) for page in pages}
    assert {page: cost for page, cost in costs.items() if cost > 6} == {}


# Day care --------------------------------------------------------------------------------------


def test_day_care_notes_who_came_and_left_and_for_how_long(as_, clerk, serving, baihua, eats):
    care = serving(
        baihua, kind="day_care", name="百花日间照料", at=NOON.replace(hour=8).time(), minutes=540
    )
    today = session_on(care, MONDAY)
    one = eats(care, "李老伯")
    acts.book(by=FOUNDER, session=today, person=one.person, reason="家人有事。")
    browser = as_(clerk)
    browser.post(meals_of(care, today.pk, one.person_id, "came"), {"nonce": str(uuid4())})
    with clock.at(MONDAY_MORNING + timedelta(hours=3)):
        page = said(browser.post(meals_of(care, today.pk, one.person_id, "left")))
    assert ("180 minutes" in page, Attendance.objects.get().minutes) == (True, 180)
    assert Charge.objects.count() == 0


def test_day_care_is_read_back_without_a_plate(as_, clerk, serving, baihua, eats):
    care = serving(
        baihua, kind="day_care", name="百花日间照料", name_en="", where="百花日间照料中心"
    )
    one = eats(care, "李老伯", "13900007777", called="李伯")
    page = said(as_(clerk).post(f"/desk/canteens/elders/{one.pk}/"))
    assert "李伯, tomorrow, Tuesday, at 百花日间照料中心 from 11:30 to 13:30" in page
    assert Booking.objects.count() == 0
