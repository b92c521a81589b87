"""Classes at the desk: the list that is opened, who is here, and with whom a child leaves."""

from datetime import timedelta

import pytest

from tests.children import make_class, make_session, make_teacher
from tests.desk.reading import said
from touyan.kernel import clock, journal, search
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Booking, Enrolment, Waiting
from touyan.programmes.reads.children import guarded
from touyan.programmes.states import BookingState
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Consent, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import AuthorityKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(as_, teacher, session):
    """The teacher's browser, with today's list open."""
    browser = as_(teacher)
    assert browser.post(f"/desk/classes/sessions/{session.pk}/").status_code == 303
    return browser


def roster_of(session):
    return f"/desk/classes/sessions/{session.pk}/"


def leave_of(session, child):
    return f"/desk/classes/sessions/{session.pk}/{child.pk}/leave/"


def looks() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(name="programmes.look").order_by("id")
    return list(rows.values_list("about", "by"))


@pytest.fixture
def tonight(child, guardian) -> Authority:
    """Somebody whom the guardian named for this evening."""
    return town_acts.let_collect_today(
        by=guardian, subject=child, name="李阿姨", phone="13900002222"
    ).about


# The list ------------------------------------------------------------------------------------------


def test_a_list_is_opened_by_a_press_and_the_opening_is_kept(as_, teacher, session, child):
    browser = as_(teacher)
    closed = browser.get(roster_of(session))
    assert (closed.status_code, "周小宝" in said(closed), looks()) == (200, False, [])
    assert browser.post(roster_of(session))["Location"] == roster_of(session)
    assert "周小宝" in said(browser.get(roster_of(session)))
    assert looks() == [(f"session:{session.pk}", teacher.signed)]


def test_a_list_that_one_opened_stays_closed_to_another(as_, opened, session, child, clerk):
    assert "周小宝" not in said(as_(clerk).get(roster_of(session)))


def test_an_opened_list_closes_by_itself(opened, session, child):
    with clock.at(clock.now() + timedelta(hours=2, minutes=1)):
        assert "周小宝" not in said(opened.get(roster_of(session)))


def test_without_a_valid_clearance_no_list_is_shown_and_a_sentence_says_why(
    as_, past_teacher, session, child, school
):
    browser = as_(past_teacher)
    for address in ("/desk/classes/", roster_of(session), f"/desk/classes/{school.pk}/"):
        response = browser.get(address)
        words = said(response)
        assert (response.status_code, "周小宝" in words) == (403, False)
        assert "Your clearance to look after children ended on" in words
    assert browser.post(roster_of(session)).status_code == 403
    assert looks() == []


def test_a_clearance_that_ends_closes_the_opened_list(opened, session, child):
    with clock.at(clock.now() + timedelta(days=301)):
        assert opened.get(roster_of(session)).status_code == 403


def test_a_teacher_of_another_place_finds_nothing(as_, somebody, paibei, session, child, school):
    until = clock.today() + timedelta(days=300)
    browser = as_(make_teacher(somebody, "elsewhere", paibei, until))
    for address in (roster_of(session), leave_of(session, child), f"/desk/classes/{school.pk}/"):
        assert (browser.get(address).status_code, browser.post(address).status_code) == (404, 404)


def test_nothing_can_be_noted_from_a_closed_list(as_, teacher, session, child):
    sent = as_(teacher).post(f"/desk/classes/sessions/{session.pk}/{child.pk}/here/")
    assert (sent.status_code, Attendance.objects.count()) == (404, 0)


def test_here_excused_and_by_mistake(opened, session, child_of, guardian):
    one, two = child_of(guardian, "大宝"), child_of(guardian, "小宝")
    for child, step in ((one, "here"), (one, "here"), (two, "away")):
        sent = opened.post(f"/desk/classes/sessions/{session.pk}/{child.pk}/{step}/")
        assert sent["Location"] == f"{roster_of(session)}#child-{child.pk}"
    assert [row.person for row in Attendance.objects.all()] == [one]
    assert Booking.objects.get().state == BookingState.EXCUSED
    opened.post(f"/desk/classes/sessions/{session.pk}/{one.pk}/mistake/")
    assert Attendance.objects.filter(standing=True).count() == 0
    assert opened.post(f"/desk/classes/sessions/{session.pk}/{one.pk}/nonsense/").status_code == 404


