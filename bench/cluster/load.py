"""`python -m bench.cluster.load WISHES`: residents and staff at work over HTTP, until they are told to stop.

Each change is sent again, the same form with the same number, until it is acknowledged; some are
sent once more after that, as somebody does whose answer was lost. Every acknowledgement is a line.
"""

import json
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

from bench.visiting import Answer, Visitor

RECEIPT = re.compile(r"^/orders/r/(\w+)/")
BOOKING = re.compile(r"^/programmes/r/([\w-]+)/")
REF = re.compile(r'data-ref="([\w-]+)"')
DONE_BEFORE = "此前已经收到并办好"
REPLAYED = 0.1
TIMEOUT = 12.0
"""Seconds until a visitor gives up on an answer and presses the button again."""
LAST_TRIES = 60.0


@dataclass(frozen=True)
class Wishes:
    addresses: list[str]
    """`host:port` of each web process."""
    log: str
    session: int
    poster: str
    village: str
    password: str
    residents: int = 2
    guests: int = 1
    seed: int = 1


class Stopped(Exception):
    """It is over, and the last try was not acknowledged."""


class Browser:
    """A visitor that goes to the other web process where one does not answer, as a proxy would send it."""

    def __init__(self, wishes: Wishes, number: int) -> None:
        self.wishes, self.turn = wishes, number
        self.chance = random.Random(f"{wishes.seed}/{number}")  # noqa: S311 (the same words every time)
        self.visitor = self._at()

    def _at(self) -> Visitor:
        host, _, port = self.wishes.addresses[self.turn % len(self.wishes.addresses)].partition(":")
        return Visitor(int(port), host=host, timeout=TIMEOUT)

    def elsewhere(self) -> None:
        self.visitor.close()
        self.turn += 1
        before, self.visitor = self.visitor, self._at()
        # whoever presses again is the same person, and slowed down as one
        self.visitor.cookies, self.visitor.address = before.cookies, before.address

    def somebody_else(self) -> None:
        """Another resident's address: the throttles stay in force."""
        self.visitor.address = f"10.{'.'.join(str(octet) for octet in self.chance.randbytes(3))}"

    def get(self, path: str) -> Answer:
        return self.until(lambda: self.visitor.get(path), lambda answer: answer.status < 500)[0]

    def token(self, path: str) -> str:
        return self.get(path).token

    def until(
        self, ask: Callable[[], Answer], is_answer: Callable[[Answer], bool]
    ) -> tuple[Answer, int]:
        """Ask again and again, as patiently as a person; the answer, and how often it was asked."""
        tries, pause = 0, 0.2
        while True:
            tries += 1
            try:
                answer = ask()
                if is_answer(answer):
                    return answer, tries
            except (OSError, HTTPException):
                pass
            self.elsewhere()
            if OVER.is_set() and time.monotonic() > ENDS[0]:
                raise Stopped
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)


OVER = threading.Event()
ENDS = [0.0]
"""When the last tries end, once it is over."""


class Log:
    """One line an acknowledgement, and one line a change that was begun: what was never acknowledged may exist, but once."""

    def __init__(self, path: str) -> None:
        self.file = Path(path).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115 (until the end)
        self.lock = threading.Lock()

    def write(self, kind: str, key: str, **more: Any) -> None:
        line = json.dumps({"at": time.time(), "kind": kind, "key": key, **more}, ensure_ascii=False)
        with self.lock:
            self.file.write(line + "\n")


class Sender:
    """Somebody who sends one kind of form."""

    def __init__(self, wishes: Wishes, log: Log, number: int) -> None:
        self.wishes, self.log, self.browser = wishes, log, Browser(wishes, number)

    def send(
        self, kind: str, key: str, path: str, said: Mapping[str, str], good: re.Pattern[str]
    ) -> str:
        """Where the answer leads: asked until acknowledged, and now and then once more."""
        self.log.write("begun", key, what=kind)
        begun = time.monotonic()

        def ask() -> Answer:
            return self.browser.visitor.post(path, dict(said))

        answer, tries = self.browser.until(ask, self._is_answer)
        led = self._led(answer, good)
        if led is None:
            self.log.write(
                "refused", key, what=kind, status=answer.status, said=answer.body[-3000:]
            )
            return ""
        self.log.write(kind, key, led=led, tries=tries, took=time.monotonic() - begun)
        if self.browser.chance.random() < REPLAYED:
            again, _tries = self.browser.until(ask, self._is_answer)
            self.log.write("replayed", key, what=kind, led=self._led(again, good), first=led)
        return led

    def _is_answer(self, answer: Answer) -> bool:
        """Who tries more than thirty times an hour is slowed down; a town's people have more than one address."""
        if answer.status == 429:
            self.browser.somebody_else()
        return answer.status < 500 and answer.status != 429

    def _led(self, answer: Answer, good: re.Pattern[str]) -> str | None:
        found = good.search(answer.headers.get("Location", ""))
        if answer.status in {302, 303} and found:
            return found[0]
        return "done before" if DONE_BEFORE in answer.body else None


