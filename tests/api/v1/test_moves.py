"""Moves through the API: the desk's acts, the desk's rules, the desk's sentences."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.v1.conftest import APP, HUB, VILLAGE, Ask, fields, problem, said
from tests.conf.test_permission_matrix.test_moves import STAGES, at_stage
from tests.orders.stages import Loop, do
from touyan.api.models import Client
from touyan.kernel import journal
from touyan.kernel.models import Entry
from touyan.orders import rules
from touyan.orders.acts import ACTS
from touyan.orders.models import Order
from touyan.town.models import Notice, Organisation, Person

pytestmark = pytest.mark.django_db

BY_HAND = {"reveal", "redact", "ask_extension", "decide_extension"}
"""What a person alone does: it needs somebody's judgement, or somebody's name."""


@pytest.fixture
def loop(
    placed: Any, secretary: Person, dispatcher: Person, officer: Person, roads: Organisation,
    lead: Person, leads: Organisation,
) -> Loop:  # fmt: skip
    return Loop(placed, secretary, dispatcher, officer, roads, lead, leads)


def actions(ask: Ask, order: Order, key: str) -> dict[str, str | None]:
    told = said(ask(f"orders/{order.ref}", key))["actions"]
    assert [one["allowed"] for one in told] == [one["why_not"] is None for one in told]
    return {one["move"]: one["why_not"] for one in told}


@pytest.mark.parametrize(("role", "key"), [("secretary", VILLAGE), ("dispatcher", HUB)])
@pytest.mark.parametrize("stage", STAGES)
def test_at_every_stage_a_system_may_do_what_a_person_of_its_role_may_but_by_hand(
    ask: Ask, loop: Loop, village: Client, hub: Client, stage: str, role: str, key: str
):
    order, _receipts = at_stage(loop, stage)
    theirs = set(STAGES[stage].get(role, "").split())
    if role not in STAGES[stage]:
        assert ask(f"orders/{order.ref}", key).status_code == 404
        return
    allowed = {move for move, why in actions(ask, order, key).items() if why is None}
    assert allowed == theirs - BY_HAND


@pytest.mark.parametrize("move_name", ACTS)
def test_what_is_not_theirs_is_refused_and_changes_nothing(
    move: Ask, placed: Any, hub: Client, app: Client, move_name: str
):
    order, _requester = placed()
    do("publish", hub, order, words="一盏灯。")
    before = list(Entry.objects.values_list("pk"))
    assert problem(move(move_name, order, APP))[0] == 409
    assert list(Entry.objects.values_list("pk")) == before


def test_an_order_goes_all_the_way_between_two_systems(
    ask: Ask, send: Ask, move: Ask, app: Client, village: Client, baihua: Organisation
):
    send("orders", APP, village=baihua.code, words="路灯不亮。", phone="13900001234")
    order = Order.objects.get()
    steps = [
        ("accept", VILLAGE, {"seen": "placed"}),
        ("answer", VILLAGE, {"reply": "明天来。"}),
        ("deliver", VILLAGE, {"reply": "换好了。"}),
        ("dispute", APP, {"words": "还是不亮。"}),
        ("deliver", VILLAGE, {"reply": "又换了一个。"}),
        ("confirm", APP, {"outcome": "solved", "satisfaction": "satisfied"}),
    ]
    states = [said(move(name, order, key, **body))["state"] for name, key, body in steps]
    assert states == ["accepted", "accepted", "delivered", "accepted", "delivered", "closed"]
    order.refresh_from_db()
    assert (order.outcome, order.satisfaction) == ("solved", "satisfied")
    signed = (
        Entry.objects.filter(about=f"order:{order.pk}").order_by("seq").values_list("by", flat=True)
    )
    assert list(signed) == [
        app.signed, village.signed, village.signed, village.signed, app.signed, village.signed, app.signed,
    ]  # fmt: skip
    assert list(journal.faults()) == []


def test_the_town_dispatches_by_the_codes_of_units(
    move: Ask, hub: Client, loop: Loop, roads: Organisation
):
    order, _requester = loop.escalated()
    assert said(move("dispatch", order, HUB, unit=roads.code, days=3))["state"] == "dispatched"
    order.refresh_from_db()
    assert (order.holder, order.agency) == (roads, roads)
    assert Notice.objects.filter(organisation=roads, event="orders.dispatch").count() == 1


def test_whoever_did_the_work_does_not_close_it(
    ask: Ask, move: Ask, send: Ask, village: Client, baihua: Organisation, secretary: Person
):
    send("orders", VILLAGE, village=baihua.code, words="路灯不亮。")
    order = Order.objects.get()
    move("accept", order, VILLAGE)
    move("deliver", order, VILLAGE, reply="好了。")
    why = actions(ask, order, VILLAGE)["confirm"]
    status, detail = problem(move("confirm", order, VILLAGE, outcome="solved"))
    assert (status, detail, why is not None) == (409, why, True)


def test_a_system_is_not_the_person_of_the_same_number(loop: Loop, leads: Organisation):
    order, _requester = loop.delivering_by_lead()
    system = Client(pk=order.agency_person_id, organisation=leads, roles=["leader"])
    assert rules.handler(order, loop.lead)
    assert not rules.handler(order, system)
    assert not rules.holder(order, system)


def test_a_page_that_is_older_than_the_order_does_nothing(
    move: Ask, hub: Client, village: Client, loop: Loop
):
    order, _requester = loop.accepted()
    assert problem(move("escalate", order, VILLAGE, seen="placed", reason="办不了。"))[0] == 409


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("accept", {"reply": "x"}, "reply"),
        ("transfer", {"reason": "不是我们的。"}, "to"),
        ("transfer", {"reason": "不是我们的。", "to": "nowhere"}, "to"),
        ("escalate", {}, "reason"),
        ("escalate", {"reason": "字" * 2001}, "reason"),
        ("sort", {"category": "nothing"}, "category"),
        ("accept", {"review_on": 0}, "review_on"),
        ("accept", {"days": "3"}, "days"),
        ("merge", {"into": "000000"}, "into"),
        ("accept", {"colour": "red"}, "colour"),
        ("accept", {"seen": "zzz"}, "seen"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    move: Ask, village: Client, placed: Any, name: str, body: dict[str, Any], field: str
):
    response = move(name, placed()[0], VILLAGE, **body)
    assert (problem(response)[0], fields(response)) == (422, [field])


def test_the_same_key_moves_once(send: Ask, village: Client, placed: Any):
    order, _requester = placed()
    headers = {"Idempotency-Key": str(uuid4())}
    path = f"orders/{order.ref}/moves/note"
    one, again = (send(path, VILLAGE, headers, text="看过了。") for _time in range(2))
    assert (one.status_code, again.content) == (200, one.content)
    assert Entry.objects.filter(name="orders.note").count() == 1


def test_a_move_that_leads_out_of_sight_says_so(
    move: Ask, village: Client, placed: Any, paibei: Organisation
):
    told = said(move("transfer", placed()[0], VILLAGE, to=paibei.code, reason="他们的。"))
    assert (told["state"], told["href"]) == ("placed", None)


def test_a_key_without_the_scope_is_told_so_at_every_action(
    ask: Ask, move: Ask, village: Client, placed: Any
):
    village.scopes = ["orders:read"]
    village.save()
    order, _requester = placed()
    assert None not in actions(ask, order, VILLAGE).values()
    assert problem(move("accept", order, VILLAGE))[0] == 403


@pytest.mark.parametrize("path", ["orders/000000/moves/accept", "orders/{ref}/moves/fly"])
def test_what_is_not_there_is_404(send: Ask, hub: Client, placed: Any, path: str):
    assert problem(send(path.format(ref=placed()[0].ref), HUB))[0] == 404


def test_nobody_moves_without_a_key(move: Ask, placed: Any):
    assert problem(move("urge", placed()[0]))[0] == 401


def test_an_action_says_what_it_asks_for(ask: Ask, hub: Client, placed: Any):
    told = said(ask(f"orders/{placed()[0].ref}", HUB))["actions"]
    asks = {
        one["move"]: [(it["name"], it["type"], it["required"]) for it in one["asks"]]
        for one in told
    }
    assert asks["decline"] == [
        ("reason", "choice", True), ("rule", "text", True), ("next_door", "text", True),
    ]  # fmt: skip
    assert asks["transfer"] == [("to", "code", True), ("reason", "text", True)]
    assert (asks["urge"], asks["merge"]) == ([], [("into", "text", True)])


def test_a_day_is_sent_as_a_calendar_writes_it(move: Ask, hub: Client, loop: Loop):
    order, _requester = loop.escalated()
    said_so = {"reason": "等资金。", "review_on": "2026-12-20"}
    assert said(move("defer", order, HUB, **said_so))["state"] == "deferred"


def test_whoever_brought_an_order_passes_on_that_it_is_not_the_same(
    ask: Ask, send: Ask, move: Ask, app: Client, loop: Loop, baihua: Organisation
):
    ref = said(send("orders", APP, village=baihua.code, words="东门的灯不亮。"))["ref"]
    order = Order.objects.latest("pk")
    lead, _requester = loop.accepted(words="东门的灯，找李四。")
    do("merge", loop.dispatcher, order, into=lead)
    told = said(ask(f"orders/{ref}", APP))
    assert (told["state"], told["follows"], told["follows_state"]) == (
        "merged", lead.ref, "accepted",
    )  # fmt: skip
    assert "李四" not in str(told)
    assert "unmerge" in [one["move"] for one in told["actions"] if one["allowed"]]
    assert said(move("unmerge", order, APP, reason="不是同一盏灯。"))["state"] == "placed"
    assert said(ask(f"orders/{ref}", APP))["follows_state"] is None
