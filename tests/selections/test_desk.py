"""Selections at the desk: what the office fills in, reads and decides."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.selections.conftest import moment
from touyan.kernel import clock, sheets
from touyan.kernel.models import Entry
from touyan.selections import acts
from touyan.selections.models import Candidate, Selection, TourStop

pytestmark = pytest.mark.django_db


def desk(person):
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(person)
    return browser


def test_a_commendation_is_drafted_opened_named_for_and_vetted_at_the_desk(
    town, branch, member, secretary, dispatcher
):
    office, person = desk(dispatcher), member("党员王平")
    said = {
        "kind": "commendation", "name": "两优一先", "host": town.pk, "quota_people": 2,
        "quota_organisations": 0, "closes_on": "2021-09-30", "held_on": "2021-10-20",
        "notice_days": 5, "mark_most": 10, "tie_rule": "lot",
    }  # fmt: skip
    assert office.post("/desk/selections/new/", said | {"notice_days": 4}).status_code == 422
    assert office.post("/desk/selections/new/", said).status_code == 303
    selection = Selection.objects.get()
    assert office.post(f"/desk/selections/{selection.pk}/open/").status_code == 303
    named = {"award": "member", "unit": branch.pk, "person": "党员王平", "words": "好。"}
    path = f"/desk/selections/{selection.pk}/nominate/"
    wrong = desk(secretary).post(path, named | {"person": "没有这人"})
    assert (wrong.status_code, "Nobody of Baihua Community Branch" in wrong.content.decode()) == (
        422, True,
    )  # fmt: skip
    assert desk(secretary).post(path, named).status_code == 303
    one = Candidate.objects.get()
    assert one.person == person
    vetted = office.post(
        f"/desk/selections/candidates/{one.pk}/vet/", {"vet-full_since": "2015-07-01"}
    )
    one.refresh_from_db()
    assert (vetted.status_code, one.state) == (303, "vetted")


def test_two_of_one_name_are_told_apart_by_their_number(commendation, member, branch, secretary):
    selection, first, second = commendation(), member("党员王平"), member("党员王平")
    path = f"/desk/selections/{selection.pk}/nominate/"
    said = {"award": "member", "unit": branch.pk, "person": "党员王平"}
    assert "Several people" in desk(secretary).post(path, said).content.decode()
    assert desk(secretary).post(path, said | {"person": str(second.pk)}).status_code == 303
    assert (Candidate.objects.get().person, first != second) == (second, True)


def test_the_decision_waits_as_a_sentence_on_the_page_and_as_a_refusal_behind_it(on_notice):
    office = on_notice()
    leader, path = desk(office.leader), f"/desk/selections/candidates/{office.fresh().pk}/"
    assert "The public notice still runs" in leader.get(path).content.decode()
    early = leader.post(f"{path}honour/")
    assert (early.status_code, office.fresh().state) == (409, "on_notice")
    with clock.at(moment("2021-09-27 09:00")):
        assert leader.post(f"{path}honour/").status_code == 303
    assert office.fresh().state == "honoured"


def test_what_was_objected_is_read_only_by_a_post_which_is_kept(on_notice):
    office = on_notice()
    objection = acts.object_to(
        by=acts.OBJECTOR,
        candidate=office.fresh(),
        name="周桂英",
        phone="13900001234",
        words="密言。",
    ).about
    browser, path = desk(office.dispatcher), f"/desk/selections/objections/{objection.pk}/"
    assert "密言。" not in browser.get(path).content.decode()
    assert Entry.objects.filter(name="selections.read_objection").count() == 0
    assert "密言。" in browser.post(path).content.decode()
    assert Entry.objects.filter(name="selections.read_objection").count() == 1
    done = browser.post(f"{path}answer/", {"finding": "不属实。", "upheld": "no"})
    assert (done.status_code, office.fresh().open_objections) == (303, 0)


def test_a_secretary_sees_their_own_names_only_and_no_objection(on_notice, other_secretary):
    office = on_notice()
    acts.object_to(
        by=acts.OBJECTOR, candidate=office.fresh(), name="周", phone="13900001234", words="密言。"
    )
    own = desk(office.secretary).get(f"/desk/selections/candidates/{office.fresh().pk}/")
    assert "What was objected" not in own.content.decode()
    other = desk(other_secretary)
    assert other.get(f"/desk/selections/candidates/{office.fresh().pk}/").status_code == 404
    page = other.get(f"/desk/selections/{office.selection.pk}/").content.decode()
    assert office.fresh().person.name not in page


def test_winners_are_sent_on_tour_and_each_stop_is_a_session_that_counts_when_held(
    contest, town, baihua, dispatcher
):
    hall = contest(entries=2)
    for entry, mark in ((0, "9"), (1, "8")):
        hall.mark_all(entry, *[mark] * 5)
    hall.go("lock", "reveal", "announce")
    winner = hall.selection.candidates.get(state="honoured")
    said = {
        "candidate": winner.pk, "audience": "community", "host": baihua.pk, "where": "党群中心",
        "day": "2021-09-24", "at": "15:00",
    }  # fmt: skip
    browser, path = desk(dispatcher), f"/desk/selections/{hall.selection.pk}/tour/"
    assert browser.post(path, said).status_code == 303
    stop = TourStop.objects.get()
    session = browser.get(f"/desk/programmes/sessions/{stop.session}/").content.decode()
    assert (winner.label in session, stop.held_on) == (True, None)
    with clock.at(moment("2021-09-24 16:30")):
        browser.post(f"/desk/programmes/sessions/{stop.session}/hold/", {"speaker": winner.label})
    stop.refresh_from_db()
    assert str(stop.held_on) == "2021-09-24"


def test_a_stop_says_that_its_winners_honour_was_taken_back(contest, baihua, dispatcher, leader):
    hall = contest(entries=2)
    for entry, mark in ((0, "9"), (1, "8")):
        hall.mark_all(entry, *[mark] * 5)
    hall.go("lock", "reveal", "announce")
    winner = hall.selection.candidates.get(state="honoured")
    stop = acts.Stop(winner, "community", baihua, moment("2021-09-24 15:00"))
    acts.plan_tour(by=dispatcher, selection=hall.selection, stops=[stop])
    acts.revoke(by=leader, candidate=winner, reason="稿子是别人的。")
    page = desk(dispatcher).get(f"/desk/selections/{hall.selection.pk}/tour/").content.decode()
    assert ("Honour taken back" in page, "Planned" in page) == (True, False)
    heard = desk(dispatcher).get("/desk/notices/").content.decode()
    assert "A speaker is missing on the winners&#39; tour" in heard


def test_many_names_are_reviewed_and_honoured_at_once_each_by_the_same_rules(on_notice):
    office = on_notice(people=3)
    leader, path = desk(office.leader), f"/desk/selections/{office.selection.pk}/"
    ticked = {"move": "honour", "name": [str(one.pk) for one in office.candidates]}
    assert leader.post(f"{path}bulk/", ticked).status_code == 303
    assert "The public notice still runs" in leader.get(path).content.decode()
    assert Candidate.objects.filter(state="honoured").count() == 0
    with clock.at(moment("2021-09-27 09:00")):
        leader.post(f"{path}bulk/", ticked)
        page = leader.get(path).content.decode()
    told = ("“Honour”: 2 names done." in page, "All 2 places are taken." in page)
    assert (told, Candidate.objects.filter(state="honoured").count()) == ((True, True), 2)


def test_a_bulk_move_reaches_only_names_that_one_sees(on_notice, other_secretary):
    office = on_notice()
    path = f"/desk/selections/{office.selection.pk}/bulk/"
    with clock.at(moment("2021-09-27 09:00")):
        desk(other_secretary).post(path, {"move": "honour", "name": [str(office.fresh().pk)]})
    assert office.fresh().state == "on_notice"
    assert desk(office.leader).post(path, {"move": "vet", "name": "1"}).status_code == 404


def test_the_list_leaves_as_excel_as_it_is_seen(on_notice, other_secretary):
    office = on_notice(people=2, organisation=True)
    path = f"/desk/selections/{office.selection.pk}/export/?q=党员0"
    for person, names in ((office.dispatcher, ["党员0"]), (other_secretary, [])):
        response = desk(person).post(path)
        file = b"".join(response.streaming_content)
        assert [row[1]["Who"] for row in sheets.read(file, "x.xlsx").rows] == names
    taken = Entry.objects.filter(name="selections.take_names").order_by("seq")
    assert [(entry.by, entry.data["rows"]) for entry in taken] == [
        (office.dispatcher.signed, 1), (other_secretary.signed, 0),
    ]  # fmt: skip


def test_nobody_decides_about_the_branch_of_their_own_village(on_notice, baihua):
    """Who works in the village and in the office leaves its branch to a colleague."""
    office = on_notice(organisation=True)
    office.leader.roles.create(organisation=baihua, role="secretary", starts_on="2020-01-01")
    page = desk(office.leader).get(f"/desk/selections/candidates/{office.fresh(1).pk}/")
    assert "This is your own organisation" in page.content.decode()


def test_the_office_finds_open_objections_on_the_selections_own_page(on_notice):
    office = on_notice(people=2)
    made = acts.object_to(
        by=acts.OBJECTOR, candidate=office.fresh(1), name="周", phone="13900001234", words="密言。"
    ).about
    path, link = f"/desk/selections/{office.selection.pk}/", f"/objections/{made.pk}/"
    seen = {
        name: link in desk(getattr(office, name)).get(path).content.decode()
        for name in ("dispatcher", "leader", "secretary")
    }
    assert seen == {"dispatcher": True, "leader": True, "secretary": False}
    acts.answer_objection(by=office.dispatcher, objection=made, finding="不属实。")
    assert link not in desk(office.dispatcher).get(path).content.decode()


QUERIES = 6


def spent(browser, path):
    Client().get("/help/")  # whose town it is, is remembered
    with CaptureQueriesContext(connection) as told:
        assert browser.get(path).status_code == 200
    return len(told)


def test_a_contests_pages_cost_six_queries_at_every_stage_and_whatever_the_rows(contest):
    """Open, being judged, locked, revealed, decided; as the office and as a judge."""
    hall = contest(entries=12, begin=False)
    office, judge = desk(hall.dispatcher), desk(hall.judges[0])
    counted = {}

    def count(stage):
        pages = [(office, f"/desk/selections/{hall.selection.pk}/")]
        pages += [(judge, "/honours/judging/"), (judge, "/honours/")]
        if stage != "open":
            here = f"/honours/{hall.selection.pk}/"
            pages += [(judge, here), (judge, f"{here}screen/")]
        if stage in {"judging", "locked"}:
            pages.append((judge, f"/honours/judging/{hall.entries[0].pk}/"))
        counted[stage] = max(spent(*page) for page in pages)

    count("open")
    hall.go("judge")
    hall.entries[:] = list(hall.selection.candidates.order_by("lot"))
    count("judging")
    for entry in range(12):
        hall.mark_all(entry, "9.10", "9.20", "9.30", "9.40", "9.50")
    for move, stage in (("lock", "locked"), ("reveal", "revealed"), ("announce", "closed")):
        hall.go(move)
        count(stage)
    assert {stage: n for stage, n in counted.items() if n > QUERIES} == {}


def test_a_commendations_pages_cost_six_queries(on_notice):
    office = on_notice(people=30, organisation=True, quota_people=30)
    acts.object_to(
        by=acts.OBJECTOR, candidate=office.fresh(1), name="周", phone="13900001234", words="密言。"
    )
    here = f"/desk/selections/{office.selection.pk}/"
    pages = [
        (desk(person), path)
        for person in (office.dispatcher, office.leader, office.secretary)
        for path in (
            here,
            "/desk/selections/",
            f"/desk/selections/candidates/{office.fresh(1).pk}/",
        )
    ]
    pages.append((Client(), f"/honours/{office.selection.pk}/"))
    assert [page for page in pages if spent(*page) > QUERIES] == []


def test_the_office_notes_that_a_judge_steps_back(contest):
    hall = contest(entries=2)
    page = f"/desk/selections/{hall.selection.pk}/judges/"
    browser = Client()
    browser.force_login(hall.dispatcher)
    browser.cookies["django_language"] = "en"
    assert "Somebody cannot judge" in browser.get(page).content.decode()
    assert browser.post(page, {"seat": hall.jurors[0].pk}).status_code == 303
    assert hall.jurors[0].recusals.count() == 2
    assert browser.post(page, {"seat": "0"}).status_code == 404
