"""From a number to its records and back, on a phone and on a wide screen, with and without JavaScript."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.access import faults
from tests.e2e.people import Somebody
from touyan.figures.acts import ask_for, declare
from touyan.figures.models import Declared
from touyan.figures.papers.records import wishes_of
from touyan.figures.tasks import work_jobs
from touyan.kernel.figures import FIGURES, Scope
from touyan.orders.acts import ACTS
from touyan.orders.models import Order
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Staff = Callable[..., Somebody]
PLACED = "/desk/figures/orders.placed/"
SPLITS = ("?show=months", "?show=places", "?show=categories")
SCREENS = [("zh-hans", False, 1280), ("en", True, 360)]


@pytest.fixture
def leader(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("leader", "leader", town, name="镇长")


@pytest.fixture
def orders(
    placed: Any, secretary: Person, street_light: object, paibei: Organisation, leader: Person
) -> list[Order]:
    """A few orders in two villages, one of them public; and a number of another year, declared."""
    made = [placed(f"第{n}件：村口的路灯坏了。", category=street_light)[0] for n in range(3)]
    made.append(placed("牌碑的一件。", village=paibei)[0])
    ACTS["accept"](by=secretary, order=made[0])
    ACTS["publish"](by=secretary, order=made[0], words="一盏路灯不亮。")
    year = {"since": made[0].placed_at.date(), "until": made[0].placed_at.date()}
    declare(
        by=FOUNDER, figure="orders.placed", organisation=paibei.town, value=600, at_least=True,
        source="2020年工作总结", signer="镇党政办", **year,
    )  # fmt: skip
    return made


def troubles(page: Page) -> list[str]:
    """What the browser complains of from now on: a script that failed, a style that was not allowed."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def test_a_number_leads_to_its_records_and_to_one_orders_trail_in_two_taps(
    staff: Staff, orders: list[Order]
) -> None:
    leader = staff("leader", width=360)
    leader.opens("/desk/figures/")
    leader.follows("Orders placed")
    leader.opens_order(orders[1].ref)
    assert orders[1].words in leader.reads()
    assert leader.said("What happened") in leader.reads()


@pytest.mark.parametrize(("language", "elder", "width"), SCREENS)
def test_every_page_about_figures_is_open_to_everybody(
    staff: Staff, orders: list[Order], language: str, elder: bool, width: int
) -> None:
    leader = staff("leader", width=width, language=language, elder=elder)
    complaints = troubles(leader.page)
    leader.opens(PLACED)
    leader.presses("Freeze this number")
    leader.page.wait_for_url("**/snapshots/**")
    frozen = leader.page.url
    orders[3].delete()
    scope = Scope(orders[0].town, date(2021, 1, 1), date(2021, 12, 31))
    wishes = wishes_of(FIGURES["orders.placed"], scope, "")
    job = ask_for(
        by=Person.objects.get(login="leader"), kind="records", name="点单.xlsx", wishes=wishes
    )
    pages = ["/desk/figures/", "/desk/figures/wall/", PLACED, f"{PLACED}declare/", frozen]
    pages += [f"{PLACED}{split}" for split in SPLITS]
    pages += ["/figures/", "/figures/orders.placed/"]
    pages += [f"/desk/figures/declared/{Declared.objects.get().pk}/"]
    found = {}
    for path in [*pages, f"/desk/figures/jobs/{job.about.pk}/"]:
        leader.opens(path)
        if wrong := faults(leader.page, elder):
            found[path] = wrong
    work_jobs()
    leader.page.get_by_role("link", name=leader.said("Save the file")).wait_for()
    if wrong := faults(leader.page, elder):
        found["the file is ready"] = wrong
    assert (found, complaints) == ({}, [])


def test_a_number_is_drawn_and_the_same_stands_in_the_table(
    staff: Staff, orders: list[Order]
) -> None:
    leader = staff("leader", width=1280)
    complaints = troubles(leader.page)
    for split in SPLITS:
        leader.opens(f"{PLACED}{split}")
        leader.page.locator("[data-chart] canvas").wait_for()
        drawn = leader.page.evaluate(
            "echarts.getInstanceByDom(document.querySelector('[data-chart]')).getOption().series[0].data"
        )
        cells = leader.page.locator("#pieces tbody td").all_inner_texts()
        assert [str(value) for value in drawn] == cells
    assert complaints == []


def test_without_javascript_the_table_and_every_act_are_there(
    somebody_at: Callable[..., Somebody], orders: list[Order], leader: Person
) -> None:
    person = somebody_at(360, javascript=False)
    person.signs_in("leader")
    person.opens(f"{PLACED}?show=months")
    assert not person.page.locator("[data-chart]").is_visible()
    assert person.page.locator("#pieces tbody tr").count() >= 1
    person.presses("Freeze this number")
    assert person.said("The same records make the same number today.") in person.reads()
    person.opens("/desk/figures/wall/")
    person.follows("Fetch again")
    assert person.said("Orders placed") in person.reads()


def test_the_wall_fetches_its_numbers_again_by_itself(
    staff: Staff, orders: list[Order], placed: Any
) -> None:
    leader = staff("leader", width=1280)
    leader.page.clock.install()
    leader.opens("/desk/figures/wall/")
    number = leader.page.locator('[data-figure="orders.placed"] .wall-number')
    assert number.inner_text() == "4"
    placed("又一件。")
    leader.page.clock.run_for(61_000)
    leader.page.wait_for_function(
        "() => document.querySelector('[data-figure=\"orders.placed\"] .wall-number').textContent === '5'"
    )
