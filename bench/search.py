"""How long it takes to find something by words, and what is like it, when the town has so many orders.

What the doors' pages ask, without the pages: each role's own scope, each kind of word, the first page and a
page further on. `held` says whether the median of each keeps its bound.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction

from bench import spent
from bench.loading import grow
from bench.reads import WARM, read
from bench.texts import RARE, text
from touyan.desk import finding as at_desk
from touyan.desk.reads import wanted
from touyan.front import finding
from touyan.front.sending import alike
from touyan.kernel import search
from touyan.kernel.search.answers import Asked
from touyan.orders.models import IS_OPEN, Order
from touyan.orders.tasks import KIND
from touyan.town.models import Organisation, Person
from touyan.town.reads import home_town, villages_here

SEARCH_MS, SAME_MS = 30, 50
"""What a median may be; so many milliseconds."""
PUTS = 200
LONGEST = 1.0
"""Seconds for one search: there are two hundred."""
VILLAGE = "340121103003"
WORDS = {
    "rare 2": RARE[1:],
    "common 2": "维修",
    "middling 2": "漏水",
    "common 4": "尽快安排",
    "name 3": "沈桂兰",
    "phrase 4": "路灯不亮",
    "in quotation marks": "“路灯不亮，请尽快安排”",
    "several words": "漏水 老人 阳光",
    "two that seldom meet": "书法班 低保复核",
    "road and number": "永兴路88号",
    "sentence": "已经反映过多次没有结果家中老人行动不便需要上门",
    "one more character": "沈 漏水",
    "never together": "路灯花园",
    "absent": "鲸鱼",
}
ROLES = ("dispatcher", "baihua", "roads", "leader")


def main(size: int, rounds: int) -> dict[str, Any]:
    report: dict[str, Any] = {"orders": size, "load_seconds": grow(size)}
    report["machine_load"] = spent.load()
    report["reads"] = {name: read(work, rounds, LONGEST) for name, work in _searches(size)}
    report["same"] = {name: read(work, rounds) for name, work in _sames()}
    report["put"] = _puts(size)
    report["held"] = _within(report["reads"], SEARCH_MS) and _within(report["same"], SAME_MS)
    return report


def _within(reads: dict[str, Any], bound: float) -> bool:
    return all(one["ms"]["p50"] <= bound for one in reads.values())


def _searches(size: int) -> Iterator[tuple[str, Callable[[], object]]]:
    town = home_town()
    assert town is not None
    here = villages_here()
    people = {login: Person.objects.get(login=login) for login in ROLES}
    for case, typed in WORDS.items():
        yield f"everyone, all kinds: {case}", partial(_public, town, here, words=typed)
        yield f"everyone, a village: {case}", partial(_public, town, here, words=typed, village=VILLAGE)  # fmt: skip
        yield f"everyone, page further on: {case}", partial(_public, town, here, words=typed, kind="public_order", before=size // 2)  # fmt: skip
        for login, person in people.items():
            yield f"{login}: {case}", partial(_desk, person, words=typed)
            yield f"{login}, page further on: {case}", partial(_desk, person, words=typed, kind="order", before=size // 2)  # fmt: skip
            yield f"{login}, list: {case}", partial(_listed, person, typed, {})
        yield f"dispatcher, list further on: {case}", partial(_listed, people["dispatcher"], typed, {"after": str(size // 2)})  # fmt: skip


def _public(town: Organisation, here: list[Organisation], **said: Any) -> list[Any]:
    return finding.found(Asked(**said), town.pk, here)


def _desk(person: Person, **said: Any) -> list[Any]:
    return at_desk.found(Asked(**said), person)


def _listed(person: Person, typed: str, marks: dict[str, str]) -> object:
    """The desk's list of orders, narrowed by words."""
    wishes = {"queue": "all", "sort": "newest", "q": typed}
    return wanted.page_of(person, wishes, marks)


def _sames() -> Iterator[tuple[str, Callable[[], object]]]:
    """While somebody types: words of their own, words of somebody before them, and a letter."""
    village = Organisation.objects.get(code=VILLAGE)
    chance = random.Random(11)  # noqa: S311 (the same texts every time)
    texts = sorted((text(chance) for _ in range(200)), key=len)
    last = Order.objects.filter(IS_OPEN, village=village).order_by("-id").first()
    before = (last or Order.objects.latest("id")).words
    said = {"a few words": texts[0], "as most write": texts[100], "a letter": texts[-1], "the same": before}  # fmt: skip
    for name, words in said.items():
        yield name, partial(alike, village, words)


def _puts(size: int) -> dict[str, float]:
    """One order more in the index, in a transaction of its own; gone again afterwards."""
    chance = random.Random(8)  # noqa: S311
    town = home_town()
    marks = [f"o{town.pk}"] if town else []
    numbers = range(size + 1, size + PUTS + WARM + 2)
    rows = iter([(number, text(chance), marks) for number in numbers])

    def one() -> None:
        with transaction.atomic():
            search.put(KIND, *next(rows))

    told = dict(read(one, PUTS)["ms"])
    for number in numbers:
        search.remove(KIND, number)
    return told
