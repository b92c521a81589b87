"""The demonstration town's orders are plain data, so what must hold of them is checked as data.

The table of moves here is written out once more on purpose: it is the reading of the loop that the
histories were written against, and it stays readable without the room's own code.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Order = dict[str, Any]
Step = dict[str, Any]

DATA = Path(__file__).parents[2] / "src/touyan/orders/data"
TOWN = "340121103"
ARTICLE_PUBLISHED = datetime(2021, 8, 3, 11, 35, 21)  # noqa: DTZ001  (TOML local datetimes)
COMMUNITIES = ["003", "004", "005", "006", "007", "008", "009"]
RURAL = ["201", "202", "204", "205", "206", "207", "208", "209", "211", "212", "214"]
VILLAGES = {TOWN + tail for tail in COMMUNITIES + RURAL}
UNITS = {"ROADS", "WATER", "SANIT", "POWER", "CIVIL", "EDU", "HEALTH", "FIRE", "AGRI", "POLICE"}
UNITS |= {"LEADS"}
THEMES = "卫生院 四点半课堂 食堂 健康步道 无障碍停车位 公厕 雨水 消防通道 路灯 候车亭 百花五期"

# move → (states it starts from, state it leads to). None: it moves nothing.
OPEN = {"placed", "accepted", "escalated", "dispatched", "delivering", "delivered", "deferred"}
MOVES: dict[str, tuple[set[str], str | None]] = {
    "accept": ({"placed"}, "accepted"),
    "transfer": ({"placed", "accepted"}, "placed"),
    "deliver": ({"accepted", "delivering"}, "delivered"),
    "escalate": ({"placed", "accepted"}, "escalated"),
    "dispatch": ({"escalated", "deferred"}, "dispatched"),
    "take": ({"dispatched"}, "delivering"),
    "return": ({"dispatched", "delivering"}, "escalated"),
    "defer": ({"escalated", "delivering"}, "deferred"),
    "confirm": ({"delivered"}, "closed"),
    "dispute": ({"delivered"}, "same"),
    "lapse": ({"delivered"}, "closed"),
    "reopen": ({"closed"}, "reopened"),
    "decline": ({"placed", "escalated"}, "declined"),
    "withdraw": (OPEN - {"delivered"}, "withdrawn"),
    "merge": ({"placed", "accepted", "escalated"}, "merged"),
    "ask_extension": ({"accepted", "delivering"}, None),
    "grant_extension": ({"accepted", "delivering"}, None),
    "call_back": ({"delivered"}, None),
}
MOVES |= dict.fromkeys(
    ("join", "follow", "add", "note", "urge", "supervise", "publish"), (OPEN, None)
)
# What a move must carry, by its field; and what it may carry besides.
MUST = {
    "words": {"dispute", "reopen", "add", "publish", "call_back"},
    "reason": {"transfer", "escalate", "return", "defer", "decline", "ask_extension"},
    "text": {"note", "supervise"},
    "reply": {"deliver"},
    "to": {"transfer", "dispatch"},
    "outcome": {"confirm"},
    "rule": {"decline"},
    "next_door": {"decline"},
    "into": {"merge"},
    "name": {"join"},
    "by": {"urge"},
    "days": {"ask_extension"},
}
MAY = {
    "dispatch": {"days", "helpers", "person"},
    "confirm": {"satisfaction", "words"},
    "join": {"phone"},
}
ALLOWED = {
    "outcome": {"solved", "partly", "unsolved"},
    "satisfaction": {"satisfied", "fair", "unsatisfied"},
    "person": {"lead"},
    "by": {"requester", "town"},
}


def read_orders(name: str) -> list[Order]:
    """The orders of one data file."""
    orders: list[Order] = tomllib.loads((DATA / name).read_text(encoding="utf-8"))["order"]
    return orders


YEAR = read_orders("demo_2021.toml")
LIVE = read_orders("demo_live.toml")
BOTH = YEAR + LIVE
each_order = pytest.mark.parametrize("order", BOTH, ids=lambda order: order["key"])
each_of_the_year = pytest.mark.parametrize("order", YEAR, ids=lambda order: order["key"])
each_live = pytest.mark.parametrize("order", LIVE, ids=lambda order: order["key"])


def arrive(state: str, step: Step, past: list[str]) -> str:
    """The state after this step; an impossible step is an error that names itself."""
    starts, arrival = MOVES[step["move"]]
    if state not in starts:
        raise ValueError(f"{step['move']} from {state}")
    if arrival == "same":
        return past[-2]
    if arrival == "reopened":
        return "escalated" if "escalated" in past else "accepted"
    return arrival or state


def states(order: Order) -> list[str]:
    """Every state that the order passed through, the first and the last included."""
    past = ["placed"]
    for step in order["step"]:
        state = arrive(past[-1], step, past)
        if MOVES[step["move"]][1]:
            past.append(state)
    return past


def moves(order: Order) -> list[str]:
    """The names of the order's steps."""
    return [step["move"] for step in order["step"]]


