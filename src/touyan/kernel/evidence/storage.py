"""Where files lie: on the disk for certain before the database says that they exist."""

import os
import secrets
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

SUFFIXES = frozenset({".jpg", ".pdf", ".xlsx", ".csv"})
"""The only part of a given name that may survive."""


class DurableStorage(FileSystemStorage):
    """Django's own storage never fsyncs and keeps the sender's file name; this one does neither."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A random name in the same folder: nobody can guess it, nothing in it was typed by anybody."""
        given = PurePosixPath(str(name).replace("\\", "/"))
        suffix = given.suffix.lower() if given.suffix.lower() in SUFFIXES else ""
        chosen = str(given.with_name(secrets.token_hex(16) + suffix))
        return super().get_available_name(chosen, max_length)

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
            _sync(folder)
            if folder == Path(self.location):
                break
        return name

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o750, exist_ok=True)
        _sync(folder.parent)


def _write(path: Path, content: "File[Any]") -> None:
    # 0640: the web server's group may read it, nobody may run it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o640)
        for chunk in content.chunks():
            file.write(chunk)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    """A new name is safe only once the folder that lists it is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
