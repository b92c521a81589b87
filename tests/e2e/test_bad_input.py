"""Whatever people send by mistake, or somebody sends on purpose: a plain sentence, and nothing typed is lost."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Response

from tests.e2e.journeys import history, order_of
from tests.e2e.people import Somebody
from touyan.kernel.models import Evidence
from touyan.orders.acts import ACTS
from touyan.orders.models import Order, Requester
from touyan.orders.states import State
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]
Placed = Callable[..., tuple[Order, Requester]]
WORDS = "水塔旁的护栏松了。"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)
PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(2000)
HUGE = 200 * 1024**2


def png_claiming(width: int, height: int) -> bytes:
    """A picture of a few bytes that says it has so many pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(bytes(100))
    parts = [
        struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in (head, body)
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def sparse(path: Path, size: int) -> Path:
    """A file of so many bytes that takes no room."""
    with path.open("wb") as file:
        file.write(b"\xff\xd8\xff\xe0")
        file.truncate(size)
    return path


@pytest.fixture
def resident(somebody_at: SomebodyAt, baihua: Organisation) -> Somebody:
    resident = somebody_at()
    resident.opens(f"/orders/new/?at={baihua.code}")
    resident.types("Where exactly?", "水塔西边")
    return resident


def test_a_need_without_words_is_asked_for_them(resident: Somebody) -> None:
    resident.sends("Send")
    assert "Please say it in a few words." in resident.trouble()
    assert resident.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert resident.field("Where exactly?").input_value() == "水塔西边"
    resident.types("What is needed?", WORDS)
    resident.sends("Send")
    resident.page.wait_for_url("**/orders/r/**")
    assert (Order.objects.get().words, Order.objects.get().where) == (WORDS, "水塔西边")


def test_five_thousand_characters_stay_in_the_form_with_their_photo(
    resident: Somebody, photo: Path
) -> None:
    resident.types("What is needed?", "路" * 5000)
    assert "3000 characters too many" in resident.reads()
    resident.shows("Photos", photo)
    resident.sends("Send")
    assert "That is 3000 characters more than the 2000 that fit." in resident.trouble()
    assert resident.field("What is needed?").input_value() == "路" * 5000
    assert "1 photo kept" in resident.reads()
    resident.types("What is needed?", WORDS)
    resident.sends("Send")
    resident.page.wait_for_url("**/orders/r/**")
    assert Evidence.objects.get().owner == f"order:{Order.objects.get().pk}"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("holiday.jpg", PROGRAM, "This file is not a picture that can be read here."),
        (
            "IMG_0042.HEIC",
            HEIC,
            "Photos of this kind (HEIC) cannot be read here. Send a screenshot",
        ),
        ("wall.png", png_claiming(60_000, 60_000), "This picture has too many pixels."),
        ("empty.jpg", b"\xff\xd8\xff\xe0", "This picture cannot be read;"),
    ],
    ids=["a program", "HEIC", "a bomb", "half a photo"],
)
def test_what_is_no_photo_is_refused_by_name_and_the_words_stay(
    resident: Somebody, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    resident.types("What is needed?", WORDS)
    resident.shows("Photos", file)
    resident.sends("Send")
    assert f"{name}: {sentence}" in resident.trouble()
    assert resident.field("What is needed?").input_value() == WORDS
    assert Order.objects.count() == 0
    resident.sends("Send")
    resident.page.wait_for_url("**/orders/r/**")
    assert Order.objects.get().words == WORDS


@pytest.mark.parametrize("javascript", [True, False])
def test_two_hundred_megabytes_are_refused_in_words(
    somebody_at: SomebodyAt, baihua: Organisation, tmp_path: Path, javascript: bool
) -> None:
    resident = somebody_at(javascript=javascript)
    resident.page.set_default_timeout(60_000)
    resident.opens(f"/orders/new/?at={baihua.code}")
    resident.types("What is needed?", WORDS)
    resident.shows("Photos", sparse(tmp_path / "film.jpg", HUGE))
    resident.sends("Send")
    assert "film.jpg: This photo is larger than 15 MB." in resident.trouble()
    assert resident.field("What is needed?").input_value() == WORDS
    assert Evidence.objects.count() == 0


def test_a_code_from_another_decade_still_opens_the_form(
    somebody_at: SomebodyAt, baihua: Organisation
) -> None:
    resident = somebody_at()
    resident.opens("/orders/new/?at=999999")
    assert "The code 999999 is not known here." in resident.reads()
    resident.types("What is needed?", WORDS)
    resident.sends("Send")
    assert "Choose the village or community that it is in." in resident.trouble()
    assert resident.field("What is needed?").input_value() == WORDS
    resident.picks("Village or community", baihua.name_en)
    resident.sends("Send")
    resident.page.wait_for_url("**/orders/r/**")
    assert Order.objects.get().village == baihua


def looked_for_similar(response: Response) -> bool:
    """Whether this answers the look for orders like the one that is typed, with all its words."""
    return response.url.endswith("/similar/") and quote_plus(WORDS) in (
        response.request.post_data or ""
    )


def test_a_form_that_lay_open_for_months_is_sent_all_the_same(
    resident: Somebody, baihua: Organisation
) -> None:
    with resident.page.expect_response(looked_for_similar):  # it would bring the cookie back
        resident.types("What is needed?", WORDS)
    resident.page.context.clear_cookies()
    resident.sends("Send")
    resident.page.get_by_role("link", name="Sent: number").wait_for()
    assert Order.objects.get().words == WORDS


def test_what_a_colleague_accepted_meanwhile_is_not_accepted_twice(
    staff: Callable[..., Somebody], placed: Placed
) -> None:
    order, _ = placed()
    secretary = staff("secretary")
    secretary.opens_order(order.ref)
    secretary.page.wait_for_url(f"**/{order.ref}/")
    other = Somebody(secretary.page.context.new_page())
    other.opens(f"/desk/orders/{order.ref}/")
    other.presses("Accept")
    secretary.presses("Accept")
    assert "This changed while you were reading: it is now “Accepted by the branch”." in (
        secretary.reads()
    )
    assert history(order.ref) == ["place", "accept"]


def test_a_reason_typed_on_a_page_that_grew_old_is_not_lost(
    staff: Callable[..., Somebody], placed: Placed, secretary: Person
) -> None:
    order, _ = placed()
    colleague = staff("secretary")
    colleague.opens_order(order.ref)
    colleague.follows("Send up")
    colleague.types("Why", "要吊车，村里没有。")
    ACTS["accept"](by=secretary, order=order)
    colleague.sends("Send up")
    assert "This changed while you were reading" in colleague.trouble()
    assert colleague.field("Why").input_value() == "要吊车，村里没有。"
    assert order_of(order.ref).state == State.ACCEPTED


def test_a_move_that_is_not_offered_any_more_says_so_and_keeps_what_was_typed(
    somebody_at: SomebodyAt, placed: Placed, secretary: Person
) -> None:
    order, requester = placed()
    ACTS["accept"](by=secretary, order=order)
    ACTS["deliver"](by=secretary, order=order, reply="换了灯泡。")
    resident = somebody_at()
    resident.opens(f"/orders/r/{requester.receipt}/")
    resident.unfolds("It is not put right")
    resident.types("What is still wrong?", "还是不亮。")
    ACTS["confirm"](by=requester, order=order, outcome="solved")
    resident.sends("Send")
    assert "“Not put right” is not possible now: this is “Closed”." in resident.trouble()
    assert resident.field("What you typed, so that it is not lost").input_value() == "还是不亮。"
    assert history(order.ref) == ["place", "accept", "deliver", "confirm"]
