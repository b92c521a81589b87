"""Killed at any moment, the town remembers every order that it acknowledged, once; and no half of one."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import migrated
from tests.once import ITS_OWN_DATABASES

pytestmark = ITS_OWN_DATABASES
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20
KILLED = -signal.SIGKILL

Said = dict[str, Any]


class Placer:
    """The process of placer.py, with an installation of its own."""

    def __init__(self, home: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        named = {"TOUYAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "touyan.conf.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.orders.placer"], cwd=ROOT, text=True,
            env={**kept, **named, "PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def close(self) -> None:
        self.process.communicate(timeout=300)

    def start(self, do: str, **asked: Any) -> int:
        """Begin something; the number of the child that does it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **asked}) + "\n")
        self.process.stdin.flush()
        child: int = self.heard()["child"]
        return child

    def until_ended(self) -> tuple[list[Said], int]:
        """All that it said, and how it ended."""
        said = []
        while "ended" not in (line := self.heard()):
            said.append(line)
        return said, line["ended"]

    def do(self, do: str, **asked: Any) -> list[Said]:
        self.start(do, **asked)
        said, ended = self.until_ended()
        assert ended == 0
        return said

    def heard(self) -> Said:
        assert self.process.stdout is not None
        line: Said = json.loads(self.process.stdout.readline())
        return line


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a village and no order yet, for each test to copy."""
    home = tmp_path_factory.mktemp("founded")
    migrated.copy_to(home / "var" / "touyan.sqlite3")
    placer = Placer(home)
    placer.do("found")
    placer.close()
    return home


@pytest.fixture
def placer(founded: Path, tmp_path: Path) -> Iterator[Placer]:
    shutil.copytree(founded, tmp_path / "home")
    made = Placer(tmp_path / "home")
    yield made
    made.close()


def sound(placer: Placer) -> dict[str, int]:
    """Key → order, once the file was found whole and every order explained by the journal."""
    (found,) = placer.do("check")
    assert (found["integrity"], found["faults"]) == ([["ok"]], [])
    assert (found["synchronous"], found["mode"]) == ([2], ["wal"])
    assert found["count"] == len(found["orders"])
    orders: dict[str, int] = found["orders"]
    return orders


def kill_one(placer: Placer, before: dict[str, int], seconds: float) -> tuple[dict[str, int], int]:
    """Let it place, kill it, and look: the orders there are now, and how many it had acknowledged."""
    child = placer.start("send")
    first = placer.heard()
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    said, ended = placer.until_ended()
    assert ended == KILLED
    said.insert(0, first)
    done = {line["done"]: line["order"] for line in said if "done" in line}
    begun = [line["begun"] for line in said if "begun" in line]
    after = sound(placer)
    made = {key: order for key, order in after.items() if key not in before}
    assert before.items() <= after.items()
    assert done.items() <= made.items()
    assert made.keys() <= set(begun)
    assert set(begun[:-1]) <= done.keys()
    again = placer.do("send", keys=begun[-2:])
    orders = {line["done"]: line["order"] for line in again if "done" in line}
    assert {key: made.get(key, order) for key, order in orders.items()} == orders
    return after | orders, len(done)


def kill_often(placer: Placer, times: int, seed: int) -> int:
    """How many orders had been acknowledged, none of which was lost in so many kills."""
    chance, orders, acknowledged = random.Random(seed), sound(placer), 0  # noqa: S311
    for _round in range(times):
        orders, done = kill_one(placer, orders, chance.uniform(0, 0.3))
        acknowledged += done
    assert sound(placer) == orders
    return acknowledged


def test_what_was_acknowledged_survives_kill_9(placer: Placer) -> None:
    assert kill_often(placer, ROUNDS, seed=20210917) > 0


def statements_of(placer: Placer) -> list[str]:
    """What SQLite is asked for one placement, in a connection that is open already."""
    said = placer.do("stop", at=0, key=str(uuid.uuid4()))
    return [line["statement"] for line in said if "statement" in line]


def test_killed_at_each_statement_it_is_placed_whole_or_not_at_all(placer: Placer) -> None:
    statements = statements_of(placer)
    commit = statements.index("COMMIT") + 1
    assert statements.count("BEGIN") == statements.count("COMMIT") == 1
    orders = sound(placer)
    for at in [*range(1, len(statements) + 1), "after"]:
        key = str(uuid.uuid4())
        placer.start("stop", at=at, key=key)
        assert placer.until_ended()[1] == KILLED
        after = sound(placer)
        committed = {key} if at == "after" or at > commit else set()
        assert after.keys() - orders.keys() == committed
        (_begun, done) = placer.do("send", keys=[key])
        assert done["order"] == after.get(key, done["order"])
        orders = {**after, key: done["order"]}
    assert sound(placer) == orders


def test_the_same_key_after_a_kill_gives_the_same_receipt(placer: Placer) -> None:
    key = str(uuid.uuid4())
    placer.start("stop", at="after", key=key)
    assert placer.until_ended()[1] == KILLED
    answers = [placer.do("send", keys=[key])[1] for _turn in range(3)]
    assert answers == [answers[0]] * 3
