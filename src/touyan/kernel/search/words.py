"""How text becomes what an index can find.

Chinese has no spaces, and dictionaries miss names of people and streets (jieba: 8% not found). So
every two neighbouring characters make one token: a word of two characters is one look-up, a longer
one a few that must stand side by side, and nothing is ever missed. Latin words and numbers stay
whole and count as one character: `3号楼` is `3号 号楼`, and does not turn up under `13号楼`.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LONGEST_QUERY = 100
LONGEST_TEXT = 100_000

_HAN = (
    "\u3005-\u3007\u3040-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
)
_VOWEL_SIGNS = "\u0300-\u036f\u064b-\u0670\u0f71-\u0fbc"  # Latin, Arabic and Tibetan: part of words
_WORD = rf"(?:[^\W_{_HAN}]|[{_VOWEL_SIGNS}])"
# A word is cut after 40 letters (a lexeme's size is limited); the parts are neighbours all the same.
_UNIT = re.compile(rf"[{_HAN}]|{_WORD}{{1,40}}")
# A dash holds together: 3-2-501 is a flat, 2026-11-22 a day.
_RUN = re.compile(rf"(?:[{_HAN}]|{_WORD})+(?:-(?:[{_HAN}]|{_WORD})+)*")
_IS_HAN = re.compile(f"[{_HAN}]")
_QUOTED = re.compile(r'["“”„「」『』«»]([^"“”„「」『』«»]+)["“”„「」『』«»]')
_MARK = re.compile(r"[0-9a-z]{1,40}")

# Middle dots in names (阿卜杜拉·买买提 is typed with and without) and characters without a width.
_DROPPED = "\u00b7\u2022\u2027\u30fb\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
_DASHES = "\u2010\u2011\u2012\u2013\u2212"
_ONE_FORM = str.maketrans(dict.fromkeys(_DROPPED) | dict.fromkeys(_DASHES, "-"))

Run = tuple[str, ...]
"""Units that stand side by side; a unit is one Chinese character, or a whole word or number."""


def runs(text: str) -> list[Run]:
    """Full-width, compatibility and upper-case forms become one; punctuation parts the runs."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_FORM)
    return [tuple(_UNIT.findall(run)) for run in _RUN.findall(plain)]


def pairs(run: Run) -> list[str]:
    """The tokens of neighbours: `天地玄` is `天地 地玄`."""
    return [_pair(left, right) for left, right in pairwise(run)]


def tokens(kind: str, text: str, marks: Iterable[str]) -> str:
    """What both indexes store, separated by spaces.

    `|` after each run keeps pairs of different runs from looking like neighbours: in `天地，地玄`
    there is no `天地玄`. Whole words follow after all the pairs, marks after the words; the kind is a mark too:
    without it, a search among few things would wade through all that is said of many others.
    """
    found = runs(text[:LONGEST_TEXT])
    parts = []
    for run in found:
        parts += [*(pairs(run) or run), "|"]
    words = [unit for run in found if len(run) > 1 for unit in run if not is_han(unit)]
    numbers = [unit for run in found for unit in run if len(unit) >= 6 and unit.isdecimal()]
    tails = [number[-4:] for number in numbers]
    return " ".join([*parts, *dict.fromkeys(words + tails), *marked(kind, marks)])


def spelled(text: str) -> str:
    """The text in its one form, to see whether units stand side by side in it."""
    return "|".join(joined(run) for run in runs(text[:LONGEST_TEXT]))


def joined(run: Run) -> str:
    """Spaces around words, so that ` 3 号` is not a part of ` 13 号`."""
    return "".join(unit if is_han(unit) else f" {unit} " for unit in run)


def marked(kind: str, marks: Iterable[str]) -> list[str]:
    return [mark(name) for name in (of_kind(kind), *marks)]


def of_kind(kind: str) -> str:
    return kind.replace("_", "")


def mark(name: str) -> str:
    """A scope's token; no text can hold one."""
    if not _MARK.fullmatch(name):
        raise ValueError(f"A mark is made of lower-case letters and digits: {name!r}")
    return f"#{name}"


@lru_cache(maxsize=8192)  # asked for every character of every text; a third of a put without it
def is_han(unit: str) -> bool:
    return len(unit) == 1 and _IS_HAN.match(unit) is not None


@dataclass(frozen=True)
class Query:
    """What must all be there: runs that the index answers, and lone characters that it cannot."""

    indexed: tuple[Run, ...]
    lone: tuple[str, ...]
    """Single Chinese characters: they only narrow what the rest has found."""
    phrases: tuple[tuple[Run, ...], ...] = ()
    """What stood in quotation marks and has a break in it: these runs, one after the other."""

    @property
    def too_short(self) -> bool:
        return sum(len(unit) for run in self.indexed for unit in run) < 2


def query(text: str) -> Query:
    """Words, each of which must be there; what stands in quotation marks, as it stands."""
    text = text[:LONGEST_QUERY]
    quoted = [runs(part) for part in _QUOTED.findall(text)]
    every = [*runs(_QUOTED.sub(" ", text)), *(run for part in quoted for run in part)]
    found = list(dict.fromkeys(every))
    lone = [run for run in found if len(run) == 1 and is_han(run[0])]
    phrases = [phrase for phrase in map(_between_edges, quoted) if len(phrase) > 1]
    return Query(
        tuple(run for run in found if run not in lone),
        tuple(run[0] for run in lone),
        tuple(dict.fromkeys(phrases)),
    )


def _between_edges(phrase: list[Run]) -> tuple[Run, ...]:
    """Without a lone unit at either end: in the text it may be part of a longer run, which has no token for it."""
    start = 1 if phrase and len(phrase[0]) == 1 else 0
    end = len(phrase) - 1 if len(phrase) > start and len(phrase[-1]) == 1 else len(phrase)
    return tuple(phrase[start:end])


def _pair(left: str, right: str) -> str:
    both_words = not is_han(left) and not is_han(right)
    return f"{left}-{right}" if both_words else f"{left}{right}"
