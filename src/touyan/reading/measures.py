"""How good suggestions are: the figures that the reports print, each by its usual definition."""

from typing import Any

import numpy as np
import numpy.typing as npt

Likely = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
BINS = 15


def confusion(said: Numbers, true: Numbers, labels: int) -> npt.NDArray[np.int64]:
    """A row for each true label, a column for each that was said."""
    table: npt.NDArray[np.int64] = np.bincount(true * labels + said, minlength=labels * labels)
    return table.reshape(labels, labels)


def macro_f1(said: Numbers, true: Numbers, labels: int) -> float:
    table = confusion(said, true, labels)
    both = table.sum(axis=0) + table.sum(axis=1)
    there = both > 0
    return float((2 * np.diag(table)[there] / both[there]).mean())


def within(likely: Likely, true: Numbers, first: int = 3) -> float:
    """How often the true label is among the first few."""
    best = np.argsort(-likely, axis=1)[:, :first]
    return float((best == true[:, None]).any(axis=1).mean())


def calibration_error(likely: Likely, true: Numbers) -> float:
    """ECE: between how sure one was and how often one was right, in fifteen bins."""
    sure, right = likely.max(axis=1), likely.argmax(axis=1) == true
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        abs(sure[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean()
        for one in np.unique(bins)
    ]
    return float(sum(gaps))


def told(likely: Likely, true: Numbers, threshold: float) -> dict[str, Any]:
    labels, said = likely.shape[1], likely.argmax(axis=1)
    kept = likely.max(axis=1) >= threshold
    return {
        "right": round(float((said == true).mean()), 4),
        "macro_f1": round(macro_f1(said, true, labels), 4),
        "top3": round(within(likely, true), 4),
        "kept": round(float(kept.mean()), 4),
        "macro_f1_kept": round(macro_f1(said[kept], true[kept], labels), 4),
        "ece": round(calibration_error(likely, true), 4),
    }
