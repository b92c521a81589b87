"""Hot matters: which messages tell of one and the same thing, and how many people tell it.

Messages are joined into a tree by how alike their words are (average linkage: no chain of neighbours
grows into a heap). Then the tree is walked from its top: a branch is one matter if most of its messages
share at least two different words that are rare elsewhere: a place and what is wrong there. A branch
that shares a place alone is a district's mixed bag, and is walked further down. No sentiment, nothing
about persons: they are counted, once each.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from sys import intern
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import ClusterNode, linkage, to_tree
from scipy.spatial.distance import squareform

from touyan.reading import grams

MOST = 8_000
"""The newest messages that are compared, all with all: memory and time grow with the square."""
TOP = 0.97
"""Messages further apart than this are never one matter."""
FEWEST = 3
SHARED = 0.4
"""A word is of the matter if so many of its messages have it …"""
RARE = 8.0
"""… so many times as often as others, …"""
COMMON = 0.04
"""… and it is in no more of all messages than this."""
FEW = 30
"""… or, where there are not many messages, in so few."""
ONE_MATTER = 0.75
"""The part of a branch's messages that must share two words."""
READ = 500
ROWS = 256
"""Of the table of likeness, made together."""
WEEKS = timedelta(weeks=8)
"""What many say within so long is hotter than what a few say all year round."""
LIKE = 0.07
"""How like a matter's messages a stray must be."""
OWN = 0.5
"""The part of all messages with a matter's own word (its place, its name) that must be in it."""

Likeness = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Message:
    key: str
    who: str
    at: datetime
    title: str
    words: str


def hot(messages: list[Message], most: int = 50) -> list[dict[str, Any]]:
    """The matters of more than one person, hottest first."""
    if len(messages) < FEWEST:
        return []
    reading = Reading(messages)
    return [reading.told(members) for members in reading.hottest()[:most]]


def matters(messages: list[Message], most: int) -> list[tuple[int, list[str]]]:
    """The same, as how many people each has and its messages' keys, the most telling first."""
    if len(messages) < FEWEST:
        return []
    reading = Reading(messages)
    return [
        (len(reading.people(members)), [reading.messages[n].key for n in reading.nearest(members)])
        for members in reading.hottest()[:most]
    ]


