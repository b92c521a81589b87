"""The year's plan at the desk, and a member's own year, open to everybody on every screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.access import VIEWS
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from touyan.plans.models import Commitment, Plan, Requirement
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]


@pytest.fixture
def member(somebody: Callable[..., Person], baihua: Organisation) -> Person:
    return somebody("member", "member", baihua.children.get(), name="丁敏")


def desk_of(plan: Plan) -> list[str]:
    here = f"/desk/plans/{plan.pk}/"
    activity = plan.activities.get(number=2)
    pages = [
        here,
        *(f"{here}{name}/" for name in ("year", "overview", "edit", "excel", "activities")),
    ]
    asked = [f"/desk/plans/requirements/{one.pk}/" for one in activity.requirements.order_by("id")]
    task = activity.tasks.get()
    return [
        "/desk/plans/", *pages, f"/desk/plans/activities/{activity.pk}/", *asked,
        f"/desk/plans/activities/{activity.pk}/ask/", f"/desk/plans/tasks/{task.pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_a_plan_is_open_to_everybody(
    somebody_at: SomebodyAt, year_plan: Plan, dispatcher: Person, language: str, elder: bool
) -> None:
    office = somebody_at(360, language, elder=elder)
    office.signs_in(dispatcher.login or "")
    assert looked_at(office, desk_of(year_plan), elder) == {}


def test_the_plan_is_open_at_1280(
    somebody_at: SomebodyAt, year_plan: Plan, dispatcher: Person
) -> None:
    office = somebody_at(1280, "en")
    office.signs_in(dispatcher.login or "")
    assert looked_at(office, desk_of(year_plan), elder=False) == {}


COLOUR = "node => getComputedStyle(node).backgroundColor"


def test_in_high_contrast_the_months_of_an_activity_are_still_seen(
    somebody_at: SomebodyAt, year_plan: Plan, dispatcher: Person
) -> None:
    office = somebody_at(360)
    office.signs_in(dispatcher.login or "")
    office.page.emulate_media(forced_colors="active")
    office.opens(f"/desk/plans/{year_plan.pk}/year/")
    seen = office.page.locator(".runs").first.evaluate(COLOUR)
    assert seen not in {"rgba(0, 0, 0, 0)", office.page.locator("body").evaluate(COLOUR)}


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_a_member_chooses_an_action_and_makes_a_card(
    somebody_at: SomebodyAt,
    year_plan: Plan,
    of_members: Callable[[int], Requirement],
    member: Person,
    language: str,
    elder: bool,
) -> None:
    person = somebody_at(360, language, elder=elder)
    person.signs_in(member.login or "")
    person.opens("/programmes/mine/")
    label = f"{person.said('Take it on')} – 红色寻根"
    person.page.get_by_role("button", name=label).click()
    expect(person.page.get_by_role("button", name=label)).to_have_count(0)
    assert Commitment.objects.get().requirement == of_members(2)
    person.opens("/programmes/mine/pledge/")
    person.types("What I promise this year", "有事找我，当天回话。")
    person.presses("Make the card")
    expect(person.page.get_by_role("heading", name="丁敏")).to_be_visible()
    assert looked_at(person, ["/programmes/mine/", "/programmes/mine/pledge/"], elder) == {}