def test_what_a_child_must_not_eat_stands_beside_its_name(opened, session, child_of, guardian):
    child_of(guardian, allergies=["peanut", "egg"])
    assert "Must not eat: Peanuts, Eggs" in said(opened.get(roster_of(session)))


# Leaving -------------------------------------------------------------------------------------------


def test_a_guardian_who_is_known_takes_the_child_along(opened, session, child, guardian, here):
    authority = Authority.objects.get(holder=guardian)
    sent = opened.post(leave_of(session, child), {"with": authority.pk, "known": "1"})
    assert sent["Location"] == f"{roster_of(session)}#child-{child.pk}"
    here.refresh_from_db()
    assert (here.left_at is None, here.collector) == (False, authority)
    assert "left with 周妈妈" in said(opened.get(roster_of(session)))


def test_who_comes_for_the_first_time_brings_the_code(opened, session, child, grandmother, here):
    guess = {"with": grandmother.pk, "code": "", "known": "1"}
    sent = opened.post(leave_of(session, child), guess)
    assert (sent.status_code, "Ask for the six-digit code" in said(sent)) == (409, True)
    here.refresh_from_db()
    assert here.left_at is None


def test_the_right_code_is_spent_and_the_person_known_afterwards(
    opened, session, child, tonight, here
):
    sent = opened.post(leave_of(session, child), {"with": tonight.pk, "code": tonight.code})
    assert sent.status_code == 303
    tonight.refresh_from_db()
    assert (tonight.code, tonight.code_until, tonight.last_used_at is None) == ("", None, False)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_wrong_code_lets_nobody_go_and_guessing_comes_to_an_end(
    opened, session, child, tonight, here
):
    for status in (409, 409, 409, 409, 409, 409, 429):
        sent = opened.post(
            leave_of(session, child), {"with": tonight.pk, "code": wrong(tonight.code)}
        )
        assert sent.status_code == status
    right = opened.post(leave_of(session, child), {"with": tonight.pk, "code": tonight.code})
    assert right.status_code == 429
    here.refresh_from_db()
    assert here.left_at is None


def test_yesterdays_code_is_void(opened, teacher, session, child, tonight, school):
    with clock.at(clock.now() + timedelta(days=1)):
        later = make_session(school)
        opened.post(roster_of(later))
        opened.post(f"/desk/classes/sessions/{later.pk}/{child.pk}/here/")
        sent = opened.post(leave_of(later, child), {"with": tonight.pk, "code": tonight.code})
        assert sent.status_code == 409
        assert Attendance.objects.get(session=later).left_at is None


def test_a_used_code_opens_nothing_again(opened, session, child, guardian, tonight, here):
    opened.post(leave_of(session, child), {"with": tonight.pk, "code": tonight.code})
    acts.correct(by=FOUNDER, attendance=here, reason="试验", annul=True)
    opened.post(f"/desk/classes/sessions/{session.pk}/{child.pk}/here/")
    sent = opened.post(leave_of(session, child), {"with": tonight.pk, "code": tonight.code})
    assert (sent.status_code, Attendance.objects.get(standing=True).left_at) == (409, None)


def test_a_code_that_was_taken_back_in_between_lets_nobody_go(
    opened, session, child, guardian, tonight, here
):
    code = tonight.code
    assert "李阿姨" in said(opened.get(leave_of(session, child)))
    town_acts.revoke(by=guardian, authority=tonight)
    sent = opened.post(leave_of(session, child), {"with": tonight.pk, "code": code})
    assert (sent.status_code, "not collect the child any more" in said(sent)) == (409, True)
    here.refresh_from_db()
    assert here.left_at is None


