"""Orders as other systems read them: everybody what is public, a key what its roles see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.v1.conftest import APP, HUB, VILLAGE, Ask, fields, problem, said
from tests.orders.stages import do
from touyan.api.models import Client
from touyan.kernel.numbers import spoken
from touyan.orders.models import Category, Order
from touyan.town.models import Organisation, Person

pytestmark = pytest.mark.django_db

OFFICE_ALONE = ("where", "holder", "due_at", "satisfaction", "due_because")


@pytest.fixture
def public(placed: Any, secretary: Person, street_light: Category) -> Order:
    order, _requester = placed(
        "周桂英家门口的路灯坏了。",
        category=street_light,
        where="三号楼",
        latitude=32.1,
        longitude=117.0,
    )
    return do("publish", secretary, do("accept", secretary, order), words="一盏路灯不亮。")


def refs(response: Any) -> list[str]:
    assert response.status_code == 200, response.content.decode()
    return [one["ref"] for one in said(response)["items"]]


def test_everybody_lists_what_the_office_published(ask: Ask, public: Order, placed: Any):
    placed()
    assert refs(ask("orders")) == [public.ref]


def test_what_is_public_holds_nothing_that_somebody_typed(ask: Ask, public: Order):
    told = said(ask(f"orders/{public.ref}"))
    assert (told["words"], told["seen_as"]) == ("一盏路灯不亮。", "public")
    assert {name: told[name] for name in OFFICE_ALONE} == dict.fromkeys(OFFICE_ALONE)
    assert (told["latitude"], told["custody"], told["actions"]) == (None, [], [])
    assert [step["words"] for step in told["trail"]] == [None] * len(told["trail"])
    assert [step["by"] for step in told["trail"]] == ["visitor", "person"]
    assert "周桂英" not in ask(f"orders/{public.ref}").content.decode()


def test_a_role_reads_its_subtree_whole_and_no_other(
    ask: Ask, public: Order, placed: Any, paibei: Organisation, hub: Client, village: Client
):
    other, _requester = placed(village=paibei)
    assert refs(ask("orders", HUB)) == [other.ref, public.ref]
    assert refs(ask("orders", VILLAGE)) == [public.ref]
    assert ask(f"orders/{other.ref}", HUB).status_code == 200
    assert problem(ask(f"orders/{other.ref}", VILLAGE))[0] == 404
    told = said(ask(f"orders/{public.ref}", VILLAGE))
    assert (told["words"], told["where"], told["seen_as"]) == (
        "周桂英家门口的路灯坏了。",
        "三号楼",
        "office",
    )
    assert [link["ended_by"] for link in told["custody"]] == ["accept", None]
    assert told["holder"] == {"code": "340121103003-B1", "name": "百花社区党支部"}
    assert told["due_because"].startswith("自2026年11月25日")


def test_a_key_without_the_scope_reads_what_everybody_reads(
    ask: Ask, public: Order, placed: Any, hub: Client
):
    hub.scopes = ["orders:place"]
    hub.save()
    other, _requester = placed()
    assert refs(ask("orders", HUB)) == [public.ref]
    assert ask(f"orders/{other.ref}", HUB).status_code == 404
    assert said(ask(f"orders/{public.ref}", HUB))["seen_as"] == "public"


def test_hidden_words_are_for_the_office_alone(ask: Ask, public: Order, hub: Client, app: Client):
    do("hide", public.requesters.get(), public)
    assert [ask(f"orders/{public.ref}", key).status_code for key in ("", APP, HUB)] == [
        404,
        404,
        200,
    ]


def test_pages_follow_one_another_and_hold_every_order_once(ask: Ask, placed: Any, hub: Client):
    placed_refs = [placed(f"第{n}件事：{chr(0x4E00 + n) * 9}")[0].ref for n in range(7)]
    read, after = [], ""
    while after is not None:
        page = said(ask("orders", HUB, size=3, **({"after": after} if after else {})))
        read.append([one["ref"] for one in page["items"]])
        after = page["next"]
    assert [len(page) for page in read] == [3, 3, 1]
    assert [ref for page in read for ref in page] == placed_refs[::-1]


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        ({"status": "open"}, 2),
        ({"status": "closed"}, 1),
        ({"state": "accepted"}, 1),
        ({"category": "street_light"}, 1),
        ({"category": "nothing"}, 0),
        ({"village": "340121103008"}, 1),
        ({"town": "340121103"}, 3),
        ({"town": "340121104"}, 0),
        ({"placed_from": "2026-11-25", "placed_to": "2026-11-25"}, 3),
        ({"placed_to": "2026-11-24"}, 0),
        ({"urgency": "urgent"}, 0),
        ({"overdue": "true"}, 0),
    ],
)
def test_a_list_is_narrowed_by_what_is_on_offer(
    ask: Ask, public: Order, placed: Any, paibei: Organisation, hub: Client,
    wishes: dict[str, str], found: int,
):  # fmt: skip
    placed(village=paibei)
    gone, requester = placed("另一件。")
    do("withdraw", requester, gone)
    assert len(refs(ask("orders", HUB, **wishes))) == found


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"order_by": "words"}, "order_by"),
        ({"state": "zzz"}, "state"),
        ({"status": ""}, "status"),
        ({"size": "0"}, "size"),
        ({"size": "101"}, "size"),
        ({"placed_from": "yesterday"}, "placed_from"),
        ({"placed_from": "0"}, "placed_from"),
        ({"placed_from": "2026-02-30"}, "placed_from"),
        ({"placed_from": "2026-11-25T00:00:00"}, "placed_from"),
        ({"village": "' OR 1=1"}, "village"),
        ({"after": "x"}, "after"),
        ({"after": "99999999999999999999"}, "after"),
    ],
)
def test_what_is_not_on_offer_is_said_so(ask: Ask, town: Any, wishes: dict[str, str], field: str):
    response = ask("orders", **wishes)
    assert (problem(response)[0], fields(response)) == (400, [field])


@pytest.mark.parametrize("ref", ["000000", "nonsense", spoken(10**9), "9" * 18])
def test_what_is_not_there_is_404(ask: Ask, town: Any, hub: Client, ref: str):
    assert problem(ask(f"orders/{ref}", HUB))[0] == 404


def test_whoever_brought_it_is_told_what_the_requester_is_told(
    ask: Ask, send: Ask, app: Client, baihua: Organisation, secretary: Person
):
    ref = said(send("orders", APP, village=baihua.code, words="路灯不亮。"))["ref"]
    order = Order.objects.get()
    do("note", secretary, order, text="只给同事看。")
    do("deliver", secretary, do("accept", secretary, order), reply="换好了。")
    told = said(ask(f"orders/{ref}", APP))
    assert (told["seen_as"], told["words"]) == ("brought", "路灯不亮。")
    assert [(step["event"], step["words"]) for step in told["trail"]] == [
        ("place", "路灯不亮。"),
        ("accept", None),
        ("deliver", "换好了。"),
    ]
    assert "只给同事看" not in ask(f"orders/{ref}", APP).content.decode()


def test_labels_are_in_the_language_that_is_asked_for(ask: Ask, public: Order):
    english = ask(f"orders/{public.ref}", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    assert (said(english)["state_label"], english["Content-Language"]) == (
        "Accepted by the branch",
        "en",
    )
    assert said(ask(f"orders/{public.ref}", headers={"Accept-Language": "fr"}))["village"] == {
        "code": "340121103003",
        "name": "百花社区",
    }


@pytest.mark.parametrize("key", ["", APP, HUB, VILLAGE])
def test_a_list_and_an_order_cost_six_statements_at_most_however_many_there_are(
    ask: Ask, public: Order, placed: Any, secretary: Person, key: str, app: Client, hub: Client,
    village: Client,
):  # fmt: skip
    def costs() -> list[int]:
        found = []
        for path in ("orders?size=100", f"orders/{public.ref}"):
            with CaptureQueriesContext(connection) as statements:
                assert ask(f"/api/v1/{path}", key).status_code == 200
            found.append(len(statements))
        return found

    costs()  # the first of the day is noted
    few = costs()
    for n in range(30):
        order, _requester = placed(f"第{n}件事：{chr(0x4E00 + n) * 9}")
        do("publish", secretary, order, words=f"第{n}件。")
    assert (costs(), max(few) <= 6) == (few, True)
