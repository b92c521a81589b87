"""What must not leave the house unseen: numbers that belong to somebody, and children's names."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from touyan.kernel.sealed import blind, blinds
from touyan.newsroom.states import Finding

CHILDREN: list[Callable[[], Iterable[str]]] = []
"""Who knows children's names. Filled by conf/wiring.py: they belong to another room."""

_GAP = r"[\s\-.·]?"
_PHONE = re.compile(
    rf"(?<![\d.])(?:(?:\+|00)86{_GAP})?"
    rf"(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|\(?0\d{{2,3}}\)?{_GAP}[2-9]\d{{6,7}})(?!\d)"
)
_ID_CARD = re.compile(r"(?<![\dA-Za-z])\d{6}\s?(?:19|20)\d{2}\s?\d{4}\s?\d{3}[\dXx](?![\dA-Za-z])")
_BANK = re.compile(r"(?<!\d)[2-9]\d{3}(?:[\s-]?\d{4}){3}(?:[\s-]?\d{1,3})?(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True)
class Found:
    """Something that the gate stops at, with the words around it."""

    finding: str
    text: str
    around: str

    @property
    def blind(self) -> str:
        return blind(self._told, "newsroom")

    @property
    def blinds(self) -> list[str]:
        """Under every configured key: what was cleared before a secret was changed is cleared."""
        return blinds(self._told, "newsroom")

    @property
    def _told(self) -> str:
        return f"{self.finding}:{_bare(self.text)}"

    @property
    def label(self) -> str:
        return str(Finding(self.finding).label)


def found(text: str, known: Iterable[str] = ()) -> list[Found]:
    """Everything of the kind in these words, once each; `known` numbers are the town's own and may stand."""
    text = unicodedata.normalize("NFKC", text).translate(_NO_WIDTH)
    own = {_bare(number) for number in known if number}
    seen: dict[str, Found] = {}
    for one in (*_numbers(text), *_names(text)):
        if _bare(one.text) not in own:
            seen.setdefault(one.blind, one)
    return list(seen.values())


def _numbers(text: str) -> Iterator[Found]:
    taken: list[range] = []
    for finding, pattern, holds in (
        (Finding.ID_CARD, _ID_CARD, is_id_card),
        (Finding.BANK, _BANK, is_bank_card),
        (Finding.PHONE, _PHONE, lambda _digits: True),
    ):
        for match in pattern.finditer(text):
            span = range(*match.span())
            if any(span.start < other.stop and other.start < span.stop for other in taken):
                continue
            if holds(_bare(match.group())):
                taken.append(span)
                yield Found(finding, match.group().strip(), _around(text, *match.span()))


def _names(text: str) -> Iterator[Found]:
    names = {name for source in CHILDREN for name in source() if len(name) > 1}
    for name in sorted(names):
        if (at := text.find(name)) >= 0:
            yield Found(Finding.CHILD, name, _around(text, at, at + len(name)))


def is_id_card(number: str) -> bool:
    """GB 11643: the last of eighteen checks the others."""
    digits = number.upper()
    if len(digits) != 18 or not digits[:17].isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17]


def is_bank_card(number: str) -> bool:
    """Luhn, as every card has it."""
    if not 16 <= len(number) <= 19 or not number.isdecimal():
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _bare(text: str) -> str:
    bare = re.sub(r"[\s\-.·()+]", "", unicodedata.normalize("NFKC", text)).upper()
    return re.sub(r"^(?:0086|86)(?=1[3-9]\d{9}$)", "", bare)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 15) : end + 15].split())