def test_barred_beats_granted_and_is_said_loudly(opened, session, child, guardian, tonight, here):
    town_acts.bar(by=guardian, subject=child, name="李阿姨")
    page = said(opened.get(leave_of(session, child)))
    assert "Must not collect 周小宝" in page
    assert "They must not collect the child." in page
    asked = opened.post(f"/desk/classes/sessions/{session.pk}/{child.pk}/ask/", {"name": "李 阿姨"})
    assert "NO. 李 阿姨 must not collect this child." in said(asked)
    sent = opened.post(leave_of(session, child), {"with": tonight.pk, "code": tonight.code})
    assert sent.status_code == 409
    here.refresh_from_db()
    assert here.left_at is None


def test_a_stranger_at_the_door_is_not_named(opened, session, child, here):
    asked = opened.post(f"/desk/classes/sessions/{session.pk}/{child.pk}/ask/", {"name": "陌生人"})
    assert "陌生人 is not named. The child stays." in said(asked)


def test_where_nobody_is_named_the_button_says_why_not(opened, session, child, guardian, here):
    authority = Authority.objects.get(holder=guardian)
    town_acts.bar(by=FOUNDER, subject=child, holder=guardian)
    assert authority.barred is False
    page = opened.get(leave_of(session, child))
    assert "aria-disabled" in page.content.decode()
    sent = opened.post(leave_of(session, child), {"with": authority.pk, "known": "1"})
    assert sent.status_code == 409


@pytest.mark.parametrize("chosen", ["", "999999", "x"])
def test_a_child_leaves_with_nobody_who_is_not_on_its_own_list(
    opened, session, child, child_of, somebody, here, chosen
):
    neighbour = somebody("neighbour", name="邻居")
    child_of(neighbour, "邻家孩子")
    theirs = Authority.objects.get(holder=neighbour)
    for other in (chosen, theirs.pk):
        sent = opened.post(leave_of(session, child), {"with": other, "known": "1"})
        assert sent.status_code == 409
    here.refresh_from_db()
    assert here.left_at is None


def test_of_two_teachers_one_lets_the_child_go_and_the_other_hears_of_it(
    as_, opened, session, child, tonight, here, clerk
):
    colleague = as_(clerk)
    colleague.post(roster_of(session))
    code = {"with": tonight.pk, "code": tonight.code}
    opened.post(leave_of(session, child), code)
    sent = colleague.post(leave_of(session, child), code)
    assert sent.status_code == 303
    assert "周小宝 has left already, with 李阿姨." in said(colleague.get(roster_of(session)))
    assert Entry.objects.filter(name="programmes.leave", about=f"attendance:{here.pk}").count() == 1


def test_a_card_leads_to_its_child_and_the_look_is_kept(
    as_, teacher, session, child, tonight, here
):
    browser = as_(teacher)
    shown = browser.post("/desk/classes/code/", {"code": f" {tonight.code} "})
    assert "This card was given to: 李阿姨" in said(shown)
    assert looks() == [(f"session:{session.pk}", teacher.signed)]
    browser.post(leave_of(session, child), {"with": tonight.pk, "code": tonight.code})
    here.refresh_from_db()
    assert here.collector == tonight


def test_a_card_of_a_child_who_is_not_here_opens_nothing(as_, teacher, session, child, tonight):
    sent = as_(teacher).post("/desk/classes/code/", {"code": tonight.code})
    assert (sent["Location"], looks()) == ("/desk/classes/", [])


def test_codes_are_no_more_guessed_by_staff(as_, teacher, session, child, tonight, here):
    browser = as_(teacher)
    for _ in range(18):
        browser.post("/desk/classes/code/", {"code": wrong(tonight.code)})
    sent = browser.post("/desk/classes/code/", {"code": tonight.code})
    assert (sent.status_code, looks()) == (303, [])


# A class over its term -----------------------------------------------------------------------------

PAPER = {
    "guardian": "孙奶奶", "phone": "13900003333", "child": "孙小树", "born": "2018-05",
    "weekdays": ["1", "2"], "care": "on",
}  # fmt: skip


