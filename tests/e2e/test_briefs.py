"""Briefs on a telephone and on a wide screen: found, read, settled, signed, saved as Word."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.access import faults
from tests.e2e.people import Somebody
from tests.figures.words import edited, template, texts
from touyan.figures.acts.writing import draft_brief, keep_template
from touyan.figures.models import Brief
from touyan.orders.models import Order
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Staff = Callable[..., Somebody]
LINES = (
    '{{ scope }}共收集需求{{ f["orders.placed"] }}项。',
    "开展专题宣讲活动9场次，收集需求70项。",
)
SCREENS = [("zh-hans", False, 1280), ("en", True, 360)]


@pytest.fixture
def leader(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("leader", "leader", town, name="镇长")


@pytest.fixture
def order(placed: Any) -> Order:
    made: Order = placed("村口的路灯坏了，晚上看不见路。")[0]
    return made


@pytest.fixture
def brief(order: Order, town: Organisation, dispatcher: Person, leader: Person) -> Brief:
    kept = keep_template(
        by=FOUNDER, organisation=town, name="orders", label="点单简报", docx=template(*LINES)
    ).about
    return draft_brief(
        by=dispatcher, template=kept, organisation=town, since=date(2021, 1, 1), until=date(2030, 12, 31)
    ).about  # fmt: skip


def test_from_the_figures_to_the_brief_in_word_it_is_two_taps(staff: Staff, brief: Brief) -> None:
    leader = staff("leader", width=360, language="zh-hans")
    leader.opens("/desk/figures/")
    leader.follows("Briefs")
    with leader.page.expect_download() as saved:
        leader.page.get_by_role(
            "link", name=leader.said("Word: {title}", title=brief.title)
        ).click()
    assert texts(Path(saved.value.path()).read_bytes())[0] == "吴山镇共收集需求1项。"


def test_a_number_of_the_brief_leads_to_its_snapshot_and_on_to_the_order(
    staff: Staff, brief: Brief, order: Order
) -> None:
    leader = staff("leader", width=360)
    leader.opens(f"/desk/briefs/{brief.pk}/")
    leader.page.locator("article a").first.click()
    leader.follows("The figure as it is now")
    assert order.ref in leader.reads()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_number_is_corrected_in_word_or_explained_and_then_signed(
    staff: Staff, brief: Brief, tmp_path: Path, javascript: bool
) -> None:
    leader = staff("leader", width=1280, javascript=javascript)
    leader.opens(f"/desk/briefs/{brief.pk}/")
    assert "70项" in leader.page.locator("#marks").locator("..").inner_text()
    leader.unfolds("Say why")
    leader.types("Why the text says another number", "含上年结转的工单。")
    leader.sends("Keep the text and this reason")
    file = tmp_path / "brief.docx"
    file.write_bytes(edited(bytes(Brief.objects.get().document), "9场次", "10场次").getvalue())
    leader.unfolds("Send the edited Word file")
    leader.field("The Word file, as edited").set_input_files(file)
    leader.sends("Send it")
    while leader.page.locator("#marks").count():
        leader.unfolds("Say why")
        leader.types("Why the text says another number", "由镇党政办核对。")
        leader.sends("Keep the text and this reason")
        leader.page.wait_for_load_state()
    leader.presses("Sign")
    leader.page.get_by_text(leader.said("Signed by")).wait_for()
    assert Brief.objects.get().state == "signed"


@pytest.mark.parametrize(("language", "elder", "width"), SCREENS)
def test_every_page_about_briefs_is_open_to_everybody(
    staff: Staff, brief: Brief, language: str, elder: bool, width: int
) -> None:
    leader = staff("leader", width=width, language=language, elder=elder)
    found = {}
    for path in ("", "new/", f"{brief.pk}/", "templates/"):
        leader.opens(f"/desk/briefs/{path}")
        found[path] = faults(leader.page, elder)
    assert found == {path: [] for path in found}
