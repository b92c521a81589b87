"""Reading an archive into an empty folder. It may come from anybody: every name, size and digest is looked at."""

import hashlib
import json
import os
import tarfile
import zlib
from pathlib import Path
from typing import IO, Any

import pyrage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from touyan.kernel.backups.archive import (
    CHUNK,
    DATABASE,
    MANIFEST,
    Damaged,
    Head,
    Manifest,
    is_proper,
    piped,
)

_LARGEST_MANIFEST = 1024**3
_LONGEST_NAME = 4096


class _Member(tarfile.TarInfo):
    """A head that cannot make us read more than a name into memory."""

    def _proc_gnulong(self, tar: Any) -> Any:
        if self.size > _LONGEST_NAME:
            raise Damaged(_("A name in it is too long."))
        return super()._proc_gnulong(tar)  # type: ignore[misc]

    def _proc_pax(self, tar: Any) -> Any:
        raise Damaged(_("It was not written by this command."))


HURT = gettext_lazy("It is damaged or did not arrive whole.")


def unpack(source: IO[bytes], head: Head, identity: Any, folder: Path) -> Manifest:
    """Every member into the folder, compared with the manifest; Damaged at the first thing that is wrong."""
    try:
        with piped(lambda sink: pyrage.decrypt_io(source, sink, [identity])) as stream:
            found = _members(stream, head, folder)
            while stream.read(CHUNK):  # up to the seal at its end
                pass
    except (tarfile.TarError, EOFError, zlib.error, pyrage.DecryptError) as error:
        raise Damaged(HURT) from error
    except OSError as error:
        if error.errno is not None:  # a disk's
            raise
        raise Damaged(HURT) from error  # the seal's own, at its end
    return _compared(folder / MANIFEST, found)


def _members(stream: IO[bytes], head: Head, folder: Path) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    left = head.bytes
    with tarfile.open(fileobj=stream, mode="r|gz", tarinfo=_Member) as tar:
        for info in tar:
            if not (info.isreg() and is_proper(info.name)) or info.name in found:
                raise Damaged(_("It holds a name that no backup has."))
            left -= 0 if info.name == MANIFEST else info.size
            if left < 0 or info.size > max(head.bytes, _LARGEST_MANIFEST):
                raise Damaged(_("It holds more than it says."))
            content = tar.extractfile(info)
            assert content is not None  # noqa: S101 - a regular file has content
            found[info.name] = (info.size, _write(folder / info.name, content, info.size))
    return found


def _write(path: Path, content: IO[bytes], size: int) -> str:
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
            size -= len(chunk)
        file.flush()
        os.fsync(descriptor)
    if size:
        raise Damaged(HURT)
    return digest.hexdigest()


def _compared(path: Path, found: dict[str, tuple[int, str]]) -> Manifest:
    """The manifest, where it tells of exactly what was found."""
    found.pop(MANIFEST, None)
    if DATABASE not in found or not path.exists():
        raise Damaged(HURT)
    try:
        with path.open(encoding="utf-8") as lines:
            manifest = Manifest(**json.loads(next(lines)))
            told = (json.loads(line) for line in lines)
            manifest.digests = {name: (size, digest) for name, size, digest in told}
    except (ValueError, TypeError, StopIteration) as error:
        raise Damaged(_("Its manifest cannot be read.")) from error
    if manifest.digests != found:
        wrong = sorted(
            name
            for name in manifest.digests.keys() | found.keys()
            if manifest.digests.get(name) != found.get(name)
        )
        raise Damaged(_("{file} is not what was packed.").format(file=wrong[0]))
    return manifest
