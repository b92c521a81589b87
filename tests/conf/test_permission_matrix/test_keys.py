"""Every key against every address of the doors for other systems, written by hand: what a session never opens, a key may."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client as Browser
from PIL import Image

from tests.conf.test_permission_matrix.cast import World, content
from tests.kernel.pictures import BLUE, saved
from touyan.api.acts import add_client, revoke_client
from touyan.api.states import Scope
from touyan.api.v1.openapi import NEEDS
from touyan.kernel import evidence
from touyan.kernel.acts import about
from touyan.orders.models import Order
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

KEYS = (
    "nobody",  # no key at all
    "guessed",  # one that nobody has
    "ended",  # of a dispatching system that was shut out
    "app",  # a civic app without a role: it brought {brought}
    "other",  # another civic app
    "village",  # a secretary's, of 百花社区
    "paibei",  # a secretary's, of another village
    "hub",  # a dispatcher's, of the town
    "gangji",  # a dispatcher's, of the town next door
    "roads",  # an officer's, of the unit that holds {roads}
    "leader",  # reads only, whatever its scopes say
    "narrow",  # a dispatcher's role, but for figures and Open311 alone
)
EVERY = (Scope.READ, Scope.PLACE, Scope.MOVE, Scope.FIGURES)
BRINGS = (Scope.READ, Scope.PLACE, Scope.MOVE, Scope.OPEN311)

#                                                       nobo gues ende  app othe vill paib  hub gang road lead narr
V1 = """
GET  orders                                              200  401  401  200  200  200  200  200  200  200  200  200
GET  orders/{public}                                     200  401  401  200  200  200  200  200  200  200  200  200
GET  orders/{placed}                                     404  401  401  404  404  200  404  200  404  404  200  404
GET  orders/{roads}                                      404  401  401  404  404  200  404  200  404  200  200  404
GET  orders/{paibei}                                     404  401  401  404  404  404  200  200  404  404  200  404
GET  orders/{gangji}                                     404  401  401  404  404  404  404  404  200  404  404  404
GET  orders/{brought}                                    404  401  401  200  404  200  404  200  404  404  200  404
GET  orders/{placed}/photos/{photo}                      404  401  401  404  404  200  404  200  404  404  200  404
GET  orders/{brought}/photos/{own}                       404  401  401  200  404  200  404  200  404  404  200  404
GET  orders/{brought}/photos/{photo}                     404  401  401  404  404  404  404  404  404  404  404  404
GET  figures                                             200  401  401  200  200  200  200  200  200  200  200  200
GET  figures?organisation=340121103003                   404  401  401  404  404  200  404  200  404  404  200  200
GET  figures?organisation=340121104001                   404  401  401  404  404  404  404  404  200  404  404  404
POST photos                                              401  401  401  201  201  201  201  201  201  201  201  403
POST orders {"village": "340121103003", "words": "灯"}   401  401  401  201  201  201  422  201  422  422  201  403
POST orders/{public}/moves/note {"text": "记。"}         401  401  401  409  409  200  409  200  409  409  409  403
POST orders/{placed}/moves/accept {}                    401  401  401  404  404  200  404  409  404  404  409  403
POST orders/{brought}/moves/withdraw {}                 401  401  401  200  404  409  404  409  404  404  409  403
POST orders/{roads}/moves/deliver {"reply": "好了。"}    401  401  401  404  404  409  404  409  404  200  409  403
"""

# A key opens here only what everybody may read, and what it brought itself: roles are for the JSON API.
#                                                       nobo gues ende  app othe vill paib  hub gang road lead narr
OPEN311 = """
GET  requests/{public}.json                              200  403  403  200  200  403  403  403  403  403  403  200
GET  requests/{placed}.json                              404  403  403  404  404  403  403  403  403  403  403  404
GET  requests/{brought}.json                             404  403  403  200  404  403  403  403  403  403  403  404
POST requests.json                                       403  403  403  200  200  403  403  403  403  403  403  200
"""


@pytest.fixture
def keys(
    town: Organisation, baihua: Organisation, paibei: Organisation, gangji: Organisation, roads: Organisation
) -> dict[str, str]:  # fmt: skip
    """Each system as an administrator lets it in; its key is called by its name."""

    def made(name: str, at: Organisation, scopes: Any, *roles: str) -> Any:
        said = {"organisation": at, "name": name, "scopes": scopes, "roles": roles}
        return add_client(by=FOUNDER, key=f"{name}-key", **said).about

    made("app", town, BRINGS)
    made("other", town, BRINGS)
    made("village", baihua, EVERY, "secretary")
    made("paibei", paibei, EVERY, "secretary")
    made("hub", town, EVERY, "dispatcher")
    made("gangji", gangji, EVERY, "dispatcher")
    made("roads", roads, EVERY, "officer")
    made("leader", town, EVERY, "leader")
    made("narrow", town, (Scope.FIGURES, Scope.OPEN311), "dispatcher")
    revoke_client(by=FOUNDER, client=made("ended", town, EVERY, "dispatcher"))
    return {who: "" if who == "nobody" else f"{who}-key" for who in KEYS}


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("lamp.jpg", saved(Image.new("RGB", (64, 48), BLUE), "JPEG"))


@pytest.fixture
def named(world: World, keys: dict[str, str], baihua: Organisation) -> dict[str, Any]:
    """What fills the holes: the world's orders, and one that the app brought with a photo."""
    draft = json.loads(v1(keys["app"], "POST", "photos").content)["photos"]
    body = {"village": baihua.code, "words": "东门的路灯不亮了。", "photos": draft}
    told = json.loads(v1(keys["app"], "POST", "orders", json.dumps(body)).content)
    brought = Order.objects.get(source_ref="", source__gt="")
    own = evidence.of(about(brought)).get().pk
    refs = {name: order.ref for name, order in world.orders.items()}
    return {**refs, "brought": told["ref"], "photo": world.said["photo"], "own": own}


