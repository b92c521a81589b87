"""What tests of selections stand on: commendations and contests at their stages, for whichever door looks at them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from touyan.kernel import clock
from touyan.selections import acts
from touyan.selections.models import Candidate, Juror, Selection
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER


@pytest.fixture
def town_leader(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("leader", "leader", town, name="镇领导")


@pytest.fixture
def another_member(somebody: Callable[..., Person], branch: Organisation) -> Callable[..., Person]:
    """Another member of 百花社区党支部: `another_member()`."""
    made: list[Person] = []

    def make(name: str = "") -> Person:
        made.append(
            somebody(f"member{len(made)}", "member", branch, name=name or f"党员{len(made)}")
        )
        return made[-1]

    return make


@pytest.fixture
def commendation(town: Organisation) -> Callable[..., Selection]:
    """One that is open for names: `commendation(quota_people=2)`."""

    def make(**more: Any) -> Selection:
        today = clock.today()
        said = {
            "kind": "commendation", "name": "两优一先", "criteria": "带头发挥先锋模范作用。",
            "quota_people": 2, "quota_organisations": 1, "closes_on": today + timedelta(days=13),
            "held_on": today + timedelta(days=44), **more,
        }  # fmt: skip
        kept = acts.keep_selection(by=FOUNDER, host=town, **said).about
        return acts.open_selection(by=FOUNDER, selection=kept).about

    return make


@dataclass(frozen=True)
class Office:
    """Who takes part in a commendation, and how far it has come."""

    selection: Selection
    secretary: Person
    dispatcher: Person
    leader: Person
    branch: Organisation
    candidates: list[Candidate]

    def fresh(self, at: int = 0) -> Candidate:
        return Candidate.objects.get(pk=self.candidates[at].pk)


@pytest.fixture
def on_notice(
    commendation: Callable[..., Selection], another_member: Callable[..., Person], branch: Organisation,
    secretary: Person, dispatcher: Person, town_leader: Person,
) -> Callable[..., Office]:  # fmt: skip
    """Some members, and the branch if asked for, on public notice since Friday: `on_notice(people=3)`."""

    def make(people: int = 1, *, organisation: bool = False, **more: Any) -> Office:
        selection = commendation(**more)
        named = [
            acts.nominate(
                by=secretary,
                selection=selection,
                award="member",
                unit=branch,
                person=another_member(),
            ).about
            for _n in range(people)
        ]
        if organisation:
            named.append(
                acts.nominate(
                    by=secretary, selection=selection, award="organisation", unit=branch
                ).about
            )
        for one in named:
            acts.vet(by=dispatcher, candidate=one, full_since=date(2015, 7, 1))
        acts.review(by=dispatcher, selection=selection)
        for one in named:
            acts.pass_review(by=dispatcher, candidate=one, opinion="同意。")
        selection = acts.publish(by=dispatcher, selection=selection).about
        rows = list(selection.candidates.order_by("id"))
        return Office(selection, secretary, dispatcher, town_leader, branch, rows)

    return make


@pytest.fixture
def judges(somebody: Callable[..., Person], town: Organisation) -> list[Person]:
    return [somebody(f"judge{n}", "judge", town, name=f"评委{n}") for n in range(1, 6)]


@dataclass(frozen=True)
class Hall:
    """A contest with its entries and judges."""

    selection: Selection
    entries: list[Candidate]
    judges: list[Person]
    jurors: list[Juror]
    dispatcher: Person

    def mark(self, judge: int, entry: int, mark: str) -> Any:
        return acts.give_ballot(
            by=self.judges[judge], candidate=self.entries[entry], juror=self.jurors[judge],
            mark=Decimal(mark),
        )  # fmt: skip

    def mark_all(self, entry: int, *marks: str) -> None:
        for judge, mark in enumerate(marks):
            self.mark(judge, entry, mark)

    def now(self) -> Selection:
        return Selection.objects.select_related("town", "host").get(pk=self.selection.pk)

    def go(self, *moves: str) -> Selection:
        for name in moves:
            acts.MOVES[name](by=self.dispatcher, selection=self.selection)
        return self.now()


@pytest.fixture
def contest(
    town: Organisation, branch: Organisation, another_member: Callable[..., Person], judges: list[Person],
    dispatcher: Person,
) -> Callable[..., Hall]:  # fmt: skip
    """A contest that is being judged: `contest(entries=4, quota_people=3)`. Entries are in the order of their turns."""

    def make(entries: int = 3, *, begin: bool = True, seats: int = 5, **more: Any) -> Hall:
        today = clock.today()
        said = {
            "kind": "contest", "name": "党旗飘扬、党徽闪光", "quota_people": 1,
            "closes_on": today + timedelta(days=3), "held_on": today + timedelta(days=3), **more,
        }  # fmt: skip
        kept = acts.keep_selection(by=FOUNDER, host=town, **said).about
        acts.open_selection(by=FOUNDER, selection=kept)
        for n in range(entries):
            acts.nominate(
                by=dispatcher, selection=kept, award="entry", unit=branch, person=another_member(),
                title=f"演讲{n}",
            )  # fmt: skip
        jurors = [
            acts.invite_judge(by=dispatcher, selection=kept, person=judge).made
            for judge in judges[:seats]
        ]
        if begin:
            acts.judge(by=dispatcher, selection=kept)
        rows = list(kept.candidates.select_related("person").order_by("lot", "id"))
        return Hall(kept, rows, judges[:seats], jurors, dispatcher)

    return make
