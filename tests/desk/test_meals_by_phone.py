"""Somebody telephones for tomorrow's lunch."""

from datetime import timedelta

import pytest

from tests.desk.reading import said
from tests.meals import MONDAY, MONDAY_MORNING, PHONE, session_on
from touyan.kernel import clock
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.models import Booking, Enrolment
from touyan.town.models import Person
from touyan.town.rules import FOUNDER, consented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

TUESDAY = MONDAY + timedelta(days=1)
SENTENCE = (
    "王奶奶, tomorrow, Tuesday, one soft meal, without peanuts, brought to 百花小区3栋 at 11:30, "
    "you pay 4 yuan. Is that right?"
)


def sheet_of(enrolment: Enrolment) -> str:
    return f"/desk/canteens/elders/{enrolment.pk}/"


def plate(**more):
    return {
        "way": "deliver", "deliver_to": "百花小区3栋", "diet": ["soft"], "allergies": ["peanut"], **more
    }  # fmt: skip


@pytest.mark.parametrize("words", [PHONE[-4:], "wxy", "WX", "秀英", PHONE])
def test_whoever_rings_is_found_by_four_digits_initials_or_name(as_, clerk, granny, words):
    page = said(as_(clerk).get("/desk/canteens/", {"q": words}))
    assert ("王*英" in page, "王秀英" in page, PHONE in page) == (True, False, False)


@pytest.mark.parametrize("words", ["887", "9999", "zz", "赵", "", "%", "_"])
def test_nobody_is_found_by_less(as_, clerk, granny, words):
    assert "王*英" not in said(as_(clerk).get("/desk/canteens/", {"q": words}))


def test_as_one_types_only_the_list_comes(as_, clerk, granny):
    response = as_(clerk).get("/desk/canteens/", {"q": "wx"}, headers={"HX-Request": "true"})
    assert ("王*英" in response.content.decode(), b"<html" in response.content) == (True, False)


def test_as_usual_is_one_sentence_to_read_back(as_, clerk, granny):
    assert SENTENCE in said(as_(clerk).post(sheet_of(granny)))


