"""Whether two people tell of one and the same thing: near in words, in place and in time, all three weighed.

Words weigh most: the pairs of characters that two texts share, each by how rare it is among all that are
compared, so that courtesies count for nothing. Place and time move the scale: the same lamp-post says more
than the same street, and what was said yesterday more than what was said last winter. Needs no arrays.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

READ = 1200
"""How many characters of a text are read."""
ALIKE = 0.42
"""From here on it is worth asking whether it is the same; laid by one half of a stream, measured on the other."""
WITHIN = 0.85
"""What a short text that is wholly within a long one is worth, against two that are the same."""
ENOUGH = 10
"""Pairs that a text must have before it can be within another."""
UNHEARD = 50
"""Texts that are thought to be there besides, with none of the pairs: among three, what two share is not common yet."""
SHARED = 0.2
"""Of the pairs of the shorter text: with fewer in common, not even rare ones are enough, and nothing is weighed."""
PLACE, TIME = 0.12, 0.06
"""How far place and time move the scale, either way."""
METRES, DAYS = 150.0, 30.0
"""At this distance, and after so long, they say nothing either way."""
DEGREE = 111_000.0
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Said:
    """What somebody said, when, and as far as is known, where."""

    key: int
    words: str
    at: datetime
    spot: str = ""
    """A place that has a name of its own, whatever it is called."""
    point: tuple[float, float] | None = None


def alike(one: Said, others: Sequence[Said], least: float = ALIKE) -> list[tuple[float, int]]:
    """How like each of the others is to one, and its key; the likest first, those below `least` left out."""
    return weighed(
        one, others, by_words(one.words, {other.key: other.words for other in others}), least
    )


def by_words(words: str, texts: Mapping[int, str]) -> dict[int, float]:
    """How like each of the texts is by its words alone; those that share too little are left out."""
    mine = pairs(words)
    if len(mine) < 2:
        return {}
    theirs = {key: pairs(text) for key, text in texts.items()}
    near = [
        key
        for key, their in theirs.items()
        if len(mine & their) > SHARED * min(len(mine), len(their))
    ]
    if not near:  # as a rule; how rare each pair is would cost as much as all the rest
        return {}
    weights = rarity([mine, *theirs.values()])
    return {key: likeness(mine, theirs[key], weights) for key in near}


def weighed(
    one: Said, others: Iterable[Said], near: Mapping[int, float], least: float = ALIKE
) -> list[tuple[float, int]]:
    """What is near by words, moved by place and time; the likest first."""
    found = [
        (round(near[other.key] + beside(one, other), 4), other.key)
        for other in others
        if other.key in near
    ]
    return sorted((pair for pair in found if pair[0] >= least), reverse=True)


def pairs(text: str) -> set[int]:
    """Each two neighbours as the one number that their four octets are: half the time of cutting words."""
    plain = _MARKS.sub("", text[:READ].lower()).encode("utf-16-le", "surrogatepass")
    return {*_numbers(plain), *_numbers(plain[2:])}


def _numbers(octets: bytes) -> memoryview:
    """The pairs that begin at every second character."""
    return memoryview(octets[: len(octets) & ~3]).cast("I")


def rarity(texts: Iterable[set[int]]) -> dict[int, float]:
    """How much a pair says: nearly nothing where every other text has it."""
    having: Counter[int] = Counter()
    count = 0
    for text in texts:
        having.update(text)
        count += 1
    worth = [0.0, *(math.log(1 + (count + UNHEARD) / times) for times in range(1, count + 1))]
    return {pair: worth[times] for pair, times in having.items()}


def likeness(mine: set[int], theirs: set[int], weights: dict[int, float]) -> float:
    """0 to 1: the shared part of both, or, discounted, of the shorter."""
    weigh = weights.__getitem__
    shared = sum(map(weigh, mine & theirs))
    own, other = sum(map(weigh, mine)), sum(map(weigh, theirs))
    both = 2 * shared / (own + other) if shared else 0.0
    if min(len(mine), len(theirs)) < ENOUGH:
        return both
    return max(both, WITHIN * shared / min(own, other))


def beside(one: Said, other: Said) -> float:
    """What place and time add, or take away."""
    return PLACE * _place(one, other) + TIME * _time(one, other)


def most_beside(one: Said) -> float:
    """What place and time can add at most, whoever the other is."""
    return TIME + (PLACE if one.spot or one.point else 0.0)


def _place(one: Said, other: Said) -> float:
    """From 1 at the same spot to -1 far away; 0 where either is not known."""
    if one.spot and one.spot == other.spot:
        return 1.0
    if one.point is None or other.point is None:
        return 0.0
    return _falling(metres(one.point, other.point), METRES)


def _time(one: Said, other: Said) -> float:
    return _falling(abs((one.at - other.at).total_seconds()) / 86_400, DAYS)


def _falling(far: float, middle: float) -> float:
    """1 at nothing, 0 in the middle, -1 far away."""
    return 2 * math.pow(0.5, far / middle) - 1


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points of a town, as if it were flat."""
    north = (one[0] - other[0]) * DEGREE
    east = (one[1] - other[1]) * DEGREE * math.cos(math.radians(one[0]))
    return math.hypot(north, east)
