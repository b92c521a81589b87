"""Who hears of what: judges, the office that decides, whoever named somebody; no mark and no objector in it."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.selections.conftest import moment
from touyan.kernel import clock
from touyan.kernel.refused import Refused
from touyan.selections import acts
from touyan.selections.tasks import tell_notice_over, tell_objections_late
from touyan.town.models import Notice, Person
from touyan.town.reads import notices_for, own_notices

pytestmark = pytest.mark.django_db
OBJECTED = {"name": "周桂英", "phone": "13900001234", "words": "收了礼"}


def told(*events: str) -> Counter[tuple[str, str]]:
    """Whom each notice of these events is for, by the login."""
    rows = Notice.objects.filter(event__in=[f"selections.{event}" for event in events])
    return Counter((one.event.partition(".")[2], one.person.login) for one in rows)


def on_the_desk(person: Person) -> list[str]:
    person.__dict__.pop("roles_today", None)
    return [one.event for one in notices_for(person, clock.now())]


def browser_of(person: Person) -> Client:
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(person)
    return browser


@pytest.fixture
def another_dispatcher(somebody: Any, town: Any) -> Person:
    return somebody("dispatcher2", "dispatcher", town)


# Judges -----------------------------------------------------------------------------------------


def test_a_judge_hears_of_the_seat_and_of_the_ballots_on_their_own_page(contest):
    hall = contest(seats=3)
    judge = hall.judges[0]
    assert told("invite_judge", "judge") == Counter(
        (event, f"judge{n}") for event in ("invite_judge", "judge") for n in (1, 2, 3)
    )
    page = browser_of(judge).get("/honours/judging/").content.decode()
    assert "党旗飘扬、党徽闪光: You are asked to judge." in page
    assert "党旗飘扬、党徽闪光: The judging has begun: your ballots are open." in page


def test_what_a_judge_has_seen_is_not_shown_again_and_others_keep_theirs(contest):
    hall = contest(seats=3)
    browser = browser_of(hall.judges[0])
    assert browser.post("/honours/judging/seen/").status_code == 303
    assert "News for you" not in browser.get("/honours/judging/").content.decode()
    other = browser_of(hall.judges[1]).get("/honours/judging/").content.decode()
    assert "News for you" in other


def test_asking_the_same_judge_again_says_nothing_again(contest):
    hall = contest(seats=3, begin=False)
    acts.invite_judge(by=hall.dispatcher, selection=hall.selection, person=hall.judges[0])
    assert told("invite_judge")["invite_judge", "judge1"] == 1


def test_at_night_it_waits_for_the_morning(contest):
    with clock.at(moment("2021-09-17 21:30")):
        hall = contest(seats=3)
    judge = hall.judges[0]
    assert list(own_notices(judge, moment("2021-09-18 07:59"), "selection")) == []
    assert own_notices(judge, moment("2021-09-18 08:00"), "selection").count() == 2


def test_a_judge_recused_from_every_entry_does_not_hear_that_judging_begins(contest):
    hall = contest(entries=2, seats=5, begin=False)
    for entry in hall.entries:
        acts.recuse(by=hall.judges[0], candidate=entry, juror=hall.jurors[0])
    acts.recuse(by=hall.judges[1], candidate=hall.entries[0], juror=hall.jurors[1])
    hall.go("judge")
    assert {login for _event, login in told("judge")} == {"judge2", "judge3", "judge4", "judge5"}


def test_with_the_last_step_back_goes_what_was_not_seen_yet(contest):
    hall = contest(entries=2)
    judge = hall.judges[0]
    acts.recuse(by=judge, candidate=hall.entries[0], juror=hall.jurors[0])
    assert own_notices(judge, clock.now(), "selection").count() == 2
    acts.recuse(by=judge, candidate=hall.entries[1], juror=hall.jurors[0])
    assert own_notices(judge, clock.now(), "selection").count() == 0
    assert own_notices(hall.judges[1], clock.now(), "selection").count() == 2


def test_three_contests_at_once_take_six_queries(contest, django_assert_max_num_queries):
    for _n in range(3):
        hall = contest(entries=3, seats=5)
    browser = browser_of(hall.judges[0])
    with django_assert_max_num_queries(6):
        page = browser.get("/honours/judging/").content.decode()
    assert page.count("To mark") == 9


# The office -------------------------------------------------------------------------------------


def test_the_office_hears_that_something_was_objected_and_not_what_or_by_whom(on_notice):
    office = on_notice()
    acts.object_to(by=acts.OBJECTOR, candidate=office.fresh(), **OBJECTED)
    assert told("object_to") == Counter(
        [("object_to", office.dispatcher.login), ("object_to", office.leader.login)]
    )
    rows = " ".join(str(row) for row in Notice.objects.values())
    assert [word for word in OBJECTED.values() if word in rows] == []
    for person in (office.dispatcher, office.leader):
        page = browser_of(person).get("/desk/notices/").content.decode()
        assert "An objection has arrived" in page
        assert f'href="/desk/selections/{office.selection.pk}/"' in page
        assert office.fresh().person.name not in page


def test_whoever_it_is_about_does_not_hear_of_it(on_notice, town):
    """Even where they work in the very office that reads objections."""
    office = on_notice()
    concerned = office.fresh().person
    concerned.roles.create(organisation=town, role="dispatcher", starts_on="2020-01-01")
    acts.object_to(by=acts.OBJECTOR, candidate=office.fresh(), **OBJECTED)
    assert told("object_to")["object_to", concerned.login] == 0
    assert "selections.object_to" not in on_the_desk(concerned)


def test_nobody_beside_the_office_hears_of_it(on_notice, other_secretary, admin, officer):
    office = on_notice()
    acts.object_to(by=acts.OBJECTOR, candidate=office.fresh(), **OBJECTED)
    for person in (office.secretary, other_secretary, admin, officer):
        assert on_the_desk(person) == []


def test_an_objection_that_should_have_its_answer_is_said_once_to_those_who_look_into_it(
    on_notice, town
):
    office = on_notice()
    concerned = office.fresh().person
    concerned.roles.create(organisation=town, role="dispatcher", starts_on="2020-01-01")
    with clock.at(moment("2021-09-22 09:00")):
        objection = acts.object_to(by=acts.OBJECTOR, candidate=office.fresh(), **OBJECTED).about
    with clock.at(objection.answer_by):
        assert tell_objections_late() == 0
    with clock.at(objection.answer_by + timedelta(minutes=1)):
        assert (tell_objections_late(), tell_objections_late()) == (2, 0)
        assert told("objection_overdue") == Counter(
            ("objection_overdue", person.login) for person in (office.dispatcher, office.leader)
        )
        page = browser_of(office.leader).get("/desk/notices/").content.decode()
        assert "An objection should have its answer by now" in page
        rows = " ".join(str(row) for row in Notice.objects.values())
        assert [word for word in OBJECTED.values() if word in rows] == []


def test_an_objection_that_was_answered_in_time_or_a_year_ago_is_no_news(on_notice):
    office = on_notice()
    objection = acts.object_to(by=acts.OBJECTOR, candidate=office.fresh(), **OBJECTED).about
    with clock.at(objection.answer_by + timedelta(days=365)):
        assert tell_objections_late() == 0
    acts.answer_objection(by=office.leader, objection=objection, finding="查过，没有这回事。")
    with clock.at(objection.answer_by + timedelta(days=1)):
        assert tell_objections_late() == 0


def test_a_notice_that_has_run_is_said_once(on_notice, another_dispatcher):
    office = on_notice()
    with clock.at(moment("2021-09-26 17:30")):
        assert tell_notice_over() == 0  # the last moment still counts
    with clock.at(moment("2021-09-26 17:40")):
        assert (tell_notice_over(), tell_notice_over()) == (3, 0)
        logins = (office.dispatcher.login, office.leader.login, another_dispatcher.login)
        assert told("notice_over") == Counter(("notice_over", login) for login in logins)
        assert on_the_desk(office.leader) == ["selections.notice_over"]


def test_a_notice_that_ran_a_year_ago_is_no_news(on_notice):
    on_notice()
    with clock.at(moment("2022-10-01 09:00")):
        assert tell_notice_over() == 0


def test_the_last_ballot_says_that_all_are_in_and_no_mark(contest, leader):
    hall = contest(entries=2, seats=3)
    hall.mark_all(0, "9.10", "9.25", "9.30")
    hall.mark_all(1, "8.10", "8.25")
    assert told("all_in") == Counter()
    hall.mark(2, 1, "8.77")
    assert told("all_in") == Counter([("all_in", hall.dispatcher.login), ("all_in", leader.login)])
    rows = " ".join(str(row) for row in Notice.objects.values())
    assert [mark for mark in ("9.10", "9.25", "8.77", "8.25") if mark in rows] == []
    hall.mark(0, 0, "9.20")  # another mark instead
    assert told("all_in").total() == 2


def test_a_step_back_may_be_what_was_missing(contest, leader):
    hall = contest(entries=2, seats=5)
    hall.mark_all(0, "9.10", "9.25", "9.30", "9.40", "9.50")
    hall.mark_all(1, "8.10", "8.25", "8.30", "8.40")
    acts.recuse(by=hall.judges[4], candidate=hall.entries[1], juror=hall.jurors[4])
    assert told("all_in")["all_in", leader.login] == 1


def test_a_leader_who_judges_hears_as_a_judge_alone(contest, leader, town, judges):
    leader.roles.create(organisation=town, role="judge", starts_on="2020-01-01")
    judges[2] = leader
    hall = contest(entries=2, seats=3)
    hall.mark_all(0, "9.10", "9.25", "9.30")
    hall.mark_all(1, "9.10", "9.25", "9.30")
    assert told("all_in") == Counter([("all_in", hall.dispatcher.login)])


# Whoever named somebody -------------------------------------------------------------------------


def test_whoever_named_somebody_hears_what_was_decided_and_not_why(on_notice):
    office = on_notice(people=2)
    with clock.at(moment("2021-09-27 09:00")):
        acts.honour(by=office.leader, candidate=office.fresh(0))
        acts.pass_over(by=office.leader, candidate=office.fresh(1), reason="名额有限。")
        login = office.secretary.login
        assert told("honour", "pass_over") == Counter([("honour", login), ("pass_over", login)])
        page = browser_of(office.secretary).get("/desk/notices/").content.decode()
    assert ("A name was honoured" in page, "A name was not honoured" in page) == (True, True)
    assert page.count("heard-item") == 1  # all about one selection is one line
    assert "名额有限" not in page


def test_they_hear_that_a_name_was_turned_down_and_that_an_honour_was_taken_back(
    on_notice, commendation, member, branch, secretary, dispatcher
):
    office = on_notice()
    with clock.at(moment("2021-09-27 09:00")):
        honoured = acts.honour(by=office.leader, candidate=office.fresh()).about
        acts.revoke(by=office.leader, candidate=honoured, reason="材料不实。")
        other = acts.nominate(
            by=secretary, selection=commendation(), award="member", unit=branch, person=member()
        ).about
        acts.turn_down(by=dispatcher, candidate=other, reason="不是正式党员。")
    login = secretary.login
    assert told("revoke", "turn_down") == Counter([("revoke", login), ("turn_down", login)])


def test_who_decided_it_or_works_there_no_more_is_not_told(contest, secretary, on_notice):
    hall = contest(entries=2, seats=3)  # the dispatcher named the entries
    hall.mark_all(0, "9.10", "9.25", "9.30")
    hall.mark_all(1, "9.10", "9.25", "9.30")
    hall.go("lock", "reveal", "announce")
    assert told("announce") == Counter()
    office = on_notice()
    secretary.roles.update(ends_on="2021-09-18")
    with clock.at(moment("2021-09-27 09:00")):
        acts.honour(by=office.leader, candidate=office.fresh())
    assert told("honour") == Counter()


def test_a_contest_tells_whoever_named_its_entries_once(contest, secretary, branch, member):
    hall = contest(entries=1, seats=3, begin=False)
    for n in range(2):
        acts.nominate(
            by=secretary, selection=hall.selection, award="entry", unit=branch, person=member(),
            title=f"演讲{n}",
        )  # fmt: skip
    hall.go("judge")
    for entry in hall.selection.candidates.all():
        for juror in hall.jurors:
            acts.give_ballot(by=juror.person, candidate=entry, juror=juror, mark=Decimal(9))
    hall.go("lock", "reveal", "announce")
    assert told("announce") == Counter([("announce", secretary.login)])


def test_what_is_refused_tells_nobody(on_notice):
    office = on_notice()
    before = Notice.objects.count()
    with pytest.raises(Refused, match="notice still runs"):
        acts.honour(by=office.leader, candidate=office.fresh())  # the notice still runs
    assert Notice.objects.count() == before
