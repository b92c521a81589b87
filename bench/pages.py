"""How long the town's pages take when it has so many orders; one client, one open connection."""

import os
import re
import statistics
import time
from typing import Any
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection

from bench import spent
from bench.counted import spread
from bench.loading import grow
from bench.serving import Server, served
from bench.visiting import Answer, Visitor, signed_in
from touyan.orders.demo import PASSWORD
from touyan.orders.models import IS_OPEN, Order, Requester
from touyan.orders.states import State
from touyan.town.models import Organisation, Person
from touyan.town.reads import home_town

RARE, COMMON, MIDDLING = "卷风", "维修", "漏水"
WARM = 4
"""Requests before measuring: both workers compile their templates once."""
LONGEST = 6.0
"""Seconds of requests for one page, if it is slow."""


def main(size: int, rounds: int) -> dict[str, Any]:
    """Grow to the size, let the clock's work be done, measure every page."""
    report: dict[str, Any] = {"orders": size, "load_seconds": grow(size)}
    addresses = _addresses()
    report["clock_work_seconds"] = _clock_work()
    report["megabytes"] = _megabytes()
    connection.close()
    with served(f"{os.environ['TOUYAN_HOME']}/server.log") as server:
        visitors = {name: _visitor(server.port, name) for name in addresses}
        report["machine_load"] = spent.load()
        report["pages"] = {
            f"{name}: {page}": measured(server, visitors[name], address, rounds)
            for name, pages in addresses.items()
            for page, address in pages.items()
        }
    return report


def _visitor(port: int, name: str) -> Visitor:
    without_account = {"everyone": Visitor(port), "collector": Visitor(port, address="")}
    return without_account.get(name) or signed_in(port, name, PASSWORD)


def measured(server: Server, visitor: Visitor, address: str, rounds: int) -> dict[str, Any]:
    """One page, again and again; a page that is not there yet is `absent`."""
    visitor.close()  # the server ends connections that were idle; the next request opens another
    first = visitor.get(address)
    if first.status != 200:
        return {"status": first.status, "absent": first.status == 404, "address": _shown(address)}
    for _ in range(min(WARM, rounds - 1)):
        visitor.get(address)
    answers: list[Answer] = []
    costs, end = server.costs(), time.perf_counter() + LONGEST
    while len(answers) < rounds and (not answers or time.perf_counter() < end):
        answers.append(visitor.get(address))
    return _told(answers) | costs.each(len(answers)) | {"address": _shown(address)}


def _told(answers: list[Answer]) -> dict[str, Any]:
    timings = [answer.timing for answer in answers]
    medians = {
        f"{name}_ms": round(statistics.median(timing[name] for timing in timings), 2)
        for name in ("app", "db")
    }
    return {
        "status": answers[-1].status,
        "ms": spread([answer.ms for answer in answers]),
        **medians,
        "queries": int(timings[-1]["queries"]),
        "octets": len(answers[-1].body.encode()),
        "rounds": len(answers),
    }


def _shown(address: str) -> str:
    """Without what is different in every run."""
    return re.sub(r"[0-9a-f]{16}|\d{6,}", "…", address)


def _addresses() -> dict[str, dict[str, str]]:
    """Whom they are for → what → where; chosen from what stands in the tables."""
    newest = Order.objects.order_by("-id").values_list("id", flat=True)[0]
    village = Organisation.objects.get(code="340121103003")
    half = newest // 2
    receipt = (
        Requester.objects.filter(order_id__lte=half, order__state=State.CLOSED).latest("id").receipt
    )
    public = Order.objects.filter(published_at__isnull=False, hidden=False, pk__gte=half)[0]
    mine = Order.objects.filter(village=village, pk__gte=half).order_by("id")[0]
    return {
        "everyone": {
            "front page": "/",
            "form": "/orders/new/",
            "public list": "/orders/",
            "public list, deep": f"/orders/?before={half}",
            "public list of a village": f"/orders/?village={village.code}",
            "public order": f"/orders/{public.ref}/",
            "receipt": f"/orders/r/{receipt}/",
        },
        "collector": {"metrics": "/metrics"},
        "dispatcher": _desk(public, half, "dispatcher"),
        "baihua": _desk(mine, half, "baihua"),
        "roads": {
            "home": "/desk/",
            "all": "/desk/orders/?queue=all",
            "open": "/desk/orders/?queue=open",
        },
        "leader": {"home": "/desk/", "all": "/desk/orders/?queue=all"},
    }


def _desk(order: Order, half: int, login: str) -> dict[str, str]:
    queue = "/desk/orders/?queue="
    return {
        "home": "/desk/",
        "waiting": f"{queue}waiting",
        "overdue": f"{queue}overdue",
        "open": f"{queue}open",
        "open, deep": f"{queue}open&after={_due_mark(login)}",
        "all": f"{queue}all",
        "all, deep": f"{queue}all&after={half}",
        "all, due first": f"{queue}all&sort=due",
        "all, one category": f"{queue}all&category={order.category_id}",
        "order": f"/desk/orders/{order.ref}/",
        "search, rare": f"/desk/orders/?q={quote(RARE)}",
        "search, middling": f"/desk/orders/?q={quote(MIDDLING)}",
        "search, common": f"/desk/orders/?q={quote(COMMON)}",
    }


def _due_mark(login: str) -> str:
    """In the middle of the open orders by date, as the list itself would write it."""
    person = Person.objects.get(login=login)
    place = person.roles_today[0].organisation
    town = home_town()
    inside = Order.objects.filter(IS_OPEN)
    if town is None or place.pk != town.pk:
        inside = inside.filter(village=place)
    rows = inside.order_by("due_at", "id").values_list("due_at", "id")
    middle = rows[inside.count() // 2 :].first()
    return quote(f"{middle[0].isoformat()}_{middle[1]}") if middle and middle[0] else ""


def _clock_work() -> float:
    """What the background worker does at its first start here, so that it is not done while we measure."""
    begun = time.perf_counter()
    call_command("work", "--once")
    return round(time.perf_counter() - begun, 1)


def _megabytes() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return round(int(cursor.fetchone()[0]) / 1e6, 1)
