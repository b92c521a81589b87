"""A project proposed with two milestones, approved and built: for whichever day it is."""

import hashlib
import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image

from touyan.kernel import clock, evidence
from touyan.kernel.evidence import Photo
from touyan.projects import acts
from touyan.projects.models import Milestone, Project
from touyan.town.models import Organisation, Person


@pytest.fixture
def uploaded() -> Callable[..., str]:
    """The key of a draft in which one photo waits."""

    def make(colour: str = "red") -> str:
        out = io.BytesIO()
        Image.new("RGB", (8, 6), colour).save(out, "JPEG")
        jpeg, key = out.getvalue(), str(uuid4())
        photo = Photo(jpeg, 8, 6, hashlib.sha256(jpeg).hexdigest())
        evidence.keep(photo, owner=evidence.draft(key), by="person:1", town_code="")
        return key

    return make


@pytest.fixture
def proposed(officer: Person, roads: Organisation, baihua: Organisation) -> Project:
    project = acts.keep_project(
        by=officer, lead=roads, name="卫生院停车场", name_en="Health centre car park", village=baihua,
        was="闲置地", becomes="84个停车位", spaces=84, accessible_spaces=4, place_kind="parking",
    ).about  # fmt: skip
    acts.keep_milestone(
        by=officer, project=project, name="清理场地", due_on=clock.today() + timedelta(days=7)
    )
    acts.keep_milestone(
        by=officer,
        project=project,
        name="开放",
        due_on=clock.today() + timedelta(days=13),
        opening=True,
    )
    return project


@pytest.fixture
def building(proposed: Project, officer: Person, dispatcher: Person) -> Project:
    acts.approve(by=dispatcher, project=proposed)
    acts.start(by=officer, project=proposed)
    return acts.build(by=officer, project=proposed).about


@pytest.fixture
def opening(building: Project) -> Milestone:
    return building.milestones.get(opening=True)


@pytest.fixture
def all_met(building: Project, officer: Person, uploaded: Callable[..., str]) -> Project:
    for n, one in enumerate(building.milestones.all()):
        colour = ("red", "blue")[n]
        acts.meet(by=officer, milestone=one, met_on=clock.today(), photos=uploaded(colour))
    return building
