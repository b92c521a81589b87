"""Where files lie: on the disk for certain before the database says that they exist."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, cast

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from touyan.kernel.folders import make_sure

SUFFIXES = frozenset({".jpg", ".pdf", ".xlsx", ".csv"})
"""The only part of a given name that may survive."""


class Unreachable(OSError):
    """The store of files does not answer: nobody's mistake, and it passes."""


class Store(Protocol):
    """What is asked of all files at once, wherever they lie: backups, restores and sweeps ask it."""

    def names(self, under: str = "") -> Iterator[str]:
        """Every file there is below a folder."""

    def set_aside(self, name: str, target: Path) -> None:
        """The file once more, where what is erased meanwhile stays; nothing where it is gone already."""

    def weighs(self) -> int:
        """How many bytes of a disk it takes to set all of them aside."""

    def put(self, path: Path, name: str) -> None:
        """A file of ours in the store, under exactly this name, in the place of what was there."""

    def delete(self, name: str) -> None: ...


files = cast("Store", default_storage)


class RandomNames(Storage):
    """Neither store keeps the sender's file name."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A random name in the same folder: nobody can guess it, nothing in it was typed by anybody."""
        given = PurePosixPath(str(name).replace("\\", "/"))
        suffix = given.suffix.lower() if given.suffix.lower() in SUFFIXES else ""
        chosen = str(given.with_name(secrets.token_hex(16) + suffix))
        return super().get_available_name(chosen, max_length)


class DurableStorage(RandomNames, FileSystemStorage):
    """Django's own storage never fsyncs; this one does."""

    def names(self, under: str = "") -> Iterator[str]:
        root = Path(self.location)
        for folder, _folders, found in os.walk(root / under):
            yield from (Path(folder, name).relative_to(root).as_posix() for name in found)

    def set_aside(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        found = Path(self.path(name))
        try:
            target.hardlink_to(found)
        except FileNotFoundError:  # erased a moment ago
            return
        except OSError as error:
            if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
                raise
            shutil.copyfile(found, target)

    def weighs(self) -> int:
        return 0  # links

    def put(self, path: Path, name: str) -> None:
        target = Path(self.path(name))
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        shutil.move(path, target)

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        self._make(target.parent)
        part = target.with_name(f".{target.name}.part")
        try:
            _write(part, content)
            part.rename(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        for folder in target.parents:
            make_sure(folder)
            if folder == Path(self.location):
                break
        return name

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o750, exist_ok=True)
        make_sure(folder.parent)


def _write(path: Path, content: "File[Any]") -> None:
    # 0640: the web server's group may read it, nobody may run it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o640)
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(descriptor)