def test_the_clerk_enrols_a_child_on_paper_once(as_, clerk, school):
    browser = as_(clerk)
    for _ in range(2):
        sent = browser.post(f"/desk/classes/{school.pk}/enrol/", PAPER)
        assert sent["Location"] == f"/desk/classes/{school.pk}/"
    child = Person.objects.get(name="孙小树")
    grandmother = Person.objects.get(name="孙奶奶")
    assert Authority.objects.get(subject=child).holder == grandmother
    assert Consent.objects.get(subject=child).given_by == grandmother
    assert Enrolment.objects.get(person=child).weekdays == "12"


def test_on_paper_too_nothing_is_kept_without_consent(as_, clerk, school):
    sent = as_(clerk).post(f"/desk/classes/{school.pk}/enrol/", {**PAPER, "care": ""})
    assert (sent.status_code, Person.objects.filter(name="孙小树").count()) == (422, 0)
    sent = as_(clerk).post(f"/desk/classes/{school.pk}/enrol/", {**PAPER, "allergies": ["egg"]})
    assert (sent.status_code, Person.objects.filter(name="孙小树").count()) == (422, 0)


def test_on_paper_it_is_all_or_nothing(as_, clerk, school, child_of, guardian):
    acts.end_programme(by=FOUNDER, programme=school)
    sent = as_(clerk).post(f"/desk/classes/{school.pk}/enrol/", PAPER)
    assert (sent.status_code, Person.objects.filter(name="孙小树").count()) == (409, 0)


def test_a_place_goes_to_the_first_in_line(as_, clerk, school, child_of, guardian):
    first_child = child_of(guardian, "一号")
    for name in ("二号", "三号"):
        child_of(guardian, name)
    browser = as_(clerk)
    for name in ("四号", "五号"):
        browser.post(f"/desk/classes/{school.pk}/enrol/", {**PAPER, "child": name})
    fourth, fifth = Waiting.objects.order_by("id")
    address = f"/desk/classes/{school.pk}/line/"
    browser.post(f"{address}{fourth.pk}/")
    assert Enrolment.objects.filter(person=fourth.person).count() == 0
    enrolment = Enrolment.objects.get(person=first_child)
    with clock.at(clock.now() + timedelta(days=1)):
        acts.end_enrolment(by=guardian, enrolment=enrolment, last_day=enrolment.starts_on)
        browser.post(f"{address}{fifth.pk}/")
        assert Enrolment.objects.filter(person=fifth.person).count() == 0
        browser.post(f"{address}{fourth.pk}/")
        assert Enrolment.objects.filter(person=fourth.person).count() == 1
    browser.post(f"{address}{fifth.pk}/", {"step": "out"})
    assert not Waiting.objects.filter(settled_at__isnull=True).exists()


def test_the_clerk_does_by_telephone_what_a_guardian_says(
    as_, clerk, school, child, guardian, session
):
    browser, record = as_(clerk), f"/desk/classes/{school.pk}/{child.pk}/"
    assert browser.get(record)["Location"] == f"/desk/classes/{school.pk}/"
    browser.post(f"/desk/classes/{school.pk}/")
    assert "周妈妈" in said(browser.get(record))
    browser.post(f"{record}away/", {"session": session.pk})
    assert Booking.objects.get().state == BookingState.EXCUSED
    assert "Comes after all" in said(browser.get(record))
    browser.post(f"{record}back/", {"session": session.pk})
    assert Booking.objects.order_by("id").last().state == BookingState.CONFIRMED
    browser.post(f"{record}guardian/", {"name": "周爸爸", "phone": "13900008765"})
    assert Authority.objects.filter(subject=child, kind=AuthorityKind.GUARDIAN).count() == 2
    browser.post(f"{record}withdraw/", {"purpose": "child_care", "told_by": guardian.pk})
    assert Enrolment.objects.filter(cancelled_at__isnull=True).count() == 0


# Put right at the counter --------------------------------------------------------------------------


