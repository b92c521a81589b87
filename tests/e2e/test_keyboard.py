"""Without a mouse: everything is reached, the focus is seen, and an order is placed."""

from collections.abc import Callable

import pytest

from tests.e2e.people import Somebody
from touyan.orders.models import Order, Requester
from touyan.town.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]
WORDS = "东头路灯杆歪了，快倒到路上。"
MOST_STOPS = 60

# The ring may be drawn around the whole card whose title has the focus.
STOP = """() => {
  const node = document.activeElement;
  const ringed = node.closest(".card-link") || node;
  const ring = getComputedStyle(ringed);
  const box = node.getBoundingClientRect();
  return {
    name: (node.labels && node.labels.length ? node.labels[0].innerText : node.innerText || "").trim(),
    body: node === document.body,
    seen: ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 3,
    within: box.bottom > 0 && box.top < innerHeight,
  };
}"""
WITHIN_MAIN = "document.activeElement.closest('main') !== null"


def tabs_to(somebody: Somebody, words: str) -> None:
    """Press Tab until what has the focus begins with these words."""
    wanted = somebody.said(words)
    for _ in range(MOST_STOPS):
        somebody.page.keyboard.press("Tab")
        if str(somebody.page.evaluate(STOP)["name"]).startswith(wanted):
            return
    raise AssertionError(f"no stop is called “{wanted}”")


def test_an_order_is_placed_with_the_keyboard_alone(
    somebody_at: SomebodyAt, baihua: Organisation
) -> None:
    resident = somebody_at(1280)
    resident.opens("/")
    keys = resident.page.keyboard
    tabs_to(resident, "Say what is needed")
    keys.press("Enter")
    resident.page.wait_for_url("**/orders/new/")
    tabs_to(resident, "What is needed?")
    keys.insert_text(WORDS)
    tabs_to(resident, "Village or community")
    keys.type(baihua.name_en)
    tabs_to(resident, "Stay anonymous")
    keys.press("Space")
    tabs_to(resident, "Send")
    keys.press("Enter")
    resident.page.wait_for_url("**/orders/r/**")
    order = Order.objects.get()
    assert (order.words, order.village) == (WORDS, baihua)
    assert Requester.objects.get().anonymous


def test_an_order_is_accepted_with_the_keyboard_alone(
    staff: Callable[..., Somebody], placed: Callable[..., tuple[Order, Requester]]
) -> None:
    order, _ = placed(WORDS)
    secretary = staff("secretary", width=1280)
    tabs_to(secretary, WORDS)
    secretary.page.keyboard.press("Enter")
    secretary.page.wait_for_url(f"**/{order.ref}/")
    tabs_to(secretary, "Accept")
    secretary.page.keyboard.press("Enter")
    secretary.page.get_by_role("status").first.wait_for()
    assert Order.objects.get().state == "accepted"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_focus_is_seen_at_every_stop(
    somebody_at: SomebodyAt,
    staff: Callable[..., Somebody],
    placed: Callable[..., tuple[Order, Requester]],
    width: int,
) -> None:
    order, requester = placed(WORDS)
    resident, secretary = somebody_at(width), staff("secretary", width=width)
    pages = [(resident, path) for path in ("/", "/orders/new/", f"/orders/r/{requester.receipt}/")]
    pages += [(secretary, path) for path in ("/desk/", f"/desk/orders/{order.ref}/")]
    pages.append((secretary, "/desk/orders/?queue=all"))
    assert [stop for one, path in pages for stop in _unseen(one, path)] == []


def _unseen(somebody: Somebody, path: str) -> list[tuple[str, str]]:
    """The stops of a page where somebody could not tell where they are."""
    somebody.opens(path)
    lost = []
    for _ in range(MOST_STOPS):
        somebody.page.keyboard.press("Tab")
        stop = somebody.page.evaluate(STOP)
        if stop["body"]:
            return lost
        if not (stop["seen"] and stop["within"]):
            lost.append((path, stop["name"][:40]))
    return lost


@pytest.mark.parametrize("path", ["/", "/orders/new/", "/desk/"])
def test_the_first_stop_skips_to_the_content(staff: Callable[..., Somebody], path: str) -> None:
    secretary = staff("secretary")
    secretary.opens(path)
    secretary.page.keyboard.press("Tab")
    stop = secretary.page.evaluate(STOP)
    assert (stop["name"], stop["within"]) == (secretary.said("Skip to the main content"), True)
    secretary.page.keyboard.press("Enter")
    secretary.page.keyboard.press("Tab")
    assert secretary.page.evaluate(WITHIN_MAIN)
