"""Different forms at the same moment make nobody known twice. One form sent twice is caught before any act."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from touyan.kernel import clock, journal
from touyan.kernel.acts import Event
from touyan.town import acts
from touyan.town.models import Authority, Person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NAME, NUMBER = "家长汪洁", "13900007788"
FOURTEEN = date(2031, 5, 1)


def at_once(attempts: list[Callable[[], Event[Any]]]) -> list[Event[Any]]:
    """Each in a thread with a connection of its own, from the same moment on."""
    barrier = Barrier(len(attempts), timeout=120)

    def run(attempt: Callable[[], Event[Any]]) -> Event[Any]:
        try:
            connection.ensure_connection()
            barrier.wait()
            return attempt()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [one.result(timeout=120) for one in [pool.submit(run, a) for a in attempts]]


def first_and_repeated(events: list[Event[Any]]) -> list[bool]:
    assert len({event.about.pk for event in events}) == 1
    return sorted(event.repeated for event in events)


@pytest.fixture
def clerk(somebody, baihua):
    return somebody("clerk", "clerk", baihua)


@pytest.fixture
def guardian(somebody, baihua):
    return somebody("guardian", name=NAME, phone=NUMBER, village=baihua)


def test_two_desks_make_the_same_person_known_once(clerk, baihua):
    known = {"by": clerk, "village": baihua, "name": NAME, "phone": NUMBER}
    events = at_once([lambda: acts.make_known(**known)] * 8)
    assert first_and_repeated(events) == [False] + [True] * 7
    assert Person.objects.filter(name=NAME).count() == 1
    assert list(journal.faults()) == []


def test_somebody_who_introduces_themselves_meanwhile_is_the_same_person(clerk, baihua, town):
    who = {"name": NAME, "phone": NUMBER}
    events = at_once(
        [
            lambda: acts.make_known(by=clerk, village=baihua, **who),
            lambda: acts.introduce(by=clerk, town=town, **who),
        ]
        * 4
    )
    assert first_and_repeated(events) == [False] + [True] * 7


def test_a_guardian_and_the_clerk_make_the_child_known_once(clerk, guardian):
    child = {"guardian": guardian, "name": "汪小满", "child_until": FOURTEEN}
    events = at_once([lambda by=by: acts.add_child(by=by, **child) for by in (clerk, guardian) * 4])
    assert first_and_repeated(events) == [False] + [True] * 7
    assert Authority.objects.count() == 1
    assert list(journal.faults()) == []


def test_the_same_collector_named_on_two_telephones_has_one_code(guardian):
    child = acts.add_child(by=guardian, name="汪小满", child_until=FOURTEEN).about
    said = {"by": guardian, "subject": child, "name": "王奶奶", "phone": "13900004321"}
    events = at_once([lambda: acts.let_collect_today(**said)] * 8)
    assert first_and_repeated(events) == [False] + [True] * 7
    assert len({event.made for event in events}) == 1
    assert Authority.objects.filter(kind="collect").count() == 1
    assert list(journal.faults()) == []


def test_tomorrow_is_another_evening_and_another_code(guardian):
    child = acts.add_child(by=guardian, name="汪小满", child_until=FOURTEEN).about
    said = {"by": guardian, "subject": child, "name": "王奶奶", "phone": "13900004321"}
    today = acts.let_collect_today(**said).about
    with clock.at(clock.now() + timedelta(days=1)):
        assert acts.let_collect_today(**said).about != today
