"""The living page in a real browser: open to everybody, in both languages, views and schemes."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]

OpenPage = Callable[..., Page]

SMALL = """least => Array.from(document.querySelectorAll(
  "a, button, summary, select, textarea, input:not([type=hidden])"))
  .filter(node => !node.matches(".skip") && !node.closest(".prose") && !node.closest(".card-title"))
  .map(node => [node.getBoundingClientRect(), node.outerHTML.slice(0, 80)])
  .filter(([box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([, html]) => html)"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def living(
    page_at: OpenPage, width: int = 360, language: str = "en", elder: bool = False, **options: bool
) -> Page:
    page = page_at(width, language, elder=elder, **options)
    page.goto("/ui/")
    return page


@pytest.mark.parametrize(
    ("width", "scheme", "language", "elder"),
    [
        (360, "light", "zh-hans", False),
        (360, "light", "en", True),
        (360, "dark", "zh-hans", True),
        (1280, "light", "zh-hans", True),
        (1280, "dark", "en", False),
    ],
)
def test_every_component_is_open_to_everybody(
    page_at: OpenPage, width: int, scheme: Literal["light", "dark"], language: str, elder: bool
) -> None:
    page = living(page_at, width, language, elder)
    page.emulate_media(color_scheme=scheme)
    assert page.get_attribute("html", "data-elder") == str(elder).lower()
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
    assert page.evaluate(SMALL, 60 if elder else 44) == []
    assert page.evaluate(WIDER) == 0


def test_the_policy_has_nothing_to_complain_of(page_at: OpenPage) -> None:
    page = page_at()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    response = page.goto("/ui/", wait_until="networkidle")
    assert response is not None
    assert "'unsafe" not in response.headers["content-security-policy"]
    assert said == []


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page_at: OpenPage) -> None:
    page = living(page_at)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_phone"


def test_a_question_is_asked_before_and_taken_back(page_at: OpenPage) -> None:
    page = living(page_at)
    page.click("#withdraw")
    assert (page.inner_text("#withdraw"), page.inner_text("#live")) == (
        "Really withdraw? Press again",
    ) * 2
    page.keyboard.press("Escape")
    assert page.inner_text("#withdraw") == "Withdraw"
    page.click("#withdraw")
    with page.expect_navigation():
        page.click("#withdraw")


def test_the_count_goes_down_and_over(page_at: OpenPage) -> None:
    page = living(page_at)
    page.fill("#id_living_words", "灯" * 198)
    assert page.inner_text("#id_living_words-count") == "2 characters left"
    page.fill("#id_living_words", "灯" * 203)
    assert page.inner_text("#id_living_words-count") == "3 characters too many"


def test_a_message_can_be_put_away(page_at: OpenPage) -> None:
    page = living(page_at)
    page.click("#notices [data-dismiss]")
    assert page.locator("#notices .notice").count() == 0
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_form_on_its_way_is_not_sent_twice(page_at: OpenPage) -> None:
    page = living(page_at)
    sent: list[str] = []

    def stay(route: object) -> None:
        sent.append("sent")

    page.route("**/language/", stay)
    page.evaluate(
        "const b = document.querySelector('[name=language]'); b.click(); setTimeout(() => b.click(), 50)"
    )
    page.wait_for_timeout(300)
    assert sent == ["sent"]


def test_without_javascript_nothing_is_offered_that_needs_it(page_at: OpenPage) -> None:
    page = living(page_at, javascript=False)
    assert page.locator(".js-only:visible").count() == 0
    page.click(".confirm summary")
    assert page.locator(".confirm button").is_visible()
