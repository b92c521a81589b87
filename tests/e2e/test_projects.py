"""Projects in a browser: when it opens, with or without scripts; the desk moves a day and meets a milestone from a telephone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.access import VIEWS
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from tests.kernel.pictures import noisy, saved
from touyan.kernel import clock
from touyan.projects import acts
from touyan.projects.models import Milestone, Project
from touyan.town.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]


@pytest.fixture
def moved(
    building: Project, opening: Milestone, officer: Person, uploaded: Callable[..., str]
) -> Project:
    """One day moved, one met, one passed, and a picture of before."""
    later = clock.today() + timedelta(days=30)
    acts.move_date(by=officer, milestone=opening, due_on=later, reason="下雨")
    first = building.milestones.get(number=1)
    acts.meet(by=officer, milestone=first, met_on=clock.today(), photos=uploaded())
    before = clock.today() - timedelta(days=9)
    acts.keep_milestone(by=officer, project=building, name="验收", due_on=before)
    acts.add_picture(
        by=officer, project=building, side="before", words="杂草", photos=uploaded("blue")
    )
    return building


def pages_of(project: Project) -> tuple[list[str], list[str]]:
    """Everybody's, and the desk's."""
    here, step = f"/desk/projects/{project.pk}/", project.milestones.get(opening=True)
    there = f"/desk/projects/milestones/{step.pk}/"
    return ["/projects/", f"/projects/{project.pk}/"], [
        "/desk/projects/", "/desk/projects/new/", here,
        *(f"{here}{name}/" for name in ("edit", "milestones", "pictures", "pause", "drop")),
        there, *(f"{there}{name}/" for name in ("edit", "meet", "move-date", "drop")),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_projects_is_open_to_everybody(
    somebody_at: SomebodyAt, moved: Project, dispatcher: Person, language: str, elder: bool
) -> None:
    for_all, at_the_desk = pages_of(moved)
    visitor = somebody_at(360, language, elder=elder)
    assert looked_at(visitor, for_all, elder) == {}
    visitor.signs_in(dispatcher.login or "")
    assert looked_at(visitor, at_the_desk, elder) == {}


def test_they_are_open_at_1280(somebody_at: SomebodyAt, moved: Project, dispatcher: Person) -> None:
    for_all, at_the_desk = pages_of(moved)
    office = somebody_at(1280, "en")
    office.signs_in(dispatcher.login or "")
    assert looked_at(office, [*for_all, *at_the_desk], elder=False) == {}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_milestone_is_met_from_a_telephone_and_everybody_reads_it(
    somebody_at: SomebodyAt,
    building: Project,
    opening: Milestone,
    officer: Person,
    tmp_path: Path,
    javascript: bool,
) -> None:
    photo = tmp_path / "paving.jpg"
    photo.write_bytes(saved(noisy(), "JPEG"))
    hand = somebody_at(360, "zh-hans", javascript=javascript)
    hand.signs_in(officer.login or "")
    hand.opens(f"/desk/projects/milestones/{opening.pk}/")
    hand.follows("It is met")
    hand.field("Photos, or a PDF")
    hand.sends("Save")
    refusal = hand.said("Nothing is met without evidence: add a photo of it, or a PDF.")
    expect(hand.page.get_by_text(refusal).first).to_be_visible()
    hand.shows("Photos, or a PDF", photo)
    hand.sends("Save")
    expect(hand.page.get_by_role("heading", name=hand.said("Evidence"))).to_be_visible()
    assert Milestone.objects.get(pk=opening.pk).state == "met"
    visitor = somebody_at(360, "en", javascript=javascript)
    visitor.opens("/")
    visitor.page.get_by_role("link", name="Projects").first.click()
    visitor.page.get_by_role("link", name="Health centre car park").click()
    expect(visitor.page.get_by_text("All is ready since")).to_be_visible()