PLACED: "Queue[str]" = Queue()
DESK = re.compile("^/desk/")
DOOR = re.compile("^/programmes/check-in/")


def place(sender: Sender, token: str) -> None:
    key, browser = str(uuid4()), sender.browser
    browser.somebody_else()
    said = {
        "csrfmiddlewaretoken": token, "key": key, "village": sender.wishes.village, "where": "三组",
        "words": f"路灯不亮，编号{key}。", "name": "张三", "phone": "13900000000", "similar_seen": "1",
    }  # fmt: skip
    led = sender.send("order", key, "/orders/new/", said, RECEIPT)
    if led:
        PLACED.put(led)


def work_off(sender: Sender, token: str) -> None:
    """The secretary accepts what was placed and says that it is done."""
    try:
        receipt = PLACED.get(timeout=0.5)
    except Empty:
        return
    found = REF.search(sender.browser.get(receipt).body)
    if not found:
        return
    ref = found[1]
    for move, more in (("accept", {}), ("deliver", {"reply": "换了新灯泡。"})):
        said = {"csrfmiddlewaretoken": token, "once": str(uuid4()), **more}
        sender.send(move, ref, f"/desk/orders/{ref}/{move}/", said, DESK)


def take_part(sender: Sender, token: str) -> None:
    """A guest books a seat; another one, at the door of what is on now, checks in."""
    wishes, browser = sender.wishes, sender.browser
    browser.somebody_else()
    browser.visitor.cookies.pop("guest", None)
    name, phone = f"客{uuid4().hex[:12]}", f"139{browser.chance.randint(0, 99_999_999):08d}"
    said = {"csrfmiddlewaretoken": token, "name": name, "phone": phone}
    path = f"/programmes/sessions/{wishes.session}/book/"
    sender.send("book", name, path, {**said, "once": str(uuid4())}, BOOKING)
    name = f"来{uuid4().hex[:12]}"
    said = {**said, "nonce": str(uuid4()), "name": name}
    sender.send("check-in", name, f"/programmes/check-in/{wishes.poster}/", said, DOOR)
    browser.visitor.cookies.pop("guest", None)


def go_on(sender: Sender, act: Callable[[Sender, str], None], page: str) -> None:
    try:
        token = sender.browser.token(page)
        while not OVER.is_set():
            act(sender, token)
            time.sleep(0.05)
    except Stopped:
        pass


def sign_in(sender: Sender) -> None:
    browser = sender.browser
    said = {
        "login": "baihua",
        "password": sender.wishes.password,
        "csrfmiddlewaretoken": browser.token("/sign-in/"),
    }
    browser.until(lambda: browser.visitor.post("/sign-in/", said), lambda a: a.status == 303)


def main(told: str) -> None:
    wishes = Wishes(**json.loads(told))
    log = Log(wishes.log)

    def over(*_: object) -> None:
        ENDS[0] = time.monotonic() + LAST_TRIES
        OVER.set()

    signal.signal(signal.SIGTERM, over)
    secretary = Sender(wishes, log, 0)
    sign_in(secretary)
    jobs: list[tuple[Sender, Callable[[Sender, str], None], str]]
    jobs = [(secretary, work_off, "/desk/")]
    jobs += [(Sender(wishes, log, 1 + n), place, "/orders/new/") for n in range(wishes.residents)]
    page = f"/programmes/sessions/{wishes.session}/"
    jobs += [(Sender(wishes, log, 101 + n), take_part, page) for n in range(wishes.guests)]
    threads = [threading.Thread(target=go_on, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1])
