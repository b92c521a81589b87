"""How well categories are suggested: `python bench/reading.py FILE.csv [--folds 5]` on a labelled file; one JSON line.

The file is nobody's but the reader's: nothing of it is kept. Each fold is learnt with its own threshold and
calibration, from the other folds alone; the figures are of all folds' unseen texts together.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
import numpy as np

sys.path[0] = str(Path(__file__).resolve().parent.parent)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touyan.conf.settings")
django.setup()

from touyan.conf.readings import labelled  # noqa: E402
from touyan.reading import measures  # noqa: E402
from touyan.reading.learning import learn  # noqa: E402
from touyan.reading.model import Model  # noqa: E402


def crossed(texts: list[str], labels: list[str], folds: int) -> dict[str, Any]:
    names, numbers = np.unique(labels, return_inverse=True)
    side = np.random.default_rng(5).permutation(len(texts)) % folds
    likely = np.zeros((len(texts), len(names)), np.float32)
    kept = np.zeros(len(texts), bool)
    for fold in range(folds):
        rest = np.flatnonzero(side != fold)
        model = learn([texts[n] for n in rest], [labels[n] for n in rest])
        here = np.flatnonzero(side == fold)
        found = model.likely([texts[n] for n in here])
        likely[np.ix_(here, np.searchsorted(names, model.labels))] = found
        kept[here] = found.max(axis=1) >= model.threshold
    said = likely.argmax(axis=1)
    told = measures.told(likely, numbers, 0.0)
    told["kept"] = round(float(kept.mean()), 4)
    told["macro_f1_kept"] = round(measures.macro_f1(said[kept], numbers[kept], len(names)), 4)
    told["labels"] = [str(name) for name in names]
    told["confusion"] = measures.confusion(said, numbers, len(names)).tolist()
    return told


def speed(model: Model, texts: list[str]) -> dict[str, float]:
    began = time.perf_counter()
    for start in range(0, len(texts), 512):
        model.suggest(texts[start : start + 512])
    batch = len(texts) / (time.perf_counter() - began)
    each = []
    for text in texts[:300]:
        began = time.perf_counter()
        model.suggest([text])
        each.append((time.perf_counter() - began) * 1000)
    return {"a_second": round(batch), "one_ms": round(float(np.median(each)), 2)}


def main(given: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    wishes = parser.parse_args(given)
    pairs = list(labelled(wishes.file))
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    began = time.perf_counter()
    model = learn(texts, labels)
    report: dict[str, Any] = {
        "texts": len(texts),
        "training_s": round(time.perf_counter() - began, 1),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.zip"
        model.save(path)
        report["megabytes"] = round(path.stat().st_size / 1e6, 1)
        report |= speed(Model.load(path), texts)
    if wishes.folds > 1:
        report |= crossed(texts, labels, wishes.folds)
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