@pytest.fixture
def record(as_, clerk, school, child):
    """The clerk's browser, with the list open, and the address of the child's page."""
    browser = as_(clerk)
    browser.post(f"/desk/classes/{school.pk}/")
    return browser, f"/desk/classes/{school.pk}/{child.pk}/"


def test_the_clerk_corrects_the_name_of_a_child_and_of_its_guardian(record, child, guardian, clerk):
    browser, address = record
    assert "Correct: 周小宝" in said(browser.get(address))
    sent = browser.post(f"{address}correct/", {"person": child.pk, "name": "周小葆"})
    assert sent["Location"] == address
    corrected = {"person": guardian.pk, "name": "周　妈妈", "phone": "139 0000 8888"}
    browser.post(f"{address}correct/", corrected)
    child.refresh_from_db()
    guardian.refresh_from_db()
    assert (child.name, child.phone, child.initials) == ("周小葆", "", "zxb")
    assert (guardian.name, guardian.phone) == ("周 妈妈", "13900008888")
    entry = Entry.objects.get(about=f"person:{child.pk}", name="town.correct_person")
    assert (entry.by, entry.data) == (clerk.signed, {"changed": ["name"], "name": "周小葆"})
    assert "13900008888" not in str(Entry.objects.filter(about=f"person:{guardian.pk}").values())
    assert list(journal.faults()) == []


def test_a_guardian_who_was_corrected_is_found_by_the_new_name(record, guardian):
    browser, address = record
    browser.post(f"{address}correct/", {"person": guardian.pk, "name": "周母", "phone": ""})
    assert [search.ids("person", name) for name in ("周母", "周妈妈")] == [[guardian.pk], []]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"name": " "}, "This field is required."), ({"phone": "12"}, "this one has 2")],
)
def test_what_nobody_is_called_or_reached_by_is_refused(record, guardian, wrong, why):
    browser, address = record
    sent = browser.post(
        f"{address}correct/", {"person": guardian.pk, "name": "周母", "phone": "", **wrong}
    )
    assert (sent.status_code, why in said(sent)) == (409, True)
    guardian.refresh_from_db()
    assert guardian.name == "周妈妈"


def test_nobody_is_corrected_who_has_nothing_to_do_with_the_child(record, resident, clerk):
    browser, address = record
    for somebody in (resident, clerk):
        sent = browser.post(f"{address}correct/", {"person": somebody.pk, "name": "别人"})
        assert sent.status_code == 404


def test_who_works_for_the_town_is_corrected_by_an_administrator_alone(
    record, guardian, baihua, admin
):
    browser, address = record
    town_acts.grant_role(
        by=FOUNDER, person=guardian, organisation=baihua, role="member", starts_on=clock.today()
    )
    said_ = {"person": guardian.pk, "name": "周母", "phone": ""}
    sent = browser.post(f"{address}correct/", said_)
    assert (sent.status_code, "only an administrator" in said(sent)) == (409, True)
    town_acts.correct_person(by=admin, person=guardian, name="周母", phone="", village=baihua)
    guardian.refresh_from_db()
    assert guardian.name == "周母"


def test_the_office_says_who_must_not_collect_and_takes_it_back(record, child, clerk):
    browser, address = record
    sent = browser.post(f"{address}bar/", {"name": "王某", "phone": "13955554444"})
    assert sent["Location"] == address
    bar = Authority.objects.get(barred=True)
    assert (bar.subject, bar.name, bar.phone, bar.granted_by) == (
        child, "王某", "13955554444", clerk,
    )  # fmt: skip
    assert "王某" in said(browser.get(address))
    browser.post(f"{address}unbar/", {"authority": bar.pk})
    bar.refresh_from_db()
    assert bar.revoked_at is not None
    assert "王某" not in said(browser.get(address))
    assert browser.post(f"{address}unbar/", {"authority": bar.pk}).status_code == 404
    assert list(journal.faults()) == []


