"""Menus for everybody; lunch for oneself or a parent; the sheet of whoever brings it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.desk.reading import said
from tests.meals import MONDAY, MONDAY_MORNING, PHONE, session_on
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Charge
from touyan.town import acts as town_acts
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

TUESDAY = MONDAY + timedelta(days=1)
NOON = MONDAY_MORNING.replace(hour=11, minute=50)


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def signed_in(person):
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def daughter(somebody, baihua):
    return somebody("daughter", name="王小梅")


@pytest.fixture
def may_book(granny, daughter):
    return town_acts.grant_authority(
        by=FOUNDER, subject=granny.person, kind=AuthorityKind.BOOK, holder=daughter
    ).about


@pytest.fixture
def carrier(somebody, baihua):
    return somebody("carrier", "volunteer", baihua, name="志愿者小陈")


@pytest.fixture
def turn(granny, carrier):
    """Granny's lunch of today, and who brings it."""
    today = session_on(granny.programme, MONDAY)
    acts.book(by=FOUNDER, session=today, person=granny.person, reason="来得及。")
    return acts.name_carrier(by=FOUNDER, session=today, carrier=carrier).made


def book_of(enrolment, day=TUESDAY, what="book"):
    session = session_on(enrolment.programme, day)
    return f"/canteens/mine/{enrolment.pk}/{session.pk}/{what}/"


def test_the_menu_is_for_everybody_with_the_clerks_telephone(canteen, baihua):
    town_acts.change_organisation(by=FOUNDER, organisation=baihua, phone="0551-6600001")
    acts.keep_menu(
        by=FOUNDER, programme=canteen, day=TUESDAY,
        dishes=[{"name": "宫保鸡丁", "contains": ["peanut"]}, {"name": "米饭"}],
    )  # fmt: skip
    page = said(Client().get("/canteens/"))
    assert ("宫保鸡丁 contains Peanuts" in page, "0551-6600001" in page) == (True, True)


def test_a_canteen_that_is_not_public_shows_no_menu(serving, baihua):
    serving(baihua, public=False)
    assert "No canteen is open" in said(Client().get("/canteens/"))


def test_a_daughter_books_and_gives_back_for_her_mother(granny, daughter, may_book):
    browser = signed_in(daughter)
    assert browser.post(book_of(granny)).status_code == 303
    booking = Booking.objects.get()
    assert (booking.person, booking.source, booking.deliver_to) == (
        granny.person, "proxy", "百花小区3栋"
    )  # fmt: skip
    browser.post(book_of(granny, what="cancel"))
    booking.refresh_from_db()
    assert booking.state == "cancelled"


