"""Steps that several journeys share, and what the town's books say of them afterwards."""

from pathlib import Path

from tests.e2e.people import Somebody
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.orders.models import Order
from touyan.town.models import Organisation

LOADED = "img => img.complete && img.naturalWidth > 0"


def order_of(ref: str) -> Order:
    return Order.objects.get(pk=heard(ref))


def history(ref: str) -> list[str]:
    """What the journal says happened to it."""
    rows = Entry.objects.filter(about=f"order:{heard(ref)}").order_by("seq")
    return [name.removeprefix("orders.") for name in rows.values_list("name", flat=True)]


def asks(resident: Somebody, village: Organisation, words: str, *photos: Path) -> str:
    """Place an order from the notice board's code; the number that the receipt shows."""
    resident.opens(f"/orders/new/?at={village.code}")
    resident.types("What is needed?", words)
    if photos:
        resident.shows("Photos", *photos)
    resident.sends("Send")
    resident.page.wait_for_url("**/orders/r/**")
    return resident.number()


def sees_photos(somebody: Somebody, least: int) -> bool:
    """Whether the photos of the story are there, and really are pictures."""
    pictures = somebody.page.locator("main ol img")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        somebody.page.wait_for_function(LOADED, arg=picture.element_handle())
    return pictures.count() == least


def delivers(colleague: Somebody, reply: str, *photos: Path) -> None:
    colleague.follows("Deliver")
    colleague.types("What was done, in words for the one who asked", reply)
    if photos:
        colleague.shows("Photos", *photos)
    colleague.sends("Deliver")
    colleague.page.get_by_role("status").first.wait_for()
