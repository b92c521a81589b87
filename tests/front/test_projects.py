"""Projects as everybody reads them: when it opens in the first line, what was promised, before and after."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from touyan.kernel import clock
from touyan.projects import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    browser = Client()
    browser.cookies["django_language"] = "en"
    return browser


def words(response):
    return " ".join(response.content.decode().split())


def test_the_list_says_when_it_opens_and_what_was_promised_first(
    visitor, building, opening, officer
):
    acts.move_date(by=officer, milestone=opening, due_on=date(2026, 12, 31), reason="下雨")
    page = words(visitor.get("/projects/"))
    assert "<strong>It is to open on 31 December 2026.</strong>" in page
    assert "First promised for 8 Dec 2026, now for 31 Dec 2026." in page


def test_a_page_gives_the_reason_and_the_working_days(visitor, building, opening, officer):
    acts.move_date(by=officer, milestone=opening, due_on=date(2026, 12, 10), reason="下雨")
    page = words(visitor.get(f"/projects/{building.pk}/"))
    assert "2 working days later than first promised; because: 下雨." in page


def test_what_is_only_proposed_is_nobodys_to_read(visitor, proposed):
    assert visitor.get(f"/projects/{proposed.pk}/").status_code == 404
    assert proposed.name not in words(visitor.get("/projects/"))


def test_a_page_that_has_no_day_names_none(visitor, officer, roads, dispatcher):
    project = acts.keep_project(by=officer, lead=roads, name="公厕").about
    acts.approve(by=dispatcher, project=project)
    assert "No day has been named for its opening yet." in words(
        visitor.get(f"/projects/{project.pk}/")
    )


def test_pictures_are_seen_until_they_are_taken_down(visitor, building, officer, uploaded):
    acts.add_picture(by=officer, project=building, side="before", words="杂草", photos=uploaded())
    picture = building.pictures.get()
    address = f"/projects/{building.pk}/pictures/{picture.pk}/"
    assert f'src="{address}"' in words(visitor.get(f"/projects/{building.pk}/"))
    shown = visitor.get(address)
    assert (shown.status_code, b"".join(shown.streaming_content)[:2]) == (200, b"\xff\xd8")
    acts.take_picture_down(by=officer, picture=picture)
    assert visitor.get(address).status_code == 404


def test_the_evidence_of_a_milestone_is_the_offices(visitor, all_met):
    page = words(visitor.get(f"/projects/{all_met.pk}/"))
    assert "met on 25 Nov 2026, on evidence" in page
    proof = all_met.milestones.first().proof_id
    assert visitor.get(f"/projects/{all_met.pk}/pictures/{proof}/").status_code == 404


def test_what_opened_and_its_place_lead_to_each_other(visitor, all_met, dispatcher):
    place = acts.open_project(by=dispatcher, project=all_met).about.pk
    all_met.refresh_from_db()
    assert place == all_met.pk
    assert f'href="/places/{all_met.place.code}/"' in words(visitor.get(f"/projects/{all_met.pk}/"))
    assert f'href="/projects/{all_met.pk}/"' in words(visitor.get(f"/places/{all_met.place.code}/"))


def test_the_front_page_leads_to_the_projects(visitor, town):
    assert 'href="/projects/"' in words(visitor.get("/"))


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_six_statements_whatever_the_rows(
    resident, roads, officer, dispatcher, building, opening, uploaded, count
):
    browser = Client()
    browser.force_login(resident)
    for n in range(count):
        project = acts.keep_project(by=officer, lead=roads, name=f"项目{n}").about
        said = {"name": "开放", "due_on": clock.today() + timedelta(days=3), "opening": True}
        one = acts.keep_milestone(by=officer, project=project, **said).about
        acts.approve(by=dispatcher, project=project)
        acts.move_date(
            by=officer, milestone=one, due_on=clock.today() + timedelta(days=5), reason="雨"
        )
        step = acts.keep_milestone(
            by=officer, project=building, name=f"{n}", due_on=clock.today()
        ).about
        acts.move_date(
            by=officer, milestone=step, due_on=clock.today() + timedelta(days=2), reason="雨"
        )
    acts.add_picture(by=officer, project=building, side="before", words="杂草", photos=uploaded())
    for path in ("/projects/", f"/projects/{building.pk}/"):
        browser.get(path)  # what every page knows of the town is kept for a minute
        told = browser.get(path)["Server-Timing"]
        assert int(re.findall(r'"(\d+) queries"', told)[0]) <= 6


def test_the_list_goes_on_where_it_ended(visitor, roads, officer, dispatcher):
    for n in range(27):
        project = acts.keep_project(by=officer, lead=roads, name=f"项目{n}").about
        acts.approve(by=dispatcher, project=project)
    first = visitor.get("/projects/").content.decode()
    before = first.partition("?before=")[2].partition('"')[0]
    rest = visitor.get(f"/projects/?before={before}").content.decode()
    assert (first.count("项目"), rest.count("项目")) == (25, 2)
    assert visitor.get("/projects/?before=x").status_code == 200
