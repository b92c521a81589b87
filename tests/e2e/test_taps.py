"""What a flow may cost, in taps: counted by the page as fingers come down on it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from tests.e2e.journeys import history, order_of
from tests.e2e.people import Somebody
from touyan.kernel import clock
from touyan.orders.acts import ACTS
from touyan.orders.models import Order, Requester
from touyan.orders.states import State
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

COUNTING = """addEventListener("pointerdown", event => {
  if (event.isTrusted) sessionStorage.taps = 1 + Number(sessionStorage.taps || 0);
}, true)"""
WORDS = "东头路灯杆歪了，快倒到路上。"


@pytest.fixture(autouse=True)
def _by_day() -> Iterator[None]:
    """Placed at noon yesterday, so that the notice has been told whatever the hour now."""
    noon = clock.now().replace(hour=4, minute=0) - timedelta(days=1)
    with clock.at(noon):
        yield


def taps(somebody: Somebody) -> int:
    return int(somebody.page.evaluate("Number(sessionStorage.taps || 0)"))


def counts(somebody: Somebody) -> None:
    somebody.page.add_init_script(COUNTING)


def dictates(somebody: Somebody, words: str) -> None:
    """Speak to the keyboard's own microphone: into whatever has the focus."""
    somebody.page.keyboard.insert_text(words)


def photographs(somebody: Somebody, field: Locator, photo: Path) -> None:
    """Tap the field; the telephone's own camera opens, and gives a photo back."""
    with somebody.page.expect_file_chooser() as camera:
        field.click()
    camera.value.set_files(photo)


def test_a_need_costs_three_taps_and_a_photo(
    somebody_at: Callable[..., Somebody], baihua: Organisation, photo: Path
) -> None:
    resident = somebody_at()
    counts(resident)
    resident.opens(f"/orders/new/?at={baihua.code}")
    resident.field("What is needed?").click()
    dictates(resident, WORDS)
    photographs(resident, resident.field("Photos"), photo)
    resident.sends("Send")
    resident.page.wait_for_url("**/orders/r/**")
    assert (taps(resident), Order.objects.get().words) == (3, WORDS)


def test_from_the_notice_to_accepted_are_two_taps(
    staff: Callable[..., Somebody], placed: Callable[..., tuple[Order, Requester]]
) -> None:
    order, _ = placed(WORDS)
    secretary = staff("secretary")
    counts(secretary)
    secretary.opens("/desk/notices/")
    secretary.opens_order(order.ref)
    secretary.presses("Accept")
    secretary.page.get_by_role("status").first.wait_for()
    assert (taps(secretary), order_of(order.ref).state) == (2, State.ACCEPTED)


def test_a_lead_delivers_with_three_taps(
    staff: Callable[..., Somebody],
    placed: Callable[..., tuple[Order, Requester]],
    secretary: Person,
    dispatcher: Person,
    lead: Person,
    leads: Organisation,
    photo: Path,
) -> None:
    order, _ = placed(WORDS)
    ACTS["escalate"](by=secretary, order=order, reason="要登高车。")
    ACTS["dispatch"](by=dispatcher, order=order, unit=leads, person=lead)
    ACTS["take"](by=lead, order=order)
    colleague = staff("lead")
    counts(colleague)
    colleague.opens(f"/desk/orders/{order.ref}/")
    colleague.follows("Deliver")
    words = colleague.field("What was done, in words for the one who asked")
    colleague.has_the_cursor_in(words)
    dictates(colleague, "杆子扶正，底座重新浇了。")
    photographs(colleague, colleague.field("Photos"), photo)
    colleague.sends("Deliver")
    colleague.page.get_by_role("status").first.wait_for()
    assert (taps(colleague), order_of(order.ref).state) == (3, State.DELIVERED)
    assert history(order.ref) == ["place", "escalate", "dispatch", "take", "deliver"]
