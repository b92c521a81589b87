"""The desk's menu on a telephone: one row, with where one is in sight."""

from collections.abc import Callable

import pytest

from tests.e2e.people import Somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

TOPS = "[...document.querySelectorAll('.nav li')].map(item => Math.round(item.getBoundingClientRect().top))"
HERE = """() => {
  const box = document.querySelector(".nav [aria-current]").getBoundingClientRect();
  return [box.left, box.right];
}"""


@pytest.mark.parametrize("path", ["/desk/", "/desk/figures/", "/desk/selections/"])
def test_it_is_one_row_and_shows_where_one_is(staff: Callable[..., Somebody], path: str) -> None:
    dispatcher = staff("dispatcher", width=360)
    dispatcher.opens(path)
    tops = dispatcher.page.evaluate(TOPS)
    assert (len(tops) > 6, len(set(tops))) == (True, 1)
    left, right = dispatcher.page.evaluate(HERE)
    assert left >= 0
    assert right <= 360
    assert dispatcher.page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_keyboard_brings_its_last_link_into_sight(staff: Callable[..., Somebody]) -> None:
    dispatcher = staff("dispatcher", width=360)
    dispatcher.opens("/desk/")
    last = dispatcher.page.locator(".nav a").last
    last.focus()
    box = last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360


def test_a_wide_screen_shows_all_of_it(staff: Callable[..., Somebody]) -> None:
    dispatcher = staff("dispatcher", width=1280)
    dispatcher.opens("/desk/")
    rights = dispatcher.page.evaluate(
        "[...document.querySelectorAll('.nav a')].map(link => link.getBoundingClientRect().right)"
    )
    assert max(rights) <= 1280
