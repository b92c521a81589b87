"""Things to take part in around now, for the tests of both doors: `put_on(kind="lecture", capacity=2)`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Session
from touyan.programmes.states import Kind
from touyan.town.acts import Registered, register
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

PutOn = Callable[..., Session]


@pytest.fixture
def put_on(baihua: Organisation) -> PutOn:
    """Puts a public programme on with one session; `begins` is how far from now it starts."""

    def make(**more: Any) -> Session:
        begins = clock.now() + more.pop("begins", timedelta(days=2))
        there = {name: more.pop(name) for name in ("speaker", "note") if name in more}
        said = {
            "kind": Kind.LECTURE, "name": "防溺水宣讲", "name_en": "Staying safe near water",
            "public": True, "minutes": 60, **more,
        }  # fmt: skip
        host = said.pop("host", baihua)
        starts_on = timezone.localdate(begins) - timedelta(days=30)
        kept = acts.keep_programme(by=FOUNDER, host=host, starts_on=starts_on, **said).about
        acts.add_session(by=FOUNDER, programme=kept, starts_at=begins, **there)
        acts.open_programme(by=FOUNDER, programme=kept)
        return kept.sessions.select_related(
            "programme__host", "programme__town", "host", "town"
        ).get()

    return make


@pytest.fixture
def on_now(put_on: PutOn) -> PutOn:
    """One that began ten minutes ago."""

    def make(**more: Any) -> Session:
        return put_on(begins=-timedelta(minutes=10), **more)

    return make


@pytest.fixture
def branch(baihua: Organisation) -> Organisation:
    return baihua.children.get()


@pytest.fixture
def many(town: Organisation, branch: Organisation) -> Callable[..., list[Person]]:
    """Makes members of 百花's branch known: `many(200)`."""

    def make(count: int, role: str = "member", where: Organisation | None = None) -> list[Person]:
        lines = [
            Registered(name=f"党员{number:03}", roles=[(where or branch, role)])
            for number in range(count)
        ]
        day = clock.today() - timedelta(days=400)
        return list(register(by=FOUNDER, town=town, people=lines, since=day).made)

    return make


@pytest.fixture
def member(somebody: Callable[..., Person], branch: Organisation) -> Person:
    return somebody("member", "member", branch, name="党员万平")