def steps_of(orders: Iterable[Order], move: str) -> list[Step]:
    """Every step of this name in these orders."""
    return [step for order in orders for step in order["step"] if step["move"] == move]


def keys_with(orders: Iterable[Order], move: str) -> set[str]:
    """Which orders took this step."""
    return {order["key"] for order in orders if move in moves(order)}


def outcomes(orders: Iterable[Order]) -> Counter[str]:
    """How these orders ended: what the requester last said, or the silence, or the decline."""
    last = [order["step"][-1] for order in orders]
    return Counter(step.get("outcome", step["move"]) for step in last)


def texts(value: object) -> list[str]:
    """Every string in a value, the telephone fields apart."""
    if isinstance(value, dict):
        return [t for key, inner in value.items() if key != "phone" for t in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def people(order: Order) -> list[dict[str, Any]]:
    """The requester and all who joined."""
    return [order["requester"], *steps_of([order], "join")]


BY_BRANCH = [order for order in YEAR if "escalate" not in moves(order)]
SENT_UP = [order for order in YEAR if "escalate" in moves(order)]


def test_the_year_counts_what_the_article_counts() -> None:
    assert (len(YEAR), len(BY_BRANCH), len(SENT_UP)) == (69, 46, 23)


def test_the_live_list_has_forty_orders_and_four_of_the_demonstration_resident() -> None:
    assert len(LIVE) == 40
    assert sum(order.get("resident", False) for order in LIVE) == 4


def test_no_two_orders_share_a_key() -> None:
    assert [k for k, n in Counter(order["key"] for order in BOTH).items() if n > 1] == []


@pytest.mark.parametrize(("orders", "least"), [(YEAR, 2), (LIVE, 1)], ids=["year", "live"])
def test_every_village_has_orders_and_no_other_place_has(orders: list[Order], least: int) -> None:
    placed = Counter(order["village"] for order in orders)
    assert set(placed) == VILLAGES
    assert min(placed.values()) >= least
    assert {village for village, _ in placed.most_common(2)} == {TOWN + "003", TOWN + "008"}


@each_order
def test_a_history_takes_only_moves_that_the_loop_allows(order: Order) -> None:
    assert states(order)[0] == "placed"


@pytest.mark.parametrize(
    ("named", "refused"),
    [
        (["accept", "confirm"], "confirm from accepted"),
        (["accept", "escalate", "dispatch", "deliver"], "deliver from dispatched"),
        (["escalate", "dispatch", "take", "withdraw", "take"], "take from withdrawn"),
        (["accept", "deliver", "withdraw"], "withdraw from delivered"),
    ],
)
def test_a_history_that_skips_a_move_would_be_noticed(named: list[str], refused: str) -> None:
    with pytest.raises(ValueError, match=refused):
        states({"step": [{"move": move} for move in named]})


def test_a_dispute_returns_to_the_same_holder_and_a_reopening_to_where_it_belongs() -> None:
    branch = ["accept", "deliver", "dispute", "deliver", "confirm", "reopen"]
    unit = ["escalate", "dispatch", "take", "deliver", "dispute"]
    assert states({"step": [{"move": m} for m in branch]})[3::3] == ["accepted", "accepted"]
    assert states({"step": [{"move": m} for m in unit]})[-1] == "delivering"


@each_order
def test_each_step_carries_exactly_what_its_move_needs(order: Order) -> None:
    clock, review = ("at", "review_on") if "at" in order else ("hours_ago", "review_in_days")
    for step in order["step"]:
        must = {clock, "move"} | {name for name in MUST if step["move"] in MUST[name]}
        must |= {review} if step["move"] == "defer" else set()
        assert must <= set(step) <= must | MAY.get(step["move"], set()), step
        assert [n for n in ALLOWED if n in step and step[n] not in ALLOWED[n]] == []


def test_the_year_dispatches_only_to_units_of_the_town_and_never_to_its_own_helper() -> None:
    for step in steps_of(BOTH, "dispatch"):
        named = [step["to"], *step.get("helpers", [])]
        assert {f"{TOWN}-{unit}" for unit in UNITS} >= set(named)
        assert len(named) == len(set(named))
    assert [step["to"] for step in steps_of(YEAR, "transfer")] == [TOWN + "206"]


def test_only_a_lead_of_the_leads_is_a_named_person() -> None:
    named = [step["to"] for step in steps_of(BOTH, "dispatch") if "person" in step]
    assert named == [f"{TOWN}-LEADS"] * 2


@each_of_the_year
def test_the_year_is_told_in_order_and_within_it(order: Order) -> None:
    times = [order["at"], *(step["at"] for step in order["step"])]
    assert times == sorted(set(times))
    assert date(2021, 3, 1) <= order["at"].date() <= date(2021, 7, 20)


@each_of_the_year
def test_every_order_of_the_year_has_ended(order: Order) -> None:
    assert states(order)[-1] == ("declined" if "decline" in moves(order) else "closed")


def test_when_the_article_appeared_only_the_three_deferred_were_standing() -> None:
    standing = [order for order in YEAR if order["step"][-1]["at"] >= ARTICLE_PUBLISHED]
    before = [
        [step["move"] for step in order["step"] if step["at"] < ARTICLE_PUBLISHED]
        for order in standing
    ]
    assert {order["key"] for order in standing} == keys_with(YEAR, "defer")
    assert len(standing) == 3
    assert all("defer" in named and "deliver" not in named for named in before)
    reviews = [step["review_on"] for step in steps_of(YEAR, "defer")]
    assert min(reviews) > ARTICLE_PUBLISHED.date()


def test_the_46_ended_as_a_year_really_ends() -> None:
    assert outcomes(BY_BRANCH) == {"solved": 40, "partly": 2, "unsolved": 1, "lapse": 3}
    assert len(keys_with(BY_BRANCH, "dispute")) == 2
    assert len(keys_with(BY_BRANCH, "reopen")) == 1
    assert len(keys_with(BY_BRANCH, "transfer")) == 1
    assert keys_with(YEAR, "merge") == set()


def test_the_23_sent_up_have_every_fate() -> None:
    assert outcomes(SENT_UP) == {"solved": 19, "partly": 2, "lapse": 1, "decline": 1}
    fates = ("defer", "return", "grant_extension", "dispute", "reopen", "supervise")
    assert [len(keys_with(SENT_UP, fate)) for fate in fates] == [3, 1, 1, 1, 0, 1]


@each_order
def test_silence_closes_only_a_week_after_the_answer_and_after_a_call(order: Order) -> None:
    if "lapse" not in moves(order):
        return
    assert moves(order)[-3:] == ["deliver", "call_back", "lapse"]
    answered, _called, lapsed = order["step"][-3:]
    assert waited(answered, lapsed) >= timedelta(days=7)


def waited(first: Step, second: Step) -> timedelta:
    """The time between two steps, in either way of telling it."""
    if "at" in first:
        passed: timedelta = second["at"] - first["at"]
        return passed
    return timedelta(hours=first["hours_ago"] - second["hours_ago"])


def test_a_call_that_reached_nobody_is_noted_only_before_a_silent_end() -> None:
    assert keys_with(BOTH, "call_back") == keys_with(BOTH, "lapse")


def test_a_reopening_comes_within_fifteen_days_and_a_return_within_two_working_ones() -> None:
    for order in YEAR:
        for before, step in zip(order["step"], order["step"][1:], strict=False):
            if step["move"] == "reopen":
                assert waited(before, step) <= timedelta(days=15)
            if step["move"] == "return":
                assert waited(before, step) <= timedelta(days=2)


def test_urgent_orders_of_the_year_were_accepted_within_two_hours_and_met_within_a_day() -> None:
    urgent = [order for order in YEAR if order["class"] == "urgent"]
    assert len(urgent) == 9
    assert max(until(order, "accept") for order in urgent) <= timedelta(hours=2)
    assert max(until(order, "deliver") for order in urgent) <= timedelta(hours=24)


def until(order: Order, move: str) -> timedelta:
    """How long an order of the year waited for this step."""
    passed: timedelta = steps_of([order], move)[0]["at"] - order["at"]
    return passed


@each_live
def test_live_orders_count_back_towards_now(order: Order) -> None:
    times = [order["hours_ago"], *(step["hours_ago"] for step in order["step"])]
    assert times == sorted(set(times), reverse=True)
    assert times[-1] > 0


def test_the_live_town_shows_every_state() -> None:
    expected = {"placed": 5, "accepted": 7, "escalated": 4, "dispatched": 3, "delivering": 4}
    expected |= {"delivered": 5, "deferred": 2, "closed": 6, "declined": 1, "withdrawn": 1}
    assert Counter(states(order)[-1] for order in LIVE) == expected | {"merged": 2}


def test_the_live_closed_ones_differ_in_how_they_closed() -> None:
    closed = [order for order in LIVE if states(order)[-1] == "closed"]
    assert outcomes(closed) == {"solved": 3, "partly": 1, "unsolved": 1, "lapse": 1}


def test_two_answers_are_old_enough_to_need_a_call() -> None:
    silent = [order for order in LIVE if states(order)[-1] == "delivered"]
    waiting = [order for order in silent if order["step"][-1]["hours_ago"] > 7 * 24]
    assert all("phone" in order["requester"] for order in waiting)
    assert (len(silent), len(waiting), keys_with(waiting, "call_back")) == (5, 2, set())


def test_one_live_extension_waits_and_some_orders_are_urged_or_supervised() -> None:
    assert (len(steps_of(LIVE, "ask_extension")), len(steps_of(LIVE, "grant_extension"))) == (1, 0)
    assert len(steps_of(LIVE, "supervise")) == 1
    assert len(keys_with(LIVE, "urge")) == 3


def test_a_placed_and_an_accepted_order_have_waited_too_long() -> None:
    waited_long = {"placed": 4 * 24, "accepted": 10 * 24}
    late = [
        states(order)[-1]
        for order in LIVE
        if order["hours_ago"] > waited_long.get(states(order)[-1], 10**6)
    ]
    assert sorted(late) == ["accepted", "placed"]


def test_merged_orders_follow_an_open_order_of_their_village_with_joiners() -> None:
    by_key = {order["key"]: order for order in LIVE}
    for order in (by_key[key] for key in keys_with(LIVE, "merge")):
        lead = by_key[order["step"][-1]["into"]]
        assert (lead["village"], states(lead)[-1]) == (order["village"], "accepted")
        assert len(steps_of([lead], "join")) == 4
        assert lead["hours_ago"] > order["hours_ago"]


@each_order
def test_words_are_a_resident_s_and_not_too_long(order: Order) -> None:
    assert 30 <= len(re.findall(r"[\u4e00-\u9fff]", order["words"])) <= 160
    assert order["class"] in {"urgent", "hard", "small"}
    assert order["channel"] in {"web", "phone", "paper", "desk"}
    assert order["where"] != ""


@each_order
def test_the_public_copy_is_shorter_and_names_nobody(order: Order) -> None:
    for copy in (step["words"] for step in steps_of([order], "publish")):
        assert len(copy) < len(order["words"])
        assert re.search(r"\d", copy) is None
        assert [p["name"] for p in people(order) if p.get("name", "—") in copy] == []


def test_the_whole_year_and_most_of_the_live_town_is_published() -> None:
    assert len(steps_of(YEAR, "publish")) == 69
    assert len(steps_of(LIVE, "publish")) == 33


def test_every_telephone_is_one_that_cannot_exist() -> None:
    phones = [p["phone"] for order in BOTH for p in people(order) if "phone" in p]
    assert [phone for phone in phones if not re.fullmatch(r"1\d\d0000\d{4}", phone)] == []
    assert [text for text in texts(BOTH) if re.search(r"\d{7,}", text.replace(TOWN, ""))] == []


def test_the_anonymous_leave_no_name_and_many_leave_no_telephone() -> None:
    anonymous = [o["requester"] for o in YEAR if o["requester"].get("anonymous")]
    assert anonymous == [{"anonymous": True}] * 6
    assert sum("phone" not in order["requester"] for order in YEAR) == 26


def test_whoever_telephoned_left_a_number() -> None:
    called = [order["requester"] for order in BOTH if order["channel"] == "phone"]
    assert [person for person in called if "phone" not in person] == []


@pytest.mark.parametrize("theme", THEMES.split())
def test_the_article_s_themes_can_be_recognised(theme: str) -> None:
    assert any(theme in text for text in texts(YEAR))
