"""Random people do random things to several orders; the loop and its model must never disagree."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.orders.loop_model import (
    FROM,
    NEEDS_WORDS,
    OPEN,
    SHANGHAI,
    STANDING,
    VILLAGES,
    Asker,
    Case,
    World,
)
from touyan.kernel import clock, journal
from touyan.kernel.acts import batch
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.orders.acts import ACTS, VISITOR, Leaves, join, place
from touyan.orders.models import Custody, Order, Requester
from touyan.orders.moves import LIFE
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

MONDAY = datetime(2026, 9, 14, 9, tzinfo=SHANGHAI)
"""Six weeks with a make-up Sunday, Mid-Autumn and the National Day ahead."""
KEYS = [uuid.UUID(int=n) for n in range(1, 5)]
KNOWN = ["13900000001", "13900000002", "resident", "", "unnamed"]
"""What is left by whoever asks: a telephone number, an account, nothing at all."""
ONWARDS = (
    "accept",
    "escalate",
    "dispatch",
    "take",
    "deliver",
    "confirm",
    "dispute",
    "lapse",
    "reopen",
)

Wish = dict[str, Any]


class Cast:
    """The town's people and units by the names the model knows them by."""

    def __init__(self, units: dict[str, Organisation], people: dict[str, Any]) -> None:
        self.units, self.people = units, people


@pytest.fixture
def cast(
    baihua: Organisation,
    paibei: Organisation,
    roads: Organisation,
    leads: Organisation,
    somebody: Callable[..., Person],
    town: Organisation,
) -> Cast:
    water = town_acts.add_organisation(
        by=FOUNDER, parent=town, code="340121103-WATER", kind="department", name="水务站"
    ).about
    units = {"baihua": baihua, "paibei": paibei, "roads": roads, "water": water, "leads": leads}
    branches = {
        f"{name} branch": Organisation.objects.select_related("town").get(parent=units[name])
        for name in VILLAGES
    }
    people: dict[str, Any] = {
        "baihua": somebody("baihua", "secretary", baihua),
        "paibei": somebody("paibei", "secretary", paibei),
        "cadre": somebody("cadre", "officer", branches["baihua branch"]),
        "dispatcher": somebody("dispatcher", "dispatcher", town),
        "roads": somebody("roads", "officer", roads),
        "water": somebody("water", "officer", water),
        "lead": somebody("lead", "lead", leads),
        "other_lead": somebody("other_lead", "lead", leads),
        "resident": somebody("resident"),
        "clock": clock.CLOCK,
    }
    for person in people.values():
        assert person is clock.CLOCK or person.roles_today is not None
    return Cast(units | branches, people)


def whole_database() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that the rooms keep, the index of words included."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("touyan.")
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in [*tables, "kernel_words"]:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


