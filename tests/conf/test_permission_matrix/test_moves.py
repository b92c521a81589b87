"""Every move × every state × everybody, written by hand: the second opinion to the table of moves.

At each stage the table names who sees the order at all and, after each, the moves that are theirs
now. All others get 409 and change nothing; whoever is not named gets 404, as if there were none.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from tests.conf.test_permission_matrix.cast import WHO, World
from tests.orders.stages import Loop, do
from touyan.kernel import clock
from touyan.orders import acts
from touyan.orders.acts import ACTS, VISITOR, Leaves
from touyan.orders.models import Order, Requester
from touyan.town.acts import grant_role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

OFFICE = "note reveal"
TOWN = "note reveal redact publish"
BRANCH = "note reveal publish"

STAGES: dict[str, dict[str, str]] = {
    "placed": {
        "secretary": f"{BRANCH} accept escalate transfer merge answer sort",
        "dispatcher": f"{TOWN} transfer decline merge urge supervise sort",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "joined": {  # placed, and somebody else asked for the same
        "secretary": f"{BRANCH} accept escalate transfer merge answer sort",
        "dispatcher": f"{TOWN} transfer decline merge urge supervise sort",
        "leader": "",
        "first": "add urge hide",
        "joiner": "add urge",
    },
    "public": {  # placed and published
        "secretary": f"{BRANCH} accept escalate transfer merge answer sort unpublish",
        "dispatcher": f"{TOWN} transfer decline merge urge supervise sort unpublish",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "hidden": {
        "secretary": f"{OFFICE} accept escalate transfer merge answer sort",
        "dispatcher": f"{OFFICE} redact transfer decline merge urge supervise sort",
        "leader": "",
        "first": "withdraw add urge",
    },
    "accepted": {
        "secretary": f"{BRANCH} deliver escalate transfer merge answer sort ask_extension",
        "dispatcher": f"{TOWN} transfer merge urge supervise sort",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "asked": {  # accepted, and more time was asked for
        "secretary": f"{BRANCH} deliver escalate transfer merge answer sort",
        "dispatcher": f"{TOWN} transfer merge urge supervise sort decide_extension",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "escalated": {
        "secretary": f"{BRANCH} merge sort",
        "dispatcher": f"{TOWN} dispatch defer decline merge answer urge supervise sort",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "deferred": {
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} dispatch answer urge supervise sort",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "dispatched": {  # to the roads office
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} urge supervise sort",
        "roads": f"{OFFICE} take return answer",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "dispatched_to_lead": {
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} urge supervise sort",
        "lead": f"{OFFICE} take return answer",
        "mate": OFFICE,
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "delivering": {
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} defer urge supervise sort",
        "roads": f"{OFFICE} deliver return answer ask_extension",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "delivering_long": {  # taken more than two working days after it was dispatched
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} defer urge supervise sort",
        "roads": f"{OFFICE} deliver answer ask_extension",
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "delivering_by_lead": {
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} defer urge supervise sort",
        "lead": f"{OFFICE} deliver return answer ask_extension",
        "mate": OFFICE,
        "leader": "",
        "first": "withdraw add urge hide",
    },
    "delivered": {  # by the branch: its own secretary is not asked whether it was done
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} confirm call_back sort",
        "leader": "",
        "first": "confirm dispute add hide",
    },
    "delivered_by_roads": {
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} confirm call_back sort",
        "roads": OFFICE,
        "leader": "",
        "first": "confirm dispute add hide",
    },
    "delivered_joined": {  # whoever joined may dispute; the last word is the first one's
        "secretary": f"{BRANCH} sort",
        "dispatcher": f"{TOWN} confirm call_back sort",
        "leader": "",
        "first": "confirm dispute add hide",
        "joiner": "dispute add",
    },
    "closed": {
        "secretary": BRANCH,
        "dispatcher": f"{TOWN} reopen",
        "leader": "",
        "first": "reopen add hide",
    },
    "closed_long": {  # more than fifteen days ago
        "secretary": BRANCH,
        "dispatcher": f"{TOWN} reopen",
        "leader": "",
        "first": "add hide",
    },
    "declined": {
        "secretary": BRANCH,
        "dispatcher": TOWN,
        "leader": "",
        "first": "appeal add hide",
    },
    "withdrawn": {
        "secretary": BRANCH,
        "dispatcher": TOWN,
        "leader": "",
        "first": "add hide",
    },
    "merged": {  # what the requester says goes to the order that it follows, which was placed
        "secretary": f"{BRANCH} unmerge",
        "dispatcher": f"{TOWN} unmerge",
        "leader": "",
        "first": "unmerge hide add urge",
    },
}
REQUESTERS = ("first", "joiner")
DONE = {"reveal": 200}
"""It answers with the page itself, once; all others lead back to it."""


def test_every_state_and_every_move_is_in_the_table():
    """`lapse` is the clock's and nobody's at a door."""
    offered = {
        move for stage in STAGES.values() for moves in stage.values() for move in moves.split()
    }
    assert offered == ACTS.keys() - {"lapse"}


@pytest.fixture
def said(loop: Loop, world: World, paibei: Any) -> dict[str, dict[str, Any]]:
    """What each move is sent with: all that it asks for, so that nothing but the rules refuses it."""
    why = {"reason": "有原因。"}
    day = (clock.now() + timedelta(days=30)).date().isoformat()
    lead = world.people["lead"]
    assert lead is not None
    return {
        "transfer": {**why, "to": paibei.pk},
        "escalate": why,
        "return": why,
        "unmerge": why,
        "deliver": {"reply": "办好了。"},
        "answer": {"reply": "正在办。"},
        "dispatch": {"unit": f"{loop.leads.pk}:{lead.pk}"},
        "defer": {**why, "review_on": day},
        "confirm": {"outcome": "solved"},
        "dispute": {"words": "没有修好。"},
        "reopen": {"words": "又坏了。"},
        "appeal": {"words": "请再看看。"},
        "add": {"words": "还有一盏。"},
        "decline": {"reason": "not_town", "rule": "《条例》", "next_door": "县里"},
        "merge": {"into": world.orders["placed"].ref},
        "call_back": {"text": "无人接听。"},
        "note": {"text": "记一下。"},
        "supervise": {"text": "请抓紧。"},
        "ask_extension": {**why, "days": 3},
        "decide_extension": {"granted": "yes"},
        "sort": {"urgency": "hard"},
        "publish": {"words": "一盏灯不亮。"},
    }


def joined(pair: tuple[Order, Requester]) -> tuple[Order, dict[str, Requester]]:
    order, first = pair
    joiner = acts.join(by=VISITOR, order=order, leaves=Leaves()).made
    return order, {"first": first, "joiner": joiner}


def long_ago(loop: Loop, stage: str, **ago: int) -> tuple[Order, Requester]:
    with clock.at(clock.now() - timedelta(**ago)):
        return getattr(loop, stage)()


def at_stage(loop: Loop, stage: str) -> tuple[Order, dict[str, Requester]]:
    """An order brought there by the acts that bring real ones there, and its receipts."""
    secretary = loop.secretary
    if stage.endswith("joined"):
        return joined(loop.delivered() if stage == "delivered_joined" else loop.placed())
    if stage == "delivering_long":
        order, first = long_ago(loop, "delivering", days=20)
    elif stage == "closed_long":
        order, first = long_ago(loop, "closed", days=16)
    elif stage == "public":
        order, first = loop.placed()
        do("publish", secretary, order, words="一盏路灯不亮。")
    elif stage == "hidden":
        order, first = loop.placed()
        do("hide", first, order)
    elif stage == "deferred":
        order, first = loop.escalated()
        day = (clock.now() + timedelta(days=30)).date()
        do("defer", loop.dispatcher, order, reason="等资金。", review_on=day)
    elif stage == "asked":
        order, first = loop.accepted()
        do("ask_extension", secretary, order, days=3, reason="等材料。")
    else:
        order, first = getattr(loop, stage)()
    return order, {"first": first}


KEPT_ELSEWHERE = {"kernel.tries", "town.opensession"}
"""Counters of guesses, and who is signed in: not the town's matters."""


