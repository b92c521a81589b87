"""One archive with all that a town is, taken while people go on writing, and put back whole or not at all.

An archive is a line of JSON that says what it is, then `age(tar.gz(database, media/…, manifest.jsonl))`.
Each has a key of its own, which stands in that line, sealed by the installation's secret: so no secret
is in it, and nothing of it can be read without.
"""

from touyan.kernel.backups.archive import Damaged, Head, Manifest
from touyan.kernel.backups.databases import Unable
from touyan.kernel.backups.pace import Pace
from touyan.kernel.backups.putting_back import forget_unnamed_files, put_back
from touyan.kernel.backups.taking import SUFFIX, sweep, take

__all__ = [
    "SUFFIX",
    "Damaged",
    "Head",
    "Manifest",
    "Pace",
    "Unable",
    "forget_unnamed_files",
    "put_back",
    "sweep",
    "take",
]
