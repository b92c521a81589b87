"""Files as evidence: photos re-encoded and documents reprinted, stored durably, owned by exactly one thing.

`keep(reencoded(upload), owner=draft(key), …)` while somebody fills in a form, `claim(key, owner)`
within the act that sends it. Nothing else touches the rows.
"""

from touyan.kernel.evidence.papers import Paper, made_anew, reprinted
from touyan.kernel.evidence.photos import Photo, reencoded
from touyan.kernel.evidence.rows import (
    MOST_PHOTOS,
    claim,
    discard,
    draft,
    erase,
    keep,
    missing_files,
    of,
    sweep_drafts,
)
from touyan.kernel.evidence.storage import DurableStorage, Unreachable, files

__all__ = [
    "MOST_PHOTOS",
    "DurableStorage",
    "Paper",
    "Photo",
    "Unreachable",
    "claim",
    "discard",
    "draft",
    "erase",
    "files",
    "keep",
    "made_anew",
    "missing_files",
    "of",
    "reencoded",
    "reprinted",
    "sweep_drafts",
]