def everything() -> dict[str, Any]:
    """Every row of the town."""
    return {
        model._meta.label_lower: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label_lower not in KEPT_ELSEWHERE
    }


@pytest.mark.parametrize("stage", STAGES)
def test_at_every_stage_everybody_can_do_what_the_table_says_and_nothing_else(
    stage: str, world: World, loop: Loop, said: dict[str, dict[str, Any]]
):
    order, receipts = at_stage(loop, stage)
    theirs = {who: moves.split() for who, moves in STAGES[stage].items()}
    refused = {(who, move): 409 for who in theirs for move in ACTS if move not in theirs[who]}
    made = {(who, move): DONE.get(move, 303) for who in theirs for move in theirs[who]}
    before = everything()
    found = {key: sent(world, order, receipts, *key, said).status_code for key in refused}
    assert found == refused
    assert everything() == before
    for who, move in made:
        point = transaction.savepoint()
        found[who, move] = sent(world, order, receipts, who, move, said).status_code
        transaction.savepoint_rollback(point)
    assert found == refused | made


def sent(
    world: World, order: Order, receipts: dict[str, Requester], who: str, move: str,
    said: dict[str, dict[str, Any]],
) -> Any:  # fmt: skip
    form = said.get(move, {})
    if who in REQUESTERS:
        return Client().post(f"/orders/r/{receipts[who].receipt}/{move}/", form)
    return world.browser(who).post(f"/desk/orders/{order.ref}/{move}/", form)


