"""A guardian's pages: my children, who collects, staying away, and nobody else's eyes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.children import make_class, make_session
from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Booking, Enrolment, Waiting
from touyan.programmes.states import BookingState, Method
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Consent, Notice, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind

pytestmark = pytest.mark.django_db
CHILD = {"name": "周小宝", "village": "340121103003"}
NEW = {"name": "王奶奶", "phone": "139 0000 4321"}


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


def signed_in(person: Person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def mother(guardian) -> Client:
    return signed_in(guardian)


def words(response) -> str:
    main = response.content.decode().split("<main", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def tomorrow_of(school):
    return make_session(school, begun=-timedelta(days=1))


def test_a_guardian_adds_a_child_agrees_and_asks_for_a_place(mother, guardian, school):
    sent = mother.post("/children/new/", {**CHILD, "born": "2018-03"})
    child = Person.objects.get(name="周小宝")
    assert (sent.status_code, sent["Location"]) == (303, f"/children/{child.pk}/consent/")
    assert mother.get(f"/children/{child.pk}/classes/").status_code == 303
    agreed = mother.post(f"/children/{child.pk}/consent/child_care/")
    assert agreed["Location"] == f"/children/{child.pk}/consent/?done=agreed"
    place = {"programme": school.pk, "weekdays": ["1", "3"]}
    asked = mother.post(f"/children/{child.pk}/classes/", place)
    assert asked["Location"] == f"/children/{child.pk}/classes/?done=enrolled"
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.weekdays, enrolment.options) == (child, "13", {})
    assert mother.get(f"/children/{child.pk}/classes/").status_code == 200


def test_of_the_birthday_only_the_month_is_asked_and_only_the_end_of_childhood_kept(mother, baihua):
    mother.post("/children/new/", {**CHILD, "born": "2018-12"})
    assert str(Person.objects.get(name="周小宝").child_until) == "2033-01-01"


@pytest.mark.parametrize("born", ["2001-01", "3001-01", "2018", "2018-13", "x"])
def test_a_month_that_is_none_or_no_childs_is_said(mother, baihua, born):
    sent = mother.post("/children/new/", {**CHILD, "born": born})
    assert (sent.status_code, Person.objects.filter(name="周小宝").count()) == (422, 0)


def test_what_must_not_be_eaten_is_asked_only_after_its_own_consent(mother, school, guardian):
    child = town_acts.add_child(
        by=guardian, name="周小宝", child_until=timezone.localdate() + timedelta(days=900)
    ).about
    mother.post(f"/children/{child.pk}/consent/child_care/")
    assert "Must not eat" not in words(mother.get(f"/children/{child.pk}/classes/"))
    mother.post(f"/children/{child.pk}/consent/diet/")
    asked = {"programme": school.pk, "weekdays": ["1"], "allergies": ["peanut"]}
    mother.post(f"/children/{child.pk}/classes/", asked)
    assert Enrolment.objects.get().options == {"allergies": ["peanut"]}
    saved = mother.post(
        f"/children/{child.pk}/classes/{Enrolment.objects.get().pk}/allergies/",
        {f"e{Enrolment.objects.get().pk}-allergies": ["egg", "milk"]},
    )
    assert saved.status_code == 303
    assert Enrolment.objects.get().options == {"allergies": ["egg", "milk"]}


def test_taking_the_consent_to_health_back_erases_it_at_once(mother, child_of, guardian):
    child = child_of(guardian, allergies=["peanut"])
    mother.post(f"/children/{child.pk}/consent/diet/", {"step": "withdraw"})
    assert Enrolment.objects.get().options == {}


def test_taking_the_consent_to_care_back_ends_the_classes(mother, child, school, guardian):
    session = tomorrow_of(school)
    acts.book_by_rule(by=FOUNDER, session=session)
    mother.post(f"/children/{child.pk}/consent/child_care/", {"step": "withdraw"})
    assert Enrolment.objects.filter(cancelled_at__isnull=True).count() == 0
    assert Booking.objects.get().state == BookingState.CANCELLED
    assert Consent.objects.filter(purpose="child_care", withdrawn_at__isnull=True).count() == 0
    assert mother.get(f"/children/{child.pk}/classes/").status_code == 303


def test_a_full_class_has_a_line_and_the_next_place_is_the_firsts(child_of, somebody, school):
    parents = [somebody(f"parent{n}", name=f"家长{n}") for n in range(5)]
    children = [child_of(parent, f"孩子{n}") for n, parent in enumerate(parents[:3])]
    late = [
        town_acts.add_child(
            by=parent, name="迟到的", child_until=timezone.localdate() + timedelta(days=900)
        ).about
        for parent in parents[3:]
    ]
    place = {"programme": school.pk, "weekdays": list("12345")}
    for parent, one in zip(parents[3:], late, strict=True):
        signed_in(parent).post(f"/children/{one.pk}/consent/child_care/")
        answer = signed_in(parent).post(f"/children/{one.pk}/classes/", place)
        assert answer["Location"] == f"/children/{one.pk}/classes/?done=waiting"
    assert "place 2" in words(signed_in(parents[4]).get(f"/children/{late[1].pk}/classes/"))
    enrolment = Enrolment.objects.get(person=children[0])
    with clock.at(clock.now() + timedelta(days=1)):
        acts.end_enrolment(by=parents[0], enrolment=enrolment, last_day=enrolment.starts_on)
        second = signed_in(parents[4]).post(f"/children/{late[1].pk}/classes/", place)
        assert second["Location"].endswith("done=waiting")
        first = signed_in(parents[3]).post(f"/children/{late[0].pk}/classes/", place)
        assert first["Location"].endswith("done=enrolled")
    wait = Waiting.objects.get(settled_at__isnull=True)
    assert wait.person == late[1]
    leave = f"/children/{late[1].pk}/line/{wait.pk}/leave/"
    assert "Leave the waiting list" in words(
        signed_in(parents[4]).get(f"/children/{late[1].pk}/classes/")
    )
    assert signed_in(parents[3]).post(leave).status_code == 404
    assert signed_in(parents[4]).post(leave).status_code == 303
    assert not Waiting.objects.filter(settled_at__isnull=True).exists()


def test_a_class_on_saturdays_is_asked_for_on_saturdays(mother, guardian, baihua, child_of):
    saturdays = make_class(baihua, name_en="Saturday Class", weekdays="6", on_working_days=False)
    child = child_of(guardian, "周小宝")
    page = f"/children/{child.pk}/classes/"
    assert "Sat" in words(mother.get(page))
    mother.post(page, {"programme": saturdays.pk, "weekdays": ["6"]})
    assert Enrolment.objects.get(programme=saturdays).weekdays == "6"


def test_one_press_says_that_the_child_stays_away_and_one_that_it_comes_after_all(
    mother, child, school
):
    session = tomorrow_of(school)
    away = mother.post(f"/children/{child.pk}/absence/", {"session": session.pk, "step": "away"})
    assert away["Location"] == f"/children/{child.pk}/?done=away"
    assert Booking.objects.get().state == BookingState.EXCUSED
    again = mother.post(f"/children/{child.pk}/absence/", {"session": session.pk, "step": "away"})
    assert (again.status_code, Booking.objects.count()) == (303, 1)
    mother.post(f"/children/{child.pk}/absence/", {"session": session.pk, "step": "back"})
    states = list(Booking.objects.order_by("id").values_list("state", flat=True))
    assert states == [BookingState.EXCUSED, BookingState.CONFIRMED]
    assert "Does not come" in words(mother.get(f"/children/{child.pk}/"))


def test_once_the_class_has_begun_only_the_class_can_excuse(mother, child, session):
    sent = mother.post(f"/children/{child.pk}/absence/", {"session": session.pk, "step": "away"})
    assert (sent.status_code, Booking.objects.count()) == (409, 0)
    assert "It has begun. Please telephone the class." in words(sent)


def test_several_days_at_once_pause_every_class(mother, child, school):
    session = tomorrow_of(school)
    day = timezone.localdate(session.starts_at)
    sent = mother.post(f"/children/{child.pk}/away/", {"starts_on": day, "ends_on": day})
    assert sent.status_code == 303
    page = words(mother.get(f"/children/{child.pk}/"))
    assert ("Stays away" in page, "Comes after all" in page) == (True, True)
    mother.post(f"/children/{child.pk}/absence/", {"session": session.pk, "step": "back"})
    assert Booking.objects.get().state == BookingState.CONFIRMED
    assert "Stays away" not in words(mother.get(f"/children/{child.pk}/"))
    wrong = mother.post(
        f"/children/{child.pk}/away/", {"starts_on": day, "ends_on": day - timedelta(days=1)}
    )
    assert wrong.status_code == 409


def test_naming_who_collects_gives_a_code_that_is_void_tonight(mother, child):
    sent = mother.post(f"/children/{child.pk}/collect/", NEW)
    authority = Authority.objects.get(kind=AuthorityKind.COLLECT)
    assert sent["Location"] == f"/children/{child.pk}/people/{authority.pk}/card/"
    assert (authority.name, authority.holder_phone) == ("王奶奶", "13900004321")
    assert re.fullmatch(r"\d{6}", authority.code)
    assert timezone.localdate(authority.code_until) == clock.today()
    card = mother.get(sent["Location"])
    assert f"{authority.code[:3]} {authority.code[3:]}" in words(card)
    picture = mother.get(f"/children/{child.pk}/people/{authority.pk}/qr.svg")
    assert (picture.status_code, picture["Cache-Control"]) == (200, "private, no-store")


def test_pressed_twice_it_is_one_authority_with_one_code(mother, child):
    cards = {mother.post(f"/children/{child.pk}/collect/", NEW)["Location"] for _ in range(2)}
    assert (len(cards), Authority.objects.filter(kind=AuthorityKind.COLLECT).count()) == (1, 1)


def test_somebody_who_collected_before_is_chosen_again_with_a_new_code(mother, child, guardian):
    old = town_acts.let_collect_today(
        by=guardian, subject=child, name="王奶奶", phone="13900004321"
    ).about
    with clock.at(clock.now() + timedelta(days=3)):
        page = mother.get(f"/children/{child.pk}/collect/")
        assert "王奶奶 · 139****4321" in words(page)
        chosen = {"previous": old.pk, "name": "", "phone": ""}
        mother.post(f"/children/{child.pk}/collect/", chosen)
        today = Authority.objects.filter(kind=AuthorityKind.COLLECT).latest("id")
        assert today.pk != old.pk
        assert (today.name, today.holder_phone) == ("王奶奶", "13900004321")
        assert today.valid_until == clock.today()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say who comes: their name."),
        ({"name": "王奶奶"}, "Give their number, so that the class can ring them."),
        ({"name": "王奶奶", "phone": "12"}, "this one has 2"),
    ],
)
def test_nobody_collects_without_a_name_and_a_number(mother, child, typed, said):
    sent = mother.post(f"/children/{child.pk}/collect/", typed)
    assert (sent.status_code, said in words(sent)) == (422, True)
    assert Authority.objects.filter(kind=AuthorityKind.COLLECT).count() == 0


def test_who_is_barred_cannot_be_let_collect_until_that_is_taken_back(mother, child):
    mother.post(f"/children/{child.pk}/people/bar/", {"bar-name": "王奶奶", "bar-phone": ""})
    sent = mother.post(f"/children/{child.pk}/collect/", NEW)
    assert (sent.status_code, Authority.objects.filter(barred=False).count()) == (422, 1)
    bar = Authority.objects.get(barred=True)
    mother.post(f"/children/{child.pk}/people/{bar.pk}/revoke/")
    assert mother.post(f"/children/{child.pk}/collect/", NEW).status_code == 303


def test_one_guardian_cannot_bar_the_other(mother, child, somebody, guardian):
    father = somebody("father", name="周爸爸", phone="13900008765")
    town_acts.grant_authority(by=FOUNDER, subject=child, kind=AuthorityKind.GUARDIAN, holder=father)
    sent = mother.post(f"/children/{child.pk}/people/bar/", {"bar-name": "周爸爸", "bar-phone": ""})
    assert (sent.status_code, Authority.objects.filter(barred=True).count()) == (409, 0)
    town_acts.bar(by=FOUNDER, subject=child, holder=father)
    assert signed_in(father).get(f"/children/{child.pk}/").status_code == 404
    assert "周小宝" not in words(signed_in(father).get("/children/"))
    bar = Authority.objects.get(barred=True)
    assert mother.post(f"/children/{child.pk}/people/{bar.pk}/revoke/").status_code == 409


def test_the_guardian_sees_at_once_who_came_and_with_whom_it_left(
    mother, child, guardian, teacher, session, here
):
    assert "In class" in words(mother.get(f"/children/{child.pk}/"))
    acts.leave(
        by=teacher, attendance=here, known=True, collector=Authority.objects.get(holder=guardian)
    )
    part = mother.get(f"/children/{child.pk}/", headers={"HX-Request": "true"})
    assert "with 周妈妈" in words(part)
    assert "<html" not in part.content.decode()
    told = Notice.objects.filter(person=guardian, organisation=None).order_by("id")
    assert [row.event for row in told] == ["programmes.arrive", "programmes.leave"]
    assert "left at" in words(mother.get("/children/"))


def test_a_notice_to_a_guardian_waits_for_no_morning(child, teacher, school, guardian):
    late = timezone.localtime(clock.now()).replace(hour=22, minute=30)
    with clock.at(late):
        session = acts.add_session(
            by=FOUNDER, programme=school, starts_at=late - timedelta(minutes=5)
        ).about
        acts.arrive(by=teacher, session=session, person=child, method=Method.ROSTER)
    notice = Notice.objects.get(person=guardian)
    assert notice.not_before == notice.at


PAGES = ("", "collect/", "people/", "consent/", "classes/")
POSTS = (
    "absence/",
    "away/",
    "collect/",
    "people/let/",
    "people/bar/",
    "consent/child_care/",
    "classes/",
)


def test_a_child_is_there_for_its_guardians_and_for_nobody_else(
    child, grandmother, somebody, child_of, admin, secretary, teacher, clerk, dispatcher
):
    neighbour = somebody("neighbour", name="邻居")
    child_of(neighbour, "邻家孩子")
    number = grandmother.pk
    gets = [f"/children/{child.pk}/{page}" for page in PAGES]
    gets += [f"/children/{child.pk}/people/{number}/{page}" for page in ("card/", "qr.svg")]
    posts = [f"/children/{child.pk}/{page}" for page in POSTS]
    posts += [f"/children/{child.pk}/people/{number}/{step}/" for step in ("revoke", "code")]
    posts.append(f"/children/{child.pk}/classes/{Enrolment.objects.first().pk}/leave/")
    for person in (neighbour, admin, secretary, teacher, clerk, dispatcher):
        browser = signed_in(person)
        found = {browser.get(address).status_code for address in gets}
        found |= {browser.post(address, NEW).status_code for address in posts}
        assert (person.login, found) == (person.login, {404})
    stranger = Client()
    assert {stranger.get(address).status_code for address in gets} == {302}


def test_ones_own_child_is_no_key_to_anothers_authority(mother, child, somebody, child_of):
    neighbour = somebody("neighbour", name="邻居")
    other = child_of(neighbour, "邻家孩子")
    theirs = town_acts.let_collect_today(
        by=neighbour, subject=other, name="李爷爷", phone="13900007777"
    ).about
    for page in ("card/", "qr.svg"):
        assert mother.get(f"/children/{child.pk}/people/{theirs.pk}/{page}").status_code == 404
    for step in ("revoke", "code"):
        sent = mother.post(f"/children/{child.pk}/people/{theirs.pk}/{step}/")
        assert sent.status_code == 404
    assert Authority.objects.get(pk=theirs.pk).code == theirs.code


def test_a_childs_pages_are_kept_nowhere_and_indexed_nowhere(mother, child):
    for page in PAGES:
        response = mother.get(f"/children/{child.pk}/{page}")
        found = (response.status_code, response["Cache-Control"], response["X-Robots-Tag"])
        assert found == (200, "private, no-store", "noindex, nofollow")


@pytest.mark.parametrize("count", [3, 60])
def test_a_childs_pages_cost_six_statements_whatever_the_rows(
    mother, child, child_of, guardian, school, count, django_assert_max_num_queries
):
    Enrolment.objects.filter(programme=school)
    for number in range(count):
        town_acts.grant_authority(
            by=guardian, subject=child, kind=AuthorityKind.COLLECT, name=f"亲戚{number}",
            phone=f"1390001{number:04}",
        )  # fmt: skip
        town_acts.add_child(
            by=guardian,
            name=f"孩子{number}",
            child_until=timezone.localdate() + timedelta(days=900),
        )
    for day in range(7):
        make_session(school, begun=-timedelta(days=day))
    for page in ("/children/", *(f"/children/{child.pk}/{page}" for page in PAGES)):
        mother.get(page)
        with django_assert_max_num_queries(6):
            assert mother.get(page).status_code == 200
