"""The counted runs of many texts, on the disk: any number can be learnt from, and memory holds a part of their runs.

A run's hash says which part it is in, and a part has every text of its runs. So the weights of its runs, and
what they add to the likeness of any two texts, are worked out from that part alone.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from touyan.reading import grams

PARTS = 32
WIDTH = (1 << grams.BITS) // PARTS
"""How many hashes belong to a part."""

Numbers = npt.NDArray[np.int32]


class Disk:
    """Arrays one after another in a file without a name, which is gone with the process."""

    def __init__(self, folder: Path | None) -> None:
        self.file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (closed at the end of a with)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def put(self, array: npt.NDArray[Any]) -> int:
        """Where it lies."""
        place = self.file.seek(0, SEEK_END)
        array.tofile(self.file)
        return place

    def read(self, kind: type[Any], place: int, count: int) -> npt.NDArray[Any]:
        self.file.seek(place)
        return np.fromfile(self.file, kind, count)


class Heard:
    """Runs as texts come: a piece for each part of each portion of texts."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.pieces: list[list[tuple[int, int]]] = [[] for _ in range(PARTS)]
        self.runs_of: list[Numbers] = []
        """How many different runs each text has, by portion."""
        self.texts = 0

    def add(self, rows: sp.csr_matrix) -> None:
        runs_of = np.diff(rows.indptr)
        text = np.repeat(np.arange(rows.shape[0], dtype=np.int32) + np.int32(self.texts), runs_of)
        part = (rows.indices // WIDTH).astype(np.uint8)
        order = np.argsort(part, kind="stable")
        ends = np.cumsum(np.bincount(part, minlength=PARTS))
        triples = np.stack([text, rows.indices, rows.data.view(np.int32)])[:, order]
        for pieces, piece in zip(self.pieces, np.split(triples, ends[:-1], axis=1), strict=True):
            pieces.append((self.disk.put(np.ascontiguousarray(piece)), piece.shape[1]))
        self.runs_of.append(runs_of.astype(np.int32))
        self.texts += rows.shape[0]

    def parts(self, kept: npt.NDArray[np.bool_]) -> Iterator[sp.csr_matrix]:
        """Of each part the kept texts' runs: a row for each hash, a column for each text."""
        place = (np.cumsum(kept) - 1).astype(np.int32)
        for number, pieces in enumerate(self.pieces):
            triples = np.hstack([self.disk.read(np.int32, at, 3 * many).reshape(3, many) for at, many in pieces])  # fmt: skip
            text, hashed, times = triples[:, kept[triples[0]]]
            shape = (WIDTH, int(kept.sum()))
            yield sp.csr_matrix((times.view(np.float32), (hashed - number * WIDTH, place[text])), shape=shape)  # fmt: skip


@dataclass(frozen=True)
class Part:
    columns: Numbers
    """The hashes of its runs."""
    starts: Numbers
    place: int
    """Where on the disk its runs' texts lie, and after them how often each has them."""


@dataclass(frozen=True)
class Runs:
    """The runs that several texts have, by part."""

    disk: Disk
    runs_of: Numbers
    """How many different runs each text has, those that no other has among them."""
    parts: list[Part] = field(default_factory=list)

    def put(self, rows: sp.csr_matrix, columns: Numbers) -> None:
        place = self.disk.put(rows.indices)
        self.disk.put(rows.data)
        self.parts.append(Part(columns, rows.indptr, place))

    def each(self) -> Iterator[sp.csr_matrix]:
        """Of each part a row for each run, a column for each text."""
        for part in self.parts:
            many, shape = int(part.starts[-1]), (len(part.columns), len(self.runs_of))
            texts = self.disk.read(np.int32, part.place, many)
            times = self.disk.read(np.float32, part.place + texts.nbytes, many)
            yield sp.csr_matrix((times, texts, part.starts), shape=shape)

    @property
    def columns(self) -> Numbers:
        return np.concatenate([part.columns for part in self.parts])


def shared(heard: Heard, kept: npt.NDArray[np.bool_], fewest: int, disk: Disk) -> Runs:
    """What so many of the kept texts have."""
    runs = Runs(disk, np.concatenate(heard.runs_of)[kept])
    for number, rows in enumerate(heard.parts(kept)):
        having = np.diff(rows.indptr)
        some = np.flatnonzero(having >= fewest)
        runs.put(rows[some], (some + number * WIDTH).astype(np.int32))
    return runs


def how_many_have(heard: Heard, kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How many runs there are that no text has, one text has, two texts have, and so on."""
    texts = int(kept.sum())
    return sum(
        (np.bincount(np.diff(rows.indptr), minlength=texts + 1) for rows in heard.parts(kept)),
        start=np.zeros(texts + 1, np.int64),
    )
