"""An hour of a town's life at a steady rate, and whether anything grows, fails or is wrong afterwards.

What it can bear is measured first, in the same run and with the same mix; then that share of it is asked
for, at fixed moments, whether or not what was asked before has been answered: who waits is counted as late.
"""

import io
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException
from queue import Empty, Queue
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from PIL import Image

from bench import spent
from bench.cluster.founding import put_on
from bench.counted import spread
from bench.machine import ROOT
from bench.memory import held
from bench.serving import Server, served
from bench.slopes import flat
from bench.visiting import Answer, Visitor, signed_in
from touyan.kernel.acts import batch

RECEIPT = re.compile(r"/orders/r/\w+/")
REF = re.compile(r'data-ref="([\w-]+)"')
PUBLIC = (
    "/",
    "/orders/new/",
    "/orders/",
    "/places/",
    "/programmes/",
    f"/search/?q={quote('路灯')}",
)
DESK = ("/desk/", "/desk/orders/?queue=all", "/desk/orders/?queue=open")
FIGURES = ("/desk/figures/", "/desk/figures/wall/")
CLIENTS = 6
IDLE = 5.0
"""Seconds after which a connection is not used again."""
SAMPLED_EVERY = 5.0
WARM_MINUTES = 10
"""Until every cache is filled and every page was compiled by both workers; less in a short run."""


class Wrong(Exception):
    """An answer that is not what was asked for."""


class Client:
    """One of some threads: a resident's browser, a secretary's and a leader's."""

    def __init__(self, town: dict[str, Any], port: int, number: int) -> None:
        self.town = town
        self.chance = random.Random(number)  # noqa: S311 - the same words every time
        self.used: dict[int, float] = {}
        self.resident = Visitor(port, timeout=60)
        self.secretary = signed_in(port, "baihua", town["password"])
        self.leader = signed_in(port, "leader", town["password"])
        self.tokens = {
            "place": self._page(self.resident, "/orders/new/").token,
            "book": self._page(self.resident, f"/programmes/sessions/{town['session']}/").token,
            "desk": self._page(self.secretary, "/desk/").token,
        }

    def do(self, what: str) -> None:
        """As a browser does, on another connection where the last was idle: the server may have ended it."""
        now = time.monotonic()
        for visitor in (self.resident, self.secretary, self.leader):
            if now - self.used.get(id(visitor), 0.0) > IDLE:
                visitor.close()
        FLOWS[what](self)

    def place(self) -> None:
        """With a photo, as from a telephone."""
        self._somebody()
        said = {
            "csrfmiddlewaretoken": self.tokens["place"], "key": str(uuid4()), "at": "", "where": "三组",
            "words": f"路灯不亮，{self.chance.randint(1, 999)}号门口，晚上看不清。", "name": "张三",
            "phone": f"139{self.chance.randint(0, 99_999_999):08d}", "similar_seen": "1",
            "village": self.town["village"],
        }  # fmt: skip
        answer = self.resident.post_as_form("/orders/new/", said, PHOTO)
        found = RECEIPT.search(self._led(answer))
        if not found:
            raise Wrong(f"placing led to {self._led(answer)!r}")
        PLACED.put(found[0])

    def work_off(self) -> None:
        """The secretary takes what was placed, and says that it is done."""
        try:
            receipt = PLACED.get_nowait()
        except Empty:  # none is left to work off: others were quicker
            return
        found = REF.search(self._page(self.resident, receipt).body)
        if not found:
            raise Wrong("the receipt names no order")
        for move, more in (("accept", {}), ("deliver", {"reply": "换了新灯泡。"})):
            said = {"csrfmiddlewaretoken": self.tokens["desk"], "once": str(uuid4()), **more}
            self._led(self.secretary.post(f"/desk/orders/{found[1]}/{move}/", said))

    def take_part(self) -> None:
        self._somebody()
        name = f"客{uuid4().hex[:12]}"
        phone = f"139{self.chance.randint(0, 99_999_999):08d}"
        guest = {"csrfmiddlewaretoken": self.tokens["book"], "name": name, "phone": phone}
        path = f"/programmes/sessions/{self.town['session']}/book/"
        self._led(self.resident.post(path, {**guest, "once": str(uuid4())}))
        path = f"/programmes/check-in/{self.town['poster']}/"
        self._led(self.resident.post(path, {**guest, "nonce": str(uuid4())}))
        self.resident.cookies.pop("guest", None)

    def read(self) -> None:
        self._somebody()
        self._page(self.resident, self.chance.choice(PUBLIC))

    def look(self) -> None:
        self._page(self.secretary, self.chance.choice(DESK))

    def count(self) -> None:
        self._page(self.leader, self.chance.choice(FIGURES))

    def _somebody(self) -> None:
        """Another resident's address: the throttles stay in force."""
        octets = ".".join(str(octet) for octet in self.chance.randbytes(3))
        self.resident.address = f"10.{octets}"

    def _page(self, visitor: Visitor, path: str) -> Answer:
        answer = visitor.get(path)
        self.used[id(visitor)] = time.monotonic()
        if answer.status != 200:
            raise Wrong(f"{path.partition('?')[0]} answered {answer.status}")
        return answer

    def _led(self, answer: Answer) -> str:
        if answer.status != 303:
            raise Wrong(f"a form was answered {answer.status}")
        return answer.headers["Location"] or ""