def test_the_sentence_is_as_it_is_said_in_chinese(as_, clerk, granny, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    assert "王奶奶，明天周二，一份软饭、不放花生，十一点半送到百花小区3栋，您付4元。对吗？" in said(
        as_(clerk).post(sheet_of(granny))
    )


def test_opening_a_sheet_is_written_down_once(as_, clerk, granny):
    browser = as_(clerk)
    browser.post(sheet_of(granny))
    browser.post(sheet_of(granny))
    looks = Entry.objects.filter(about=f"enrolment:{granny.pk}", name="programmes.look")
    assert [(entry.by, entry.data) for entry in looks] == [(clerk.signed, {"what": "plate"})]


def test_a_list_shows_nothing_of_a_diet(as_, clerk, granny):
    acts.book(by=FOUNDER, session=session_on(granny.programme, TUESDAY), person=granny.person)
    browser = as_(clerk)
    shown = [said(browser.get("/desk/canteens/", {"q": "wxy"})), said(browser.get(
        f"/desk/canteens/{granny.programme_id}/meals/", {"day": TUESDAY.isoformat()}
    ))]  # fmt: skip
    assert [("soft" in page, "百花小区3栋" in page, "王秀英" in page) for page in shown] == [
        (False, False, False)
    ] * 2


def test_what_was_read_out_is_booked_once(as_, clerk, granny):
    browser, session = as_(clerk), session_on(granny.programme, TUESDAY)
    for _again in range(2):
        response = browser.post(f"{sheet_of(granny)}book/", plate(session=session.pk))
        assert response.status_code == 303
    booking = Booking.objects.get()
    assert (booking.session, booking.source, booking.state, booking.deliver_to, booking.price) == (
        session, "clerk", "confirmed", "百花小区3栋", 400,
    )  # fmt: skip
    assert booking.options == {
        "way": "deliver", "on_call": True, "called": "王奶奶", "diet": ["soft"], "allergies": ["peanut"]
    }  # fmt: skip


def test_asked_for_today_after_the_cutoff_it_needs_a_reason(as_, clerk, granny):
    today = session_on(granny.programme, MONDAY)
    browser = as_(clerk)
    page = said(browser.post(sheet_of(granny), {"session": today.pk}))
    assert "40 are spare: give a reason." in page
    refused = browser.post(f"{sheet_of(granny)}book/", plate(session=today.pk))
    assert (refused.status_code, Booking.objects.count()) == (409, 0)
    browser.post(f"{sheet_of(granny)}book/", plate(session=today.pk, reason="女儿没来。"))
    assert Booking.objects.get().session == today


def test_a_dish_that_she_must_not_eat_is_never_booked_without_a_word(as_, clerk, granny):
    session = session_on(granny.programme, TUESDAY)
    acts.keep_menu(
        by=FOUNDER, programme=granny.programme, day=TUESDAY,
        dishes=[{"name": "宫保鸡丁", "contains": ["peanut"], "suits": ["soft"]}],
    )  # fmt: skip
    browser = as_(clerk)
    assert "宫保鸡丁 contains peanuts" in said(browser.post(sheet_of(granny)))
    refused = browser.post(f"{sheet_of(granny)}book/", plate(session=session.pk))
    assert (refused.status_code, Booking.objects.count()) == (409, 0)
    browser.post(f"{sheet_of(granny)}book/", plate(session=session.pk, apart="on"))
    assert Booking.objects.get().options["apart"] is True


def test_a_day_given_back_is_not_booked_any_more(as_, clerk, granny):
    session = session_on(granny.programme, TUESDAY)
    acts.book(by=FOUNDER, session=session, person=granny.person)
    response = as_(clerk).post(f"{sheet_of(granny)}cancel/", {"session": session.pk})
    assert (response.status_code, Booking.objects.get().state) == (303, "cancelled")


def test_a_pause_takes_the_days_away_and_resuming_gives_them_back(as_, clerk, eats, canteen):
    daily = eats(canteen, "李老伯", "13900007777", on_call=False)
    session = session_on(canteen, TUESDAY)
    acts.book_by_rule(by=FOUNDER, session=session)
    browser = as_(clerk)
    until = (MONDAY + timedelta(days=4)).isoformat()
    browser.post(f"{sheet_of(daily)}pause/", {"starts_on": TUESDAY.isoformat(), "ends_on": until})
    assert Booking.objects.get().state == "cancelled"
    browser.post(f"{sheet_of(daily)}resume/")
    assert Booking.objects.get().state == "confirmed"


def test_the_clerk_hears_from_which_day_on_there_is_a_meal_again(as_, clerk, eats, canteen):
    daily = eats(canteen, "李老伯", "13900007777", on_call=False)
    for day in (TUESDAY, TUESDAY + timedelta(days=1)):
        acts.book_by_rule(by=FOUNDER, session=session_on(canteen, day))
    browser = as_(clerk)
    until = (MONDAY + timedelta(days=4)).isoformat()
    browser.post(f"{sheet_of(daily)}pause/", {"starts_on": TUESDAY.isoformat(), "ends_on": until})
    with clock.at(MONDAY_MORNING.replace(hour=18, minute=30)):  # tomorrow's bookings have closed
        browser.post(f"{sheet_of(daily)}resume/")
        assert "Wednesday" in said(browser.get("/desk/canteens/"))


def test_a_standing_order_changed_is_what_is_booked_already_too(as_, clerk, eats, canteen):
    daily = eats(canteen, "李老伯", "13900007777", on_call=False)
    acts.book_by_rule(by=FOUNDER, session=session_on(canteen, TUESDAY))
    changed = {
        "way": "deliver",
        "deliver_to": "百花小区5栋",
        "diet": ["low_salt"],
        "group": "ordinary",
    }
    refused = as_(clerk).post(f"{sheet_of(daily)}standing/", changed)
    assert (refused.status_code, "They have to agree first." in said(refused)) == (422, True)
    as_(clerk).post(f"{sheet_of(daily)}standing/", {**changed, "agreed": "on"})
    booking = Booking.objects.get()
    assert (booking.options, booking.deliver_to) == (
        {"way": "deliver", "diet": ["low_salt"]}, "百花小区5栋"
    )  # fmt: skip
    as_(clerk).post(f"{sheet_of(daily)}standing/", {**changed, "diet": []})
    booking.refresh_from_db()
    assert booking.options == {"way": "deliver"}, "the tick was taken away: they take it back"
    assert not consented(daily.person, "diet")


def test_days_that_are_no_longer_wanted_are_given_back(as_, clerk, eats, canteen):
    daily = eats(canteen, "李老伯", "13900007777", on_call=False)
    acts.book_by_rule(by=FOUNDER, session=session_on(canteen, TUESDAY))
    as_(clerk).post(
        f"{sheet_of(daily)}standing/",
        {"way": "eat_in", "weekdays": ["1", "3"], "group": "ordinary"},
    )
    assert Booking.objects.get().state == "cancelled"


def test_the_clerk_of_another_community_finds_nothing(as_, other_clerk, granny, canteen):
    browser, number = as_(other_clerk), canteen.pk
    assert browser.get("/desk/canteens/", {"q": "wxy"}).status_code == 404
    tries = ("", "book/", "cancel/", "pause/", "resume/", "standing/")
    assert {browser.post(f"{sheet_of(granny)}{what}").status_code for what in tries} == {404}
    pages = (
        "menu",
        "tariffs",
        "enrol",
        "kitchen",
        "meals",
        "rounds",
        "settlement",
    )
    assert {browser.get(f"/desk/canteens/{number}/{page}/").status_code for page in pages} == {404}
    assert browser.post(f"/desk/canteens/{number}/settlement/sheet/").status_code == 404
    kept = ["programmes.look", "programmes.take_out"]
    assert Entry.objects.filter(name__in=kept).count() == 0


def test_somebody_new_is_put_on_the_list(as_, clerk, canteen):
    filled = {
        "name": "孙桂兰", "phone": "139 0000 4321", "starts_on": TUESDAY.isoformat(), "way": "eat_in",
        "group": "aged", "on_call": "on", "called": "孙阿姨", "diet": ["low_sugar"], "agreed": "on",
    }  # fmt: skip
    response = as_(clerk).post(f"/desk/canteens/{canteen.pk}/enrol/", filled)
    made = Enrolment.objects.select_related("person").get()
    assert (response.status_code, made.person.name, made.person.phone, made.group) == (
        303, "孙桂兰", "13900004321", "aged",
    )  # fmt: skip
    assert made.options == {
        "way": "eat_in", "diet": ["low_sugar"], "called": "孙阿姨", "on_call": True
    }  # fmt: skip


def test_the_clerk_corrects_the_name_and_the_number_of_whoever_rings(as_, clerk, granny):
    browser = as_(clerk)
    assert "Correct the name or the number" in said(browser.post(sheet_of(granny)))
    sent = browser.post(f"{sheet_of(granny)}correct/", {"name": "王秀瑛", "phone": "139 5512 0001"})
    assert (sent.status_code, sent["Location"]) == (303, "/desk/canteens/")
    person = Person.objects.get(pk=granny.person_id)
    assert (person.name, person.phone) == ("王秀瑛", "13955120001")
    entry = Entry.objects.get(about=f"person:{person.pk}", name="town.correct_person")
    assert (entry.by, entry.data["changed"]) == (clerk.signed, ["name", "phone"])
    assert "王*瑛" in said(browser.get("/desk/canteens/", {"q": "0001"}))
    assert "王*瑛" not in said(browser.get("/desk/canteens/", {"q": PHONE[-4:]}))


def test_a_number_that_is_none_is_said_beside_it(as_, clerk, granny):
    sent = as_(clerk).post(f"{sheet_of(granny)}correct/", {"name": "王秀瑛", "phone": "12"})
    assert (sent.status_code, "this one has 2" in said(sent)) == (422, True)
    assert Person.objects.get(pk=granny.person_id).phone == PHONE


def test_who_keeps_another_list_corrects_nobody_of_this_one(as_, somebody, paibei, granny):
    elsewhere = as_(somebody("elsewhere", "clerk", paibei))
    sent = elsewhere.post(f"{sheet_of(granny)}correct/", {"name": "某某", "phone": ""})
    assert (sent.status_code, Person.objects.get(pk=granny.person_id).name) == (404, "王秀英")
