"""Linear machines over weighed runs, a machine for each label against all others.

Each is the support vector machine with squared loss that liblinear finds, found by Newton's steps, each by conjugate gradients.
Whatever a machine knows is a sum of the texts it learnt from; so a number for each text is all that is held of it,
and the tables of weights by run, which fill memory, are never made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from touyan.reading import grams
from touyan.reading.model import Block, Floats
from touyan.reading.runs import Runs

FREE = 2.5
"""How freely a machine follows each text (C of the support vector machine)."""
STEPS = 20
TURNS = 100
HALVINGS = 20
HALF = np.float32(0.5)
CLOSE = 0.003
"""How much of what was wrong at first may be left in the end, times the share of texts with the label …"""
ROUGH = 0.1
"""… and of a step's own, which the next one mends."""
TINY = 1e-30
CELLS = 400_000
"""Texts times labels that are looked at together."""

Bools = npt.NDArray[np.bool_]
Like = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Weighed:
    """The runs of one block, with what each weighs, and by how much each text is to be scaled."""

    runs: Runs
    weights: list[Floats]
    scale: Floats

    @classmethod
    def of(cls, runs: Runs, label: Floats, share: float) -> "Weighed":
        """By the texts that have a label in this table (text by label, ones) and no others."""
        of_label = runs.runs_of @ label
        weights, squares = [], np.zeros(len(runs.runs_of))
        for rows in runs.each():
            there = sp.csr_matrix(
                (np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape
            )
            one = telling(there @ label, of_label, int(label.sum()))
            weights.append(one)
            rows.data **= 2
            squares += rows.T @ one**2
        scale = (np.sqrt(share) / np.sqrt(np.maximum(squares, 1e-12))).astype(np.float32)
        return cls(runs, weights, scale[:, None])

    def like(self, given: Floats) -> Floats:
        """The likeness of every text with every other, times what was given for it."""
        given = given * self.scale
        found = np.zeros_like(given)
        for rows, weights in zip(self.runs.each(), self.weights, strict=True):
            spoken = rows @ given
            spoken *= weights[:, None] ** 2
            found += rows.T @ spoken
        found *= self.scale
        return found

    def spoken(self, given: Floats) -> Block:
        """How each run speaks for each label."""
        given = given * self.scale
        block = Block.silent(self.runs.columns, np.concatenate(self.weights), given.shape[1])
        end = 1
        for rows, weights in zip(self.runs.each(), self.weights, strict=True):
            start, end = end, end + len(weights)
            block.speaks[start:end] = rows @ given
            block.speaks[start:end] *= weights[:, None]
        return block


def telling(seen: Floats, of_label: Floats, texts: int) -> Floats:
    """How rare a run is, times how far it tells one label from the others (its log-odds at best); none where one text has it."""
    labels, width = seen.shape[1], 1 << grams.BITS
    having = seen.sum(axis=1)
    elsewhere = having[:, None] - seen + labels
    odds = (seen + 1) / (of_label + width)
    other_odds = elsewhere / (of_label.sum() - of_label + labels * width)
    best = np.abs(np.log(odds / other_odds)).max(axis=1)
    rare = np.log((1 + texts) / (1 + having)) + 1
    return np.where(having >= 2, rare * best, 0).astype(np.float32)


@dataclass(frozen=True)
class Standing:
    """Where some machines are on their way: a column for each."""

    true: Floats
    """1 where a text has the label, and -1."""
    may: Floats
    """How freely a text may be followed: 0 for one that must not be learnt from."""
    given: Floats
    """What each machine takes from each text."""
    scores: Floats

    @classmethod
    def of(cls, label: Floats, known: Bools) -> Self:
        may = np.float32(2 * FREE) * known[:, None]
        return cls(2 * label - 1, may, np.zeros_like(label), np.zeros_like(label))

    def some(self, columns: Any) -> "Standing":
        return Standing(
            self.true[:, columns], self.may, self.given[:, columns], self.scores[:, columns]
        )

    def near(self) -> Floats:
        """Texts that count: those that are not yet told clearly enough."""
        found: Floats = self.may * (self.true * self.scores < 1)
        return found

    def pull(self) -> Floats:
        found: Floats = self.near() * (self.true - self.scores)
        return found

    def gone(self, step: Floats, moved: Floats) -> "Standing":
        far = self._far(step, moved)
        return replace(self, given=self.given + far * step, scores=self.scores + far * moved)

    def _far(self, step: Floats, moved: Floats) -> Floats:
        """How far along a step the loss is least: where its slope changes its sign."""
        slope, bent = dot(self.given, moved), dot(step, moved)
        low = np.zeros(len(slope), np.float32)
        high = np.full(len(slope), 2, np.float32)
        for _ in range(HALVINGS):
            middle = HALF * (low + high)
            there = replace(self, scores=self.scores + middle * moved)
            rising = slope + middle * bent > dot(there.pull(), moved)
            low, high = np.where(rising, low, middle), np.where(rising, middle, high)
        return HALF * (low + high)


def fitted(like: Like, known: Bools, label: Floats) -> tuple[Floats, Floats]:
    """What each machine takes from each text, and its score of every text, also of those that it may not learn from."""
    given, scores = np.zeros_like(label), np.zeros_like(label)
    together = max(1, CELLS // len(label))
    for start in range(0, label.shape[1], together):
        some = np.s_[:, start : start + together]
        given[some], scores[some] = _fitted(like, Standing.of(label[some], known))
    return given, scores


def _fitted(like: Like, standing: Standing) -> tuple[Floats, Floats]:
    """Newton's steps: each solves for the texts that count now, and then others do."""
    given, scores = np.zeros_like(standing.given), np.zeros_like(standing.given)
    left, enough = np.arange(given.shape[1]), np.zeros(given.shape[1])
    with_label = (standing.true > 0).mean(axis=0)
    for turn in range(STEPS):
        near, pull = standing.near(), standing.pull()
        wrong, moved = pull - standing.given, like(pull) - standing.scores
        off = dot(wrong, moved)
        enough = enough if turn else off * (CLOSE * with_label) ** 2
        given[:, left], scores[:, left] = standing.given, standing.scores
        far = off > enough[left]
        if not far.any():
            break
        left, standing = left[far], standing.some(far)
        standing = standing.gone(*_step(like, near[:, far], wrong[:, far], moved[:, far]))
    return given, scores


def _step(like: Like, near: Floats, wrong: Floats, moved: Floats) -> tuple[Floats, Floats]:
    """The step for which (1 + near · like) step = wrong, and what it moves; by conjugate gradients."""
    step, steps_moved = np.zeros_like(wrong), np.zeros_like(wrong)
    live = np.arange(wrong.shape[1])
    rest, way = (wrong, moved), (wrong, moved)
    size = dot(*rest)
    enough = size * ROUGH**2
    for _ in range(TURNS):
        bent = near * way[1]
        turned = way[0] + bent, way[1] + like(bent)
        far = (size / np.maximum(dot(way[0], turned[1]), TINY)).astype(np.float32)
        step[:, live] += far * way[0]
        steps_moved[:, live] += far * way[1]
        rest = rest[0] - far * turned[0], rest[1] - far * turned[1]
        before, size = size, dot(*rest)
        on = size > enough
        if not on.any():
            break
        more = (size / before).astype(np.float32)
        way = rest[0] + more * way[0], rest[1] + more * way[1]
        if not on.all():
            live, near, size, enough = live[on], near[:, on], size[on], enough[on]
            rest, way = (rest[0][:, on], rest[1][:, on]), (way[0][:, on], way[1][:, on])
    return step, steps_moved


def dot(one: Floats, other: Floats) -> npt.NDArray[np.float64]:
    """Of each column with its own."""
    found: npt.NDArray[np.float64] = np.einsum("ij,ij->j", one, other, dtype=np.float64)
    return found
