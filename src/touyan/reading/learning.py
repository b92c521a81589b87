"""From texts with labels to a model: linear machines over weighed runs, calibrated on what they had not seen.

scikit-learn trains; what is kept are arrays, so that nothing but numbers is read back.
"""

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from touyan.reading import grams, measures
from touyan.reading.model import SHARES, Block, Floats, Model, likelihoods

FOLDS = 3
FEWEST = 8
"""A label with fewer texts is not learnt: nothing could be said about how sure one is."""
MOST = 30_000
"""The newest texts that are learnt from."""
KEEP = 0.89
"""The threshold is laid so that so many of the unseen texts keep their label; the whole model, which has
learnt from a third more, is a little surer, and keeps nine in ten."""
RUNS = 10_000
"""How many are weighed at once: a table of so many times the labels."""
FREE = 2.5
"""How freely a machine follows each text (C of the support vector machine)."""

Blocks = tuple[sp.csr_matrix, sp.csr_matrix]
Numbers = npt.NDArray[np.int64]


class TooFew(Exception):
    """Fewer than two labels have enough texts."""


def learn(texts: list[str], labels: list[str]) -> Model:
    texts, numbers, names = _enough(texts[-MOST:], labels[-MOST:])
    blocks = grams.features(texts)
    side = np.array([zlib.crc32(grams.parts(text)[1].encode()) % FOLDS for text in texts])
    unseen = np.zeros((len(texts), len(names)), np.float32)
    for fold in range(FOLDS):
        learnt = fitted(_of(blocks, side != fold), numbers[side != fold], names)
        unseen[side == fold] = learnt.scores_of(_of(blocks, side == fold))
    bend = calibrated(unseen, numbers, len(names))
    likely = likelihoods(unseen, bend)
    threshold = float(np.quantile(likely.max(axis=1), 1 - KEEP))
    known = measures.told(likely, numbers, threshold)
    model = fitted(blocks, numbers, names)
    return Model(
        names, model.whole, model.head, model.start, bend, threshold, {**known, "texts": len(texts)}
    )


def _enough(texts: list[str], labels: list[str]) -> tuple[list[str], Numbers, list[str]]:
    pairs = [
        (text, label.strip()) for text, label in zip(texts, labels, strict=True) if text.strip()
    ]
    found, times = np.unique([label for _, label in pairs if label], return_counts=True)
    names = [str(name) for name in found[times >= FEWEST]]
    if len(names) < 2:
        raise TooFew
    place = {name: number for number, name in enumerate(names)}
    kept = [(text, place[label]) for text, label in pairs if label in place]
    return [text for text, _ in kept], np.array([number for _, number in kept]), names


def _of(blocks: Blocks, rows: npt.NDArray[np.bool_]) -> Blocks:
    chosen = np.flatnonzero(rows)
    return blocks[0][chosen], blocks[1][chosen]


def fitted(blocks: Blocks, numbers: Numbers, names: list[str]) -> Model:
    """One machine for each label against all others."""
    telling = [weights(rows, numbers, len(names)) for rows in blocks]
    columns = [np.flatnonzero(one) for one in telling]
    rows = sp.hstack(
        [
            grams.weighed(block, one, share)[:, chosen]
            for block, one, share, chosen in zip(blocks, telling, SHARES, columns, strict=True)
        ],
        format="csr",
        dtype=np.float64,  # what each machine would make of it
    )
    whole, head = (
        Block.silent(chosen, one[chosen], len(names))
        for chosen, one in zip(columns, telling, strict=True)
    )
    start = np.zeros(len(names), np.float32)
    for n in range(len(names)):
        machine = LinearSVC(C=FREE, random_state=1).fit(rows, numbers == n)
        whole.speaks[1:, n], head.speaks[1:, n] = np.split(machine.coef_[0], [len(columns[0])])
        start[n] = machine.intercept_[0]
    return Model(names, whole, head, start, np.zeros((1, 1), np.float32), 0.0, {})


def weights(rows: sp.csr_matrix, numbers: Numbers, labels: int) -> Floats:
    """How rare a run is, times how far it tells one label from the others (its log-odds at best)."""
    there = sp.csr_matrix((np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape)
    of_label = sp.csr_matrix(
        (np.ones(len(numbers), np.float32), (numbers, np.arange(len(numbers))), ),
        shape=(labels, len(numbers)),
    )  # fmt: skip
    having = (of_label @ there).tocsc()
    found = grams.telling(rows)
    runs = np.flatnonzero(found)
    for some in np.array_split(runs, len(runs) // RUNS + 1):  # dense, all at once would fill memory
        found[some] *= _log_odds(having, some)
    return found


def _log_odds(having: sp.csc_matrix, runs: Numbers) -> Floats:
    """Of the label that each of these runs speaks for or against most; every run counts once more than it was seen."""
    labels, width = having.shape
    of_label = np.asarray(having.sum(axis=1, dtype=np.float64))
    seen = having[:, runs].toarray()
    elsewhere = seen.sum(axis=0) - seen + labels
    odds = (seen + 1) / (of_label + width)
    other_odds = elsewhere / (of_label.sum() - of_label + labels * width)
    best: Floats = np.abs(np.log(odds / other_odds)).max(axis=0).astype(np.float32)
    return best


def calibrated(scores: Floats, numbers: Numbers, labels: int) -> Floats:
    """From scores to likelihoods, by a regression on scores of texts that were not learnt from."""
    fit: Any = LogisticRegression(C=10.0, max_iter=500).fit(scores, numbers)
    slope, start = fit.coef_, fit.intercept_
    if labels == 2:
        slope, start = np.vstack([-slope, slope]) / 2, np.array([-start[0], start[0]]) / 2
    return np.vstack([slope.T, start]).astype(np.float32)