@pytest.mark.parametrize(
    "stage", ["placed", "delivering", "delivering_by_lead", "delivered_by_roads"]
)
def test_whoever_is_not_named_finds_nothing_whatever_they_try(
    stage: str, world: World, loop: Loop, said: dict[str, dict[str, Any]]
):
    order, _receipts = at_stage(loop, stage)
    strangers = [who for who in WHO if who not in STAGES[stage]]
    before = everything()
    found = {
        (who, move): sent(world, order, {}, who, move, said).status_code
        for who in strangers
        for move in [*ACTS, "follow", "unfollow"]
    }
    asked_to_sign_in = {key for key, status in found.items() if status == 302}
    assert {who for who, _move in asked_to_sign_in} == {"visitor"}
    assert set(found.values()) == {302, 404}
    assert everything() == before


def test_another_requesters_receipt_moves_another_order_only(world: World, loop: Loop):
    order, _first = loop.delivered()
    _other, stranger = loop.delivered()
    answer = Client().post(f"/orders/r/{stranger.receipt}/confirm/", {"outcome": "solved"})
    order.refresh_from_db()
    assert (answer.status_code, order.state) == (303, "delivered")


def test_a_dispatcher_whose_own_unit_did_the_work_does_not_close_it(
    world: World, loop: Loop, said: dict[str, dict[str, Any]]
):
    """Two roles together allow no more than each allows: here even less."""
    grant_role(
        by=FOUNDER, person=loop.dispatcher, organisation=loop.roads, role="officer",
        starts_on=loop.dispatcher.roles.get().starts_on,
    )  # fmt: skip
    theirs, _first = loop.delivered_by_roads()
    others, _first = loop.delivered()
    before = everything()
    found = [
        sent(world, theirs, {}, "dispatcher", move, said).status_code
        for move in ("confirm", "call_back")
    ]
    assert (found, everything() == before) == ([409, 409], True)
    assert sent(world, others, {}, "dispatcher", "confirm", said).status_code == 303


def test_a_move_without_what_it_asks_for_is_told_so_and_changes_nothing(world: World, loop: Loop):
    order, first = loop.delivered()
    escalated, _requester = loop.escalated()
    before = everything()
    desk = world.browser("dispatcher")
    asked = [
        Client().post(f"/orders/r/{first.receipt}/dispute/", {"words": ""}),
        Client().post(f"/orders/r/{first.receipt}/confirm/", {"outcome": "silent"}),
        desk.post(f"/desk/orders/{order.ref}/call_back/", {"text": " "}),
        desk.post(f"/desk/orders/{escalated.ref}/dispatch/", {"unit": "0"}),
        desk.post(f"/desk/orders/{escalated.ref}/decline/", {"reason": "because"}),
    ]
    assert [response.status_code for response in asked] == [422] * 5
    assert everything() == before
