"""Places in a browser: the list with its plan, one of them, its plaque, and the office's page, open to everybody."""

from collections.abc import Callable

import pytest

from tests.e2e.access import VIEWS
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from touyan.town import acts
from touyan.town.models import Organisation, Person, Place
from touyan.town.rules import FOUNDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SomebodyAt = Callable[..., Somebody]


@pytest.fixture
def spots(baihua: Organisation, paibei: Organisation) -> list[Place]:
    """One that says all there is to say, and one of which hardly anything is known."""
    full = acts.add_place(
        by=FOUNDER, village=baihua, code="park-1", name="百花停车场", name_en="Baihua car park",
        kind="parking", latitude=32.17, longitude=117.02, hours="全天", spaces=84, accessible_spaces=4,
    ).about  # fmt: skip
    bare = acts.add_place(
        by=FOUNDER, village=paibei, code="wc-1", name="牌碑公厕", kind="toilet",
        latitude=32.15, longitude=117.0,
    ).about  # fmt: skip
    return [full, bare]


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_places_is_open_to_everybody(
    somebody_at: SomebodyAt, spots: list[Place], admin: Person, language: str, elder: bool
) -> None:
    each = [f"/places/{one.code}/{more}" for one in spots for more in ("", "still-true/")]
    visitor = somebody_at(360, language, elder=elder)
    paths = ["/places/", "/places/?kind=parking", "/places/?q=x", "/places/?q=没有", *each]
    assert looked_at(visitor, paths, elder) == {}
    visitor.signs_in(admin.login or "")
    assert looked_at(visitor, ["/desk/town/places/", "/desk/town/places/park-1/"], elder) == {}


def test_they_are_open_at_1280(somebody_at: SomebodyAt, spots: list[Place]) -> None:
    paths = ["/places/", *(f"/places/{one.code}/" for one in spots)]
    assert looked_at(somebody_at(1280, "en"), paths, elder=False) == {}
