"""Schemathesis asks all that the OpenAPI allows and much that it does not: no 500, and every answer as described.

Bounded to some tens of seconds; `make fuzz MINUTES=30` goes on for as long as it is told.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.v1.conftest import APP, HUB, VILLAGE
from tests.orders.stages import do
from touyan.api.models import Client
from touyan.api.v1.described import TOLD
from touyan.kernel.models import Tries
from touyan.town.acts import add_place
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0"))
EXAMPLES = 25 if MINUTES else 6
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, negative_data_rejection,
]  # fmt: skip
KEYS = {"nobody": "", "app": APP, "hub": HUB, "village": VILLAGE, "guessed": "guessed"}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Found = Counter[tuple[str, str, int]]


@pytest.fixture
def described(db: None) -> Iterator[Any]:
    """The town without a server; like Django's own browser for tests, it leaves the connection open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def there(
    placed: Any, secretary: Person, baihua: Organisation, put_on: Any, street_light: Any,
    app: Client, hub: Client, village: Client,
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """What can really be asked for, by the name of the parameter in the address."""
    order, _requester = placed(category=street_light)
    do("publish", secretary, order, words="一盏路灯不亮。")
    add_place(by=FOUNDER, village=baihua, code="BH-1", name="路灯", kind="lamp")
    session = put_on()
    return {
        "read_order": {"ref": order.ref},
        "move_order": {"ref": order.ref},
        "read_organisation": {"code": baihua.code},
        "read_place": {"code": "BH-1"},
        "read_programme": {"number": session.programme_id},
    }


def operation_of(described: Any, name: str) -> Any:
    return next(
        found.ok()
        for found in described.get_all_operations()
        if found.ok().definition.raw["operationId"] == name
    )


def asked(operation: Any, who: str, mode: Any, fixed: dict[str, Any] | None, start: int) -> Found:
    """Ask one operation again and again; how often each status came. What breaks a check is raised."""
    found: Found = Counter()
    name = operation.definition.raw["operationId"]
    if mode == GenerationMode.NEGATIVE and not operation.definition.raw["parameters"]:
        return found  # there is nothing that could be wrong
    fixed = fixed if mode == GenerationMode.POSITIVE else None
    headers = {"Authorization": f"Bearer {KEYS[who]}"} if KEYS[who] else {}

    @seed(start)
    @hypothesis_settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=fixed))
    def once(case: Any) -> None:
        Tries.objects.all().delete()  # how often one may come is another test's
        response = case.call(headers=headers)
        found[name, who, response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    once()
    return found


@pytest.mark.parametrize("name", TOLD)
def test_every_answer_is_as_described(described: Any, there: dict[str, Any], name: str):
    operation = operation_of(described, name)
    found: Found = Counter()
    for number, who in enumerate(("nobody", "hub")):
        for mode in MODES:
            found += asked(operation, who, mode, there.get(name), number)
    found += asked(operation, "guessed", GenerationMode.POSITIVE, None, 7)
    assert {who for _name, who, _status in found} == {"nobody", "hub", "guessed"}


@pytest.mark.skipif(not MINUTES, reason="as long as it is told: make fuzz MINUTES=30")
def test_for_as_long_as_it_is_told(described: Any, there: dict[str, Any]):
    found, until = Counter[tuple[str, str, int]](), time.monotonic() + MINUTES * 60
    operations = {name: operation_of(described, name) for name in TOLD}
    for start in count():
        for name, operation in operations.items():
            for who in KEYS:
                fixed = there.get(name) if start % 3 else None
                found += asked(operation, who, MODES[start % 2], fixed, start)
        if time.monotonic() > until:
            break
    lines = sorted(f"{name} {who} {status}: {n}" for (name, who, status), n in found.items())
    print(f"{sum(found.values())} requests, {start + 1} rounds", *lines, sep="\n")  # noqa: T201 - what is asked for
    assert {status for _name, _who, status in found if status >= 500} == set()