class Reading:
    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages = sorted(messages, key=lambda one: one.at)[-MOST:]
        titles = [plain(one.title)[:60] for one in messages]
        self.texts = [
            (title + plain(one.words))[:READ] for title, one in zip(titles, messages, strict=True)
        ]
        self.near = np.zeros((len(messages), len(messages)), np.float32)
        for texts in (titles, self.texts):
            add_likeness(self.near, texts)
        self.near /= 2
        self.pairs = [
            {intern(text[n : n + 2]) for n in range(len(text) - 1)} for text in self.texts
        ]
        self.having = Counter(pair for pairs in self.pairs for pair in pairs)

    def hottest(self) -> list[list[int]]:
        found = [(self.heat(members), members) for members in self.gathered()]
        found.sort(key=lambda one: -one[0])
        return [members for heat, members in found if heat > 1]

    def matters(self) -> Iterator[list[int]]:
        waiting: list[ClusterNode] = [to_tree(linkage(self.apart(), "average"))]
        while waiting:
            node = waiting.pop()
            if node.count < FEWEST:
                continue
            members = node.pre_order()
            if node.dist <= TOP and (one := self.one_matter(members)):
                yield one
            else:
                waiting += [node.get_left(), node.get_right()]

    def apart(self) -> npt.NDArray[np.float64]:
        """How far each pair is apart, once each: made in place, since it is half of all the memory."""
        found: npt.NDArray[np.float64] = squareform(self.near, checks=False).astype(np.float64)
        np.subtract(1, found, out=found)
        return np.clip(found, 0, 1, out=found)

    def gathered(self) -> Iterator[list[int]]:
        """The matters, each with what the tree had left elsewhere; the hotter takes first."""
        taken: set[int] = set()
        for members in sorted(self.matters(), key=self.heat, reverse=True):
            members = [n for n in members if n not in taken]
            if len(members) >= FEWEST:
                members += [n for n in self.strays(members) if n not in taken]
                taken.update(members)
                yield members

    def strays(self, members: list[int]) -> list[int]:
        """Those elsewhere that have the matter's own word and another, and are like its messages."""
        words = self.shared(members)
        own = [word for word in words if self.own(word, members)]
        like = self.near[:, members].mean(axis=1)
        return [
            n
            for n in set(np.flatnonzero(like >= LIKE).tolist()) - set(members)
            if sum(self.has(n, word) for word in words) >= 2
            and any(self.has(n, word) for word in own)
        ]

    def has(self, message: int, word: set[str]) -> bool:
        """Whether it has at least half of a word, as a short form of a name does."""
        return 2 * len(word & self.pairs[message]) >= len(word)

    def one_matter(self, members: list[int]) -> list[int]:
        """Those of a branch that share two words of it, if they are most of it."""
        words = self.shared(members)
        if len(words) < 2:
            return []
        belong = [n for n in members if sum(bool(self.pairs[n] & word) for word in words) >= 2]
        many = len(belong) >= max(FEWEST, ONE_MATTER * len(members))
        return belong if many and any(self.own(word, members) for word in words) else []

    def own(self, word: set[str], members: list[int]) -> bool:
        """Whether a word is this matter's: most of it has it, and few others do."""
        rarest = min(word, key=lambda pair: self.having[pair])
        here = sum(rarest in self.pairs[n] for n in members)
        return here >= OWN * self.having[rarest] and here >= OWN * len(members)

    def shared(self, members: list[int]) -> list[set[str]]:
        """The rare words that many of these have, each as its pairs of characters."""
        here = Counter(pair for n in members for pair in self.pairs[n])
        pairs = [pair for pair, times in here.items() if self._telling(pair, times, len(members))]
        return joined(pairs, [self.texts[n] for n in members])

    def _telling(self, pair: str, times: int, members: int) -> bool:
        everywhere = self.having[pair] / len(self.messages)
        often = times / members
        return (
            not any(one.isascii() for one in pair)
            and often >= SHARED
            and self.having[pair] <= max(FEW, COMMON * len(self.messages))
            and often >= RARE * everywhere
        )

    def heat(self, members: list[int]) -> int:
        """The most people within any eight weeks."""
        order = sorted(members)
        return max(
            len({self.messages[n].who for n in order[i:] if self._soon(first, n)})
            for i, first in enumerate(order)
        )

    def _soon(self, first: int, then: int) -> bool:
        return self.messages[then].at - self.messages[first].at <= WEEKS

    def told(self, members: list[int]) -> dict[str, Any]:
        members = sorted(members)
        times = [self.messages[n].at for n in members]
        return {
            "headline": self.headline(members),
            "ids": [self.messages[n].key for n in members],
            "first": min(times).isoformat(sep=" "),
            "last": max(times).isoformat(sep=" "),
            "people": len(self.people(members)),
        }

    def people(self, members: list[int]) -> set[str]:
        return {self.messages[n].who for n in members}

    def nearest(self, members: list[int]) -> list[int]:
        """Those first that are most like all the others."""
        inner = self.near[np.ix_(members, members)].sum(axis=1)
        return [members[n] for n in np.argsort(-inner, kind="stable").tolist()]

    def headline(self, members: list[int]) -> str:
        """The title that is most like all the others."""
        best = self.messages[self.nearest(members)[0]]
        return " ".join((best.title or best.words).split())[:60]


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def add_likeness(near: Likeness, texts: list[str]) -> None:
    """Add how alike each two texts are: the rare runs that they share. Some rows at a time: all at once need thrice the room."""
    rows = grams.counted(texts)
    having = np.bincount(rows.indices, minlength=rows.shape[1])
    kept = np.flatnonzero((having >= 2) & (having <= max(FEW, 0.03 * len(texts))))
    rows = rows[:, kept]
    weights = (np.log(len(texts) / having[kept]) ** 1.5).astype(np.float32)
    rows = sp.csr_matrix((rows.data * weights[rows.indices], rows.indices, rows.indptr), rows.shape)
    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows = sp.diags_array((1 / np.where(size > 0, size, 1)).astype(np.float32)) @ rows
    columns = rows.T.tocsr()
    for first in range(0, len(texts), ROWS):
        near[first : first + ROWS] += (rows[first : first + ROWS] @ columns).toarray()


def joined(pairs: list[str], texts: list[str]) -> list[set[str]]:
    """Pairs of characters that run on in the texts are one word: 丽发, 发新, 新城."""
    words = {pair: {pair} for pair in pairs}
    together = Counter(text[n : n + 3] for text in texts for n in range(len(text) - 2))
    alone = Counter(text[n : n + 2] for text in texts for n in range(len(text) - 1))
    for first in pairs:
        for second in pairs:
            runs = first[1] == second[0] and together[first + second[1]]
            if runs and 2 * runs >= min(alone[first], alone[second]):
                both = words[first] | words[second]
                words.update(dict.fromkeys(both, both))
    return list({id(word): word for word in words.values()}.values())
