"""What was acknowledged, looked for in the database: there once, lost, or doubled."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.cluster.lines import KINDS, read
from touyan.kernel.models import Entry
from touyan.kernel.numbers import heard
from touyan.orders.models import Order
from touyan.programmes.models import Attendance, Booking

CHUNK = 500


def main(log: str) -> dict[str, Any]:
    """By kind: the keys that were acknowledged and are not there, and those that are there twice."""
    lines = read(Path(log))
    began: dict[str, set[str]] = {kind: set() for kind in KINDS}
    acknowledged: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for line in lines:
        if line["kind"] == "begun":
            began[line["what"]].add(line["key"])
        elif line["kind"] in KINDS:
            acknowledged[line["kind"]].add(line["key"])
    told = {}
    for kind in KINDS:
        there = found(kind, began[kind])
        told[kind] = {
            "lost": sorted(key for key in acknowledged[kind] if not there[key]),
            "doubled": sorted(key for key in began[kind] if there[key] > 1),
            "never_acknowledged": len(began[kind] - acknowledged[kind]),
        }
    return told


def found(kind: str, keys: Iterable[str]) -> Counter[str]:
    """How often each key is in the tables."""
    counted: Counter[str] = Counter()
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        counted.update(_rows(kind, wanted[start : start + CHUNK]))
    return counted


def _rows(kind: str, keys: list[str]) -> Iterable[str]:
    if kind == "order":
        # By their words, each with its key: an order placed twice would have another key, or none.
        said = {f"路灯不亮，编号{key}。": key for key in keys}
        return [
            said[words]
            for words in Order.objects.filter(words__in=said).values_list("words", flat=True)
        ]
    if kind == "book":
        rows = Booking.objects.filter(person__name__in=keys)
        return rows.values_list("person__name", flat=True)
    if kind == "check-in":
        there = Attendance.objects.filter(person__name__in=keys, standing=True)
        return there.values_list("person__name", flat=True)
    return _moves(kind, keys)


def _moves(kind: str, refs: list[str]) -> list[str]:
    """Once in the journal is once: the tables alone would not tell a move made twice."""
    about = {f"order:{heard(ref)}": ref for ref in refs}
    rows = Entry.objects.filter(about__in=about, name=f"orders.{kind}")
    return [about[name] for name in rows.values_list("about", flat=True)]