class Loop(RuleBasedStateMachine):
    """Each example is one batch, undone at its end: acts are real, and the next town is empty again."""

    def __init__(self, cast: Cast) -> None:
        super().__init__()
        self.cast = cast
        self.world = World(MONDAY)
        self.placed: dict[uuid.UUID, int] = {}
        self.steps = 0
        self.undone = batch()
        self.undone.__enter__()

    def teardown(self) -> None:
        try:
            assert list(journal.faults()) == []
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    # What people do

    @rule(
        key=st.sampled_from(KEYS), village=st.sampled_from(VILLAGES), known=st.sampled_from(KNOWN)
    )
    def somebody_places(self, key: uuid.UUID, village: str, known: str) -> None:
        before = whole_database() if key in self.placed else None
        with clock.at(self.world.now):
            event = place(
                by=VISITOR, village=self.cast.units[village], words="村口的路灯坏了。", key=key,
                leaves=self._leaves(known),
            )  # fmt: skip
        if before is not None:
            assert event.repeated
            first = self.world.cases[self.placed[key]]
            assert (event.about.pk, event.made.pk) == (first.key, first.askers[0].key)
            assert whole_database() == before
            return
        self.placed[key] = len(self.world.cases)
        asker = Asker(_identity(known), event.made.pk)
        reachable = known.startswith("139")
        self.world.place(Case(event.about.pk, village, self.world.now, [asker], reachable))

    @precondition(lambda self: self.world.cases)
    @rule(data=st.data())
    def somebody_moves_it_on(self, data: st.DataObject) -> None:
        self._lawful_move(data, FROM)

    @precondition(lambda self: self.world.cases)
    @rule(data=st.data())
    def somebody_works(self, data: st.DataObject) -> None:
        """The way that most orders go: chance alone would seldom get one delivered."""
        self._lawful_move(data, {move: FROM[move] for move in ONWARDS})

    @precondition(lambda self: self.world.cases)
    @rule(data=st.data(), work=st.integers(3, 8))
    def several_work(self, data: st.DataObject, work: int) -> None:
        for _turn in range(work):
            self._lawful_move(data, {move: FROM[move] for move in ONWARDS})
            self.tables_and_model_agree()

    @precondition(lambda self: any(case.state == "delivered" for case in self.world.cases))
    @rule(called=st.booleans(), days=st.sampled_from([6, 9]))
    def nobody_answers(self, called: bool, days: int) -> None:
        """The silence after a delivery, with or without a call: it lapses, or may not yet."""
        states = [case.state for case in self.world.cases]
        i = states.index("delivered")
        if called:
            self._attempt("call_back", i, "dispatcher", {})
        self.world.now += timedelta(days=days)
        self._attempt("lapse", i, "clock", {})

    @precondition(lambda self: self.world.cases)
    @rule(data=st.data())
    def somebody_adds_to_it(self, data: st.DataObject) -> None:
        self._lawful_move(data, STANDING)

    @precondition(lambda self: self.world.cases)
    @rule(data=st.data())
    def somebody_tries_anything(self, data: st.DataObject) -> None:
        i = data.draw(st.integers(0, len(self.world.cases) - 1))
        move = data.draw(st.sampled_from(sorted(ACTS)))
        actor = data.draw(st.sampled_from(self.world.actors()))
        self._attempt(move, i, actor, data.draw(st.sampled_from(self.world.wishes(move))))

    @precondition(lambda self: self.world.cases)
    @rule(data=st.data(), known=st.sampled_from(KNOWN))
    def somebody_joins(self, data: st.DataObject, known: str) -> None:
        i = data.draw(st.integers(0, len(self.world.cases) - 1))
        case, identity = self.world.cases[i], _identity(known)
        joined = [asker for asker in case.askers if identity and asker.known == identity]
        before = whole_database()
        order = Order(pk=case.key)
        with clock.at(self.world.now):
            if case.state not in OPEN:
                with pytest.raises(Refused):
                    join(by=VISITOR, order=order, leaves=self._leaves(known))
                assert whole_database() == before
                return
            event = join(by=VISITOR, order=order, leaves=self._leaves(known))
        if joined:
            assert (event.repeated, event.made.pk) == (True, joined[0].key)
            assert whole_database() == before
            return
        case.askers.append(Asker(identity, event.made.pk))
        case.reachable = case.reachable or known.startswith("139")

    @rule(hours=st.sampled_from([1, 5, 24, 60, 180]))
    def time_passes(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    # What must be true

    @invariant()
    def tables_and_model_agree(self) -> None:
        rows = {row.pk: row for row in Order.objects.all()}
        held = {row.order_id: row for row in Custody.objects.filter(until__isnull=True)}
        assert len(rows) == len(self.placed) == len(self.world.cases)
        assert list(self.world.faults()) == []
        for case in self.world.cases:
            row, link = rows[case.key], held.pop(case.key, None)
            assert self._seen(row) == self._meant(case)
            assert (row.due_at is not None) == (case.state in OPEN)
            ours = (link.organisation_id, link.person_id, link.state, link.due_at) if link else None
            theirs = (row.holder_id, row.holder_person_id, row.state, row.due_at)
            assert ours == (theirs if case.state in OPEN else None)
        assert held == {}

    @invariant()
    def the_requesters_are_the_models(self) -> None:
        rows = Requester.objects.order_by("order_id", "id").values_list("order_id", "pk", "first")
        meant = [
            (case.key, asker.key, n == 0)
            for case in self.world.cases
            for n, asker in enumerate(case.askers)
        ]
        assert list(rows) == sorted(meant)

    @invariant()
    def the_journal_is_unbroken(self) -> None:
        chains: dict[str, list[int]] = {}
        entries = Entry.objects.filter(about__startswith="order:").order_by("about", "seq")
        for about, seq in entries.values_list("about", "seq"):
            chains.setdefault(about, []).append(seq)
        assert sorted(chains) == sorted(f"order:{case.key}" for case in self.world.cases)
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in chains.values())
        self.steps += 1
        if self.steps % 10 == 0:
            assert list(journal.faults()) == []

    # How it is done

    def _lawful_move(self, data: st.DataObject, moves: dict[str, frozenset[str]]) -> None:
        i = data.draw(st.integers(0, len(self.world.cases) - 1))
        lawful = self.world.lawful(i, moves)
        if not lawful:
            return
        move = data.draw(st.sampled_from(sorted(lawful)))
        actor, wish = data.draw(st.sampled_from(lawful[move]))
        self._attempt(move, i, actor, wish)

    def _attempt(self, move: str, i: int, actor: str, wish: Wish) -> None:
        """Do it if the model allows it; if not, it must be refused and leave no trace."""
        order, by, words = (
            Order(pk=self.world.cases[i].key),
            self._by(actor),
            self._words(move, wish),
        )
        allowed = self.world.allows(move, i, actor, wish)
        with clock.at(self.world.now):
            if allowed:
                ACTS[move](by=by, order=order, **words)
                self.world.make(move, i, wish)
                return
            before = whole_database()
            with pytest.raises(Refused):
                ACTS[move](by=by, order=order, **words)
            assert whole_database() == before

    def _by(self, actor: str) -> Any:
        kind, _, rest = actor.partition(":")
        if kind != "asker":
            return self.cast.people[actor]
        i, n = map(int, rest.split(":"))
        key = self.world.cases[i].askers[n].key
        return Requester.objects.select_related("order").get(pk=key)

    def _words(self, move: str, wish: Wish) -> Wish:
        """The wish as the act takes it."""
        words: Wish = {
            name: wish[name] for name in ("outcome", "reason", "granted") if name in wish
        }
        if move in NEEDS_WORDS:
            words[NEEDS_WORDS[move]] = " " if wish.get("blank") else "说明。"
        if "to" in wish:
            words["to"] = self.cast.units[wish["to"]]
        if "unit" in wish:
            words["unit"] = self._unit(wish["unit"])
            words["person"] = self.cast.people.get(wish["person"])
            words["helpers"] = [self._unit(name) for name in wish["helpers"]]
        if "into" in wish:
            words["into"] = Order(pk=self.world.cases[wish["into"]].key)
        return words | self._more_words(move, wish)

    def _more_words(self, move: str, wish: Wish) -> Wish:
        today = self.world.now.astimezone(SHANGHAI).date()
        return {
            "defer": lambda: {"review_on": today + timedelta(days=wish["days"])},
            "decline": lambda: {"next_door": "请到县信访局。"},
            "ask_extension": lambda: {"days": wish["days"]},
            "sort": lambda: {"urgency": "hard"},
        }.get(move, dict)()

    def _unit(self, name: str) -> Organisation:
        return self.cast.units.get(f"{name} branch") or self.cast.units[name]

    def _leaves(self, known: str) -> Leaves:
        if known == "resident":
            return Leaves(name="居民", person=self.cast.people["resident"])
        if known == "unnamed":
            return Leaves(name="不说", anonymous=True)
        return Leaves(name="周桂英", phone=known)

    def _seen(self, row: Order) -> Wish:
        return {
            "state": row.state,
            "holder": (row.holder_id, row.holder_person_id),
            "village": row.village_id,
            "agency": row.agency_id,
            "agency_person": row.agency_person_id,
            "lead": row.lead_id,
            "outcome": row.outcome,
            "reopened": row.reopened,
            "reachable": row.reachable,
            "hidden": row.hidden,
            "published": row.published_at is not None,
        }

    def _meant(self, case: Case) -> Wish:
        unit, person = case.holder or (None, None)
        town = self.cast.units["baihua"].town_id
        return {
            "state": case.state,
            "holder": (town if unit == "town" else self._pk(unit), self._person_pk(person)),
            "village": self.cast.units[case.village].pk,
            "agency": self._pk(case.agency),
            "agency_person": self._person_pk(case.agency_person),
            "lead": None if case.lead is None else self.world.cases[case.lead].key,
            "outcome": case.outcome,
            "reopened": case.reopened,
            "reachable": case.reachable,
            "hidden": case.hidden,
            "published": case.published,
        }

    def _pk(self, unit: str | None) -> int | None:
        return self._unit(unit).pk if unit else None

    def _person_pk(self, person: str | None) -> int | None:
        return self.cast.people[person].pk if person else None


