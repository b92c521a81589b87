"""From texts with labels to a model: linear machines over weighed runs, calibrated on what they had not seen.

Texts are heard once, some hundreds at a time, and let go; their runs lie on the disk (`runs.py`). So what is held
in memory hardly grows with how many texts there are.
"""

import zlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from touyan.reading import grams, measures
from touyan.reading.calibrating import calibrated
from touyan.reading.machines import Bools, Weighed, fitted
from touyan.reading.model import SHARES, Floats, Model, likelihoods
from touyan.reading.runs import Disk, Heard, Runs, how_many_have, shared

FOLDS = 3
FEWEST = 8
"""A label with fewer texts is not learnt: nothing could be said about how sure one is."""
MOST = 30_000
"""The newest texts that are learnt from."""
KEEP = 0.89
"""The threshold is laid so that so many of the unseen texts keep their label; the whole model, which has
learnt from a third more, is a little surer, and keeps nine in ten."""
CELLS = 3_000_000
"""Runs times labels that a model has at most; where there are more, runs that few texts have are left out."""


class TooFew(Exception):
    """Fewer than two labels have enough texts."""


def learn(pairs: Iterable[tuple[str, str]], folder: Path | None = None) -> Model:
    """From texts and their labels; their runs lie in this folder meanwhile, in files without a name."""
    with Disk(folder) as disk:
        with Disk(folder) as at_first:
            heard = Lessons(pairs, at_first)
            names, kept, label = _enough(heard.labels)
            blocks = heard.runs(kept, len(names), disk)
        bend, threshold, known = _judged(blocks, label, np.array(heard.sides)[kept])
        weighed, given, _scores = taught(blocks, label, np.ones(len(label), bool))
        whole, head = (one.spoken(given) for one in weighed)
    told = {**known, "texts": len(label)}
    return Model(names, whole, head, given.sum(axis=0), bend, threshold, told)


class Lessons:
    """What was heard: each text's label, the fold it is in, and its runs."""

    def __init__(self, pairs: Iterable[tuple[str, str]], disk: Disk) -> None:
        self.labels: list[str] = []
        self.sides: list[int] = []
        self.heard = (Heard(disk), Heard(disk))
        waiting = ((text, label.strip()) for text, label in pairs if text.strip())
        told = ((text, label) for text, label in waiting if label)
        while some := list(islice(told, grams.CHUNK)):
            self._hear(some)

    def _hear(self, pairs: list[tuple[str, str]]) -> None:
        wholes, heads = zip(*(grams.parts(text) for text, _label in pairs), strict=True)
        self.labels += [label for _text, label in pairs]
        self.sides += [zlib.crc32(head.encode()) % FOLDS for head in heads]
        for heard, read in zip(self.heard, (wholes, heads), strict=True):
            heard.add(grams.counted(list(read)))

    def runs(self, kept: Bools, labels: int, disk: Disk) -> list[Runs]:
        """The runs that are learnt, of whole texts and of heads."""
        whole, head = (how_many_have(heard, kept) for heard in self.heard)
        at_least = np.cumsum((whole + head)[::-1])[::-1]
        fewest = max(2, int((at_least * labels > CELLS).sum()))
        return [shared(heard, kept, fewest, disk) for heard in self.heard]


def _enough(labels: list[str]) -> tuple[list[str], Bools, Floats]:
    """The labels that are learnt, which texts have one of them, and a table of these: text by label, ones."""
    found, number, times = np.unique(labels, return_inverse=True, return_counts=True)
    many = np.flatnonzero(times >= FEWEST)
    if len(many) < 2:
        raise TooFew
    kept = np.isin(number, many)
    place = np.searchsorted(many, number[kept])
    return [str(found[one]) for one in many], kept, np.eye(len(many), dtype=np.float32)[place]


def _judged(
    blocks: list[Runs], label: Floats, side: npt.NDArray[np.int64]
) -> tuple[Floats, float, dict[str, float]]:
    """How scores of texts that were not learnt from become likelihoods, below which a person sorts, and how well that reads."""
    unseen = np.zeros_like(label)
    for fold in range(FOLDS):
        _weighed, _given, scores = taught(blocks, label, side != fold)
        unseen[side == fold] = scores[side == fold]
    bend = calibrated(unseen, label)
    likely = likelihoods(unseen, bend)
    threshold = float(np.quantile(likely.max(axis=1), 1 - KEEP))
    return bend, threshold, measures.told(likely, label.argmax(axis=1), threshold)


def taught(blocks: list[Runs], label: Floats, known: Bools) -> tuple[list[Weighed], Floats, Floats]:
    """What the known texts teach: weights, what the machines take from each text, and how they score all texts."""
    weighed = [
        Weighed.of(runs, label * known[:, None], share)
        for runs, share in zip(blocks, SHARES, strict=True)
    ]

    def like(given: Floats) -> Floats:
        found: Floats = sum((one.like(given) for one in weighed), start=given.sum(axis=0))
        return found

    return weighed, *fitted(like, known, label)
