"""What was learnt: tables of weights, kept as arrays and JSON (nothing in the file can be run), and how they answer."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from touyan.reading import grams

Floats = npt.NDArray[np.float32]
SHARES = (0.6, 0.4)
"""How much the whole text and its head weigh."""
WORDS = 5
"""How many of the words that spoke for a label are told."""
FORMAT = 1


class Unreadable(Exception):
    """The file is not a model that this program wrote."""


@dataclass(frozen=True)
class Block:
    """Of one block of features: how telling each run is, and how it speaks for each label.

    Only runs that say anything have a row; all others share row 0, which is empty.
    """

    row: npt.NDArray[np.int32]
    telling: Floats
    speaks: Floats

    def kept(self) -> dict[str, npt.NDArray[Any]]:
        """In half the width."""
        columns = np.flatnonzero(self.row).astype(np.int32)
        return {
            "columns": columns,
            "telling": self.telling[1:],
            "speaks": self.speaks[1:].astype(np.float16),
        }

    @classmethod
    def silent(cls, columns: Any, telling: Any, labels: int) -> Self:
        """Of runs in ascending order, which say nothing yet."""
        row = np.zeros(1 << grams.BITS, np.int32)
        row[columns] = np.arange(1, len(columns) + 1)
        told = np.pad(np.asarray(telling, np.float32), (1, 0))
        return cls(row, told, np.zeros((len(told), labels), np.float32))

    @classmethod
    def opened(cls, columns: Any, telling: Any, speaks: Any) -> Self:
        block = cls.silent(columns, telling, speaks.shape[1])
        block.speaks[1:] = speaks
        return block

    def scores(self, rows: sp.csr_matrix, share: float) -> Floats:
        """What speaks for each label in each text."""
        shape = (rows.shape[0], len(self.telling))
        known = sp.csr_matrix((rows.data, self.row[rows.indices], rows.indptr), shape=shape)
        found: Floats = grams.weighed(known, self.telling, share) @ self.speaks
        return found


@dataclass(frozen=True)
class Model:
    labels: list[str]
    whole: Block
    head: Block
    start: Floats
    """What speaks for each label before a word was read."""
    bend: Floats
    """One row per score and one for all: from scores to the logarithms of likelihoods."""
    threshold: float
    """Below it a person sorts."""
    learnt: dict[str, Any]
    """How it did on what it had not seen while learning."""

    def scores(self, texts: list[str]) -> Floats:
        return self.scores_of(grams.features(texts))

    def scores_of(self, blocks: tuple[sp.csr_matrix, sp.csr_matrix]) -> Floats:
        total = np.tile(self.start, (blocks[0].shape[0], 1))
        for rows, block, share in zip(blocks, (self.whole, self.head), SHARES, strict=True):
            total += block.scores(rows, share)
        return total

    def likely(self, texts: list[str]) -> Floats:
        """How likely each label is, by text."""
        return likelihoods(self.scores(texts), self.bend)

    def suggest(self, texts: list[str]) -> list[dict[str, Any]]:
        if not texts:
            return []
        likely = self.likely(texts)
        order = np.argsort(-likely, axis=1)[:, :3]
        why = self.because(texts, order[:, 0])
        return [self._told(likely[n], order[n].tolist(), because) for n, because in enumerate(why)]

    def _told(self, likely: Floats, order: list[int], because: list[str]) -> dict[str, Any]:
        top = [[self.labels[label], round(float(likely[label]), 4)] for label in order]
        sure = float(likely[order[0]])
        label = self.labels[order[0]] if sure >= self.threshold else None
        return {"label": label, "p": round(sure, 4), "top": top, "because": because}

    def because(self, texts: list[str], labels: npt.NDArray[np.int64]) -> list[list[str]]:
        """The words of each text that spoke loudest for its label."""
        read = [grams.parts(text)[0] for text in texts]
        starts = np.concatenate([[0], np.cumsum([len(text) + 1 for text in read])])
        joined = grams.STOP.join([*read, ""])
        characters = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
        label = np.repeat(labels, np.diff(starts))
        loud = np.zeros((3, len(characters)), np.float32)
        inside = np.concatenate([characters != 0, [False] * 4])
        for length, found in enumerate(grams.hashes(characters.astype(np.uint64)), start=1):
            if length > 1:
                run = self.whole.row[found]
                spoken = self.whole.telling[run] * self.whole.speaks[run, label[: len(found)]]
                ends = inside[length - 1 : length - 1 + len(found)]
                whole = np.logical_and.reduce([inside[n : n + len(found)] for n in range(length)])
                loud[length - 2, : len(found)] = np.where(whole & ends, spoken, 0)
        return [
            _loudest(text, loud[:, start : start + len(text)])
            for text, start in zip(read, starts, strict=False)
        ]

    def save(self, path: Path) -> None:
        """Beside its place first, then there in one step: whoever reads finds the old one or the new one."""
        about = {
            "format": FORMAT,
            "labels": self.labels,
            "threshold": self.threshold,
            "learnt": self.learnt,
        }
        arrays = {"start": self.start, "bend": self.bend}
        for name, block in (("whole", self.whole), ("head", self.head)):
            arrays |= {f"{name}_{part}": array for part, array in block.kept().items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as box:
            box.writestr("about.json", json.dumps(about, ensure_ascii=False))
            for name, array in arrays.items():
                with box.open(f"{name}.npy", "w") as held:
                    np.lib.format.write_array(held, array, allow_pickle=False)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        try:
            with zipfile.ZipFile(path) as box:
                about = json.loads(box.read("about.json"))
                if about["format"] != FORMAT:
                    raise Unreadable(str(path))
                arrays = {
                    name.removesuffix(".npy"): np.load(io.BytesIO(box.read(name)), allow_pickle=False)
                    for name in box.namelist()
                    if name.endswith(".npy")
                }  # fmt: skip
            whole, head = (
                Block.opened(*(arrays[f"{name}_{part}"] for part in ("columns", "telling", "speaks")))
                for name in ("whole", "head")
            )  # fmt: skip
        except (KeyError, ValueError, IndexError, OSError, zipfile.BadZipFile) as no:
            raise Unreadable(str(path)) from no
        start, bend = arrays["start"], arrays["bend"]
        return cls(about["labels"], whole, head, start, bend, about["threshold"], about["learnt"])


def likelihoods(scores: Floats, bend: Floats) -> Floats:
    logs = scores @ bend[:-1] + bend[-1]
    logs -= logs.max(axis=1, keepdims=True)
    raised = np.exp(logs)
    found: Floats = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return found


def _loudest(text: str, loud: Floats) -> list[str]:
    """The loudest runs of two to four characters that neither overlap nor repeat each other."""
    if loud.size == 0:
        return []
    flat = loud.ravel()
    many = min(WORDS * 5, flat.size)
    best = np.argpartition(-flat, many - 1)[:many]
    best = best[np.argsort(-flat[best])]
    found: list[tuple[int, int]] = []
    told: list[str] = []
    for place in best.tolist():
        if flat[place] <= 0 or len(told) == WORDS:
            break
        start = place % loud.shape[1]
        end = start + place // loud.shape[1] + 2
        word = text[start:end]
        if word.isalnum() and not any(start < e and s < end for s, e in found) and word not in told:
            found.append((start, end))
            told.append(word)
    return told