def _identity(known: str) -> str | None:
    return known if known not in {"", "unnamed"} else None


@pytest.mark.django_db
def test_the_loop_and_its_model_never_disagree(cast: Cast) -> None:
    """A failure prints its steps; with Phase.shrink they become few, after some minutes."""
    quick = settings(max_examples=40, stateful_step_count=30, phases=[Phase.reuse, Phase.generate])
    run_state_machine_as_test(lambda: Loop(cast), settings=quick)


def test_the_model_knows_every_move() -> None:
    assert {**FROM, **STANDING}.keys() == LIFE.moves.keys() == ACTS.keys()


@pytest.mark.django_db
def test_what_is_reopened_goes_to_the_whole_branch(
    cast: Cast, placed: Callable[..., tuple[Order, Requester]]
) -> None:
    """The machine found it: whoever of the branch was named before was handed what they did not do."""
    order, asker = placed()
    people, branch = cast.people, cast.units["baihua branch"]
    ACTS["escalate"](by=people["baihua"], order=order, reason="说明。")
    ACTS["dispatch"](by=people["dispatcher"], order=order, unit=branch, person=people["cadre"])
    ACTS["take"](by=people["cadre"], order=order)
    ACTS["deliver"](by=people["cadre"], order=order, reply="好了。")
    ACTS["confirm"](by=asker, order=order, outcome="solved")
    ACTS["reopen"](by=asker, order=order, words="又坏了。")
    ACTS["deliver"](by=people["baihua"], order=order, reply="好了。")
    order = ACTS["dispute"](by=asker, order=order, words="没好。").about
    assert (order.state, order.holder, order.holder_person) == ("accepted", branch, None)
