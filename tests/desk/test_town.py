"""The town's pages: organisations, people, calendar, places, categories, clocks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.desk.reading import said, sheet
from touyan.desk.ledger import KEPT
from touyan.kernel import clock
from touyan.orders.models import Category, Clock
from touyan.town import acts
from touyan.town.models import CalendarDay, Organisation, Person, Place, Role
from touyan.town.reads import role_faults

pytestmark = pytest.mark.django_db


def test_an_organisation_is_added_below_another(as_, admin, town):
    new = {
        "parent": town.pk,
        "kind": "village",
        "code": "340121103299",
        "name": "新村",
        "name_en": "New Village",
    }
    response = as_(admin).post("/desk/town/organisations/", new)
    assert (response.status_code, response["Location"]) == (303, "/desk/town/organisations/")
    added = Organisation.objects.get(code="340121103299")
    assert (added.parent, added.path, added.town) == (town, f"{town.path}340121103299/", town)
    assert "New Village" in said(as_(admin).get("/desk/town/organisations/"))


def test_a_code_that_is_taken_is_said_and_the_rest_kept(as_, admin, town, baihua):
    new = {"parent": town.pk, "kind": "village", "code": baihua.code, "name": "新村"}
    response = as_(admin).post("/desk/town/organisations/", new)
    assert (response.status_code, "This code is taken." in said(response)) == (422, True)
    assert 'value="新村"' in response.content.decode()


def test_an_organisation_changes_its_names(as_, admin, baihua):
    response = as_(admin).post(
        f"/desk/town/organisations/{baihua.code}/", {"name": "百花新社区", "phone": "0551-1"}
    )
    baihua.refresh_from_db()
    assert (response.status_code, baihua.name, baihua.phone) == (303, "百花新社区", "0551-1")


def test_a_village_that_will_end_is_not_gone_before(as_, admin, baihua):
    address = f"/desk/town/organisations/{baihua.code}/"
    response = as_(admin).post(address, {"name": baihua.name, "ended_on": "2027-01-01"})
    assert (response.status_code, "Give a day up to today" in said(response)) == (422, True)
    response = as_(admin).post(address, {"name": baihua.name, "ended_on": "2026-11-25"})
    baihua.refresh_from_db()
    assert (response.status_code, baihua.ended_on) == (303, date(2026, 11, 25))


@pytest.mark.parametrize("which", ["town", "county"])
def test_the_last_town_stays(as_, somebody, town, which):
    found = town if which == "town" else town.parent
    browser = as_(somebody("keeper", "admin", town.parent))
    address = f"/desk/town/organisations/{found.code}/"
    response = browser.post(address, {"name": found.name, "ended_on": "2026-11-25"})
    assert (response.status_code, "has to stay" in said(response)) == (409, True)
    found.refresh_from_db()
    assert found.ended_on is None


def test_nothing_outside_ones_own_part_can_be_changed(as_, somebody, baihua, paibei):
    browser = as_(somebody("keeper", "admin", baihua))
    assert browser.get(f"/desk/town/organisations/{paibei.code}/").status_code == 404
    assert (
        browser.post(f"/desk/town/organisations/{paibei.code}/", {"name": "x"}).status_code == 404
    )
    new = {"parent": paibei.pk, "kind": "branch", "code": "x1", "name": "x"}
    assert browser.post("/desk/town/organisations/", new).status_code == 422
    assert browser.get("/desk/town/people/").status_code == 404


def test_a_person_is_added_given_a_role_and_signs_in(as_, admin, client, baihua):
    browser = as_(admin)
    new = {
        "name": "王书记",
        "login": "wang",
        "phone": "13900009999",
        "password": "a long first word 1",
    }
    assert browser.post("/desk/town/people/", new).status_code == 303
    person = Person.objects.get(login="wang")
    role = {"role": "secretary", "organisation": baihua.pk, "starts_on": "2021-01-01"}
    assert browser.post(f"/desk/town/people/{person.pk}/roles/", role).status_code == 303
    assert client.login(username="wang", password="a long first word 1")
    assert client.get("/desk/").status_code == 200
    assert "王书记 wang Branch secretary · Baihua Community" in said(
        browser.get("/desk/town/people/")
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": "baihua"},
        {"login": "王"},
        {"name": ""},
        {"password": "short"},
        {"password": "password1234"},
    ],
)
def test_a_person_without_what_is_needed_is_not_added(as_, admin, secretary, wrong):
    new = {"name": "王书记", "login": "wang", "password": "a long first word 1", **wrong}
    before = Person.objects.count()
    response = as_(admin).post("/desk/town/people/", new)
    assert (response.status_code, Person.objects.count()) == (422, before)
    assert "a long first word 1" not in response.content.decode()


def test_a_role_ends_at_once_and_stays_on_record(as_, admin, secretary):
    role = secretary.roles.get()
    response = as_(admin).post(f"/desk/town/people/{secretary.pk}/roles/{role.pk}/end/")
    assert response.status_code == 303
    assert as_(secretary).get("/desk/").status_code == 404
    assert secretary.roles.count() == 1


@pytest.mark.parametrize("days", [0, 5])
def test_a_role_given_by_mistake_is_over_at_once(as_, admin, somebody, baihua, days):
    person, first = somebody("wrong"), clock.today() + timedelta(days=days)
    acts.grant_role(by=admin, person=person, organisation=baihua, role="secretary", starts_on=first)
    role = person.roles.get()
    address = f"/desk/town/people/{person.pk}/"
    assert as_(admin).post(f"{address}roles/{role.pk}/end/").status_code == 303
    assert as_(person).get("/desk/").status_code == 404
    assert list(Role.in_force(first).filter(person=person)) == []
    shown = as_(admin).get(address)
    assert "taken back before it began" in said(shown)
    assert f"/roles/{role.pk}/end/" not in shown.content.decode()
    assert list(role_faults()) == []


def test_a_role_that_is_over_is_not_prolonged_by_ending_it(as_, admin, secretary):
    role = secretary.roles.get()
    acts.end_role(by=admin, role=role, ends_on=date(2021, 3, 31))
    as_(admin).post(f"/desk/town/people/{secretary.pk}/roles/{role.pk}/end/")
    assert Role.objects.get(pk=role.pk).ends_on == date(2021, 3, 31)


def test_before_eight_in_the_morning_it_is_today_in_the_town(as_, admin, secretary, time_machine):
    time_machine.move_to(datetime(2027, 1, 1, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    browser, role = as_(admin), secretary.roles.get()
    shown = browser.get(f"/desk/town/people/{secretary.pk}/").content.decode()
    assert 'name="starts_on" value="2027-01-01"' in shown
    browser.post(f"/desk/town/people/{secretary.pk}/roles/{role.pk}/end/")
    assert Role.objects.get(pk=role.pk).ends_on == date(2026, 12, 31)
    assert "Calendar 2027" in said(browser.get("/desk/town/calendar/"))


def test_a_role_is_not_given_twice_nor_backwards(as_, admin, secretary, baihua):
    browser = as_(admin)
    address = f"/desk/town/people/{secretary.pk}/roles/"
    same = {"role": "secretary", "organisation": baihua.pk, "starts_on": "2020-01-01"}
    assert browser.post(address, same).status_code == 422
    backwards = {**same, "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    assert browser.post(address, backwards).status_code == 422
    assert secretary.roles.count() == 1


def test_a_new_password_ends_every_open_session(as_, admin, secretary, client):
    theirs = as_(secretary)
    new = {"password": "another long word 2"}
    assert as_(admin).post(f"/desk/town/people/{secretary.pk}/password/", new).status_code == 303
    assert theirs.get("/desk/").status_code == 302
    assert client.login(username="baihua", password="another long word 2")


def test_a_weak_password_is_refused_and_never_shown(as_, admin, secretary):
    response = as_(admin).post(
        f"/desk/town/people/{secretary.pk}/password/", {"password": "short99"}
    )
    assert (response.status_code, "short99" in response.content.decode()) == (422, False)


def test_an_administrator_corrects_whoever_works_for_the_town(as_, admin, secretary):
    address = f"/desk/town/people/{secretary.pk}/"
    secretary.phone = "13900001111"
    secretary.save()
    browser = as_(admin)
    assert "13900001111" not in said(browser.get(address))
    sent = browser.post(f"{address}correct/", {"name": "李新名", "phone": ""})
    secretary.refresh_from_db()
    assert (sent["Location"], secretary.name, secretary.phone) == (address, "李新名", "13900001111")
    browser.post(f"{address}correct/", {"name": "李新名", "phone": "13900002222"})
    secretary.refresh_from_db()
    assert secretary.phone == "13900002222"
    sent = browser.post(f"{address}correct/", {"name": "", "phone": ""})
    assert sent.status_code == 422


def test_nobody_who_has_a_role_corrects_their_own_name(as_, admin):
    sent = as_(admin).post(
        f"/desk/town/people/{admin.pk}/correct/", {"name": "另一个名", "phone": ""}
    )
    assert (sent.status_code, "ask the office to correct" in said(sent)) == (409, True)


def test_people_are_found_by_how_name_or_login_begins(as_, admin, secretary, officer, resident):
    browser = as_(admin)
    text = said(browser.get("/desk/town/people/"))
    assert [name in text for name in ("百花书记", "建设办干部", "居民小周")] == [True, True, False]
    for words in ("百花", "BAIHUA"):
        assert "百花书记" in said(browser.get("/desk/town/people/", {"q": words}))
    assert "居民小周" in said(browser.get("/desk/town/people/", {"q": "居民"}))
    assert "Nobody found" in said(browser.get("/desk/town/people/", {"q": "无此人"}))


def test_another_towns_person_is_not_found(as_, admin, secretary):
    Person.objects.filter(pk=secretary.pk).update(town=None)
    assert as_(admin).get(f"/desk/town/people/{secretary.pk}/").status_code == 404


def test_a_day_is_added_and_changed_in_the_calendar(as_, admin, town):
    browser = as_(admin)
    for working in ("no", "yes"):
        day = {"day": "2026-03-03", "working": working, "source": "镇政府通知"}
        assert browser.post("/desk/town/calendar/", day).status_code == 303
    assert CalendarDay.objects.get(town=town, day=date(2026, 3, 3)).working is True
    assert "3 Mar 2026 worked 镇政府通知" in said(browser.get("/desk/town/calendar/?year=2026"))
    assert "3 Mar 2026" not in said(browser.get("/desk/town/calendar/?year=2021"))


@pytest.mark.parametrize("day", ["2026-02-30", "", "soon"])
def test_a_day_that_does_not_exist_is_not_added(as_, admin, day):
    response = as_(admin).post(
        "/desk/town/calendar/", {"day": day, "working": "no", "source": "镇政府通知"}
    )
    assert (response.status_code, "镇政府通知" in response.content.decode()) == (422, True)


@pytest.mark.parametrize("year", ["x", "1", "99999", "²"])
def test_a_year_that_is_none_is_this_year(as_, admin, year):
    assert as_(admin).get("/desk/town/calendar/", {"year": year}).status_code == 200


def test_a_place_is_added_and_has_a_poster(as_, admin, baihua):
    browser = as_(admin)
    new = {
        "village": baihua.pk,
        "kind": "lamp",
        "code": "lamp-7",
        "name": "七号路灯",
        "name_en": "Lamp 7",
    }
    assert browser.post("/desk/town/places/", new).status_code == 303
    assert Place.objects.get(code="lamp-7").village == baihua
    poster = browser.get("/desk/town/places/lamp-7/poster/")
    page = poster.content.decode()
    assert "Lamp 7 Baihua Community" in said(poster)
    assert "/places/lamp-7/still-true/" in page
    assert 'src="data:image/svg+xml' in page
    assert browser.post("/desk/town/places/", new).status_code == 422


def test_a_village_has_a_poster_and_what_does_not_exist_has_none(
    as_, admin, baihua, somebody, paibei
):
    browser = as_(admin)
    assert (
        f"/orders/new/?at={baihua.code}"
        in browser.get(f"/desk/town/places/{baihua.code}/poster/").content.decode()
    )
    assert browser.get("/desk/town/places/nowhere/poster/").status_code == 404
    keeper = as_(somebody("keeper", "admin", baihua))
    assert keeper.get(f"/desk/town/places/{paibei.code}/poster/").status_code == 404


def test_a_category_is_added_changed_and_put_out_of_use(as_, admin, town, roads):
    browser = as_(admin)
    new = {
        "code": "toilet",
        "name": "公厕",
        "urgency": "small",
        "unit": roads.pk,
        "keywords": "厕所",
    }
    assert browser.post("/desk/town/categories/", new).status_code == 303
    assert 'value="公厕"' in browser.get("/desk/town/categories/?change=toilet").content.decode()
    browser.post("/desk/town/categories/", {**new, "name": "公共厕所", "ended_on": "2026-01-01"})
    category = Category.objects.get(town=town, code="toilet")
    assert (category.name, category.unit, category.ended_on) == (
        "公共厕所",
        roads,
        date(2026, 1, 1),
    )


def test_a_clock_promises_other_times_from_now_on(as_, admin, town, placed, secretary):
    browser = as_(admin)
    clock = Clock.objects.get(town=town, urgency="small")
    assert 'value="5"' in browser.get(f"/desk/town/clocks/?change={clock.pk}").content.decode()
    times = {
        "urgency": "small", "name": "小事", "accept": 2, "accept_in": "hours", "answer": 2,
        "answer_in": "working_days", "deliver": 3, "deliver_in": "working_days", "silence_days": 7,
        "extension_days": 10,
    }  # fmt: skip
    assert browser.post("/desk/town/clocks/", times).status_code == 303
    clock.refresh_from_db()
    assert (clock.accept, clock.accept_in, clock.deliver) == (2, "hours", 3)
    assert placed()[0].due["unit"] == "hours"


@pytest.mark.parametrize(
    "wrong", [{"accept": 0}, {"deliver": 401}, {"accept_in": "moons"}, {"name": ""}]
)
def test_a_clock_that_cannot_run_is_not_kept(as_, admin, town, wrong):
    times = {
        "urgency": "small", "name": "小事", "accept": 2, "accept_in": "hours", "answer": 2,
        "answer_in": "working_days", "deliver": 3, "deliver_in": "working_days", "silence_days": 7,
        "extension_days": 10, **wrong,
    }  # fmt: skip
    assert as_(admin).post("/desk/town/clocks/", times).status_code == 422
    assert Clock.objects.get(town=town, urgency="small").accept == 1


def test_one_working_day_is_one(as_, admin):
    page = said(as_(admin).get("/desk/town/clocks/"))
    assert ("1 working day " in page, "1 working days" in page) == (True, False)


LEDGERS = ["organisations", "people", "calendar", "categories", "clocks", "places"]


@pytest.mark.parametrize("kind", LEDGERS)
def test_whoever_keeps_everything_takes_its_ledgers_out(
    as_, somebody, town, street_light, secretary, kind
):
    browser = as_(somebody("keeper", "admin", town.parent))
    assert f"/desk/town/ledgers/{kind}/" in browser.get("/desk/town/").content.decode()
    rows = sheet(browser.post(f"/desk/town/ledgers/{kind}/"))
    assert rows[0] == [column.headings[0] for column in KEPT[kind].columns]
    assert len(rows) > (1 if kind != "places" else 0)


@pytest.mark.parametrize("kind", LEDGERS)
def test_whoever_keeps_a_part_does_not(as_, admin, kind):
    browser = as_(admin)
    assert browser.post(f"/desk/town/ledgers/{kind}/").status_code == 404
    assert "/desk/town/ledgers/" not in browser.get("/desk/town/").content.decode()


@pytest.mark.parametrize("kind", ["orders", "no-such"])
def test_no_other_ledger_leaves_by_this_door(as_, somebody, town, kind):
    browser = as_(somebody("keeper", "admin", town.parent))
    assert browser.post(f"/desk/town/ledgers/{kind}/").status_code == 404
