"""Asked, accepted, sent up, dispatched, delivered, disputed, confirmed: by people at their screens."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.journeys import asks, delivers, history, order_of, sees_photos
from tests.e2e.people import Somebody
from touyan.kernel import journal
from touyan.orders.states import State
from touyan.town.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [
        (360, "zh-hans", True),
        (360, "en", True),
        (1280, "en", True),
        (360, "zh-hans", False),
    ],
)
def test_an_order_goes_up_comes_back_and_ends_with_the_one_who_asked(
    somebody_at: Callable[..., Somebody],
    staff: Callable[..., Somebody],
    baihua: Organisation,
    roads: Organisation,
    photo: Path,
    width: int,
    language: str,
    javascript: bool,
) -> None:
    screen = {"width": width, "language": language, "javascript": javascript}
    resident = somebody_at(**screen)
    ref = asks(resident, baihua, "桥栏杆断了一截，孩子上学要走。", photo)
    receipt = resident.page.url.partition("?")[0]
    assert order_of(ref).state == State.PLACED

    secretary = staff("secretary", **screen)
    secretary.opens_order(ref)
    assert sees_photos(secretary, 1)
    secretary.presses("Accept")
    assert secretary.said("Accepted by the branch") in secretary.reads()
    secretary.follows("Send up")
    secretary.types("Why", "要焊工和材料，村里办不了。")
    secretary.sends("Send up")

    dispatcher = staff("dispatcher", **screen)
    dispatcher.opens_order(ref)
    dispatcher.follows("Dispatch")
    with_whom = roads.name_en if language == "en" else roads.name
    if not dispatcher.page.get_by_role("radio", name=with_whom).is_visible():
        dispatcher.unfolds("Others")
    dispatcher.ticks(with_whom)
    dispatcher.sends("Dispatch")
    assert order_of(ref).holder == roads

    officer = staff("officer", **screen)
    officer.opens_order(ref)
    officer.presses("Take")
    delivers(officer, "栏杆已焊好，刷了漆。", photo)
    assert order_of(ref).state == State.DELIVERED

    resident.opens(receipt)
    assert "栏杆已焊好，刷了漆。" in resident.reads()
    assert sees_photos(resident, 2)
    resident.unfolds("It is not put right")
    resident.types("What is still wrong?", "只焊了一边，另一边还是空的。")
    resident.shows("Photos", photo)
    resident.sends("Send")
    assert (
        resident.said("It is back with those who did it; they have been told.") in resident.reads()
    )
    assert order_of(ref).state == State.DELIVERING

    officer.opens("/desk/")
    officer.opens_order(ref)
    assert "只焊了一边，另一边还是空的。" in officer.reads()
    delivers(officer, "两边都焊好了。")

    resident.opens(receipt)
    resident.ticks("Solved")
    resident.ticks("Satisfied")
    resident.sends("Send")
    assert resident.said("Thank you. It is closed with your last word.") in resident.reads()

    closed = order_of(ref)
    assert (closed.state, closed.outcome, closed.satisfaction) == ("closed", "solved", "satisfied")
    assert history(ref) == [
        "place", "accept", "escalate", "dispatch", "take", "deliver", "dispute", "deliver", "confirm",
    ]  # fmt: skip
    assert list(journal.faults()) == []
