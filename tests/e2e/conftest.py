"""A real browser against a live server: `page_at(width, language, javascript, elder, scheme)`."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.launching import chromium, launch
from tests.e2e.people import Somebody
from tests.kernel.pictures import noisy, saved
from touyan.kernel import clock

SCREENS = Path(__file__).resolve().parent.parent.parent / "var" / "test-screens"
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}

OpenPage = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium():
        return
    skip = pytest.mark.skip(reason="needs Chromium, which this machine does not have")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Tell the fixtures how the test itself went, so that a failure leaves pictures."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread, and Django would refuse its ORM beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Beside that loop the thread has connections of its own: one that was opened before would stay open, out of reach.
    connections.close_all()
    with sync_playwright() as playwright:
        yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    launched = launch(_playwright)
    yield launched
    launched.close()


@pytest.fixture
def page_at(
    browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Open pages as a visitor has them: a width, a language, a view, with JavaScript or without.

    Every page is a visitor of its own (its own cookies); relative addresses are the town's.
    """
    visitors: list[BrowserContext] = []

    def open_page(
        width: int = 390,
        language: str = "zh-hans",
        javascript: bool = True,
        elder: bool = False,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width < 800 else 900},
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.clock.install(time=clock.now())
        chosen = {"django_language": language, "elder": "1" if elder else "0"}
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in chosen.items()]
        )
        visitors.append(context)
        return context.new_page()

    yield open_page
    if request.node.stash.get(FAILED, False):
        _keep_pictures(visitors, request.node.nodeid)
    for context in visitors:
        context.close()


@pytest.fixture
def somebody_at(page_at: OpenPage) -> Callable[..., Somebody]:
    """Somebody with a browser of their own: `somebody_at(360, "en")`."""

    def come(width: int = 360, language: str = "en", **more: Any) -> Somebody:
        return Somebody(page_at(width, language, **more), language)

    return come


@pytest.fixture
def staff(
    somebody_at: Callable[..., Somebody], request: pytest.FixtureRequest
) -> Callable[..., Somebody]:
    """Somebody of the cast, signed in: `staff("secretary", width=1280)`."""

    def come(who: str, **screen: Any) -> Somebody:
        colleague = somebody_at(**screen)
        colleague.signs_in(request.getfixturevalue(who).login)
        return colleague

    return come


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as a telephone takes it: twelve megapixels would do nothing more."""
    path = tmp_path / "lamp.jpg"
    path.write_bytes(saved(noisy(1200, 900), "JPEG", quality=80))
    return path


def _keep_pictures(visitors: list[BrowserContext], name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w-]+", "-", name)
    pages = [page for context in visitors for page in context.pages]
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=SCREENS / f"{stem}-{number}.png", full_page=True)
