"""The demonstration's selections: the commendation and the contest of 2021, and two that are under way now."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from touyan.kernel import clock
from touyan.selections import acts
from touyan.selections.acts import Stop
from touyan.selections.models import Candidate, Juror, Selection
from touyan.selections.states import Award
from touyan.town.models import Organisation, Person
from touyan.town.reads import branches

ZONE = ZoneInfo("Asia/Shanghai")
Told = dict[str, Any]
FULL_SINCE = date(2012, 7, 1)
JUDGES = tuple(f"judge{n}" for n in range(1, 6))


@dataclass(frozen=True)
class Scene:
    """Who is who while the selections are told."""

    town: Organisation
    people: Mapping[str, Person]
    """By login, and each village's secretary by its code."""
    members: Mapping[str, Sequence[Person]]
    """By the code of the village."""
    branches: Mapping[str, Organisation]
    lot: random.Random

    def by_turns(self) -> Iterator[tuple[str, Person]]:
        """The branches' members one after another: the first of each, then the second of each."""
        for n in range(min(len(rows) for rows in self.members.values())):
            for code in self.members:
                yield code, self.members[code][n]


def tell(
    now: datetime,
    town: Organisation,
    people: Mapping[str, Person],
    members: Mapping[str, Sequence[Person]],
) -> None:
    text = files("touyan.selections").joinpath("data/demo_2021.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    there = {row.parent.code: row for row in branches(town).select_related("town") if row.parent}
    scene = Scene(town, people, members, there, random.Random("先锋"))  # noqa: S311 - the same each time
    _contest(scene, told["contest"])
    _commendation(scene, told["commendation"])
    _live_commendation(scene, told["live_commendation"], now)
    _live_contest(scene, told["live_contest"], now)


def _at(moment: datetime) -> Any:
    return clock.at(moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment)


def _opened(scene: Scene, told: Told, **said: Any) -> Selection:
    words = {name: told[name] for name in ("name", "name_en", "about", "criteria")}
    kept = acts.keep_selection(
        by=scene.people["dispatcher"], host=scene.town, **words, **said
    ).about
    return acts.open_selection(by=scene.people["dispatcher"], selection=kept).about


# 2021 -------------------------------------------------------------------------------------------


def _commendation(scene: Scene, told: Told) -> None:
    people = told["members"] + told["workers"]
    with _at(told["opened"]):
        selection = _opened(
            scene, told, kind="commendation", quota_people=people,
            quota_organisations=told["organisations"], closes_on=told["closes_on"],
            held_on=told["held_on"],
        )  # fmt: skip
    with _at(told["opened"] + timedelta(days=8)):
        named = _named(scene, selection, told)
    with _at(told["reviewed"]):
        _reviewed(scene, selection, named)
    with _at(told["published"]):
        acts.publish(by=scene.people["dispatcher"], selection=selection)
    with _at(told["decided"]):
        for candidate in named:
            acts.honour(by=scene.people["leader"], candidate=candidate)
        acts.conclude(by=scene.people["dispatcher"], selection=selection)
        for candidate, story in zip(named, told["stories"], strict=False):
            acts.tell_story(by=scene.people["dispatcher"], candidate=candidate, story=story)


def _named(scene: Scene, selection: Selection, told: Told) -> list[Candidate]:
    """Members of every branch, then party workers, then branches; each named by its secretary."""
    turns = scene.by_turns()
    awards = [Award.MEMBER] * told["members"] + [Award.WORKER] * told["workers"]
    named = [
        _name(scene, selection, award, *next(turns), told["reasons"][n % len(told["reasons"])])
        for n, award in enumerate(awards)
    ]
    codes = list(scene.branches)[: told["organisations"]]
    words = "班子团结，群众认可。"
    return named + [
        _name(scene, selection, Award.ORGANISATION, code, None, words) for code in codes
    ]


def _name(
    scene: Scene, selection: Selection, award: Award, code: str, person: Person | None, words: str
) -> Candidate:
    return acts.nominate(
        by=scene.people[code], selection=selection, award=award, unit=scene.branches[code],
        person=person, words=words,
    ).about  # fmt: skip


def _reviewed(scene: Scene, selection: Selection, named: Sequence[Candidate]) -> None:
    by = scene.people["dispatcher"]
    for candidate in named:
        since = FULL_SINCE - timedelta(days=scene.lot.randint(0, 5000))
        acts.vet(by=by, candidate=candidate, full_since=since)
    acts.review(by=by, selection=selection)
    for candidate in named:
        acts.pass_review(by=by, candidate=candidate, opinion="同意推荐。")


def _contest(scene: Scene, told: Told) -> None:
    with _at(told["opened"]):
        selection = _opened(
            scene, told, kind="contest", quota_people=told["winners"],
            closes_on=told["closes_on"], held_on=told["held_on"],
        )  # fmt: skip
        jurors = _invited(scene, selection)
        entries = _entered(scene, selection, told["titles"])
    by = scene.people["dispatcher"]
    with _at(told["began"]):
        acts.judge(by=by, selection=selection)
    with _at(told["began"] + timedelta(minutes=90)):
        for entry, marks in zip(entries, told["marks"], strict=True):
            for juror, mark in zip(jurors, marks, strict=True):
                _marked(juror, entry, mark)
        for name in ("lock", "reveal", "announce"):
            acts.MOVES[name](by=by, selection=selection)
    with _at(told["began"] + timedelta(days=1)):
        acts.plan_tour(by=by, selection=selection, stops=_stops(scene, selection, told))


def _invited(scene: Scene, selection: Selection) -> list[Juror]:
    by = scene.people["dispatcher"]
    return [
        acts.invite_judge(by=by, selection=selection, person=scene.people[login]).made
        for login in JUDGES
    ]


def _entered(scene: Scene, selection: Selection, titles: Sequence[str]) -> list[Candidate]:
    """One from each of the first branches: its second youngest member."""
    return [
        acts.nominate(
            by=scene.people[code], selection=selection, award=Award.ENTRY,
            unit=scene.branches[code], person=scene.members[code][-3], title=title,
        ).about
        for code, title in zip(scene.branches, titles, strict=False)
    ]  # fmt: skip


def _marked(juror: Juror, entry: Candidate, mark: str) -> None:
    acts.give_ballot(by=juror.person, candidate=entry, juror=juror, mark=Decimal(mark))


def _stops(scene: Scene, selection: Selection, told: Told) -> list[Stop]:
    """The winners by turns, before each of the five audiences."""
    winners = list(selection.candidates.filter(place__lte=told["winners"]).order_by("place"))
    return [
        Stop(
            candidate=winners[n % len(winners)], audience=one["audience"], where=one["where"],
            host=Organisation.objects.select_related("town", "parent").get(code=one["host"]),
            starts_at=datetime.combine(
                told["stop_at"] + timedelta(days=n * told["stop_every_days"]),
                datetime.min.time().replace(hour=15), ZONE,
            ),
        )
        for n, one in enumerate(told["stops"])
    ]  # fmt: skip


# This week --------------------------------------------------------------------------------------


def _live_commendation(scene: Scene, told: Told, now: datetime) -> None:
    """On public notice since yesterday, one objection being looked into."""
    today = now.astimezone(ZONE).date()
    with clock.at(now - timedelta(days=20)):
        selection = _opened(
            scene, told, kind="commendation", quota_people=told["people"],
            quota_organisations=told["organisations"], closes_on=today - timedelta(days=10),
            held_on=today + timedelta(days=20),
        )  # fmt: skip
        turns = scene.by_turns()
        named = [
            _name(scene, selection, Award.MEMBER, *next(turns), "一年来为群众办实事。")
            for _n in range(told["people"] + 1)
        ]
        code = list(scene.branches)[-1]
        named.append(_name(scene, selection, Award.ORGANISATION, code, None, "点单销单及时。"))
    with clock.at(now - timedelta(days=3)):
        _reviewed(scene, selection, named)
    with clock.at(now - timedelta(days=1)):
        acts.publish(by=scene.people["dispatcher"], selection=selection)
    with clock.at(now - timedelta(hours=3)):
        acts.object_to(
            by=acts.OBJECTOR, candidate=named[1], name="谢国芳", phone="13800006612",
            words="听说去年有两次志愿服务是别人代签的，请核实。",
        )  # fmt: skip


def _live_contest(scene: Scene, told: Told, now: datetime) -> None:
    """Being judged: the five judges have its entries on their telephones."""
    today = now.astimezone(ZONE).date()
    with clock.at(now - timedelta(days=9)):
        selection = _opened(
            scene, told, kind="contest", quota_people=1, closes_on=today - timedelta(days=2),
            held_on=today,
        )  # fmt: skip
        _invited(scene, selection)
        _entered(scene, selection, told["titles"])
    with clock.at(now - timedelta(hours=1)):
        acts.judge(by=scene.people["dispatcher"], selection=selection)
