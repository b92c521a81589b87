"""The town beside django-helpdesk: the same texts, the same kind of server and database, page by page in turn.

Not one of the stages that run by themselves, since it installs the other system from the package index:
`python bench/run.py --stages beside --sizes 10000`. Each page is asked of both in turn, so whatever else the
machine does meets both alike; what is compared is the median of what a client waits.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection

from bench import spent
from bench.counted import spread
from bench.loading import grow
from bench.machine import ROOT
from bench.pages import WARM
from bench.placing import Resident
from bench.serving import free_port, served, stop
from bench.visiting import Answer, Visitor, signed_in
from touyan.orders.demo import PASSWORD
from touyan.orders.models import IS_OPEN, Order, Requester

THEIRS = ("django-helpdesk==2.6.1", "granian==2.8.9", "psycopg[binary]==3.2.10")
"""The other system; our own server and driver for it, so that neither makes the difference."""
SITE = ROOT / "bench" / "other"
WORDS = "漏水"


def main(size: int, rounds: int) -> dict[str, Any]:
    """Fill both, serve both, ask both in turn."""
    home = Path(os.environ["TOUYAN_HOME"])
    python = _installed(home / "other")
    grow(size)
    call_command("work", "--once")
    ours, environment = _our_pages(), _environment(home)
    other = _filled(python, environment, home)
    connection.close()
    with served(f"{home}/server.log") as server, _serving(python, environment, home) as port:
        mine, theirs = _ours(server.port, ours), _theirs(port, other)
        report = {name: _in_turn(mine[name], theirs[name], rounds) for name in mine}
        load = spent.load()
    return {"orders": size, "beside": THEIRS[0], "machine_load": load, "pages": report}


# What is asked ---------------------------------------------------------------------------------

Ask = Any
"""A call that gives an Answer."""


def _our_pages() -> dict[str, str]:
    middle = Order.objects.order_by("id")[Order.objects.count() // 2]
    receipt = Requester.objects.filter(order=middle).values_list("receipt", flat=True)[0]
    return {"order": f"/desk/orders/{middle.ref}/", "receipt": f"/orders/r/{receipt}/"}


def _ours(port: int, pages: dict[str, str]) -> dict[str, Ask]:
    everyone, desk = Visitor(port), signed_in(port, "dispatcher", PASSWORD)
    resident = Resident(port, 0, 1, seen=True)
    return {
        "form": lambda: everyone.get("/orders/new/"),
        "placing": resident.send,
        "own page of whoever asked": lambda: everyone.get(pages["receipt"]),
        "home of the staff": lambda: desk.get("/desk/"),
        "list": lambda: desk.get("/desk/orders/?queue=open"),
        "search": lambda: desk.get(f"/desk/orders/?q={quote(WORDS)}"),
        "one of them": lambda: desk.get(pages["order"]),
        "figures": lambda: desk.get("/desk/figures/"),
    }


def _theirs(port: int, other: dict[str, Any]) -> dict[str, Ask]:
    everyone, staff = Visitor(port, address=""), Visitor(port, address="")
    staff.cookies["sessionid"] = other["session"]
    own = f"/view/?ticket={other['slug']}&email=resident@example.cn&key={other['key']}"
    return {
        "form": lambda: everyone.get("/tickets/submit/"),
        "placing": _submitting(everyone),
        "own page of whoever asked": lambda: everyone.get(own),
        "home of the staff": lambda: staff.get("/dashboard/"),
        "list": lambda: _table(staff, "/tickets/"),
        "search": lambda: _table(staff, f"/tickets/?q={quote(WORDS)}"),
        "one of them": lambda: staff.get(f"/tickets/{other['ticket']}/"),
        "figures": lambda: staff.get("/reports/"),
    }


def _table(staff: Visitor, path: str) -> Answer:
    """Their list is a page that fetches its first rows at once: both together are what somebody waits for."""
    page = staff.get(path)
    rows = page.body.partition('"url": "')[2].partition('"')[0]
    asked = "draw=1&start=0&length=25&order[0][column]=0&order[0][dir]=desc&search[value]="
    filled = staff.get(f"{rows}?{quote(asked, safe='=&')}")
    return Answer(filled.status, filled.headers, page.body + filled.body, page.ms + filled.ms)


def _submitting(everyone: Visitor) -> Ask:
    form = everyone.get("/tickets/submit/")
    said = {
        "csrfmiddlewaretoken": form.token, "queue": "1", "title": "路灯不亮", "priority": "3",
        "submitter_email": "resident@example.cn",
    }  # fmt: skip
    return lambda: everyone.post("/tickets/submit/", said | {"body": secrets.token_hex(30)})


def _in_turn(ours: Ask, theirs: Ask, rounds: int) -> dict[str, Any]:
    for ask in (ours, theirs) * min(WARM, rounds):
        ask()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    mine, others = zip(*pairs, strict=True)
    waited = {
        "ours": spread([one.ms for one in mine]),
        "theirs": spread([one.ms for one in others]),
    }
    return {
        **waited, "times": round(waited["theirs"]["p50"] / waited["ours"]["p50"], 1),
        "status": [mine[-1].status, others[-1].status],
        "octets": [len(mine[-1].body.encode()), len(others[-1].body.encode())],
    }  # fmt: skip


# The other system ------------------------------------------------------------------------------


def _installed(folder: Path) -> Path:
    """Its own Python with its own libraries: nothing of it is a dependency of the town."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *THEIRS], check=True, stdout=sys.stderr)  # fmt: skip
    return python


