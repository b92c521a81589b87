"""What the whole town holds in memory: the pages, the background worker, and what the worker starts; and while it learns.

Counted as PSS, where a page of memory that several processes share is counted once among them; the sum of RSS, which counts it
once for each, stands beside it.
"""

import os
import re
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.loading import grow
from bench.serving import Server, served
from bench.spent import SESSION
from bench.visiting import Visitor, signed_in
from touyan.conf import reader
from touyan.orders.demo import PASSWORD
from touyan.orders.reads.reading import history

PARENT = 1
"""Where /proc/PID/stat has it, after the name."""
EVERY = 0.1
PUBLIC = ("/", "/orders/new/", "/orders/", "/places/", "/programmes/", "/sign-in/")
DESK = ("/desk/", "/desk/orders/?queue=all", "/desk/figures/")
_KILOBYTES = re.compile(r"^(Rss|Pss|Pss_Anon):\s+(\d+) kB", re.MULTILINE)


def held(session: int, starter: int = -1) -> dict[str, float]:
    """Megabytes of all living processes of a session and of what the starter started, and how many they are.

    `own_mb` is the part of `pss_mb` that is in no file: what a leak would let grow.
    """
    found = {"Rss": 0, "Pss": 0, "Pss_Anon": 0}
    processes = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
            ours = int(told[SESSION]) == session or int(told[PARENT]) == starter
            rollup = (folder / "smaps_rollup").read_text() if ours else ""
        except OSError:  # it ended while we looked
            continue
        processes += bool(rollup)
        for name, kilobytes in _KILOBYTES.findall(rollup):
            found[name] += int(kilobytes)
    return {
        "pss_mb": round(found["Pss"] / 1024, 1),
        "rss_mb": round(found["Rss"] / 1024, 1),
        "own_mb": round(found["Pss_Anon"] / 1024, 1),
        "processes": processes,
    }


def main(seconds: float, size: int) -> dict[str, Any]:
    """With so many orders: at rest, while pages are asked for, at rest again, and while it learns; the most seen each time."""
    grow(size)
    with served(f"{os.environ['TOUYAN_HOME']}/server.log") as server:
        begun = _most(server, seconds)
        desk = signed_in(server.port, "dispatcher", PASSWORD)
        visitors = ((Visitor(server.port), PUBLIC), (desk, DESK))
        end, working = time.monotonic() + seconds, held(server.session)
        while time.monotonic() < end:
            for visitor, addresses in visitors:
                for address in addresses:
                    visitor.get(address)
            working = max(working, held(server.session), key=lambda one: one["pss_mb"])
        rested = _most(server, seconds)
        return {"begun": begun, "working": working, "rested": rested, "learning": _learning(server)}


def _learning(server: Server) -> dict[str, float]:
    """As the worker has it done at night, here by this process, which is not counted."""
    most = held(server.session)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        pairs, model = list(history()), f"{folder}/model.zip"
        learnt = beside.submit(reader.apart, "learn", pairs, model=model, keywords={})
        while not learnt.done():
            time.sleep(EVERY)
            most = max(most, held(server.session, os.getpid()), key=lambda one: one["pss_mb"])
        return most | {"texts": len(pairs), "labels": learnt.result()["labels"]}


def _most(server: Server, seconds: float) -> dict[str, float]:
    end, most = time.monotonic() + seconds, held(server.session)
    while time.monotonic() < end:
        time.sleep(0.5)
        most = max(most, held(server.session), key=lambda one: one["pss_mb"])
    return most
