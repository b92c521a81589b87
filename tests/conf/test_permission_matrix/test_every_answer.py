"""What is true of every answer at every address: its headers, no script or style in the page, and no GET that changes."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext

from tests.conf.test_permission_matrix.cast import World, content
from tests.conf.test_permission_matrix.test_addresses import GETS, ROWS
from tests.conf.test_permission_matrix.test_moves import everything
from tests.orders.stages import Loop, do
from touyan.town.reads import site

pytestmark = pytest.mark.django_db

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
KEPT_BY_BROWSERS = {
    "/sw.js": "no-cache",
    "/manifest.webmanifest": None,
    "/news/feed.xml": None,
    "/sitemap.xml": None,
    "/projects/{project}/pictures/{picture}/": "public, max-age=300",
    "/honours/stories/{honoured}/pictures/{story_picture}/": "public, max-age=300",
}
"""Beside what machines ask, the only addresses whose answers may be kept."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


def answers(world: World) -> Iterator[tuple[str, HttpResponseBase, str]]:
    """Every address, GET and POST, as those who see most."""
    for method, template, _codes in ROWS:
        for who in ("visitor", "dispatcher", "admin"):
            address, browser = world.address(template), world.browser(who)
            response = (
                browser.get(address) if method == "GET" else browser.post(address, {"x": "1"})
            )
            body = content(response)
            html = response.get("Content-Type", "").startswith("text/html")
            yield f"{method} {address} {who}", response, body.decode() if html else ""


def test_every_answer_carries_its_headers_and_no_page_a_script_or_a_style(world: World):
    wrong = []
    for what, response, page in answers(world):
        wrong += [(what, name) for name, value in ALWAYS.items() if response.get(name) != value]
        if found := INLINE.findall(page):
            wrong.append((what, found))
        if not re.fullmatch(
            r'app;dur=[\d.]+, db;dur=[\d.]+;desc="\d+ queries"', response["Server-Timing"]
        ):
            wrong.append((what, "Server-Timing"))
    assert wrong == []


def test_no_answer_about_people_is_kept(world: World):
    kept = {}
    for template in GETS:
        for who in ("dispatcher", "admin"):
            response = world.browser(who).get(world.address(template))
            content(response)
            if "no-store" not in response.get("Cache-Control", ""):
                kept[template] = response.get("Cache-Control")
    assert kept == KEPT_BY_BROWSERS


def test_nothing_of_a_receipt_is_indexed(world: World):
    posts = (
        "/urge/",
        "/tell/",
        "/messages/code/",
        "/messages/stop/",
    )  # a GET of these is answered with 405
    private = [a for a in GETS if "{receipt}" in a and not a.endswith(posts)] + [
        "/orders/mine/",
        "/account/",
    ]
    marks = {a: world.browser("dispatcher").get(world.address(a)) for a in private}
    assert {response.get("X-Robots-Tag") for response in marks.values()} == {"noindex, nofollow"}
    assert [content(response) for response in marks.values()].count(b"") == 0


def test_no_get_changes_anything(world: World):
    before = everything()
    for template in GETS:
        for who in ("visitor", "resident", "secretary", "dispatcher", "lead", "admin"):
            content(world.browser(who).get(world.address(template)))
    assert everything() == before


def costs(world: World, who: str) -> dict[str, int]:
    """How many statements each page costs, once the town's name is known."""
    found = {}
    for template in GETS:
        browser = world.browser(who)
        cache.clear()
        site()
        with CaptureQueriesContext(connection) as statements:
            response = browser.get(world.address(template))
            content(response)
        if response.status_code == 200:
            found[template] = len([q for q in statements if "SAVEPOINT" not in q["sql"]])
    return found


@pytest.mark.parametrize("who", ["dispatcher", "secretary", "admin"])
def test_every_page_costs_six_statements_at_most_however_many_orders(
    world: World, loop: Loop, who: str
):
    orders_of_every_kind(loop, range(3))
    few = costs(world, who)
    orders_of_every_kind(loop, range(3, 60))
    many = costs(world, who)
    assert {address: cost for address, cost in many.items() if cost > 6} == {}
    assert many == few


def orders_of_every_kind(loop: Loop, numbers: range) -> None:
    """Public ones, some to call back, some sent up."""
    for n in numbers:
        order, _requester = loop.placed(f"第{n}件事：{chr(0x4E00 + n) * 9}")
        if n % 3 == 0:
            do("publish", loop.secretary, order, words=f"第{n}件。")
        if n % 3 == 1:
            do("accept", loop.secretary, order)
            do("deliver", loop.secretary, order, reply="好了。")
        if n % 3 == 2:
            do("escalate", loop.secretary, order, reason="办不了。")