def _environment(home: Path) -> dict[str, str]:
    own = {n: v for n, v in os.environ.items() if not n.startswith(("TOUYAN_", "DATABASE_"))}
    return {
        **own, "PYTHONPATH": str(SITE), "DJANGO_SETTINGS_MODULE": "site_settings",
        "OTHER_HOME": str(home), "OTHER_SECRET": secrets.token_hex(40),
        "OTHER_DATABASE": json.dumps(_database(home)),
    }  # fmt: skip


def _database(home: Path) -> dict[str, Any]:
    """Of the same kind as ours, as durable, and with connections that stay open as ours do."""
    if connection.vendor == "sqlite":
        setup = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
        return {
            "ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "other.sqlite3"), "CONN_MAX_AGE": 600,
            "OPTIONS": {"init_command": setup, "transaction_mode": "IMMEDIATE"},
        }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE other")
    said = connection.settings_dict
    told = {name: said[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    return {"ENGINE": "django.db.backends.postgresql", "NAME": "other", "CONN_MAX_AGE": 600, **told}


def _filled(python: Path, environment: dict[str, str], home: Path) -> dict[str, Any]:
    """The words of every order of ours as a ticket of theirs, as many of them open."""
    subprocess.run([python, "-m", "django", "migrate", "-v0"], env=environment, check=True)
    file = home / "texts.jsonl"
    still_open = set(Order.objects.filter(IS_OPEN).values_list("pk", flat=True))
    with file.open("w", encoding="utf-8") as out:
        for pk, words in Order.objects.order_by("pk").values_list("pk", "words").iterator():
            said = {"words": words, "closed": pk not in still_open}
            out.write(json.dumps(said, ensure_ascii=False) + "\n")
    fill = [str(python), str(SITE / "fill.py"), str(file)]
    done = subprocess.run(fill, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@contextmanager
def _serving(python: Path, environment: dict[str, str], home: Path) -> Iterator[int]:
    """By the same server with as many workers and threads as `touyan serve` has."""
    port = free_port()
    command = [
        str(python.parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "2", "site_wsgi:application",
    ]  # fmt: skip
    with (home / "other.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, cwd=SITE, stdout=log, stderr=log, start_new_session=True)  # fmt: skip
    try:
        _wait(port)
        yield port
    finally:
        stop(server)


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError):
            if Visitor(port, address="").get("/").status == 200:
                return
        time.sleep(0.2)
    raise SystemExit("django-helpdesk did not start; other.log in the home says why")
