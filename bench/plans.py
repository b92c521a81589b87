"""The office's overview of a plan: 18 villages, 15 activities, so many members. At most 6 queries and 150 ms."""

import os
import random
from datetime import date, timedelta
from typing import Any

from django.db import connection

from bench import spent
from bench.pages import measured
from bench.serving import served
from bench.visiting import signed_in
from touyan.kernel import clock
from touyan.orders.demo import PASSWORD
from touyan.plans import acts
from touyan.plans.models import Fact, Plan
from touyan.plans.states import Measure
from touyan.town.models import Organisation, Person, Role
from touyan.town.reads import branches, home_town
from touyan.town.rules import FOUNDER
from touyan.town.states import RoleCode

ACTIVITIES = 15
BOUND = {"ms": 150, "queries": 6}
DEEDS = 6
"""Of each member within the year."""


def main(members: int, rounds: int) -> dict[str, Any]:
    town = home_town()
    assert town is not None
    people = _members(town, members)
    plan = _plan(town)
    _facts(town, people)
    connection.close()
    with served(f"{os.environ['TOUYAN_HOME']}/server.log") as server:
        office = signed_in(server.port, "dispatcher", PASSWORD)
        pages = {
            name: measured(server, office, f"/desk/plans/{plan.pk}/{path}", rounds)
            for name, path in (("overview", "overview/"), ("board", ""), ("year", "year/"))
        }
    held = all(
        page["app_ms"] <= BOUND["ms"] and page["queries"] <= BOUND["queries"]
        for page in pages.values()
    )
    return {"members": members, "pages": pages, "held": held, "machine_load": spent.load()}


def _members(town: Organisation, count: int) -> list[tuple[int, int]]:
    """(person, branch) of so many members, spread over the branches."""
    places = branches(town)
    people = Person.objects.bulk_create(
        (Person(name=f"党员{n}", town=town) for n in range(count)), batch_size=500
    )
    began = date(2020, 1, 1)
    told = [(person.pk, places[n % len(places)].pk) for n, person in enumerate(people)]
    Role.objects.bulk_create(
        (
            Role(
                person_id=person, organisation_id=branch, role=RoleCode.MEMBER, starts_on=began,)
            for person, branch in told
        ),
        batch_size=500,
    )  # fmt: skip
    return told


def _plan(town: Organisation) -> Plan:
    """Each activity asks something of branches and something of members, half of it to choose."""
    year = clock.today().year
    days: dict[str, Any] = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    plan = acts.keep_plan(by=FOUNDER, host=town, code="bench", name="全年计划", **days).about
    stream = acts.keep_workstream(by=FOUNDER, plan=plan, number=1, name="丰富活动").about
    owner = Person.objects.get(login="dispatcher")
    for audience in ("branch", "member"):
        acts.keep_menu(by=FOUNDER, plan=plan, audience=audience, pick=2)
    measures = [str(one) for one in Measure]
    for number in range(1, ACTIVITIES + 1):
        activity = acts.keep_activity(
            by=FOUNDER, plan=plan, number=number, workstream=stream, name=f"活动{number}", lead=town, **days
        ).about  # fmt: skip
        acts.keep_task(
            by=FOUNDER, activity=activity, name="排期", owner=owner, due_on=days["ends_on"]
        )
        for audience in ("branch", "member"):
            acts.keep_requirement(
                by=FOUNDER, activity=activity, audience=audience, measure=measures[number % len(measures)],
                target=2, starts_on=days["starts_on"], due_on=days["ends_on"], chosen=number % 2 == 0,
            )  # fmt: skip
    acts.put_in_force(by=FOUNDER, plan=plan)
    return plan


def _facts(town: Organisation, people: list[tuple[int, int]]) -> None:
    chance = random.Random(7)  # noqa: S311 - the same load every time
    today, measures = clock.today(), [str(one) for one in Measure]
    first = today.replace(month=1, day=1)
    Fact.objects.bulk_create(
        (
            Fact(
                town=town, measure=chance.choice(measures), source=f"bench:{n}", person_id=person,
                organisation_id=branch, quantity=1,
                day=first + timedelta(days=chance.randrange((today - first).days + 1)),
            )
            for n, (person, branch) in enumerate(one for one in people for _ in range(DEEDS))
        ),
        batch_size=500,
    )  # fmt: skip