def test_her_page_shows_nothing_of_the_diet(granny, daughter, may_book):
    browser = signed_in(daughter)
    browser.post(book_of(granny))
    page = said(browser.get("/canteens/mine/"))
    assert [word in page for word in ("王*英", "王秀英", "soft", "Peanuts", "3栋")] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_a_menu_that_does_not_fit_is_the_clerks_to_ask_about(granny, daughter, may_book):
    acts.keep_menu(
        by=FOUNDER, programme=granny.programme, day=TUESDAY,
        dishes=[{"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["soft"]}],
    )  # fmt: skip
    response = signed_in(daughter).post(book_of(granny))
    assert (response.status_code, "Please telephone the clerk" in said(response)) == (409, True)
    assert "宫保鸡丁" not in said(response)


def test_after_the_cutoff_only_the_clerk_books(granny, daughter, may_book):
    response = signed_in(daughter).post(book_of(granny, MONDAY))
    assert (response.status_code, Booking.objects.count()) == (409, 0)


def test_without_an_authority_or_once_it_is_revoked_nothing_is_found(
    granny, daughter, resident, may_book
):
    assert signed_in(resident).post(book_of(granny)).status_code == 404
    town_acts.revoke(by=FOUNDER, authority=may_book)
    browser = signed_in(daughter)
    assert browser.post(book_of(granny)).status_code == 404
    assert "You are on no list" in said(browser.get("/canteens/mine/"))
    assert Booking.objects.count() == 0


def test_a_stranger_is_asked_to_sign_in(granny):
    answers = [Client().get("/canteens/mine/"), Client().post(book_of(granny))]
    assert [answer.status_code for answer in answers] == [302, 302]


@pytest.mark.parametrize("count", [3, 60])
def test_pages_cost_six_statements_whatever_the_rows(
    serving, eats, baihua, daughter, django_assert_max_num_queries, count
):
    canteen = serving(baihua, capacity=None)
    for number in range(count):
        one = eats(canteen, f"王{number}")
        town_acts.grant_authority(
            by=FOUNDER, subject=one.person, kind=AuthorityKind.BOOK, holder=daughter
        )
        acts.keep_menu(
            by=FOUNDER,
            programme=canteen,
            day=MONDAY + timedelta(days=number % 9),
            dishes=[{"name": "饭"}],
        )
    for browser, page in ((Client(), "/canteens/"), (signed_in(daughter), "/canteens/mine/")):
        browser.get("/")
        with django_assert_max_num_queries(6):
            assert browser.get(page).status_code == 200


# Rounds ----------------------------------------------------------------------------------------


def test_whoever_goes_the_round_sees_doors_and_telephones_once_the_sheet_is_opened(turn, carrier):
    browser, address = signed_in(carrier), f"/canteens/rounds/{turn.pk}/"
    closed, opened = said(browser.get(address)), browser.post(address)
    assert [word in closed for word in ("王秀英", "3栋", PHONE)] == [False] * 3
    assert [word in said(opened) for word in ("王秀英", "百花小区3栋", PHONE)] == [True] * 3
    look = Entry.objects.get(name="programmes.look")
    assert (look.about, look.by) == (f"round:{turn.pk}", carrier.signed)


def test_the_sheet_goes_from_the_screen_when_the_round_is_over(turn, carrier):
    browser, address = signed_in(carrier), f"/canteens/rounds/{turn.pk}/"
    over = turn.session.ends_at + timedelta(hours=1)
    left = int((over - MONDAY_MORNING).total_seconds())
    assert browser.post(address)["Refresh"] == f"{left}; url=/canteens/"
    with clock.at(over):
        assert [browser.get(address).status_code, browser.post(address).status_code] == [404, 404]
    with clock.at(over + timedelta(hours=20)):
        assert browser.get(address).status_code == 404


def test_nobody_sees_the_round_of_a_day_to_come(granny, carrier):
    session = session_on(granny.programme, TUESDAY)
    acts.book(by=FOUNDER, session=session, person=granny.person)
    turn = acts.name_carrier(by=FOUNDER, session=session, carrier=carrier).made
    assert signed_in(carrier).post(f"/canteens/rounds/{turn.pk}/").status_code == 404


def test_nobody_else_finds_the_round_not_even_the_clerk(turn, resident, clerk, secretary):
    for person in (resident, clerk, secretary):
        browser, address = signed_in(person), f"/canteens/rounds/{turn.pk}/"
        door = f"{address}{Booking.objects.get().person_id}/"
        answers = [browser.get(address), browser.post(address), browser.post(door)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Entry.objects.filter(name="programmes.look").count() == 0


def test_whoever_went_before_finds_it_no_more(turn, carrier, daughter):
    acts.name_carrier(by=FOUNDER, session=turn.session, carrier=daughter)
    answers = [
        signed_in(person).get(f"/canteens/rounds/{turn.pk}/") for person in (carrier, daughter)
    ]
    assert [answer.status_code for answer in answers] == [404, 200]


def test_a_meal_brought_is_charged_once(turn, carrier, granny):
    browser, door = signed_in(carrier), f"/canteens/rounds/{turn.pk}/{granny.person_id}/"
    with clock.at(NOON):
        for nonce in ("11111111-1111-4111-8111-111111111111",) * 2 + (str(uuid4()),):
            assert browser.post(door, {"nonce": nonce, "at": ""}).status_code == 200
    assert (Charge.objects.get().payable, Attendance.objects.get().noted_by) == (400, carrier)


def test_a_carrier_serves_only_the_doors_of_the_round(turn, carrier, eats, canteen):
    other = eats(canteen, "李老伯", deliver_to="5栋", round=2)
    acts.book(by=FOUNDER, session=turn.session, person=other.person, reason="来得及。")
    with clock.at(NOON):
        response = signed_in(carrier).post(f"/canteens/rounds/{turn.pk}/{other.person_id}/")
    assert (response.status_code, Charge.objects.count()) == (404, 0)
