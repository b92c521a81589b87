"""From scores to likelihoods: a regression on scores of texts that were not learnt from."""

import numpy as np
import numpy.typing as npt

from touyan.reading.model import Floats, likelihoods

FREE = 10.0
"""How freely it follows each text."""
STEPS = 100
TURNS = 200
CLOSE = 1e-4
"""How much may still pull at the end, by text."""
ROUGH = 0.1
"""How much of what pulls a step may leave to the next."""
TINY = 1e-30

Table = npt.NDArray[np.float64]


def calibrated(scores: Floats, label: Floats) -> Floats:
    """A row per score and one for all; by Newton's steps, each by conjugate gradients."""
    seen = np.hstack([scores, np.ones((len(scores), 1), np.float32)])
    bend = np.zeros((seen.shape[1], scores.shape[1]))
    held = np.full((len(bend), 1), 1 / FREE)
    held[-1] = 0
    loss = _loss(scores, label, held, bend)
    for _ in range(STEPS):
        likely = likelihoods(scores, bend.astype(np.float32))
        wrong = seen.T @ (label - likely) - held * bend
        if np.abs(wrong).max() < CLOSE * len(seen):
            break
        step = _step(seen, likely, held, wrong)
        while (less := _loss(scores, label, held, bend + step)) > loss:
            step = step / 2
        bend, loss = bend + step, less
    return bend.astype(np.float32)


def _loss(scores: Floats, label: Floats, held: Table, bend: Table) -> float:
    likely = likelihoods(scores, bend.astype(np.float32))
    of_true = np.maximum((likely * label).sum(axis=1, dtype=np.float64), TINY)
    return float((held * bend**2).sum() / 2 - np.log(of_true).sum())


def _step(seen: Floats, likely: Floats, held: Table, wrong: Table) -> Table:
    """Where the loss would be least if it went on bending as it does here."""
    step, left, way = np.zeros_like(wrong), wrong.copy(), wrong.copy()
    size = first = (left**2).sum()
    for _ in range(TURNS):
        moved = likely * (seen @ way.astype(np.float32))
        moved -= likely * moved.sum(axis=1, keepdims=True)
        turned = seen.T @ moved + held * way
        far = size / (way * turned).sum()
        step += far * way
        left -= far * turned
        before, size = size, (left**2).sum()
        if size < ROUGH**2 * first:
            break
        way = left + size / before * way
    return step
