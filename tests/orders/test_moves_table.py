"""A second opinion on the table of moves: written by hand from the design, compared with what is allowed."""

import pytest

from tests.orders.stages import Loop
from touyan.kernel.clock import CLOCK
from touyan.kernel.refused import Refused
from touyan.orders.acts import ACTS, VISITOR, Leaves, join
from touyan.orders.moves import LIFE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]

WORKING = "placed accepted escalated dispatched delivering deferred"
ALL = f"{WORKING} delivered closed declined withdrawn merged"

# move: (from, to, whose). Without a “to” it moves nothing.
TABLE = {
    "accept": ("placed", "accepted", "branch"),
    "transfer": ("placed accepted", "placed", "branch town"),
    "deliver": ("accepted delivering", "delivered", "holder"),
    "escalate": ("placed accepted", "escalated", "branch"),
    "dispatch": ("escalated deferred", "dispatched", "town"),
    "take": ("dispatched", "delivering", "holder"),
    "return": ("dispatched delivering", "escalated", "holder"),
    "defer": ("escalated delivering", "deferred", "town"),
    "confirm": ("delivered", "closed", "first town"),
    "dispute": ("delivered", "accepted delivering", "asked"),
    "lapse": ("delivered", "closed", "clock"),
    "reopen": ("closed", "accepted escalated", "asked town"),
    "decline": ("placed escalated", "declined", "town"),
    "appeal": ("declined", "escalated", "asked"),
    "withdraw": (WORKING, "withdrawn", "first"),
    "merge": ("placed accepted escalated", "merged", "branch town"),
    "unmerge": ("merged", "placed accepted escalated", "branch town asked"),
    "answer": (WORKING, "", "holder"),
    "add": (ALL, "", "asked"),
    "urge": (WORKING, "", "asked town"),
    "hide": (ALL, "", "first"),
    "call_back": ("delivered", "", "town"),
    "ask_extension": ("accepted delivering", "", "holder"),
    "decide_extension": ("accepted delivering", "", "town"),
    "note": (ALL, "", "branch town working"),
    "supervise": (WORKING, "", "town"),
    "sort": (f"{WORKING} delivered", "", "branch town"),
    "publish": (ALL, "", "branch town"),
    "unpublish": (ALL, "", "branch town"),
    "reveal": (ALL, "", "branch town working"),
    "redact": (ALL, "", "town"),
}

# stage: (who holds it, who works or worked on it), besides the branch, the town and those who asked.
STAGES = {
    "placed": ("secretary", ""),
    "accepted": ("secretary", ""),
    "escalated": ("dispatcher", ""),
    "deferred": ("dispatcher", ""),
    "dispatched": ("officer", "officer"),
    "dispatched_to_lead": ("lead", "lead teammate"),
    "delivering": ("officer", "officer"),
    "delivering_by_lead": ("lead", "lead teammate"),
    "delivered": ("dispatcher", ""),
    "delivered_by_roads": ("dispatcher", "officer"),
    "delivered_by_lead": ("dispatcher", "lead teammate"),
    "closed": ("", ""),
    "closed_by_roads": ("", "officer"),
    "declined": ("", ""),
    "withdrawn": ("", ""),
    "merged": ("", ""),
}


def test_the_table_has_exactly_these_moves():
    assert set(LIFE.moves) == set(TABLE)
    assert set(ACTS) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_move_leads_from_where_to_where(name):
    starts, ends, _whose = TABLE[name]
    assert {str(state) for state in LIFE.moves[name].starts} == set(starts.split())
    assert [str(state) for state in LIFE.moves[name].ends] == ends.split()


@pytest.fixture
def cast(somebody, town, water, loop: Loop, other_secretary, admin, resident):
    return {
        "secretary": loop.secretary,
        "other_secretary": other_secretary,
        "dispatcher": loop.dispatcher,
        "officer": loop.officer,
        "other_officer": somebody("water", "officer", water, name="水利站干部"),
        "lead": loop.lead,
        "teammate": somebody("mate", "lead", loop.leads, name="头雁老李"),
        "admin": admin,
        "leader": somebody("leader", "leader", town, name="镇领导"),
        "editor": somebody("editor", "editor", town, name="编辑"),
        "clerk": somebody(
            "clerk", "clerk", loop.secretary.roles_today[0].organisation, name="登记员"
        ),
        "resident": resident,
        "visitor": VISITOR,
        "clock": CLOCK,
    }


def _whose(stage, requesters):
    holds, works = STAGES[stage]
    return {
        "branch": {"secretary"},
        "town": {"dispatcher"},
        "holder": {holds} - {""},
        "working": set(works.split()),
        "asked": requesters,
        "first": {"requester"},
        "clock": {"clock"},
    }


@pytest.mark.parametrize("stage", STAGES)
def test_each_person_may_make_exactly_their_moves(stage, loop: Loop, cast):
    order, requester = getattr(loop, stage)()
    cast["requester"] = requester
    asked = {"requester"}
    if order.is_open:
        cast["joined"] = join(by=VISITOR, order=order, leaves=Leaves(phone="13900005555")).made
        asked |= {"joined"}
    _other, cast["stranger"] = loop.placed("水管漏水。", phone="13900007777")
    parts = _whose(stage, asked)
    expected = {
        (move, who)
        for move, (starts, _ends, whose) in TABLE.items()
        if order.state in starts.split()
        for part in whose.split()
        for who in parts[part]
    }
    assert {(o.name, who) for who, by in cast.items() for o in LIFE.offers(order, by)} == expected
    for move in TABLE:
        for who, by in cast.items():
            if (move, who) not in expected:
                with pytest.raises(Refused):
                    LIFE.take(move, order, by)


def test_those_who_asked_for_a_merged_order_have_a_say_in_the_one_it_follows(loop: Loop):
    order, requester = loop.merged()
    assert {offer.name for offer in LIFE.offers(order.lead, requester)} == {"add", "urge"}
    assert {offer.name for offer in LIFE.offers(order, requester)} == {"unmerge", "add", "hide"}


def test_those_who_asked_for_the_lead_have_one_say_in_what_follows_it(loop: Loop):
    order, _requester = loop.merged()
    of_the_lead = order.lead.requesters.get()
    assert [offer.name for offer in LIFE.offers(order, of_the_lead)] == ["unmerge"]


def test_a_named_lead_can_be_stood_in_for_by_an_officer_of_the_unit(loop: Loop, somebody, leads):
    head = somebody("head", "officer", leads, name="队长")
    order, _requester = loop.delivering_by_lead()
    offered = {offer.name for offer in LIFE.offers(order, head)}
    assert offered == {"deliver", "return", "answer", "ask_extension", "note", "reveal"}