def test_a_bar_needs_a_name(record):
    browser, address = record
    sent = browser.post(f"{address}bar/", {"name": "", "phone": "13955554444"})
    assert (sent.status_code, "Say who: a name is needed." in said(sent)) == (409, True)
    assert not Authority.objects.filter(barred=True).exists()


@pytest.mark.parametrize(
    ("step", "sent", "typed"),
    [
        ("bar", {"name": "", "phone": "13955554444"}, "13955554444"),
        ("guardian", {"name": "周奶奶", "phone": "12"}, "周奶奶"),
        ("correct", {"name": "周母", "phone": "12"}, "周母"),
    ],
)
def test_what_was_typed_stands_there_again_in_its_own_form_alone(record, guardian, step, sent, typed):  # fmt: skip
    browser, address = record
    page = browser.post(f"{address}{step}/", {"person": guardian.pk, **sent}).content.decode()
    assert page.count(f'value="{typed}"') == 1


def test_the_office_can_keep_a_guardian_away_too(record, child, guardian):
    browser, address = record
    browser.post(f"{address}bar/", {"name": guardian.name, "phone": guardian.phone})
    assert guarded(guardian) == []


def test_nobody_slips_out_of_a_bar_by_a_correction(record, child, guardian):
    browser, address = record
    browser.post(f"{address}bar/", {"name": guardian.name})
    new = {"person": guardian.pk, "name": "周母", "phone": guardian.phone}
    sent = browser.post(f"{address}correct/", new)
    assert (sent.status_code, "must not collect" in said(sent)) == (409, True)
    assert Person.objects.get(pk=guardian.pk).name == "周妈妈"
    browser.post(f"{address}bar/", {"name": "周母"})
    assert browser.post(f"{address}correct/", new).status_code == 303
    assert Person.objects.get(pk=guardian.pk).name == "周母"
    assert guarded(guardian) == []


@pytest.mark.parametrize("step", ["correct", "bar", "unbar"])
def test_a_teacher_and_a_closed_list_put_nothing_right(as_, teacher, clerk, school, child, step):
    for somebody in (teacher, clerk):
        sent = as_(somebody).post(
            f"/desk/classes/{school.pk}/{child.pk}/{step}/", {"person": child.pk, "name": "某某"}
        )
        assert sent.status_code == 404
    assert Person.objects.get(pk=child.pk).name == "周小宝"


def test_the_clerk_cannot_say_who_collects(clerk, child):
    with pytest.raises(Exception, match="guardian"):
        town_acts.let_collect_today(by=clerk, subject=child, name="王奶奶", phone="13900004321")
    assert Authority.objects.filter(kind=AuthorityKind.COLLECT).count() == 0


def test_a_teacher_reads_the_list_of_the_term_and_changes_nothing_in_it(
    as_, teacher, school, child
):
    browser = as_(teacher)
    browser.post(f"/desk/classes/{school.pk}/")
    assert "周小宝" in said(browser.get(f"/desk/classes/{school.pk}/"))
    assert browser.get(f"/desk/classes/{school.pk}/enrol/").status_code == 404
    assert browser.post(f"/desk/classes/{school.pk}/{child.pk}/end/").status_code == 404


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_of_a_class_costs_six_statements_whatever_the_rows(
    as_, teacher, clerk, guardian, baihua, child_of, queries, count
):
    school = make_class(baihua, name="大班")
    session = make_session(school)
    children = [child_of(guardian, f"孩子{n}", school) for n in range(count)]
    for child in children[::2]:
        acts.arrive(by=teacher, session=session, person=child, method="roster")
    browser, desk = as_(teacher), as_(clerk)
    for one, address in ((browser, roster_of(session)), (desk, f"/desk/classes/{school.pk}/")):
        one.post(address)
    pages = ["/desk/classes/", roster_of(session), leave_of(session, children[0])]
    costs = {address: queries(browser, address) for address in pages}
    pages = [f"/desk/classes/{school.pk}/{page}" for page in ("", "enrol/", f"{children[0].pk}/")]
    costs |= {address: queries(desk, address) for address in pages}
    assert {address: cost for address, cost in costs.items() if cost > 6} == {}
