"""Writing an archive: members as a stream, their digests taken while they are read."""

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import pyrage

from touyan.kernel.backups.archive import MANIFEST, Head, Manifest, piped, write_head
from touyan.kernel.backups.pace import Pace


def pack(
    out: IO[bytes], head: Head, recipient: Any, members: Iterable[tuple[str, Path]],
    manifest: Manifest, pace: Pace,
) -> None:  # fmt: skip
    """The whole archive. The manifest comes last, so an archive that was cut short has none."""
    write_head(out, head)
    with piped(lambda sink: _tar(sink, members, manifest, pace)) as source:
        pyrage.encrypt_io(source, out, [recipient])


def _tar(
    sink: IO[bytes], members: Iterable[tuple[str, Path]], manifest: Manifest, pace: Pace
) -> None:
    with (
        gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=1) as pressed,
        tarfile.open(fileobj=pressed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        for name, path in members:
            with path.open("rb") as file:
                size, reader = os.fstat(file.fileno()).st_size, _Digesting(file, pace)
                tar.addfile(_member(name, size), reader)
            manifest.digests[name] = (size, reader.digest.hexdigest())
        with tempfile.TemporaryFile() as lines:
            _write_lines(lines, manifest)
            size = lines.tell()
            lines.seek(0)
            tar.addfile(_member(MANIFEST, size), lines)


def _write_lines(file: IO[bytes], manifest: Manifest) -> None:
    first = {"migrations": manifest.migrations, "entries": manifest.entries}
    file.write(json.dumps(first).encode() + b"\n")
    for name, (size, digest) in manifest.digests.items():
        file.write(json.dumps([name, size, digest]).encode() + b"\n")


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


class _Digesting:
    """A file that knows the digest of what was read of it, and is not read faster than it should be."""

    def __init__(self, file: IO[bytes], pace: Pace) -> None:
        self.file, self.pace, self.digest = file, pace, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        self.pace.keep()
        data = self.file.read(size)
        self.digest.update(data)
        return data
