"""Other systems at the desk: which have a key, letting one in, shutting one out."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from touyan.api.acts import add_client
from touyan.api.models import Client
from touyan.api.reads import client_of
from touyan.kernel.models import Entry
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db
PAGE = "/desk/town/clients/"


@pytest.fixture
def desk(admin: Person) -> Browser:
    browser = Browser()
    browser.force_login(admin)
    return browser


def let_in(desk: Browser, below: Organisation, **more: Any) -> Any:
    said = {
        "name": "热线", "organisation": below.pk, "scopes": ["orders:read"], "roles": ["leader"],
    } | more  # fmt: skip
    return desk.post(PAGE, said)


def test_the_key_is_shown_once_and_opens(desk: Browser, town: Organisation, admin: Person):
    page = let_in(desk, town, expires_on="2027-12-31").content.decode()
    (key,) = re.findall(r'<code id="key">([^<]+)</code>', page)
    found = client_of(key)
    assert found is not None
    assert (found.scopes, found.roles, str(found.expires_on)) == (
        ["orders:read"],
        ["leader"],
        "2027-12-31",
    )
    assert key not in desk.get(PAGE).content.decode()
    entry = Entry.objects.get(about=f"client:{found.pk}")
    assert (entry.by, entry.data["roles"]) == (admin.signed, ["leader"])


def test_who_has_a_key_is_listed_with_what_it_opens_and_when_it_last_came(
    desk: Browser, town: Organisation
):
    let_in(desk, town)
    Client.objects.update(used_on="2026-11-24")
    page = desk.get(PAGE).content.decode()
    assert [word in page for word in ("热线", "orders:read", "Leader", "24 Nov 2026")] == [True] * 4


def test_a_system_that_is_shut_out_stays_in_the_list(desk: Browser, town: Organisation):
    client = add_client(by=FOUNDER, organisation=town, name="热线", key="k").about
    assert desk.post(f"{PAGE}{client.pk}/revoke/").status_code == 303
    page = desk.get(PAGE).content.decode()
    assert (client_of("k"), "Shut out on 25 Nov 2026" in page) == (None, True)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"name": ""}, 422),
        ({"scopes": []}, 422),
        ({"scopes": ["everything"]}, 422),
        ({"roles": ["admin"]}, 422),
        ({"expires_on": "2020-01-01"}, 409),
        ({"organisation": ""}, 422),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_let_in(
    desk: Browser, town: Organisation, more: dict[str, Any], status: int
):
    assert (let_in(desk, town, **more).status_code, Client.objects.count()) == (status, 0)


def test_a_second_system_of_the_same_name_is_refused(desk: Browser, town: Organisation):
    let_in(desk, town)
    assert (let_in(desk, town).status_code, Client.objects.count()) == (409, 1)


def test_an_administrator_sees_and_lets_in_below_themselves_alone(
    somebody: Any, town: Organisation, baihua: Organisation, paibei: Organisation
):
    there = add_client(by=FOUNDER, organisation=paibei, name="牌碑的").about
    browser = Browser()
    browser.force_login(somebody("baihua_admin", "admin", baihua))
    assert "牌碑的" not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{there.pk}/revoke/").status_code == 404
    assert let_in(browser, paibei).status_code == 422
    assert let_in(browser, baihua).status_code == 200
