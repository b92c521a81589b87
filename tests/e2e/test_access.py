"""Every page of both doors, open to everybody: in both languages and views, in the light and the dark."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from tests.e2e.access import VIEWS, faults
from tests.e2e.people import Somebody
from touyan.orders import acts
from touyan.orders.acts import ACTS
from touyan.orders.models import Order, Requester
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OpenPage = Callable[..., Page]
SomebodyAt = Callable[..., Somebody]
Placed = Callable[..., tuple[Order, Requester]]
MOVES_OF_A_PLACED_ONE = ("transfer", "escalate", "decline", "merge", "sort", "publish", "note")
TOWN = (
    "",
    "organisations/",
    "people/",
    "calendar/",
    "places/",
    "categories/",
    "clocks/",
    "clients/",
)
RESIDENTS = (
    "/", "/help/", "/privacy/", "/offline/", "/orders/", "/orders/?state=closed", "/orders/r/",
    "/orders/new/", "/orders/new/?at=999999", "/sign-in/", "/nowhere/", "/api/v1/docs",
)  # fmt: skip


@pytest.fixture
def life(
    placed: Placed, secretary: Person, dispatcher: Person, roads: Organisation, lead: Person
) -> dict[str, tuple[Order, Requester]]:
    """Orders at the stages that look different."""
    stages = {
        name: placed(f"{name}：村口的路灯坏了，晚上看不见路。", phone=f"1390000{number:04}")
        for number, name in enumerate(("placed", "accepted", "escalated", "delivered", "declined"))
    }
    ACTS["accept"](by=secretary, order=stages["accepted"][0])
    ACTS["ask_extension"](by=secretary, order=stages["accepted"][0], days=3, reason="等灯具。")
    ACTS["escalate"](by=secretary, order=stages["escalated"][0], reason="要立项。")
    ACTS["publish"](by=dispatcher, order=stages["escalated"][0], words="一处涵洞想重修。")
    ACTS["accept"](by=secretary, order=stages["delivered"][0])
    ACTS["deliver"](by=secretary, order=stages["delivered"][0], reply="换了灯泡。")
    ACTS["decline"](
        by=dispatcher, order=stages["declined"][0], reason="private", rule="《民法典》", next_door="司法所"
    )  # fmt: skip
    acts.follow(by=secretary, order=stages["placed"][0])
    return stages


@pytest.fixture
def everybody(somebody: Callable[..., Person], town: Organisation, baihua: Organisation) -> Person:
    """Who dispatches, administers and leads a branch at once, so that one sees every page."""
    person = somebody("everybody", "dispatcher", town, name="多面手")
    for organisation, role in ((town, "admin"), (baihua, "secretary")):
        town_acts.grant_role(
            by=FOUNDER, person=person, organisation=organisation, role=role, starts_on=date(2020, 1, 1)
        )  # fmt: skip
    return person


def looked_at(visitor: Somebody, paths: list[str], elder: bool) -> dict[str, list[str]]:
    """What is wrong, page by page."""
    found = {}
    for path in paths:
        visitor.opens(path)
        if wrong := faults(visitor.page, elder):
            found[path] = wrong
    return found


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_for_residents_is_open_to_everybody(
    somebody_at: SomebodyAt,
    life: dict[str, tuple[Order, Requester]],
    resident: Person,
    language: str,
    elder: bool,
) -> None:
    visitor = somebody_at(360, language, elder=elder)
    receipts = [f"/orders/r/{requester.receipt}/" for _order, requester in life.values()]
    paths = [*RESIDENTS, *receipts, f"{receipts[0]}?new=1", f"{receipts[0]}slip/"]
    paths.append(f"/orders/{life['escalated'][0].ref}/")
    assert looked_at(visitor, paths, elder) == {}

    visitor.signs_in("resident")
    signed_in = ["/orders/mine/", "/account/", "/account/sessions/", "/account/two-factor/"]
    assert looked_at(visitor, signed_in, elder) == {}
    visitor.presses("Set it up")
    assert faults(visitor.page, elder) == []


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_answer_to_residents_is_open_to_everybody(
    somebody_at: SomebodyAt,
    life: dict[str, tuple[Order, Requester]],
    baihua: Organisation,
    language: str,
    elder: bool,
) -> None:
    visitor = somebody_at(360, language, elder=elder, javascript=True)
    visitor.opens("/orders/new/")
    visitor.types("Telephone number, if you want an answer", "12")
    visitor.sends("Send")
    visitor.page.get_by_role("alert").wait_for()
    assert faults(visitor.page, elder) == []
    visitor.opens(f"/orders/new/?at={baihua.code}")
    visitor.types("What is needed?", "村口的路灯坏了，晚上看不见路。")
    visitor.page.get_by_role("heading", name=visitor.said("Is it the same thing?")).wait_for()
    assert faults(visitor.page, elder) == []
    visitor.types("Telephone number, if you want an answer", "12")
    visitor.presses("Me too")
    visitor.page.get_by_role("alert").wait_for()
    assert faults(visitor.page, elder) == []
    visitor.opens("/sign-in/")
    visitor.types("Login", "nobody")
    visitor.types("Password", "nothing")
    visitor.sends("Sign in")
    assert faults(visitor.page, elder) == []
    _order, requester = life["delivered"]
    visitor.opens(f"/orders/r/{requester.receipt}/")
    visitor.unfolds("It is not put right")
    visitor.field("What is still wrong?")
    visitor.sends("Send")
    assert faults(visitor.page, elder) == []


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_the_desk_is_open_to_everybody(
    somebody_at: SomebodyAt,
    life: dict[str, tuple[Order, Requester]],
    everybody: Person,
    baihua: Organisation,
    street_light: object,
    language: str,
    elder: bool,
) -> None:
    colleague = somebody_at(360, language, elder=elder)
    colleague.signs_in("everybody")
    refs = {name: order.ref for name, (order, _requester) in life.items()}
    paths = ["/desk/", "/desk/notices/", "/desk/orders/new/", "/desk/call-backs/"]
    paths += [f"/desk/orders/?queue={queue}" for queue in ("waiting", "all", "following")]
    paths += [f"/desk/orders/{ref}/" for ref in refs.values()]
    paths += [f"/desk/orders/{refs['placed']}/?move={name}" for name in MOVES_OF_A_PLACED_ONE]
    paths += [f"/desk/orders/{refs['accepted']}/?move={n}" for n in ("deliver", "decide_extension")]
    paths += [f"/desk/orders/{refs['escalated']}/?move={name}" for name in ("dispatch", "defer")]
    paths.append(f"/desk/orders/{refs['placed']}/?show=similar")
    assert looked_at(colleague, paths, elder) == {}


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_about_the_town_is_open_to_everybody(
    somebody_at: SomebodyAt,
    everybody: Person,
    baihua: Organisation,
    street_light: object,
    language: str,
    elder: bool,
) -> None:
    place = town_acts.add_place(
        by=everybody, village=baihua, code="LAMP-1", kind="lamp", name="东头路灯", name_en="East lamp"
    ).about  # fmt: skip
    colleague = somebody_at(360, language, elder=elder)
    colleague.signs_in("everybody")
    paths = [f"/desk/town/{path}" for path in TOWN]
    paths += [
        f"/desk/town/organisations/{baihua.code}/",
        f"/desk/town/people/{everybody.pk}/",
        f"/desk/town/places/{place.code}/poster/",
        "/desk/town/categories/?change=street_light",
    ]
    assert looked_at(colleague, paths, elder) == {}


def test_what_keeps_somebody_out_is_found(page_at: OpenPage) -> None:
    page = page_at(360)
    page.set_content(
        '<html lang="en"><title>x</title><main><h1>x</h1><h1>y</h1><img src="x">'
        '<p style="color: #999">pale</p><div style="width: 500px"><a href="/">x</a></div>'
        '<div class="table-scroll" tabindex="0" style="width: 300px; overflow-x: auto">'
        '<table class="table-stack" style="width: 340px"><tr><td>x</td></tr></table></div></main>'
    )
    found = faults(page, elder=False)
    also = [line for line in found if line.startswith("in the other view: ")]
    assert {line.split(":")[1].strip() for line in also} >= {
        "too small",
        "148 px wider than the screen",
    }
    kinds = {line.removeprefix("in the dark: ").split(":")[0] for line in found if line not in also}
    assert kinds == {
        "too small", "148 px wider than the screen", "2 first headings", "image-alt", "color-contrast",
        "40 px beside the cards of a table",
    }  # fmt: skip
