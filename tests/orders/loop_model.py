"""The loop told a second time, in plain Python: from its description, not from the table of moves.

Nothing here imports the rules, the moves or the acts: where the two tellings differ, one is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

WORKS_IN = {
    "baihua": "baihua", "paibei": "paibei", "roads": "roads", "water": "water",
    "lead": "leads", "other_lead": "leads", "cadre": "baihua",
}  # fmt: skip
"""Who has their hands in which unit; a village stands for its branch."""
HEADS = frozenset({"baihua", "paibei", "roads", "water", "cadre"})
PEOPLE = (
    "baihua", "paibei", "cadre", "dispatcher", "roads", "water", "lead", "other_lead", "resident", "clock",
)  # fmt: skip
VILLAGES = ("baihua", "paibei")

OPEN = frozenset(
    {"placed", "accepted", "escalated", "dispatched", "delivering", "delivered", "deferred"}
)
BEFORE_DELIVERED = OPEN - {"delivered"}
WITH_BRANCH = frozenset({"placed", "accepted"})
AT_WORK = frozenset({"accepted", "delivering"})
ALWAYS = OPEN | {"closed", "declined", "withdrawn", "merged"}

FROM = {
    "accept": frozenset({"placed"}),
    "transfer": WITH_BRANCH,
    "deliver": AT_WORK,
    "escalate": WITH_BRANCH,
    "dispatch": frozenset({"escalated", "deferred"}),
    "take": frozenset({"dispatched"}),
    "return": frozenset({"dispatched", "delivering"}),
    "defer": frozenset({"escalated", "delivering"}),
    "confirm": frozenset({"delivered"}),
    "dispute": frozenset({"delivered"}),
    "lapse": frozenset({"delivered"}),
    "reopen": frozenset({"closed"}),
    "decline": frozenset({"placed", "escalated"}),
    "appeal": frozenset({"declined"}),
    "withdraw": BEFORE_DELIVERED,
    "merge": frozenset({"placed", "accepted", "escalated"}),
    "unmerge": frozenset({"merged"}),
}
"""What moves an order on, and from where."""
STANDING = {
    "answer": BEFORE_DELIVERED,
    "add": ALWAYS,
    "urge": BEFORE_DELIVERED,
    "hide": ALWAYS,
    "call_back": frozenset({"delivered"}),
    "ask_extension": AT_WORK,
    "decide_extension": AT_WORK,
    "note": ALWAYS,
    "supervise": BEFORE_DELIVERED,
    "sort": OPEN,
    "publish": ALWAYS,
    "unpublish": ALWAYS,
    "reveal": ALWAYS,
    "redact": ALWAYS,
}
"""What adds to an order where it stands."""
NEEDS_WORDS = {
    "transfer": "reason", "deliver": "reply", "escalate": "reason", "return": "reason",
    "defer": "reason", "dispute": "words", "reopen": "words", "decline": "rule", "appeal": "words",
    "unmerge": "reason", "answer": "reply", "add": "words", "call_back": "text",
    "ask_extension": "reason", "note": "text", "supervise": "text", "publish": "words",
}  # fmt: skip
WISHES: dict[str, list[dict[str, Any]]] = {
    "transfer": [{"to": "baihua"}, {"to": "paibei"}],
    "dispatch": [
        {"unit": "roads", "person": None, "helpers": ["water"]},
        {"unit": "roads", "person": "roads", "helpers": []},
        {"unit": "water", "person": None, "helpers": []},
        {"unit": "leads", "person": "lead", "helpers": []},
        {"unit": "leads", "person": None, "helpers": ["baihua"]},
        {"unit": "baihua", "person": "cadre", "helpers": []},
        {"unit": "roads", "person": "lead", "helpers": []},
    ],
    "defer": [{"days": 10}, {"days": 0}],
    "confirm": [{"outcome": o} for o in ("solved", "partly", "unsolved", "silent")],
    "decline": [{"reason": "no_basis"}, {"reason": "because"}],
    "ask_extension": [{"days": 5}, {"days": 11}],
    "decide_extension": [{"granted": True}, {"granted": False}],
}
"""What may be wished for with a move: some of it cannot be granted."""

WHOSE: dict[str, tuple[str, ...]] = {
    "accept": ("branch",),
    "transfer": ("branch", "town"),
    "deliver": ("holder",),
    "escalate": ("branch",),
    "dispatch": ("town",),
    "take": ("holder",),
    "return": ("holder",),
    "defer": ("town",),
    "confirm": ("first", "town"),
    "dispute": ("asked",),
    "lapse": ("clock",),
    "reopen": ("asked", "town"),
    "decline": ("town",),
    "appeal": ("asked",),
    "withdraw": ("first",),
    "merge": ("branch", "town"),
    "unmerge": ("branch", "town", "either"),
    "answer": ("holder",),
    "add": ("asked",),
    "urge": ("asked", "town"),
    "hide": ("first",),
    "call_back": ("town",),
    "ask_extension": ("holder",),
    "decide_extension": ("town",),
    "note": ("branch", "town", "worker", "helper"),
    "supervise": ("town",),
    "sort": ("branch", "town"),
    "publish": ("branch", "town"),
    "unpublish": ("branch", "town"),
    "reveal": ("branch", "town", "worker", "helper"),
    "redact": ("town",),
}
ONLY: dict[str, Callable[["Case", dict[str, Any]], bool]] = {
    "transfer": lambda case, wish: wish["to"] != case.village,
    "dispatch": lambda _case, wish: WORKS_IN.get(wish["person"], wish["unit"]) == wish["unit"],
    "defer": lambda _case, wish: wish["days"] > 0,
    "confirm": lambda _case, wish: wish["outcome"] != "silent",
    "decline": lambda _case, wish: wish["reason"] == "no_basis",
    "ask_extension": lambda case, wish: (
        wish["days"] <= 10 and not case.extended and not case.asked_for_time
    ),
    "decide_extension": lambda case, _wish: case.asked_for_time,
    "withdraw": lambda case, _wish: len(case.askers) == 1,
    "hide": lambda case, _wish: not case.hidden,
    "publish": lambda case, _wish: not case.hidden,
    "unpublish": lambda case, _wish: case.published,
}
"""What else must be so for a move that is theirs to make."""
AT_THE_TOWN = {
    "escalate": "escalated", "return": "escalated", "appeal": "escalated", "deliver": "delivered",
    "defer": "deferred",
}  # fmt: skip
ENDS = {
    "confirm": "closed", "lapse": "closed", "decline": "declined", "withdraw": "withdrawn",
    "merge": "merged",
}  # fmt: skip


@dataclass
class Asker:
    """A requester: who they are to the town, if anything is known of them."""

    known: str | None
    key: int
    """The row of theirs."""


@dataclass
class Case:
    """One order, as its description says it must be."""

    key: int
    village: str
    now: datetime
    askers: list[Asker]
    reachable: bool
    state: str = "placed"
    holder: tuple[str, str | None] | None = None
    agency: str | None = None
    agency_person: str | None = None
    helpers: list[str] = field(default_factory=list)
    lead: int | None = None
    before: tuple[str, tuple[str, str | None]] | None = None
    """The state and the holder that it goes back to, from delivered or merged."""
    dispatched_at: datetime | None = None
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    urged_at: datetime | None = None
    called_back: bool = False
    asked_for_time: bool = False
    extended: bool = False
    hidden: bool = False
    published: bool = False
    outcome: str = ""
    reopened: int = 0

    def __post_init__(self) -> None:
        self.holder = (self.village, None)


@dataclass
class World:
    """Every order there is, and what time it is."""

    now: datetime
    cases: list[Case] = field(default_factory=list)

    def actors(self) -> list[str]:
        """Everybody who might try something: `asker:2:0` is the first who asked for the third order."""
        askers = [
            f"asker:{i}:{n}"
            for i, case in enumerate(self.cases)
            for n, _asker in enumerate(case.askers)
        ]
        return [*PEOPLE, *askers]

    def wishes(self, move: str) -> list[dict[str, Any]]:
        if move == "merge":
            return [{"into": i} for i, _case in enumerate(self.cases)]
        wishes = WISHES.get(move, [{}])
        return [*wishes, {**wishes[0], "blank": True}] if move in NEEDS_WORDS else wishes

    def lawful(
        self, i: int, moves: dict[str, frozenset[str]]
    ) -> dict[str, list[tuple[str, dict[str, Any]]]]:
        """What may be done with an order now: move → by whom and with which wish."""
        found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for move in moves:
            pairs = [
                (actor, wish)
                for actor in self.actors()
                for wish in self.wishes(move)
                if self.allows(move, i, actor, wish)
            ]
            if pairs:
                found[move] = pairs
        return found

    def allows(self, move: str, i: int, actor: str, wish: dict[str, Any]) -> bool:
        case = self.cases[i]
        return (
            case.state in {**FROM, **STANDING}[move]
            and self._theirs(move, i, actor)
            and not wish.get("blank")
            and self._in_time(move, case, actor)
            and self._possible(move, i, actor, wish)
        )

    # Whose it is

    def _theirs(self, move: str, i: int, actor: str) -> bool:
        case = self.cases[i]
        are = {
            "branch": actor == case.village,
            "town": actor == "dispatcher",
            "clock": actor == "clock",
            "first": actor == f"asker:{i}:0",
            "asked": self._asked(i, actor),
            "either": self._asked_for(actor) in {i, case.lead} - {None},
            "holder": _holds(case, actor),
            "worker": WORKS_IN.get(actor) == (case.agency or case.village),
            "helper": WORKS_IN.get(actor) in case.helpers,
        }
        return any(are[who] for who in WHOSE[move])

    def _asked(self, i: int, actor: str) -> bool:
        """Who asked for it, or for one that now follows it."""
        asked_for = self._asked_for(actor)
        return asked_for is not None and i in {asked_for, self.cases[asked_for].lead}

    def _asked_for(self, actor: str) -> int | None:
        """The order whose receipt they hold."""
        kind, _, rest = actor.partition(":")
        return int(rest.partition(":")[0]) if kind == "asker" else None

    # When and how

    def _in_time(self, move: str, case: Case, actor: str) -> bool:
        asker = actor.startswith("asker")
        match move:
            case "return" if case.dispatched_at:
                return self.now <= second_working_day(case.dispatched_at)
            case "reopen" if asker and case.closed_at:
                return self.now <= case.closed_at + timedelta(days=15)
            case "urge" if asker and case.urged_at:
                return self.now >= case.urged_at + timedelta(hours=24)
            case "lapse" if case.delivered_at:
                tried = case.called_back or not case.reachable
                return tried and self.now >= end_of_silence(case.delivered_at)
        return True

    def _possible(self, move: str, i: int, actor: str, wish: dict[str, Any]) -> bool:
        case = self.cases[i]
        if move in {"merge", "withdraw"} and any(other.lead == i for other in self.cases):
            return False
        if move == "merge":
            into = self.cases[wish["into"]]
            return into is not case and into.state in OPEN and actor in {"dispatcher", into.village}
        return move not in ONLY or ONLY[move](case, wish)

    # What follows

    def place(self, case: Case) -> None:
        self.cases.append(case)

    def make(self, move: str, i: int, wish: dict[str, Any]) -> None:
        """Carry a lawful move out, here."""
        case = self.cases[i]
        if move in STANDING:
            _stand(case, move, wish, self.now)
            return
        held, was = case.holder, case.state
        if was in AT_WORK and move != "deliver":
            case.asked_for_time = False  # whoever asked for more time has it no more
        _go(case, move, wish, self.now)
        if move in {"merge", "deliver"} and held:
            case.before = (was, held)
        if move == "merge":
            lead = self.cases[wish["into"]]
            case.lead, lead.reachable = wish["into"], lead.reachable or case.reachable

    def faults(self) -> Iterator[str]:
        """What may not be, whatever was done."""
        for i, case in enumerate(self.cases):
            if (case.holder is not None) != (case.state in OPEN):
                yield f"{i}: {case.state} held by {case.holder}"
            if (case.lead is not None) != (case.state == "merged"):
                yield f"{i}: {case.state} follows {case.lead}"


def _holds(case: Case, actor: str) -> bool:
    """Whoever works in the unit that holds it: if a person is named, that one or the unit's head."""
    unit, person = case.holder or ("", None)
    if unit == "town":
        return actor == "dispatcher"
    return WORKS_IN.get(actor) == unit and (person in {None, actor} or actor in HEADS)


