"""Marks into places: exact fractions, the highest and the lowest dropped, ties by the rule that was frozen."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from touyan.selections.states import BALLOTS_LEAST, TieRule

CENT = Decimal("0.01")


def dropped(marks: Sequence[Decimal]) -> tuple[int, int]:
    """Where the lowest and the highest mark stand; of equal ones the first lowest and the last highest."""
    if len(marks) < BALLOTS_LEAST:
        raise ValueError(f"{len(marks)} marks are too few to drop two")
    low = min(range(len(marks)), key=lambda at: (marks[at], at))
    high = max(range(len(marks)), key=lambda at: (marks[at], at))
    return low, high


def trimmed(marks: Sequence[Decimal]) -> Fraction:
    """The mean of what is left without one highest and one lowest: exact, never rounded."""
    out = dropped(marks)
    left = [Fraction(mark) for at, mark in enumerate(marks) if at not in out]
    return sum(left, Fraction(0)) / len(left)


def shown(score: Fraction) -> Decimal:
    """As a page says it: two digits, a half upwards. Nothing is ranked by this."""
    hundredths = (score * 200 + 1) // 2  # a half upwards, without a float on the way
    return (Decimal(int(hundredths)) / 100).quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Marked:
    """An entry, the number that it drew, and its marks in the order of the judges' seats."""

    entry: int
    lot: int
    marks: tuple[Decimal, ...]

    @property
    def score(self) -> Fraction:
        return trimmed(self.marks)


def ranked(rows: Iterable[Marked], rule: str) -> list[Marked]:
    """The first place first. Every rule ends with the lot, so that no two share a place."""
    return sorted(rows, key=lambda row: (-row.score, *_tie(row, rule), row.lot))


def _tie(row: Marked, rule: str) -> tuple[Fraction, ...]:
    if rule == TieRule.ALL_MARKS:
        return (-sum(map(Fraction, row.marks), Fraction(0)) / len(row.marks),)
    if rule == TieRule.HIGHEST:
        return (-Fraction(max(row.marks)),)
    return ()


# What proves that a mark was not changed --------------------------------------------------------


def sentence(selection: int, entry: int, seat: int, mark: Decimal, salt: str) -> str:
    """The very line whose SHA-256 is the ballot's digest: anybody can type it into a shell."""
    return f"touyan/{selection}/{entry}/{seat}/{mark:.2f}/{salt}"


def digest_of(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def digest_of_all(digests: Iterable[str]) -> str:
    """Over every ballot's digest, sorted, one a line: it fixes all of them and tells none."""
    return digest_of("\n".join(sorted(digests)))
