"""Without signal what is needed is kept on the phone, says so, and sends itself once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tests.e2e.journeys import LOADED, asks
from tests.e2e.people import Somebody
from touyan.kernel.models import Evidence
from touyan.orders.models import Order
from touyan.town.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]
CONTROLLED = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""
TEN_TIMES = "Promise.all(Array.from({ length: 10 }, () => TouyanQueue.all().then(i => TouyanQueue.send(i[0]))))"
KEPT = "Kept on this phone. It sends itself when there is signal."
WORDS = "井盖松了，车一压就响。"


@pytest.fixture
def walker(somebody_at: SomebodyAt, baihua: Organisation) -> Somebody:
    """Somebody who has opened the form once, so that their phone can open it anywhere."""
    walker = somebody_at()
    walker.opens("/orders/new/")
    walker.page.wait_for_function(CONTROLLED)
    return walker


def out_of_reach(walker: Somebody, code: str, words: str = WORDS, *photos: Path) -> None:
    """Place an order where there is no signal."""
    walker.page.context.set_offline(True)
    walker.opens(f"/orders/new/?at={code}")
    walker.types("What is needed?", words)
    if photos:
        walker.shows("Photos", *photos)
    walker.sends("Send")
    kept = walker.page.locator("[data-outbox-item=waiting]", has_text=words)
    kept.get_by_text(walker.said(KEPT)).wait_for()


def test_what_is_said_without_signal_sends_itself_once(
    walker: Somebody, baihua: Organisation, photo: Path
) -> None:
    out_of_reach(walker, baihua.code, WORDS, photo)
    assert WORDS in walker.reads()
    assert walker.field("What is needed?").input_value() == ""
    assert Order.objects.count() == 0
    walker.page.context.set_offline(False)
    sent = walker.page.get_by_role("link", name=re.compile("^Sent: number"))
    sent.click()
    walker.page.wait_for_url("**/orders/r/**")
    order = Order.objects.get()
    assert (walker.number(), order.words, order.village) == (order.ref, WORDS, baihua)
    assert Evidence.objects.get().owner == f"order:{order.pk}"
    picture = walker.page.locator("main ol img")
    picture.scroll_into_view_if_needed()
    walker.page.wait_for_function(LOADED, arg=picture.element_handle())


def test_ten_senders_at_once_make_one_order(walker: Somebody, baihua: Organisation) -> None:
    out_of_reach(walker, baihua.code)
    walker.page.evaluate("TouyanQueue.sendAll = () => Promise.resolve()")
    walker.page.context.set_offline(False)
    walker.page.evaluate(TEN_TIMES)
    assert Order.objects.get().words == WORDS


def test_two_needs_from_the_same_kept_page_are_two_orders(
    walker: Somebody, baihua: Organisation
) -> None:
    out_of_reach(walker, baihua.code)
    out_of_reach(walker, baihua.code, "健身器材断了一根横杆。")
    walker.page.context.set_offline(False)
    sent = walker.page.get_by_role("link", name=re.compile("^Sent: number"))
    sent.nth(1).wait_for()
    words = Order.objects.order_by("pk").values_list("words", flat=True)
    assert list(words) == [WORDS, "健身器材断了一根横杆。"]


def test_what_is_refused_keeps_its_words(walker: Somebody, baihua: Organisation) -> None:
    too_long = "路" * 2001
    out_of_reach(walker, baihua.code, too_long)
    walker.page.context.set_offline(False)
    walker.page.get_by_text(walker.said("Not sent"), exact=True).wait_for()
    assert "That is 1 character more than the 2000 that fit. Please shorten it." in walker.reads()
    walker.presses("Put the words back into the form")
    assert walker.field("What is needed?").input_value() == too_long
    walker.types("What is needed?", too_long[1:])
    walker.sends("Send")
    walker.page.wait_for_url("**/orders/r/**")
    assert Order.objects.get().words == too_long[1:]


def test_an_answer_lost_on_its_way_makes_no_second_order(
    somebody_at: SomebodyAt, baihua: Organisation
) -> None:
    resident = somebody_at()
    resident.opens(f"/orders/new/?at={baihua.code}")
    resident.types("What is needed?", WORDS)

    def arrives_and_is_not_answered(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    resident.page.route("**/orders/new/", arrives_and_is_not_answered, times=1)
    resident.sends("Send")
    resident.page.get_by_text(resident.said(KEPT)).locator("visible=true").first.wait_for()
    resident.opens("/")
    resident.page.get_by_role("link", name=re.compile("^Sent: number")).wait_for()
    assert Order.objects.get().words == WORDS


def test_no_receipt_lies_in_the_phones_caches(walker: Somebody, baihua: Organisation) -> None:
    asks(walker, baihua, WORDS)
    walker.opens("/orders/")
    walker.opens("/orders/new/")
    paths = walker.page.evaluate(CACHED)
    pages = [path for path in paths if not path.startswith("/static/")]
    assert sorted(pages) == ["/offline/", "/orders/new/"]


def test_a_receipt_without_signal_says_so_and_offers_the_form(
    walker: Somebody, baihua: Organisation
) -> None:
    asks(walker, baihua, WORDS)
    receipt = walker.page.url
    walker.page.context.set_offline(True)
    walker.opens(receipt)
    assert walker.page.get_by_role("heading", level=1).inner_text() == walker.said("No signal")
    walker.follows("Say what is needed")
    assert walker.field("What is needed?").is_visible()
