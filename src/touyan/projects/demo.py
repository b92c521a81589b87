"""The demonstration's projects: those that the page of 2021 names, as far as it tells them, and one of this year, ours."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from touyan.kernel import clock, evidence
from touyan.projects import acts
from touyan.projects.models import Milestone, Project
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

ZONE = ZoneInfo("Asia/Shanghai")
Told = dict[str, Any]


def tell(now: datetime, town: Organisation, people: Mapping[str, Person]) -> None:
    """`people` by login and by the code of their organisation."""
    text = files("touyan.projects").joinpath("data/demo.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    with clock.at(told["told"]["at"].replace(tzinfo=ZONE)):
        for one in told["project"]:
            _known(town, one, told["told"]["source"])
    _live(now, town, people, told["live"])


def _known(town: Organisation, told: Told, source: str) -> None:
    """The day on which the page told a stage is the only day that is known of it."""
    said = {name: value for name, value in told.items() if name != "stage"}
    project = acts.keep_project(by=FOUNDER, lead=town, source=source, **said).about
    acts.approve(by=FOUNDER, project=project)
    acts.start(by=FOUNDER, project=project)
    if told["stage"] == "under_way":
        acts.build(by=FOUNDER, project=project)


def _live(now: datetime, town: Organisation, people: Mapping[str, Person], told: Told) -> None:
    """One project with days that were moved, met and passed; it is labelled as ours."""
    own = {"milestone", "picture", "village", "lead", "proposed", "approved", "started", "building"}
    said = {name: value for name, value in told.items() if name not in own}
    lead, village = (
        Organisation.objects.get(code=f"{town.code}{told[name]}") for name in ("lead", "village")
    )
    officer = people[lead.code]
    with clock.at(_day(now, told["proposed"])):
        project = acts.keep_project(
            by=officer, lead=lead, village=village, responsible=officer, **said
        ).about
        steps = [_step(now, project, officer, one) for one in told["milestone"]]
    with clock.at(_day(now, told["approved"])):
        acts.approve(by=people["dispatcher"], project=project)
    with clock.at(_day(now, told["started"])):
        acts.start(by=officer, project=project)
    with clock.at(_day(now, told["building"])):
        acts.build(by=officer, project=project)
    for step, one in zip(steps, told["milestone"], strict=True):
        _became(now, step, officer, one)
    _pictured(now, project, officer, told["picture"])


def _day(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def _step(now: datetime, project: Project, by: Person, told: Told) -> Milestone:
    return acts.keep_milestone(
        by=by, project=project, name=told["name"], name_en=told["name_en"],
        due_on=timezone.localdate(_day(now, told["due"])), opening=told.get("opening", False),
    ).about  # fmt: skip


def _became(now: datetime, step: Milestone, by: Person, told: Told) -> None:
    for move in told.get("moved", ()):
        with clock.at(_day(now, move["at"])):
            day = timezone.localdate(_day(now, move["to"]))
            acts.move_date(by=by, milestone=step, due_on=day, reason=move["reason"])
    if "met" in told:
        with clock.at(_day(now, told["met"])):
            key = _kept(step.town, by, f"demo-milestone-{step.pk}", told["photo"])
            day = clock.today()
            acts.meet(by=by, milestone=step, met_on=day, photos=key)


def _pictured(now: datetime, project: Project, by: Person, told: list[Told]) -> None:
    for one in told:
        with clock.at(_day(now, -20)):
            key = _kept(project.town, by, f"demo-{one['side']}-{project.pk}", one["photo"])
            acts.add_picture(
                by=by, project=project, side=one["side"], words=one["words"], photos=key
            )


def _kept(town: Organisation, by: Person, key: str, name: str) -> str:
    """A drawing of ours, made anew like anybody's photo."""
    with files("touyan.projects").joinpath("data", name).open("rb") as file:
        photo = evidence.reencoded(file)
    evidence.keep(photo, owner=evidence.draft(key), by=by.signed, town_code=town.code)
    return key
