"""Orders placed per second through the residents' form.

Each client is a process with one open connection. It opens the form once (the token and the
cookie), then sends it again and again: other words, a key of its own, a new address after every
twenty orders (a town has many people, and the throttle of thirty an hour stays in force). What
counts is the 303 to a receipt; afterwards every acknowledged key is looked for in the database.
"""

import os
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench.counted import Work, together
from bench.serving import served
from bench.texts import ESTATES, FAULTS, GIVEN, ROADS, SURNAMES, THINGS
from bench.visiting import Answer, Visitor

VILLAGE = re.compile(r'<option value="(\d{12})"')
RECEIPT = re.compile(r"/orders/r/\w+/")
AN_ADDRESS = 20
"""Orders from one address."""


class Resident:
    """Somebody who places one order after another, each about something else."""

    def __init__(self, port: int, number: int, run: int, seen: bool) -> None:
        self.visitor = Visitor(port)
        self.chance = random.Random(f"{run}/{number}")  # noqa: S311 (the same words every time)
        self.seen, self.sent = seen, 0
        self.told: list[str] = []
        form = self.visitor.get("/orders/new/")
        self.token, self.villages = form.token, VILLAGE.findall(form.body)
        assert form.status == 200, f"the form answers {form.status}"

    def send(self) -> Answer:
        """One order, sent once."""
        return self.visitor.post_as_form("/orders/new/", self._said(str(uuid4())))

    def __call__(self) -> str:
        key = str(uuid4())
        said = self._said(key)
        answer = self.visitor.post_as_form("/orders/new/", said)
        if answer.status == 200 and "similar_seen" in answer.body:
            self.told.append("asked")
            answer = self.visitor.post_as_form("/orders/new/", {**said, "similar_seen": "1"})
        if answer.status == 303 and RECEIPT.search(answer.headers["Location"]):
            self.told.append(key)
            return "done"
        return str(answer.status)

    def _said(self, key: str) -> dict[str, str]:
        if self.sent % AN_ADDRESS == 0:
            self.visitor.address = (
                f"10.{'.'.join(str(octet) for octet in self.chance.randbytes(3))}"
            )
        self.sent += 1
        said = {
            "csrfmiddlewaretoken": self.token, "key": key, "at": "", "name": self._name(),
            "words": self._words(), "village": self.chance.choice(self.villages),
            "where": f"{self.chance.choice(ROADS)}{self.chance.randint(1, 300)}号",
            "phone": f"139{self.chance.randint(0, 99_999_999):08d}",
        }  # fmt: skip
        return {**said, "similar_seen": "1"} if self.seen else said

    def _name(self) -> str:
        return self.chance.choice(SURNAMES) + "".join(self.chance.choices(GIVEN, k=2))

    def _words(self) -> str:
        """About as long as people write; unlike one another, so that few are asked whether theirs is the same."""
        chance = self.chance
        where = f"{chance.choice(ESTATES)}{chance.randint(1, 40)}栋{chance.choice(ROADS)}口"
        said = "".join(chance.choices(GIVEN + SURNAMES, k=24))
        return f"{where}，{chance.choice(THINGS)}{chance.choice(FAULTS)}，{said}。{self._name()}"


@contextmanager
def resident(port: int, run: int, seen: bool, number: int) -> Iterator[Work]:
    one = Resident(port, number, run, seen)
    yield one
    one.visitor.close()


def kept() -> set[str]:
    """The key of every order that stands in the database, read by the driver alone."""
    asked = "SELECT idempotency_key FROM orders_order WHERE idempotency_key IS NOT NULL"
    if url := os.environ["DATABASE_URL"]:
        with psycopg.connect(url) as connection:
            return {str(key) for (key,) in connection.execute(asked)}
    file = Path(os.environ["TOUYAN_HOME"]) / "var" / "touyan.sqlite3"
    with closing(sqlite3.connect(file)) as bare:
        return {key for (key,) in bare.execute(asked)}


def main(clients: list[int], seconds: float) -> dict[str, Any]:
    log = f"{os.environ['TOUYAN_HOME']}/server.log"
    told: list[str] = []
    report: dict[str, Any] = {}
    with served(log) as server:
        port = server.port
        together(2, partial(resident, port, 0, False), min(1.0, seconds))  # warms both workers
        runs = [(str(n), n, False) for n in clients]
        runs.append(("similar_seen", clients[len(clients) // 2], True))
        for run, (name, count, seen) in enumerate(runs, 1):
            costs = server.costs()
            report[name] = together(count, partial(resident, port, run, seen), seconds)
            report[name]["client_cpu_ms"] = report[name]["cpu_ms"]
            report[name] |= costs.each(report[name]["done"])
            told += report[name].pop("told")
            report[name]["clients"] = count
    acknowledged = [key.replace("-", "") for key in told if key != "asked"]
    there = {key.replace("-", "") for key in kept()}
    return {
        "clients": report,
        "acknowledged": len(acknowledged),
        "lost": len(set(acknowledged) - there),
        "doubled": len(acknowledged) - len(set(acknowledged)),
        "asked_about_similar": told.count("asked"),
    }
