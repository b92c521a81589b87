"""The worker killed -9 again and again under load, while a mail server counts.

People place orders, each of which is a message to the village's secretary; some acts are rolled back.
`touyan work` is forked from a process that has its modules already, killed at a random moment, and forked
again, `kills` times; then it may finish. What waits is kept to some seconds' work, so that a trial lasts
minutes. Every message must have arrived, none for what was rolled back, and no more repeats than kills.
"""

import os
import random
import time
from collections import Counter
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from threading import Event, Thread
from typing import Any

from aiosmtpd.controller import Controller
from django.db import connection

from bench.ready import works
from bench.serving import free_port
from bench.texts import ESTATES, FAULTS, THINGS
from touyan.channels.acts import choose_mail, confirm_mail
from touyan.channels.models import Delivery
from touyan.channels.states import LEASE, State
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.orders.acts import VISITOR, Leaves, place
from touyan.town.models import Organisation, Person, Role
from touyan.town.states import PLACES_PEOPLE_LIVE, RoleCode

SLOW = 0.01
"""Seconds that the server takes for a message once it has it: a kill often falls between sending and noting."""
ALIVE = (0.05, 0.6)
"""Seconds between the worker's first message and its end."""
START_WITHIN, FINISH_WITHIN = 30.0, 900.0
MOST_WAITING = 60
"""Messages; beyond that nothing is placed for a moment."""
UNDONE = 10
"""Of so many acts one is rolled back."""


class Postbox:
    """A mail server that counts by Message-ID."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.came = Event()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.partition(b"\r\n\r\n")[0].decode()
        lines = head.replace("\r\n ", " ").split("\r\n")
        name = next(line for line in lines if line.lower().startswith("message-id:"))
        self.taken[name.partition(":")[2].strip()] += 1
        self.came.set()
        time.sleep(SLOW)
        return "250 OK"


class Undone(Exception):
    """An act that does not take place."""


class Town(Thread):
    """Places orders until it is told to stop; every tenth is rolled back after its message was written."""

    def __init__(self, villages: list[Organisation]) -> None:
        super().__init__(name="town")
        self.villages, self.stop = villages, Event()
        self.placed = self.undone = 0

    def run(self) -> None:
        chance = random.Random(7)  # noqa: S311 (the same orders every time)
        while not self.stop.is_set():
            with suppress(Undone), batch():
                self._place(chance)
            while not self.stop.wait(0.02) and waiting() >= MOST_WAITING:
                pass
        connection.close()

    def _place(self, chance: random.Random) -> None:
        words = f"{chance.choice(ESTATES)}{chance.randint(1, 999)}栋{chance.choice(THINGS)}{chance.choice(FAULTS)}。"
        place(by=VISITOR, village=chance.choice(self.villages), words=words, leaves=Leaves())
        if chance.randrange(UNDONE) == 0:
            self.undone += 1
            raise Undone
        self.placed += 1


def waiting() -> int:
    return Delivery.objects.filter(state=State.WAITING).count()


def main(kills: int, patient: bool) -> dict[str, Any]:
    villages = listened_to()
    postbox, port = Postbox(), free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    town = Town(villages)
    town.start()
    began = time.monotonic()
    try:
        starts = [killed(postbox, port) for _n in range(kills)]
        town.stop.set()
        town.join()
        if not patient:  # a test does not wait for two minutes: as if they had passed
            Delivery.objects.filter(state=State.SENDING).update(lease_until=clock.now() - LEASE)
        finished(port)
    finally:
        town.stop.set()
        server.stop()
    return told(postbox, town, kills, sum(starts)) | {"seconds": round(time.monotonic() - began, 1)}


def listened_to() -> list[Organisation]:
    """The villages whose secretary has chosen mail: all of them."""
    villages = list(Organisation.objects.filter(kind__in=PLACES_PEOPLE_LIVE).order_by("code"))
    heard = []
    for village in villages:
        role = Role.in_force().filter(organisation=village, role=RoleCode.SECRETARY).first()
        if role is not None:
            _chooses(role.person)
            heard.append(village)
    Delivery.objects.all().delete()
    return heard


def _chooses(person: Person) -> None:
    midnight = clock.now().time().replace(hour=0, minute=0, second=0, microsecond=0)
    choice = choose_mail(
        by=person, address=f"p{person.pk}@example.cn", on=True, grouped=False,
        quiet_from=midnight, quiet_until=midnight,
    ).about  # fmt: skip
    confirm_mail(by=person, choice=choice)


def worker(port: int) -> BaseProcess:
    # Settings are read once, by the process that all workers are forked from.
    os.environ["TOUYAN_EMAIL_URL"] = f"smtp://127.0.0.1:{port}/?from=town@example.cn&tls=off"
    forked = get_context("forkserver")
    forked.set_forkserver_preload(["bench.ready"])
    process = forked.Process(target=works)
    process.start()
    return process


def killed(postbox: Postbox, port: int) -> bool:
    """Whether the worker was sending when it was killed."""
    postbox.came.clear()
    process = worker(port)
    sending = postbox.came.wait(START_WITHIN)
    time.sleep(random.uniform(*ALIVE))  # noqa: S311
    process.kill()
    process.join()
    return sending


def finished(port: int) -> None:
    process = worker(port)
    end = time.monotonic() + FINISH_WITHIN
    while time.monotonic() < end and Delivery.objects.exclude(state=State.SENT).exists():
        time.sleep(0.5)
    process.terminate()
    process.join()


def told(postbox: Postbox, town: Town, kills: int, sending: int) -> dict[str, Any]:
    keys = set(Delivery.objects.values_list("key", flat=True))
    arrived = {name.strip("<>").partition(".")[0] for name in postbox.taken}
    again = Delivery.objects.filter(attempts__gt=1).count()
    return {
        "kills": kills,
        "placed": town.placed,
        "rolled_back": town.undone,
        "written": len(keys),
        "arrived": len(arrived & keys),
        "lost": len(keys - arrived),
        "told_of_nothing": len(arrived - keys),
        "repeats": postbox.taken.total() - len(postbox.taken),
        "kills_while_sending": sending,
        "taken_up_again": again,
    }
