"""A piece of a text around what was looked for, and which of several titles says it best."""

from collections.abc import Iterable
from dataclasses import dataclass

from touyan.kernel.search import words

BEFORE, LENGTH = 16, 80


@dataclass(frozen=True)
class Excerpt:
    before: str
    hit: str
    after: str


@dataclass(frozen=True)
class Hit:
    """One thing that was found, as a page shows it."""

    kind: str
    title: str
    href: str
    meta: str
    words: Excerpt
    ref: str = ""


def ranked(hits: Iterable[Hit], typed: str) -> list[Hit]:
    """What is called so comes first; within that the newest, as they came."""
    return sorted(hits, key=lambda hit: closeness(hit.title, typed))


def excerpt(text: str, typed: str) -> Excerpt:
    """From a little before the first word that is found; from the beginning where none is, or only in another form."""
    plain = " ".join(text.split())
    place, length = _first(plain, typed)
    start = max(0, place - BEFORE) if length else 0
    end = start + LENGTH
    dots = "…" if start else ""
    return Excerpt(
        dots + plain[start:place] if length else "",
        plain[place : place + length],
        plain[place + length : end] + ("…" if len(plain) > end else ""),
    )


def _first(plain: str, typed: str) -> tuple[int, int]:
    low = plain.lower()
    if len(low) != len(plain):  # a few letters get longer in lower case, and places would shift
        return 0, 0
    found = [
        (place, len(word))
        for word in ("".join(run) for run in words.query(typed).indexed)
        if (place := low.find(word)) >= 0
    ]
    return min(found, default=(0, 0))


def closeness(title: str, typed: str) -> int:
    """0 where the title is what was typed, 1 where it begins so, 2 where it has all the words, 3 otherwise."""
    said, asked = words.spelled(title), words.query(typed)
    wanted = [words.joined(run) for run in asked.indexed]
    if not wanted:
        return 3
    whole = "|".join(wanted)
    if said == whole:
        return 0
    if said.startswith(whole):
        return 1
    return 2 if all(one in said for one in wanted) else 3
