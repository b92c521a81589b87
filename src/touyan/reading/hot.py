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
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import ClusterNode, linkage, to_tree

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
"""Of how far apart messages are, worked out together."""
WEEKS = timedelta(weeks=8)
"""What many say within so long is hotter than what a few say all year round."""
LIKE = 0.07
"""How like a matter's messages a stray must be."""
OWN = 0.5
"""The part of all messages with a matter's own word (its place, its name) that must be in it."""

Likenesses = npt.NDArray[np.float32]


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
        self.likeness = Likeness(titles, self.texts)
        self.pairs = Pairs(self.texts)

    def hottest(self) -> list[list[int]]:
        found = [(self.heat(members), members) for members in self.gathered()]
        found.sort(key=lambda one: -one[0])
        return [members for heat, members in found if heat > 1]

    def matters(self) -> Iterator[list[int]]:
        waiting: list[ClusterNode] = [to_tree(linkage(self.likeness.apart(), "average"))]
        while waiting:
            node = waiting.pop()
            if node.count < FEWEST:
                continue
            members = node.pre_order()
            if node.dist <= TOP and (one := self.one_matter(members)):
                yield one
            else:
                waiting += [node.get_left(), node.get_right()]

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
        like = self.likeness.of_all(members) / len(members)
        return [
            n
            for n in set(np.flatnonzero(like >= LIKE).tolist()) - set(members)
            if sum(self.has(n, word) for word in words) >= 2
            and any(self.has(n, word) for word in own)
        ]

    def has(self, message: int, word: set[str]) -> bool:
        """Whether it has at least half of a word, as a short form of a name does."""
        return 2 * sum(pair in self.texts[message] for pair in word) >= len(word)

    def one_matter(self, members: list[int]) -> list[int]:
        """Those of a branch that share two words of it, if they are most of it."""
        words = self.shared(members)
        if len(words) < 2:
            return []
        belong = [n for n in members if sum(self.touches(n, word) for word in words) >= 2]
        many = len(belong) >= max(FEWEST, ONE_MATTER * len(members))
        return belong if many and any(self.own(word, members) for word in words) else []

    def touches(self, message: int, word: set[str]) -> bool:
        return any(pair in self.texts[message] for pair in word)

    def own(self, word: set[str], members: list[int]) -> bool:
        """Whether a word is this matter's: most of it has it, and few others do."""
        everywhere, rarest = min((self.pairs.having(pair), pair) for pair in word)
        here = sum(rarest in self.texts[n] for n in members)
        return here >= OWN * everywhere and here >= OWN * len(members)

    def shared(self, members: list[int]) -> list[set[str]]:
        """The rare words that many of these have, each as its pairs of characters."""
        return joined(self.pairs.telling(members), [self.texts[n] for n in members])

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
        inner = self.likeness.of_all(members)[members]
        return [members[n] for n in np.argsort(-inner, kind="stable").tolist()]

    def headline(self, members: list[int]) -> str:
        """The title that is most like all the others."""
        best = self.messages[self.nearest(members)[0]]
        return " ".join((best.title or best.words).split())[:60]


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


class Pairs:
    """Which two characters stand side by side in which texts, and in how many; as numbers, which are small."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = len(texts)
        found = [_side_by_side(text) for text in texts]
        self.known, numbers, self.times = np.unique(
            np.concatenate(found), return_inverse=True, return_counts=True
        )
        self.of = np.split(numbers.astype(np.int32), np.cumsum([len(one) for one in found])[:-1])

    def having(self, pair: str) -> int:
        """How many texts have it; one that is known has at least one."""
        return int(self.times[np.searchsorted(self.known, _side_by_side(pair)[0])])

    def telling(self, members: list[int]) -> list[str]:
        """Those that many of these texts have, and few others."""
        here = np.bincount(np.concatenate([self.of[n] for n in members]), minlength=len(self.known))
        often, most = here / len(members), max(FEW, COMMON * self.texts)
        kept = (often >= SHARED) & (self.times <= most) & (often >= RARE * self.times / self.texts)
        pairs = [chr(pair >> 32) + chr(pair & 0xFFFFFFFF) for pair in self.known[kept].tolist()]
        return [pair for pair in pairs if not any(one.isascii() for one in pair)]


def _side_by_side(text: str) -> npt.NDArray[np.uint64]:
    """Each two neighbours as one number, once each."""
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    return np.unique((characters[:-1] << np.uint64(32)) | characters[1:])


class Likeness:
    """How alike each two messages are, from 0 to 1, by each of their parts alike.

    It is worked out where it is asked for: a table of all pairs would be most of the memory.
    """

    def __init__(self, *parts: list[str]) -> None:
        self.parts = [weighed(texts) for texts in parts]

    def apart(self) -> npt.NDArray[np.float64]:
        """How far each pair is apart, once each, in the order that scipy asks for; some rows at a time."""
        columns = [rows.T.tocsr() for rows in self.parts]
        size = self.parts[0].shape[0]
        found, end = np.empty(size * (size - 1) // 2), 0
        for first in range(0, size, ROWS):
            some = [
                (rows[first : first + ROWS] @ other).toarray()
                for rows, other in zip(self.parts, columns, strict=True)
            ]
            for n, row in enumerate(sum(some[1:], some[0]) / len(some), start=first + 1):
                found[end : end + size - n] = row[n:]
                end += size - n
        np.subtract(1, found, out=found)
        return np.clip(found, 0, 1, out=found)

    def of_all(self, members: list[int]) -> Likenesses:
        """How like these, added up, each message is."""
        found: Likenesses = np.zeros(self.parts[0].shape[0], np.float32)
        for rows in self.parts:
            found += rows @ np.asarray(rows[members].sum(axis=0)).ravel()
        found /= len(self.parts)
        return found


def weighed(texts: list[str]) -> sp.csr_matrix:
    """The rare runs that texts share, each text as long as any other: two of them multiplied are how alike they are."""
    rows = grams.counted(texts)
    having = np.bincount(rows.indices, minlength=rows.shape[1])
    kept = np.flatnonzero((having >= 2) & (having <= max(FEW, 0.03 * len(texts))))
    rows = rows[:, kept]
    weights = (np.log(len(texts) / having[kept]) ** 1.5).astype(np.float32)
    rows = sp.csr_matrix((rows.data * weights[rows.indices], rows.indices, rows.indptr), rows.shape)
    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sp.csr_matrix(
        sp.diags_array((1 / np.where(size > 0, size, 1)).astype(np.float32)) @ rows
    )


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