def _go(case: Case, move: str, wish: dict[str, Any], now: datetime) -> None:
    match move:
        case "accept":
            _at_the_branch(case, "accepted")
        case "transfer":
            case.village = wish["to"]
            _at_the_branch(case, "placed")
        case "dispatch":
            case.agency, case.agency_person = wish["unit"], wish["person"]
            case.state, case.holder = "dispatched", (wish["unit"], wish["person"])
            case.dispatched_at, case.helpers = now, wish["helpers"]
        case "take":
            case.state = "delivering"
        case "dispute" | "unmerge" if case.before:
            (case.state, case.holder), case.lead = case.before, None
        case "reopen":
            _reopen(case)
        case _ if move in AT_THE_TOWN:
            case.state, case.holder = AT_THE_TOWN[move], ("town", None)
            case.delivered_at, case.called_back = now, False
        case _:
            case.state, case.holder, case.closed_at = ENDS[move], None, now
            case.outcome = {"lapse": "silent", "confirm": wish.get("outcome", "")}.get(move, "")


def _reopen(case: Case) -> None:
    case.outcome, case.reopened = "", case.reopened + 1
    if case.agency == case.village:
        _at_the_branch(case, "accepted")
    else:
        case.state, case.holder = "escalated", ("town", None)


def _at_the_branch(case: Case, state: str) -> None:
    case.state, case.holder = state, (case.village, None)
    case.agency, case.agency_person = case.village if state == "accepted" else None, None


