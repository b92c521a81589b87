"""Where she lives, how she is called and what she must not eat: read by the clerk and by whoever brings
her lunch, each reading kept; on no page that anybody else, or a mere look at a page, can get."""

import pytest
from django.db import transaction

from tests.conf.test_permission_matrix.canteens_table import BODIES, CANTEENS, RESIDENTS
from tests.conf.test_permission_matrix.cast import WHO, World, content
from tests.conf.test_permission_matrix.test_addresses import GETS, rows
from touyan.kernel.models import Entry
from touyan.programmes import acts
from touyan.programmes.models import Enrolment
from touyan.programmes.states import Allergen
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

HERS = ("秀英阿婆", "百花小区3栋", "不放花生", "王秀英")
STAFF = ("visitor", "resident", "secretary", "dispatcher", "leader", "admin", "clerk", "mate")


@pytest.fixture(autouse=True)
def _called(world: World) -> None:
    one = Enrolment.objects.get(pk=world.said["elder"])
    acts.change_enrolment(
        by=FOUNDER, enrolment=one, weekdays="", deliver_to=one.deliver_to,
        options={**one.options, "called": "秀英阿婆", "allergies": [Allergen.PEANUT]},
    )  # fmt: skip


def told(world: World, who: str, method: str, template: str) -> tuple[set[str], int]:
    """Which of her words somebody is told at an address, and how many looks were kept for it."""
    browser, address = world.browser(who), world.address(template)
    before = transaction.savepoint()
    body = {k: world.address(v) for k, v in BODIES.get(template, {"x": "1"}).items()}
    response = browser.get(address) if method == "GET" else browser.post(address, body)
    page = content(response).decode(errors="replace")
    looks = Entry.objects.filter(name__in=["programmes.look", "programmes.take_out"]).count()
    transaction.savepoint_rollback(before)
    return {word for word in HERS if word in page}, looks


def test_only_the_clerk_and_the_carrier_are_told_and_each_time_it_is_kept(world: World):
    readers, unkept = set(), []
    for method, template, _codes in [*rows(RESIDENTS), *rows(CANTEENS)]:
        for who in WHO:
            words, looks = told(world, who, method, template)
            # The kitchen counts plates, and names nobody.
            if words - {"不放花生"}:
                readers.add((who, method))
                unkept += [(who, method, template)] if not looks else []
    assert readers == {("clerk", "POST"), ("mate", "POST")}
    assert unkept == []


def test_no_page_elsewhere_tells_what_is_hers(world: World):
    """The kitchen counts plates, and names nobody."""
    found = {
        (who, template): words
        for template in GETS
        for who in STAFF
        if (words := told(world, who, "GET", template)[0])
    }
    assert found == {("clerk", "/desk/canteens/{canteen}/kitchen/"): {"不放花生"}}