def v1(key: str, method: str, path: str, body: str = "") -> Any:
    """With its key in the head, as a system asks that has no cookies."""
    browser, address = Browser(enforce_csrf_checks=True), f"/api/v1/{path}"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if method == "GET":
        return browser.get(address, headers=headers)
    if path == "photos":
        return browser.post(address, {"photo": photo()}, headers=headers)
    return browser.post(address, body, "application/json", headers=headers)


def open311(key: str, method: str, path: str, body: str = "") -> Any:
    """With its key among the words, as GeoReport says."""
    browser, address = Browser(enforce_csrf_checks=True), f"/open311/v2/{path}"
    said = {"jurisdiction_id": "340121103", **({"api_key": key} if key else {})}
    if method == "GET":
        return browser.get(address, said)
    what = {"service_code": "street_light", "address_id": "340121103003", "description": "路灯"}
    return browser.post(address, said | what)


def rows(table: str) -> list[tuple[str, str, str, list[int]]]:
    """Method, address, body and what each key gets."""
    found = []
    for line in table.strip().splitlines():
        *asked, codes = re.split(r"\s{2,}(?=\d{3}\s)", line, maxsplit=1)
        method, path, *body = asked[0].split(maxsplit=2)
        found.append((method, path, "".join(body), [int(code) for code in codes.split()]))
    return found


@pytest.mark.parametrize(("table", "ask"), [(V1, v1), (OPEN311, open311)])
def test_every_key_gets_what_the_table_says(
    named: dict[str, Any], keys: dict[str, str], table: str, ask: Any
):
    expected, found = {}, {}
    for method, path, body, codes in rows(table):
        expected[method, path] = dict(zip(KEYS, codes, strict=True))
        found[method, path] = {
            who: _status(ask, keys[who], method, path.format(**named), body) for who in KEYS
        }
    assert found == expected


def _status(ask: Any, key: str, method: str, path: str, body: str) -> int:
    """What one did is undone before the next one asks."""
    point = transaction.savepoint()
    answer = ask(key, method, path, body)
    content(answer)  # a file is read to its end, and so closed
    transaction.savepoint_rollback(point)
    status: int = answer.status_code
    return status


def test_every_address_that_a_key_opens_is_in_the_table():
    """What is the same for everybody stands in the table of those without one."""
    operations = {name for name, scopes in NEEDS.items() if scopes} | {
        "read_order",
        "list_orders",
        "read_photo",
        "read_figures",
    }
    said = {
        "place_order": "POST orders", "move_order": "POST orders/", "send_photos": "POST photos",
        "read_order": "GET orders/", "list_orders": "GET orders", "read_photo": "GET orders/", "read_figures": "GET figures",
    }  # fmt: skip
    table = [f"{method} {path}" for method, path, _body, _codes in rows(V1)]
    assert operations == said.keys()
    assert [one for one in said.values() if not any(row.startswith(one) for row in table)] == []
