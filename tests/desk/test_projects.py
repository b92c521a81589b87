"""Projects at the desk: proposed, promised, moved with a reason, met on a photo, opened."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.kernel.papers import printed, upload
from tests.kernel.pictures import noisy, saved
from touyan.kernel import clock
from touyan.projects import acts
from touyan.projects.models import Project

pytestmark = pytest.mark.django_db


def photo():
    return SimpleUploadedFile("a.jpg", saved(noisy(), "JPEG"), "image/jpeg")


def english(browser):
    browser.cookies["django_language"] = "en"
    return browser


def test_a_department_proposes_and_the_office_approves(as_, officer, dispatcher, roads, baihua):
    browser = as_(officer)
    said = {
        "lead": roads.pk, "name": "卫生院停车场", "village": baihua.pk, "spaces": 84, "budget": "480000.50",
        "place_kind": "parking", "was": "闲置地", "becomes": "84个停车位", "responsible": officer.pk,
    }  # fmt: skip
    assert browser.post("/desk/projects/new/", said).status_code == 303
    project = Project.objects.get()
    assert (project.state, project.budget, project.spaces) == ("proposed", 48000050, 84)
    day = {"name": "开放", "due_on": "2026-12-31", "opening": "on"}
    assert browser.post(f"/desk/projects/{project.pk}/milestones/", day).status_code == 303
    assert browser.post(f"/desk/projects/{project.pk}/approve/").status_code == 404
    assert as_(dispatcher).post(f"/desk/projects/{project.pk}/approve/").status_code == 303
    assert project.milestones.get().baseline_on == date(2026, 12, 31)


def test_a_department_is_offered_only_to_itself(as_, officer, town, roads):
    page = as_(officer).get("/desk/projects/new/").content.decode()
    offered = page.partition('name="lead"')[2].partition("</select>")[0]
    assert (f'value="{roads.pk}"' in offered, f'value="{town.pk}"' in offered) == (True, False)


def test_a_day_is_moved_with_a_reason_and_what_was_typed_stays(as_, officer, opening):
    browser = english(as_(officer))
    address = f"/desk/projects/milestones/{opening.pk}/move-date/"
    refused = browser.post(address, {"due_on": "2026-12-31", "reason": ""})
    assert (refused.status_code, 'value="2026-12-31"' in refused.content.decode()) == (422, True)
    assert browser.post(address, {"due_on": "2026-12-31", "reason": "下雨"}).status_code == 303
    page = browser.get(f"/desk/projects/milestones/{opening.pk}/").content.decode()
    assert "8 Dec 2026 → 31 Dec 2026" in page


def test_the_form_of_a_promised_milestone_has_no_day(as_, officer, opening):
    browser = as_(officer)
    address = f"/desk/projects/milestones/{opening.pk}/edit/"
    assert 'name="due_on"' not in browser.get(address).content.decode()
    said = {"name": "启用", "due_on": "2027-01-01", "baseline_on": "2027-01-01", "opening": "on"}
    assert browser.post(address, said).status_code == 303
    opening.refresh_from_db()
    assert (opening.name, opening.due_on, opening.baseline_on) == (
        "启用",
        date(2026, 12, 8),
        date(2026, 12, 8),
    )


def test_a_milestone_is_met_with_a_photo_and_not_without(as_, officer, opening):
    browser = english(as_(officer))
    address = f"/desk/projects/milestones/{opening.pk}/meet/"
    assert f'value="{clock.today()}"' in browser.get(address).content.decode()
    refused = browser.post(address, {"met_on": str(clock.today())})
    assert refused.status_code == 409
    assert "Nothing is met without evidence" in refused.content.decode()
    assert (
        browser.post(address, {"met_on": str(clock.today()), "photos": photo()}).status_code == 303
    )
    opening.refresh_from_db()
    assert (opening.state, opening.proof.owner) == ("met", f"milestone:{opening.pk}")
    shown = browser.get(f"/desk/projects/{opening.project_id}/photos/{opening.proof_id}/")
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"


def test_a_milestone_is_met_on_a_paper_too(as_, officer, opening):
    browser = english(as_(officer))
    address = f"/desk/projects/milestones/{opening.pk}/meet/"
    said = {"met_on": str(clock.today()), "photos": upload(printed())}
    assert browser.post(address, said).status_code == 303
    opening.refresh_from_db()
    assert opening.proof.file.name.endswith(".pdf")
    assert "Document 1" in browser.get(f"/desk/projects/milestones/{opening.pk}/").content.decode()
    sent = browser.get(f"/desk/projects/{opening.project_id}/photos/{opening.proof_id}/")
    assert (sent["Content-Type"], sent["Content-Disposition"][:10]) == (
        "application/pdf",
        "attachment",
    )
    assert b"".join(sent.streaming_content)[:5] == b"%PDF-"


def test_a_picture_of_before_and_after_is_no_paper(as_, officer, building):
    browser = english(as_(officer))
    said = {"side": "before", "words": "闲置地", "photos": upload(printed())}
    answer = browser.post(f"/desk/projects/{building.pk}/pictures/", said)
    assert answer.status_code in {409, 422}
    assert "not a picture" in answer.content.decode()


def test_a_photo_that_was_chosen_is_kept_while_the_day_is_wrong(as_, officer, opening):
    browser = english(as_(officer))
    address = f"/desk/projects/milestones/{opening.pk}/meet/"
    refused = browser.post(address, {"met_on": "", "photos": photo()})
    page = refused.content.decode()
    assert (refused.status_code, "1 photo is kept." in page) == (422, True)
    draft = page.partition('name="draft" value="')[2].partition('"')[0]
    again = browser.post(address, {"met_on": str(clock.today()), "draft": draft})
    opening.refresh_from_db()
    assert (again.status_code, opening.state) == (303, "met")


def test_it_opens_when_all_is_met(as_, dispatcher, all_met):
    browser = as_(dispatcher)
    assert browser.post(f"/desk/projects/{all_met.pk}/open/", {"on": ""}).status_code == 303
    all_met.refresh_from_db()
    assert (all_met.state, all_met.place.kind) == ("open", "parking")


def test_why_it_does_not_open_stands_where_the_button_would(as_, dispatcher, building):
    page = english(as_(dispatcher)).get(f"/desk/projects/{building.pk}/").content.decode()
    assert "Open it: A milestone is not met yet." in page


def test_an_order_shows_the_projects_of_its_place_and_village(
    as_, placed, secretary, dispatcher, all_met, baihua, paibei
):
    acts.open_project(by=dispatcher, project=all_met)
    all_met.refresh_from_db()
    here, _r = placed("停车场的灯不亮。", at_place=all_met.place)
    browser = english(as_(dispatcher))
    page = browser.get(f"/desk/orders/{here.ref}/").content.decode()
    assert "Project of this place: Health centre car park" in page
    other, _r = placed("别处的灯不亮。", village=paibei)
    assert (
        "Project"
        not in browser.get(f"/desk/orders/{other.ref}/").content.decode().partition("<main")[2]
    )


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_six_statements_whatever_the_rows(  # noqa: PLR0917 - the whole cast
    as_, placed, queries, officer, roads, baihua, dispatcher, building, opening, uploaded, count
):
    later = clock.today() + timedelta(days=40)
    for n in range(count):
        project = acts.keep_project(by=officer, lead=roads, name=f"项目{n}", village=baihua).about
        acts.approve(by=dispatcher, project=project)
        step = acts.keep_milestone(
            by=officer, project=building, name=f"{n}", due_on=clock.today()
        ).about
        acts.move_date(by=officer, milestone=step, due_on=later, reason="雨")
        acts.move_date(by=officer, milestone=opening, due_on=later + timedelta(days=n), reason="雨")
    acts.add_picture(by=officer, project=building, side="before", words="杂草", photos=uploaded())
    order, _r = placed("村口的路灯坏了。")
    pages = [
        "projects/", "projects/new/", f"projects/{building.pk}/", f"projects/{building.pk}/edit/",
        f"projects/{building.pk}/milestones/", f"projects/{building.pk}/pictures/",
        f"projects/{building.pk}/drop/", f"projects/milestones/{opening.pk}/",
        f"projects/milestones/{opening.pk}/meet/", f"projects/milestones/{opening.pk}/move-date/",
        f"orders/{order.ref}/",
    ]  # fmt: skip
    costs = {page: queries(as_(dispatcher), f"/desk/{page}") for page in pages}
    assert {page: cost for page, cost in costs.items() if cost > 6} == {}


def test_a_notice_leads_to_its_project(as_, officer, building):
    page = as_(officer).get("/desk/notices/").content.decode()
    assert f'href="/desk/projects/{building.pk}/"' in page


def test_pictures_are_kept_when_it_has_opened_too(as_, all_met, dispatcher):
    project = acts.open_project(by=dispatcher, project=all_met).about
    assert "Add a picture" in as_(dispatcher).get(f"/desk/projects/{project.pk}/").content.decode()
