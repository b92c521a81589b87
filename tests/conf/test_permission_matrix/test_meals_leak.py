"""Where she lives, how she is called and what she must not eat: read by the clerk and by whoever brings
her lunch, each reading kept. That no page elsewhere tells it is in the table of test_leaks.py."""

import pytest
from django.db import transaction

from tests.conf.test_permission_matrix.canteens_table import BODIES, CANTEENS, RESIDENTS
from tests.conf.test_permission_matrix.cast import WHO, World, content
from tests.conf.test_permission_matrix.test_addresses import rows
from tests.once import ONE_DATABASE_IS_ENOUGH
from touyan.kernel.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("called"), ONE_DATABASE_IS_ENOUGH]

HERS = ("秀英阿婆", "百花小区3栋", "不放花生", "王秀英")


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
