"""A process that places orders and may be killed at any moment: `python -m tests.orders.placer`.

It reads one request a line (JSON) and forks a child for each, so that a killed child costs no start
of Python: `place` in a loop until killed, `once` up to a chosen statement, `check`. The parent never
opens the database. Settings are the town's own: WAL, synchronous FULL, IMMEDIATE.
"""

import json
import os
import signal
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()

from django.db import connection

from touyan.kernel import journal
from touyan.orders.acts import VISITOR, Leaves, place
from touyan.orders.founding import found_orders
from touyan.orders.models import Order
from touyan.town.acts import add_organisation
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

Said = dict[str, Any]
# Seconds. Only so that a stranded child ends some day: founding takes a minute on a busy machine.
STRANDED = 900


def tell(**said: Any) -> None:
    """One line in one write: a pipe takes it whole or not at all."""
    os.write(1, f"{json.dumps(said)}\n".encode())


def found(_asked: Said) -> None:
    """A village with its branch: the least that can accept an order."""
    call_command("migrate", verbosity=0)
    parent = None
    for code, kind in (
        ("340121", "county"), ("340121103", "town"), ("340121103003", "village"), ("340121103003-B1", "branch"),
    ):  # fmt: skip
        parent = add_organisation(by=FOUNDER, parent=parent, code=code, kind=kind, name=code).about
        if kind == "town":
            found_orders(by=FOUNDER, town=parent)


def sent(key: str) -> tuple[int, str]:
    """Place the order of a key, as a phone would send it: the order and its receipt."""
    village = Organisation.objects.select_related("town").get(code="340121103003")
    leaves = Leaves(name="周桂英", phone="13900001234")
    event = place(
        by=VISITOR, village=village, words="路灯坏了。", key=uuid.UUID(key), leaves=leaves
    )
    return event.about.pk, event.made.receipt


def send(asked: Said) -> None:
    """The keys given, or new ones without end: each is told before it begins and once it is done."""
    for key in asked.get("keys") or iter(lambda: str(uuid.uuid4()), None):
        tell(begun=key)
        order, receipt = sent(key)
        tell(done=key, order=order, receipt=receipt)


def stop(asked: Said) -> None:
    """Die as statement number `at` of a placement begins; SQLite itself says when, COMMIT included."""
    statements = _statements(asked["at"])
    connection.ensure_connection()
    connection.connection.set_trace_callback(lambda sql: statements(sql))
    sent(asked["key"])
    if asked["at"] == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    connection.connection.set_trace_callback(None)


def _statements(at: int | str) -> Callable[[str], None]:
    seen: list[str] = []

    def begins(sql: str) -> None:
        seen.append(sql)
        if len(seen) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(statement=sql.split(None, 1)[0])

    return begins


def check(_asked: Said) -> None:
    """Everything that must be true of the file now."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchall()
        cursor.execute("PRAGMA synchronous")
        synchronous = cursor.fetchone()
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()
    orders = dict(Order.objects.values_list("idempotency_key", "pk"))
    tell(
        integrity=whole, synchronous=synchronous, mode=mode, faults=list(journal.faults()),
        orders={str(key): pk for key, pk in orders.items()}, count=Order.objects.count(),
    )  # fmt: skip


WORK: dict[str, Callable[[Said], None]] = {
    "found": found, "send": send, "stop": stop, "check": check,
}  # fmt: skip


def requests() -> Iterator[Said]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    for asked in requests():
        child = os.fork()
        if child == 0:
            signal.alarm(STRANDED)
            tell(child=os.getpid())
            WORK[asked["do"]](asked)
            connection.close()
            os._exit(0)
        tell(ended=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
