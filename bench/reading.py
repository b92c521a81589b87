"""How well and how fast it is read what people write: `python bench/reading.py FILE.csv [--folds 5]` on a labelled file.

One JSON line. The file is nobody's but the reader's: nothing of it is kept. Each fold is learnt with its own
threshold and calibration, from the other folds alone; the figures are of all folds' unseen texts together.
Without a file, as a stage of `make bench`, the texts are made, and only the speeds say anything.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
import numpy as np

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touyan.conf.settings")
    django.setup()

from bench import spent
from bench.texts import THINGS, text
from touyan.conf.readings import labelled
from touyan.reading import measures
from touyan.reading.hot import Message, hot
from touyan.reading.learning import learn
from touyan.reading.model import Model

DEPARTMENTS = 7
"""Of the texts that are made."""


def crossed(texts: list[str], labels: list[str], folds: int) -> dict[str, Any]:
    names, numbers = np.unique(labels, return_inverse=True)
    side = np.random.default_rng(5).permutation(len(texts)) % folds
    likely = np.zeros((len(texts), len(names)), np.float32)
    kept = np.zeros(len(texts), bool)
    for fold in range(folds):
        rest = np.flatnonzero(side != fold)
        model = learn((texts[n], labels[n]) for n in rest)
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
    for words in texts[:300]:
        began = time.perf_counter()
        model.suggest([words])
        each.append((time.perf_counter() - began) * 1000)
    return {"a_second": round(batch), "one_ms": round(float(np.median(each)), 2)}


def made(count: int) -> list[tuple[str, str]]:
    """Texts with the label of what is broken; one in twenty has another's."""
    chance = random.Random(6)  # noqa: S311 (the same texts every time)
    labels = [f"department {number}" for number in range(DEPARTMENTS)]
    found = []
    for _ in range(count):
        words = text(chance)
        thing = next((n for n, thing in enumerate(THINGS) if thing in words), 0)
        odd = chance.random() < 0.05
        found.append((words, chance.choice(labels) if odd else labels[thing % DEPARTMENTS]))
    return found


def heat(texts: list[str]) -> float:
    """Seconds for the hot matters among so many messages of a year."""
    since = datetime(2026, 1, 1)  # noqa: DTZ001 (only how far apart they are counts)
    messages = [
        Message(str(n), f"who {n % 997}", since + timedelta(minutes=n * 90), words[:20], words)
        for n, words in enumerate(texts)
    ]
    began = time.perf_counter()
    hot(messages)
    return round(time.perf_counter() - began, 1)


def main(file: str = "", folds: int = 5, count: int = 5_000) -> dict[str, Any]:
    pairs = list(labelled(Path(file))) if file else made(count)
    texts, labels = [words for words, _ in pairs], [label for _, label in pairs]
    began = time.perf_counter()
    model = learn(pairs)
    report: dict[str, Any] = {
        "texts": len(texts),
        "made": not file,
        "training_s": round(time.perf_counter() - began, 1),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.zip"
        model.save(path)
        report["megabytes"] = round(path.stat().st_size / 1e6, 1)
        report |= speed(Model.load(path), texts)
    report["hot_s"] = heat(texts)
    if file and folds > 1:
        report |= crossed(texts, labels, folds)
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report["machine_load"] = spent.load()
    return report


def arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    return parser.parse_args(given)


if __name__ == "__main__":
    wishes = arguments(sys.argv[1:])
    print(json.dumps(main(str(wishes.file), wishes.folds), ensure_ascii=False))