FLOWS: dict[str, Callable[[Client], None]] = {
    "place": Client.place, "work off": Client.work_off, "take part": Client.take_part,
    "read": Client.read, "look": Client.look, "figures": Client.count,
}  # fmt: skip
MIX = [*(["read"] * 9), *(["look"] * 4), "figures", "place", "work off", "take part"]
"""Somebody reads a page nine times for each order that is placed."""
PLACED: "Queue[str]" = Queue()


def _photo() -> bytes:
    data = io.BytesIO()
    noise = Image.effect_noise((160, 120), 80).resize((1600, 1200)).convert("RGB")
    noise.save(data, "JPEG", quality=80)
    return data.getvalue()


PHOTO = _photo()


class Crowd:
    """Threads that take what is due, and what came of it: (what, wrong or "", milliseconds from when it was due)."""

    def __init__(self, town: dict[str, Any], port: int) -> None:
        self.due: Queue[tuple[str, float] | None] = Queue()
        self.came: list[tuple[str, str, float]] = []
        self.threads = [
            threading.Thread(target=self._work, args=(Client(town, port, number),))
            for number in range(CLIENTS)
        ]
        for thread in self.threads:
            thread.start()

    def _work(self, client: Client) -> None:
        while (taken := self.due.get()) is not None:
            what, due = taken
            wrong = ""
            try:
                client.do(what)
            except (Wrong, OSError, HTTPException) as error:
                wrong = f"{what}: {type(error).__name__} {error}"
                client.resident.close()
            self.came.append((what, wrong, (time.perf_counter() - due) * 1000))

    def taken(self) -> list[tuple[str, str, float]]:
        """What came since this was asked last."""
        assert all(thread.is_alive() for thread in self.threads), "a client broke down"
        came, self.came = self.came, []
        return came

    def leave(self) -> None:
        for _ in self.threads:
            self.due.put(None)
        for thread in self.threads:
            thread.join()


def main(minutes: float, share: float) -> dict[str, Any]:
    with batch():
        town = put_on()
    with served(f"{os.environ['TOUYAN_HOME']}/server.log") as server:
        crowd = Crowd(town, server.port)
        most = _capacity(crowd, seconds=min(40.0, minutes * 20))
        rate = most * share
        told = [_minute(crowd, server, rate) for _ in range(max(2, round(minutes)))]
        crowd.leave()
        left = crowd.came
    return {
        "flows_per_second_at_most": round(most, 1), "flows_per_second": round(rate, 1), "share": share,
        "minutes": told, "wrong": _wrong_in(left) + sum(one["wrong"] for one in told),
        **flat(told, WARM_MINUTES), "check": _checked(),
    }  # fmt: skip


def _capacity(crowd: Crowd, seconds: float) -> float:
    """Flows a second when there is always something due; the first half warms the pages."""
    counts = []
    for _ in (1, 2):
        end = time.perf_counter() + seconds / 2
        while time.perf_counter() < end:
            if crowd.due.qsize() < CLIENTS:
                crowd.due.put((random.choice(MIX), time.perf_counter()))  # noqa: S311
            time.sleep(0.002)
        counts.append(len(crowd.taken()))
    return counts[1] / (seconds / 2)


def _minute(crowd: Crowd, server: Server, rate: float) -> dict[str, Any]:
    begun, samples, asked = time.perf_counter(), list[dict[str, float]](), 0
    while (now := time.perf_counter() - begun) < 60:
        while asked < now * rate:
            crowd.due.put((random.choice(MIX), begun + asked / rate))  # noqa: S311
            asked += 1
        if now >= len(samples) * SAMPLED_EVERY:
            samples.append(held(server.session))
        time.sleep(0.005)
    told = _told(crowd.taken(), samples) | {"asked": asked, "waiting": crowd.due.qsize()}
    sys.stderr.write(f"{told}\n")
    return told


def _told(came: list[tuple[str, str, float]], samples: list[dict[str, float]]) -> dict[str, Any]:
    pss = sorted(one["pss_mb"] for one in samples)
    own = sorted(one["own_mb"] for one in samples)
    return {
        "done": len(came), "wrong": _wrong_in(came), "ms": spread([ms for _, _, ms in came]),
        "pss_mb": pss[len(pss) // 2], "pss_mb_most": pss[-1], "own_mb": own[len(own) // 2],
        "processes": max(one["processes"] for one in samples), "machine_load": spent.load(),
        "said": Counter(wrong for _, wrong, _ in came if wrong).most_common(3),
    }  # fmt: skip


def _wrong_in(came: list[tuple[str, str, float]]) -> int:
    return sum(bool(wrong) for _, wrong, _ in came)


def _checked() -> str:
    """What `touyan check` says last: that all agree, or the number of faults."""
    done = subprocess.run(
        [sys.executable, "-m", "touyan", "check"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return f"{done.returncode}: {(done.stdout + done.stderr).strip().splitlines()[-1]}"