def _stand(case: Case, move: str, wish: dict[str, Any], now: datetime) -> None:
    case.urged_at = now if move == "urge" else case.urged_at
    case.hidden = case.hidden or move == "hide"
    case.called_back = case.called_back or move == "call_back"
    if move in {"ask_extension", "decide_extension"}:
        case.asked_for_time = move == "ask_extension"
        case.extended = case.extended or wish.get("granted", False)
    if move in {"publish", "unpublish", "redact"}:
        case.published = move == "publish"
    if move == "redact":
        case.reachable = False
        for asker in case.askers:
            asker.known = asker.known if asker.known == "resident" else None


# Days, as the State Council moved them in the autumn of 2026 -------------------------------------

RESTS = {date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))}
WORKS = {date(2026, 9, 20), date(2026, 10, 10)}


def second_working_day(start: datetime) -> datetime:
    """The close of business on the second working day after a moment."""
    day, left = start.astimezone(SHANGHAI).date(), 2
    while left:
        day += timedelta(days=1)
        left -= day in WORKS or (day.weekday() < 5 and day not in RESTS)
    return datetime.combine(day, time(17, 30), SHANGHAI)


def end_of_silence(start: datetime) -> datetime:
    day = start.astimezone(SHANGHAI).date() + timedelta(days=7)
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)
