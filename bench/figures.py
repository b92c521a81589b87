"""How long figures take in a county of 276 villages that has so many orders: reads alone, and their pages."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection

from bench import spent
from bench.county import grow
from bench.pages import measured
from bench.reads import read
from bench.serving import served
from bench.visiting import signed_in
from touyan.kernel import clock, figures, kept
from touyan.kernel.figures import FIGURES, Scope
from touyan.orders import figures as declared
from touyan.orders.demo import PASSWORD
from touyan.town.acts import grant_role
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

KEYS = [figure.key for figure in declared.ALL]
PLACES = {"county": "340121", "town": "340121103", "village": "340121103003"}
COMMON, RARE = "orders.closed_by_branch", "orders.unsatisfied"
"""Two of three orders, and one of two hundred."""


def main(size: int, rounds: int) -> dict[str, Any]:
    """Grow to the size; measure what a page asks, and then the pages."""
    report: dict[str, Any] = {"orders": size, **grow(size), "faults": len(list(kept.faults()))}
    report["machine_load"] = spent.load()
    report["reads"] = {
        f"{place}: {name}": read(work, rounds)
        for place, code in PLACES.items()
        for name, work in _reads(_scope(code)).items()
    }
    _leader_of_the_county()
    # What the worker finds to do in a county that was not there before must not be done while we measure.
    call_command("work", "--once")
    connection.close()
    with served(f"{os.environ['TOUYAN_HOME']}/server.log") as server:
        leader = signed_in(server.port, "leader", PASSWORD)
        report["pages"] = {
            f"{place}: {page}": measured(server, leader, address, rounds)
            for place, code in PLACES.items()
            for page, address in _pages(code).items()
        }
    return report


def _scope(code: str) -> Scope:
    """The last two years and some days: months in the middle, days at both ends."""
    today = clock.now().date()
    place = Organisation.objects.get(code=code)
    return Scope(place, today - timedelta(days=750), today - timedelta(days=7))


def _reads(scope: Scope) -> dict[str, Callable[[], Any]]:
    common, rare = FIGURES[COMMON], FIGURES[RARE]
    deep = (date.today() - timedelta(days=400), 10**9)  # noqa: DTZ011 - any day will do
    return {
        "all values": lambda: figures.values(KEYS, scope),
        "trend": lambda: figures.trend(common, scope),
        "by place": lambda: figures.split(common, scope, "organisation"),
        "by category": lambda: figures.split(common, scope, "category"),
        "records": lambda: figures.page(common, scope),
        "records, deep": lambda: figures.page(common, scope, deep),
        "records of a rare one": lambda: figures.page(rare, scope),
    }


def _leader_of_the_county() -> None:
    """The demonstration's leader is the town's; here the county's too."""
    county = Organisation.objects.get(code=PLACES["county"])
    leader = Person.objects.get(login="leader")
    if not leader.roles.filter(organisation=county).exists():
        grant_role(
            by=FOUNDER,
            person=leader,
            organisation=county,
            role="leader",
            starts_on=date(2020, 1, 1),
        )


def _pages(code: str) -> dict[str, str]:
    scope = _scope(code)
    asked = f"?org={code}&since={scope.since}&until={scope.until}"
    pages = {"figures": f"/desk/figures/{asked}", "wall": f"/desk/figures/wall/{asked}"}
    for name, key in (("common", COMMON), ("rare", RARE)):
        for show in ("records", "months", "places", "categories"):
            pages[f"{name}, {show}"] = f"/desk/figures/{key}/{asked}&show={show}"
    return pages
