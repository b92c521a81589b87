"""What the tests stand on: which database this is, and how hypothesis searches."""

from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import migrated, restored
from tests.headroom import roomy

pytest_plugins = [
    "tests.fixtures",
    "tests.events",
    "tests.meals",
    "tests.children",
    "tests.planning",
    "tests.selecting",
    "tests.building",
    "tests.objects",
    "tests.writing",
]

# No deadline: two busy cores say nothing about the code. The database fixture is one transaction
# around all of a test's examples, which is what our properties want.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("house")


CHINA = ZoneInfo("Asia/Shanghai")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at",
        default="2026-11-25 10:30",
        help="when the tests begin, in China; `now` leaves the machine's own clock (default: %(default)s)",
    )


@pytest.fixture(autouse=True)
def _on_a_working_morning(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is green at ten is green at midnight: every test begins at one moment, from which time goes on.

    `--at` tries other moments. A browser is told the time when its page is opened.
    """
    asked = request.config.getoption("--at")
    if asked == "now":
        yield
        return
    with time_machine.travel(datetime.fromisoformat(asked).replace(tzinfo=CHINA), tick=True):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Run each test with room for its calls: tests/headroom.py says why."""
    test = pyfuncitem.obj
    pyfuncitem.obj = roomy(test)
    try:
        return (yield)
    finally:
        pyfuncitem.obj = test


def on_postgresql() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"] == "touyan.kernel.postgresql")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if on_postgresql():
        return
    reason = "needs PostgreSQL: make test-postgres, or tools/with_postgres.py pytest …"
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """On SQLite each process begins with a copy of a migrated database, which pytest-django then keeps."""
    if on_postgresql():
        return False
    migrated.copy_to(Path(str(connection.settings_dict["TEST"]["NAME"])))
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[restored.Given]:
    """What a test commits is taken back by us, not by Django's flush: tests/restored.py says why."""
    with django_db_blocker.unblock():
        given = restored.given()

    def take_back(_case: TransactionTestCase) -> None:
        restored.restore(given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", take_back)
        yield given


@pytest.fixture
def postgresql() -> bool:
    """Whether this run is on PostgreSQL, for the rare test whose expectation differs."""
    return on_postgresql()
