"""Text → features: hashed runs of one to four characters, of the whole and, apart, of its head.

No segmentation and no dictionary: a run of characters is all that a reader of Chinese needs here, and
whole batches are hashed at once by array arithmetic. The head (a title, or the first words where
there is none) says what it is about better than the rest; its runs are features of their own.
"""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

BITS = 20
"""Features per block. With some 300,000 runs learnt, a run in four shares its place with a rare one."""
LONGEST = 4
READ = 1200
"""How many characters of a text are read; what comes later repeats."""
HEAD = 28
HEAD_AT_LEAST = 6
STEP = np.uint64(0x9E3779B97F4A7C15)
CHARACTER = np.uint64(0xC2B2AE3D27D4EB4F)
CHUNK = 512
SPREAD = np.uint64(0xBF58476D1CE4E5B9)
STOP = "\0"
DAMPED = (1 + np.log(np.maximum(np.arange(READ + 2), 1))).astype(np.float32)

Whole = npt.NDArray[np.uint64]


def parts(text: str) -> tuple[str, str]:
    """The text without its blanks, and its head: what stands before the first blank, or the first words."""
    words = text.replace(STOP, "").lower().split()
    whole = "".join(words)[:READ]
    head = words[0] if words and len(words[0]) >= HEAD_AT_LEAST else whole
    return whole, head[:HEAD]


def hashes(characters: Whole, longest: int = LONGEST) -> list[npt.NDArray[np.uint32]]:
    """The hash of the run of each length that begins at each place."""
    found, running = [], np.zeros(len(characters), np.uint64)
    for length in range(1, longest + 1):
        ends = characters[length - 1 :]
        running = running[: len(ends)] * STEP + ends * CHARACTER
        running ^= running >> np.uint64(29)
        found.append(((running * SPREAD) >> np.uint64(64 - BITS)).astype(np.uint32))
    return found


def counted(texts: list[str]) -> sp.csr_matrix:
    """How often each run occurs in each text, damped by the logarithm."""
    chunks = [_chunk(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
    return chunks[0] if len(chunks) == 1 else sp.vstack(chunks, format="csr")


def _chunk(texts: list[str]) -> sp.csr_matrix:
    """Of so few texts that a text and a run fit into 32 bits, which sort in no time."""
    lengths = np.array([len(text) + 1 for text in texts])
    characters = np.frombuffer(STOP.join([*texts, ""]).encode("utf-32-le"), np.uint32)
    of_text = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths) << np.uint32(BITS)
    inside = characters != 0
    keys, whole = [], inside.copy()
    for length, found in enumerate(hashes(characters.astype(np.uint64)), start=1):
        whole = whole[: len(found)] & inside[length - 1 :]
        keys.append((of_text[: len(found)] | found)[whole])
    return _rows(np.sort(np.concatenate(keys)), len(texts))


def _rows(keys: npt.NDArray[np.uint32], texts: int) -> sp.csr_matrix:
    first = np.flatnonzero(np.diff(keys, prepend=keys[:1] + np.uint32(1)))
    times = np.diff(first, append=len(keys))
    found = keys[first]
    row = (found >> np.uint32(BITS)).astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=texts))]).astype(np.int32)
    columns = (found & np.uint32((1 << BITS) - 1)).astype(np.int32)
    values = DAMPED[np.minimum(times, len(DAMPED) - 1)]
    return sp.csr_matrix((values, columns, starts), shape=(texts, 1 << BITS))


def features(texts: list[str]) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """The two blocks: of whole texts, and of their heads."""
    both = [parts(text) for text in texts]
    return counted([whole for whole, _ in both]), counted([head for _, head in both])


def weighed(rows: sp.csr_matrix, weights: npt.NDArray[np.float32], share: float) -> sp.csr_matrix:
    """Each run times how telling it is; every text as long as any other, times the share of its block."""
    values = rows.data * weights[rows.indices]
    of_row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    squares = np.bincount(of_row, values * values, minlength=rows.shape[0])
    scale = (np.sqrt(share) / np.sqrt(np.maximum(squares, 1e-12))).astype(np.float32)
    return sp.csr_matrix((values * scale[of_row], rows.indices, rows.indptr), shape=rows.shape)


def telling(rows: sp.csr_matrix) -> npt.NDArray[np.float32]:
    """The weight of each run by how few texts have it; none where only one has."""
    having = np.bincount(rows.indices, minlength=rows.shape[1])
    weights = np.log((1 + rows.shape[0]) / (1 + having)) + 1
    return np.where(having >= 2, weights, 0).astype(np.float32)
